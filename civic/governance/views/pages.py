"""Show meetings to everybody once their minutes are published, and run them from the programme office."""

from datetime import UTC, date, datetime, time

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.access.permissions import Permission
from civic.access.policy import Scope, may
from civic.governance import queries, rules, service
from civic.governance.forms import AgendaForm, DecisionForm, MeetingForm, MinutesForm, YearForm
from civic.governance.inputs import MeetingInput
from civic.governance.models import AgendaItem, Meeting
from civic.governance.rules import (
    KIND_LABELS,
    OUTCOME_LABELS,
    ActionState,
    Decision,
    MeetingKind,
    Outcome,
)
from civic.governance.views.shown import action_shown, item_shown, meeting_shown
from civic.kit import markup
from civic.kit.clock import TAIPEI, local, now
from civic.kit.errors import Missing, Refused
from civic.kit.roc import roc_year
from civic.needs import queries as needs
from civic.needs.queries import Filters
from civic.programme.queries import directory
from civic.web.filters import show_name, translated
from civic.web.forms import Form
from civic.web.guard import public, requires
from civic.web.pages import current_actor, done, page, query_int

bp = Blueprint("governance", __name__, template_folder="../templates")


@bp.get("/meetings")
@public
def index() -> Response:
    """List a year's meetings in their order."""
    moment, office = now(), _is_office()
    asked = query_int("year") or 0
    year = asked if 100 <= asked <= 200 else roc_year(local(moment).date())
    rows = queries.list_meetings(year)
    return page(
        "governance/list.html",
        year=year,
        meetings=[meeting_shown(row, moment, row.published_at is not None or office) for row in rows],
        office=office,
        form=YearForm(year=year) if office else None,
    )


def _is_office() -> bool:
    return may(current_actor(), Permission.MANAGE_MEETINGS, Scope())


@bp.post("/meetings/generate")
@requires(Permission.MANAGE_MEETINGS)
def generate() -> ResponseReturnValue:
    """Make the regular meetings of a year."""
    form = YearForm()
    if not form.validate_on_submit():
        return _ask(form, _("Make a year's meetings"), url_for(".index"))
    made = service.generate_year(current_actor(), form.year.data or 0, now())
    said = ngettext("%(num)s meeting is made.", "%(num)s meetings are made.", len(made))
    return done(said, url_for(".index", year=form.year.data))


@bp.route("/meetings/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEETINGS)
def create() -> ResponseReturnValue:
    """Call an ad hoc consultation meeting."""
    form = MeetingForm()
    form.convener.choices = [(agency.code, show_name(agency)) for agency in directory().agencies]
    day = form.day.data if form.validate_on_submit() else None
    if not isinstance(day, date):
        return _ask(form, _("Call a consultation meeting"), url_for(".index"))
    starts_at = datetime.combine(day, time(form.hour.data or 0), TAIPEI).astimezone(UTC)
    words = [str(field.data or "") for field in (form.title, form.convener, form.venue, form.chair, form.attendees)]
    title, convener, venue, chair, attendees = words
    given = MeetingInput(MeetingKind.ADHOC, title, convener, starts_at, venue, chair, attendees)
    meeting = service.create_meeting(current_actor(), given, now())
    return done(_("The meeting is called."), url_for(".show", meeting_id=meeting.id))


def _ask(form: Form, title: str, back: str) -> Response:
    return page("governance/step.html", 422 if form.errors else 200, form=form, step=title, back=back)


@bp.get("/meetings/<int:meeting_id>")
@public
def show(meeting_id: int) -> Response:
    """Show a meeting: to everybody once published, to the programme office always."""
    meeting, office, today = queries.get_meeting(meeting_id), _is_office(), local(now()).date()
    if meeting.published_at is None and not office:
        raise Missing
    return page(
        "governance/show.html",
        meeting=meeting,
        kind=translated(KIND_LABELS[meeting.kind]),
        convener=directory().agency(meeting.convener_code),
        items=[item_shown(row, meeting) for row in queries.list_agenda(meeting.id)],
        actions=[action_shown(action, today) for action in queries.list_actions(meeting.id)],
        minutes=markup.stored(meeting.minutes_html),
        office=office and meeting.published_at is None,
    )


@bp.route("/meetings/<int:meeting_id>/agenda", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEETINGS)
def put_on_agenda(meeting_id: int) -> ResponseReturnValue:
    """Draw a need from the inventory."""
    meeting, form = queries.get_meeting(meeting_id), AgendaForm()
    rows = needs.list_needs(Filters(facet=meeting.facet_code or ""), limit=None)
    fitting = [row for row in rows if rules.why_not_take_up(meeting.kind, row.state) is None]
    if not fitting:
        raise Refused(rules.NO_NEED_FITS)
    form.need.choices = [(row.case_no, f"{row.case_no} {row.title}") for row in fitting]
    if not form.validate_on_submit():
        return _ask(form, _("Put a need on the agenda"), url_for(".show", meeting_id=meeting.id))
    service.put_on_agenda(current_actor(), meeting, needs.get_need(form.need.data or ""), now())
    return done(_("The need is on the agenda."), url_for(".show", meeting_id=meeting.id))


@bp.route("/meetings/<int:meeting_id>/items/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEETINGS)
def decide(meeting_id: int, item_id: int) -> ResponseReturnValue:
    """Write down what was decided on one need."""
    meeting, item = queries.get_meeting(meeting_id), _item_of(meeting_id, item_id)
    need = needs.get_need_by_id(item.need_id)
    form = DecisionForm(agency=need.lead_agency_code, funding=need.funding_code, maintenance=need.maintenance)
    _offer(form, meeting)
    if not form.validate_on_submit():
        return _ask(form, _("Decide: %(title)s", title=need.title), url_for(".show", meeting_id=meeting_id))
    service.decide(current_actor(), item, _decision(form), now())
    return done(_("The decision is kept; the need has moved."), url_for(".show", meeting_id=meeting_id))


def _item_of(meeting_id: int, item_id: int) -> AgendaItem:
    item = queries.get_item(item_id)
    if item.meeting_id != meeting_id:
        raise Missing
    return item


def _offer(form: DecisionForm, meeting: Meeting) -> None:
    """Offer what this kind of meeting may decide; only a conclusion names agency, day and money."""
    city, outcomes = directory(), rules.outcomes_of(meeting.kind)
    form.outcome.choices = [(outcome.value, translated(OUTCOME_LABELS[outcome])) for outcome in outcomes]
    form.agency.choices = [("", "")] + [(agency.code, show_name(agency)) for agency in city.agencies]
    form.funding.choices = [("", "")] + [(source.code, show_name(source)) for source in city.funding_sources]
    if Outcome.CONCLUDE not in outcomes:
        del form.agency, form.due_on, form.funding, form.maintenance, form.action


def _decision(form: DecisionForm) -> Decision:
    outcome, reason = Outcome(form.outcome.data), form.reason.data or ""
    if outcome is not Outcome.CONCLUDE:
        return Decision(outcome, reason)
    return Decision(
        outcome,
        reason,
        agency_code=form.agency.data or "",
        due_on=form.due_on.data if isinstance(form.due_on.data, date) else None,
        funding_code=form.funding.data or "",
        maintenance=form.maintenance.data or "",
        action=form.action.data or "",
    )


@bp.route("/meetings/<int:meeting_id>/minutes", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEETINGS)
def minutes(meeting_id: int) -> ResponseReturnValue:
    """Write the minutes before they are published."""
    meeting = queries.get_meeting(meeting_id)
    form = MinutesForm(minutes=meeting.minutes)
    if not form.validate_on_submit():
        return _ask(form, _("Write the minutes"), url_for(".show", meeting_id=meeting_id))
    service.write_minutes(current_actor(), meeting, form.minutes.data or "", now())
    return done(_("The minutes are kept."), url_for(".show", meeting_id=meeting_id))


@bp.post("/meetings/<int:meeting_id>/publish")
@requires(Permission.MANAGE_MEETINGS)
def publish(meeting_id: int) -> ResponseReturnValue:
    """Publish the minutes."""
    meeting = service.publish_minutes(current_actor(), queries.get_meeting(meeting_id), now())
    return done(_("The minutes are published."), url_for(".show", meeting_id=meeting.id))


@bp.post("/meetings/actions/<int:action_id>")
@requires(Permission.REVIEW_PROPOSAL)
def move_action(action_id: int) -> ResponseReturnValue:
    """Say how far an action item is."""
    state = request.form.get("state", "")
    if state not in set(ActionState):
        raise Missing
    service.set_action_state(current_actor(), queries.get_action(action_id), ActionState(state), now())
    return done(_("The action item is brought up to date."), url_for("needs.inbox"))
