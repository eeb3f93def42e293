"""Show the list of events, one event, and its calendar file."""

from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import may, may_somewhere
from civic.events import queries, rules
from civic.events.models import Event
from civic.events.rows import EventRow, Filters
from civic.events.rules import EventState
from civic.events.views.cards import card_of, ends_words, note_cards, place_words, seats_words, title_of
from civic.events.views.files import calendar
from civic.kit.clock import now
from civic.programme import queries as programme
from civic.web.guard import public
from civic.web.pages import attachment, current_actor, page, query_int

bp = Blueprint("events", __name__, url_prefix="/events", template_folder="../templates")
PAGE = 20
KEPT = ("district", "type", "facet", "when")


@bp.get("")
@public
def index() -> Response:
    """List coming events, or past ones; the filters stand in the address."""
    actor, instant = current_actor(), now()
    chosen = _filters()
    rows = queries.list_events(chosen, instant, after=query_int("after"), limit=PAGE + 1)
    manages = may_somewhere(actor, Permission.MANAGE_EVENT)
    drafts = queries.list_unannounced(actor) if manages else []
    return page(
        "events/list.html",
        cards=[card_of(row) for row in rows[:PAGE]],
        drafts=[card_of(row) for row in drafts],
        chosen=chosen,
        next_url=_next(rows),
        districts=programme.list_districts(),
        types=queries.list_event_types(),
        facets=programme.list_facets(),
        may_create=manages,
        here=request.args.get("district", ""),
    )


@bp.get("/<int:event_id>")
@public
def show(event_id: int) -> Response:
    """Show one event: its facts, the seats left, one's own place, and after it the notes."""
    actor, instant = current_actor(), now()
    event = queries.get_visible(actor, event_id)
    mine = queries.find_registration(event.id, actor.person_id)
    completed = event.state is EventState.COMPLETED
    return page(
        "events/show.html",
        event=event,
        title=title_of(event),
        names=queries.names_of(event),
        state_label=rules.STATE_LABELS[event.state],
        ends=ends_words(event),
        seats=seats_words(event),
        mine=mine,
        place=place_words(mine) if mine else "",
        why_not=rules.why_not_register(event, mine, instant),
        notes=note_cards(event.id) if completed else [],
        sectors=queries.list_sectors(event.id) if completed else (),
        duties=_duties(actor, event, instant),
    )


@bp.get("/<int:event_id>/event.ics")
@public
def ics(event_id: int) -> Response:
    """Send the event as a calendar file."""
    event = queries.get_visible(current_actor(), event_id)
    url = url_for(".show", event_id=event.id, _external=True)
    body = calendar(event, title_of(event), url, now())
    return attachment(body, f"event-{event.id}.ics", "text/calendar; charset=utf-8")


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
    }
    return frozenset(name for name, yes in allowed.items() if yes)


def _filters() -> Filters:
    """Read the filters; an unknown district finds nothing rather than everything."""
    slug = request.args.get("district", "")
    codes = {district.slug: district.code for district in programme.list_districts()}
    return Filters(
        district=codes.get(slug, slug)[:20],
        type_code=request.args.get("type", "")[:40],
        facet=request.args.get("facet", "")[:40],
        past=request.args.get("when") == "past",
    )


def _next(rows: list[EventRow]) -> str | None:
    """Return the address of the next page if there is one."""
    if len(rows) <= PAGE:
        return None
    kept = [(name, request.args[name]) for name in KEPT if request.args.get(name)]
    return f"{url_for('.index')}?{urlencode([*kept, ('after', rows[PAGE - 1].id)])}"
