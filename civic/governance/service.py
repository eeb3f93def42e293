"""Hold meetings: plan the year, draw the agenda, decide, publish the minutes."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit import service as audit
from civic.db.session import session
from civic.governance import queries, rules
from civic.governance.inputs import ActionInput, MeetingInput
from civic.governance.models import ActionItem, AgendaItem, Meeting
from civic.governance.rules import ActionState, Decision, MeetingKind, Outcome, PlannedMeeting
from civic.kit import markup
from civic.kit.errors import Reason, Refused
from civic.kit.text import clean, clean_line
from civic.needs import queries as needs
from civic.needs import service as needs_service
from civic.needs.inputs import Assignment, Progress
from civic.needs.models import Need
from civic.needs.rules import NeedMove, NeedState
from civic.programme import queries as programme
from civic.programme.queries import Directory

COORDINATOR = "dol"
CHAIR = "召集人"


def generate_year(actor: Actor, roc_year: int, now: datetime) -> list[Meeting]:
    """Make a year's regular meetings: 20 working, 4 project and 2 coordination with five facets (R29)."""
    _demand(actor)
    _refuse(None if 100 <= roc_year <= 200 else rules.YEAR_UNLIKELY)
    regular = [row for row in queries.list_meetings(roc_year) if row.kind is not MeetingKind.ADHOC]
    _refuse(rules.YEAR_EXISTS if regular else None)
    city = programme.directory()
    plan = rules.plan_year(roc_year, tuple(facet.code for facet in city.facets))
    meetings = [_planned(meeting, city) for meeting in plan]
    session().add_all(meetings)
    session().flush()
    audit.record(actor, "meetings.generated", f"year:{roc_year}", now, count=len(meetings))
    return meetings


def _planned(plan: PlannedMeeting, city: Directory) -> Meeting:
    """Name a planned meeting as the city does; the papers are in Chinese."""
    if plan.facet_code is not None:
        facet = city.facet(plan.facet_code)
        convener, title = facet.lead_agency_code, f"{facet.name_zh}子系統第{plan.quarter}季工作會議"
    elif plan.kind is MeetingKind.PROJECT:
        convener, title = COORDINATOR, f"第{plan.quarter}季專案會議"
    else:
        convener, title = COORDINATOR, "上半年協調會報" if plan.quarter == 1 else "下半年協調會報"
    return Meeting(
        kind=plan.kind,
        facet_code=plan.facet_code,
        title=title,
        convener_code=convener,
        starts_at=plan.starts_at,
        venue=f"{city.agency(convener).short_zh}會議室",
        chair_title=f"{city.agency(convener).short_zh}{CHAIR}",
    )


def create_meeting(actor: Actor, given: MeetingInput, now: datetime) -> Meeting:
    """Call one meeting, usually an ad hoc one (研商會議)."""
    _demand(actor)
    meeting = Meeting(
        kind=given.kind,
        facet_code=given.facet_code,
        title=clean_line(given.title),
        convener_code=given.convener_code,
        starts_at=given.starts_at,
        venue=clean_line(given.venue),
        chair_title=clean_line(given.chair_title),
        attendees=clean_line(given.attendees),
    )
    session().add(meeting)
    session().flush()
    audit.record(actor, "meeting.created", f"meeting:{meeting.id}", now, kind=given.kind)
    return meeting


def put_on_agenda(actor: Actor, meeting: Meeting, need: Need, now: datetime) -> AgendaItem:
    """Draw a need from the inventory; a project meeting takes a need under study up to itself."""
    _demand(actor)
    _refuse(_why_not_put(meeting, need))
    last = session().scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id))
    item = AgendaItem(meeting_id=meeting.id, need_id=need.id, position=(last or 0) + 1)
    try:
        with session().begin_nested():
            session().add(item)
    except IntegrityError as taken:
        raise Refused(rules.ON_AGENDA) from taken
    if meeting.kind is MeetingKind.PROJECT and need.state is NeedState.STUDYING:
        needs_service.move(actor, need, NeedState.AT_PROJECT, NeedMove(meeting.title), now)
    audit.record(actor, "meeting.item_added", f"meeting:{meeting.id}", now, need=need.id)
    return item


def _why_not_put(meeting: Meeting, need: Need) -> Reason | None:
    if meeting.published_at is not None:
        return rules.PUBLISHED
    if any(row.item.need_id == need.id for row in queries.list_agenda(meeting.id)):
        return rules.ON_AGENDA
    return rules.why_not_take_up(meeting.kind, need.state)


def decide(actor: Actor, item: AgendaItem, decision: Decision, now: datetime) -> AgendaItem:
    """Write down what a meeting decided on a need; the need moves by itself and says which meeting moved it."""
    _demand(actor)
    meeting, need = queries.get_meeting(item.meeting_id), needs.get_need_by_id(item.need_id)
    _refuse(rules.PUBLISHED if meeting.published_at is not None else None)
    _refuse(rules.DECIDED if item.outcome is not None else None)
    _refuse(rules.why_not_decide(meeting.kind, decision))
    _move(actor, meeting, need, decision, now)
    _keep(item, decision, actor, now)
    if decision.outcome is Outcome.CONCLUDE:
        _carry_out(actor, meeting, need, decision, now)
    audit.record(actor, "meeting.decided", f"meeting:{meeting.id}", now, need=need.id, outcome=decision.outcome)
    return item


def _move(actor: Actor, meeting: Meeting, need: Need, decision: Decision, now: datetime) -> None:
    state = rules.NEXT_STATE[meeting.kind, decision.outcome]
    if state is not None:
        brought = NeedMove(_reason(meeting, decision), maintenance=decision.maintenance)
        needs_service.move(actor, need, state, brought, now)


def _reason(meeting: Meeting, decision: Decision) -> str:
    return f"{meeting.title}：{decision.reason}" if decision.reason.strip() else meeting.title


def _keep(item: AgendaItem, decision: Decision, actor: Actor, now: datetime) -> None:
    item.outcome = decision.outcome
    item.reason = clean_line(decision.reason)[:1000]
    item.assigned_code = decision.agency_code or None
    item.due_on = decision.due_on
    item.funding_code = decision.funding_code or None
    item.decided_at = now
    item.decided_role = actor.label or actor.title
    session().flush()


def _carry_out(actor: Actor, meeting: Meeting, need: Need, decision: Decision, now: datetime) -> None:
    """Assign what a conclusion (結論) names and make its action item."""
    if decision.agency_code != need.lead_agency_code and meeting.kind is MeetingKind.COORDINATION:
        others = tuple(needs.list_co_agencies(need.id))
        given = Assignment(decision.agency_code, others, _reason(meeting, decision))
        needs_service.reassign(actor, need, given, now)
    if meeting.kind is MeetingKind.COORDINATION:
        progress = Progress(need.progress or decision.reason or meeting.title, decision.due_on, decision.funding_code)
        needs_service.report_progress(actor, need, progress, now)
    if decision.due_on is not None:
        text = decision.action or decision.reason or meeting.title
        add_action(actor, meeting, ActionInput(decision.agency_code, text, decision.due_on, need.id), now)


def add_action(actor: Actor, meeting: Meeting, given: ActionInput, now: datetime) -> ActionItem:
    """Give an agency something to do by a day; the need it belongs to shows the earliest such day."""
    _demand(actor)
    action = ActionItem(
        meeting_id=meeting.id,
        need_id=given.need_id,
        agency_code=given.agency_code,
        text=clean_line(given.text)[:500],
        due_on=given.due_on,
        state=ActionState.OPEN,
    )
    session().add(action)
    session().flush()
    _renew_promise(given.need_id)
    audit.record(actor, "action.added", f"meeting:{meeting.id}", now, agency=given.agency_code)
    return action


def set_action_state(actor: Actor, action: ActionItem, state: ActionState, now: datetime) -> ActionItem:
    """Say how far an action item is: its agency's officer or the programme office."""
    demand(actor, Permission.REVIEW_PROPOSAL, Scope(agencies=frozenset({action.agency_code})))
    action.state = state
    session().flush()
    _renew_promise(action.need_id)
    audit.record(actor, "action.moved", f"action:{action.id}", now, state=state)
    return action


def _renew_promise(need_id: int | None) -> None:
    if need_id is not None:
        needs_service.set_promise(needs.get_need_by_id(need_id), queries.next_promise(need_id))


def write_minutes(actor: Actor, meeting: Meeting, minutes: str, now: datetime) -> Meeting:
    """Keep the minutes (會議紀錄) before they are published; their Markdown is rendered once."""
    _demand(actor)
    _refuse(rules.PUBLISHED if meeting.published_at is not None else None)
    meeting.minutes = clean(minutes)
    meeting.minutes_html = markup.render(minutes)
    session().flush()
    audit.record(actor, "meeting.minutes_written", f"meeting:{meeting.id}", now)
    return meeting


def publish_minutes(actor: Actor, meeting: Meeting, now: datetime) -> Meeting:
    """Publish the minutes once everything on the agenda is decided; afterwards nothing changes."""
    _demand(actor)
    _refuse(rules.PUBLISHED if meeting.published_at is not None else None)
    _refuse(None if meeting.minutes.strip() else rules.MINUTES_MISSING)
    undecided = any(row.item.outcome is None for row in queries.list_agenda(meeting.id))
    _refuse(rules.UNDECIDED if undecided else None)
    meeting.published_at = now
    session().flush()
    audit.record(actor, "meeting.published", f"meeting:{meeting.id}", now)
    return meeting


def _demand(actor: Actor) -> None:
    demand(actor, Permission.MANAGE_MEETINGS, Scope())


def _refuse(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
