"""Show the list of events, one event, its poster, its waiting list and its closing report."""

from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, url_for

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import may, may_somewhere
from civic.events import queries, rules
from civic.events.admission import ADMISSION_LABELS, ADMISSION_WORDS, Admission
from civic.events.models import Event
from civic.events.rows import EventRow
from civic.events.rules import EventState
from civic.events.views.cards import card_of, ends_words, note_cards, place_words, point_cards, seats_words, title_of
from civic.events.views.filters import chosen_filters, feed_url, kept_arguments, list_choices
from civic.events.views.shown import attendance_words, budget_of, feature_words, proof_of, quota_words
from civic.kit.clock import now
from civic.kit.errors import Missing
from civic.kit.qr import qr_code
from civic.web.application import house
from civic.web.guard import public
from civic.web.pages import current_actor, page, query_int

bp = Blueprint("events", __name__, url_prefix="/events", template_folder="../templates")
PAGE = 20


@bp.get("")
@public
def index() -> Response:
    """List coming events, or past ones; the filters stand in the address."""
    actor, instant = current_actor(), now()
    chosen = chosen_filters()
    rows = queries.list_events(chosen, instant, after=query_int("after"), limit=PAGE + 1)
    manages = may_somewhere(actor, Permission.MANAGE_EVENT)
    drafts = queries.list_unannounced(actor) if manages else []
    return page(
        "events/list.html",
        cards=[card_of(row) for row in rows[:PAGE]],
        drafts=[card_of(row) for row in drafts],
        chosen=chosen,
        next_url=_next(rows),
        feed_url=feed_url(),
        may_create=manages,
        choices=list_choices(),
    )


@bp.get("/<int:event_id>")
@public
def show(event_id: int) -> Response:
    """Show one event: its facts, the seats left, one's own place, and after it the notes."""
    actor, instant = current_actor(), now()
    event = queries.get_visible(actor, event_id)
    mine = queries.find_registration(event.id, actor.person_id)
    duties = _duties(actor, event, instant)
    return page(
        "events/show.html",
        event=event,
        title=title_of(event),
        names=queries.names_of(event),
        state_label=rules.STATE_LABELS[event.state],
        ends=ends_words(event),
        seats=seats_words(event),
        mine=mine,
        place=place_words(mine, event) if mine else "",
        features=feature_words(event.id),
        series=queries.get_series(event.series_id) if event.series_id else None,
        rule=ADMISSION_LABELS[event.admission],
        rule_words=ADMISSION_WORDS[event.admission],
        draw=queries.find_draw(event.id) if event.admission is Admission.LOTTERY else None,
        budget=budget_of(event) if "edit" in duties else None,
        why_not=rules.why_not_register(event, mine, instant),
        notes=note_cards(event.id) if event.minutes_at else [],
        points=point_cards(event.id) if event.minutes_at else [],
        duties=duties,
    )


@bp.get("/<int:event_id>/poster")
@public
def poster(event_id: int) -> Response:
    """Show the event as a poster to print, its QR code leading to the page."""
    event = queries.get_visible(current_actor(), event_id)
    link = house().settings.base_url + url_for(".show", event_id=event.id)
    return page(
        "events/poster.html",
        event=event,
        title=title_of(event),
        names=queries.names_of(event),
        ends=ends_words(event),
        features=feature_words(event.id),
        link=link,
        picture=qr_code(link),
    )


@bp.get("/<int:event_id>/waiting-list")
@public
def waiting_list(event_id: int) -> Response:
    """Explain how seats are given, how the list moved, and how to repeat the draw: numbers only."""
    event = queries.get_visible(current_actor(), event_id)
    draw = queries.find_draw(event.id)
    return page(
        "events/waiting_list.html",
        event=event,
        title=title_of(event),
        rule=ADMISSION_LABELS[event.admission],
        rule_words=ADMISSION_WORDS[event.admission],
        quotas=quota_words(event.id),
        draw=draw,
        proof=proof_of(draw) if draw else None,
        waiting=[(w.arrival, w.people) for w in queries.list_waiting(event.id)],
        moves=queries.list_moves(event.id),
        places=rules.PLACE_LABELS,
    )


@bp.get("/<int:event_id>/report")
@public
def report(event_id: int) -> Response:
    """Show who came to an event that is over, small groups hidden, and what the tables said."""
    event = queries.get_visible(current_actor(), event_id)
    if event.state is not EventState.COMPLETED:
        raise Missing
    attended = queries.attendance(event)
    return page(
        "events/report.html",
        event=event,
        title=title_of(event),
        names=queries.names_of(event),
        attended=attended,
        tables=attendance_words(attended),
        notes=note_cards(event.id) if event.minutes_at else [],
        points=point_cards(event.id) if event.minutes_at else [],
    )


def _duties(actor: Actor, event: Event, instant: datetime) -> frozenset[str]:
    """Name what the actor may do for this event, for the links on its page."""
    scope = queries.scope_of(event)
    manages = may(actor, Permission.MANAGE_EVENT, scope)
    allowed = {
        "roster": may(actor, Permission.SEE_ROSTER, scope),
        "tables": event.tables > 0 and may(actor, Permission.CAPTURE_NOTES, scope),
        "lead": event.tables > 0 and may(actor, Permission.LEAD_TABLES, scope),
        "open": manages and rules.why_not_open(event) is None,
        "complete": manages and rules.why_not_complete(event, instant) is None,
        "edit": manages and rules.why_not_change(event) is None,
        "call_off": manages and rules.why_not_call_off(event, instant) is None,
        "seating": event.tables > 0 and may(actor, Permission.SEE_ROSTER, scope),
    }
    return frozenset(name for name, yes in allowed.items() if yes)


def _next(rows: list[EventRow]) -> str | None:
    """Return the address of the next page if there is one."""
    if len(rows) <= PAGE:
        return None
    return f"{url_for('.index')}?{urlencode([*kept_arguments(), ('after', rows[PAGE - 1].id)])}"
