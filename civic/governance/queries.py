"""Read meetings, their agendas and what must be done after them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from civic.db.session import session
from civic.governance.models import ActionItem, AgendaItem, Meeting
from civic.governance.rules import ActionState, MeetingKind, Outcome
from civic.kit.clock import TAIPEI
from civic.kit.errors import Missing
from civic.kit.roc import ROC_EPOCH
from civic.needs.models import Need
from civic.needs.rules import NeedState


@dataclass(frozen=True)
class MeetingRow:
    """Be one meeting in the year's list; `items` counts its agenda."""

    id: int
    kind: MeetingKind
    facet_code: str | None
    title: str
    convener_code: str
    starts_at: datetime
    venue: str
    published_at: datetime | None
    items: int


@dataclass(frozen=True)
class AgendaRow:
    """Be one agenda item with the need it is about."""

    item: AgendaItem
    case_no: str
    title: str
    title_en: str
    facet_code: str
    state: NeedState


@dataclass(frozen=True)
class NeedMeeting:
    """Be one meeting's decision on a need; outcome and reason are empty until the minutes are public."""

    meeting_id: int
    kind: MeetingKind
    title: str
    starts_at: datetime
    published_at: datetime | None
    outcome: Outcome | None
    reason: str
    assigned_code: str | None
    due_on: date | None
    funding_code: str | None
    decided_at: datetime | None
    decided_role: str


def get_meeting(meeting_id: int) -> Meeting:
    """Return a meeting; Missing if there is none."""
    meeting = session().get(Meeting, meeting_id)
    if meeting is None:
        raise Missing
    return meeting


def get_item(item_id: int) -> AgendaItem:
    """Return an agenda item; Missing if there is none."""
    item = session().get(AgendaItem, item_id)
    if item is None:
        raise Missing
    return item


def get_action(action_id: int) -> ActionItem:
    """Return an action item; Missing if there is none."""
    action = session().get(ActionItem, action_id)
    if action is None:
        raise Missing
    return action


def list_meetings(roc_year: int | None = None, kind: MeetingKind | None = None) -> list[MeetingRow]:
    """Return the meetings of a year (of the Republic), the earliest first."""
    items = select(func.count()).where(AgendaItem.meeting_id == Meeting.id).scalar_subquery()
    query = select(
        Meeting.id,
        Meeting.kind,
        Meeting.facet_code,
        Meeting.title,
        Meeting.convener_code,
        Meeting.starts_at,
        Meeting.venue,
        Meeting.published_at,
        items.label("items"),
    ).order_by(Meeting.starts_at, Meeting.id)
    if roc_year is not None:
        query = query.where(Meeting.starts_at >= year_begin(roc_year), Meeting.starts_at < year_begin(roc_year + 1))
    if kind is not None:
        query = query.where(Meeting.kind == kind)
    return [MeetingRow(**row) for row in session().execute(query).mappings()]


def year_begin(roc_year: int) -> datetime:
    """Return the first instant of a year of the Republic in Taipei."""
    return datetime(roc_year + ROC_EPOCH, 1, 1, tzinfo=TAIPEI).astimezone(UTC)


def list_agenda(meeting_id: int) -> list[AgendaRow]:
    """Return a meeting's agenda in order."""
    query = (
        select(AgendaItem, Need.case_no, Need.title, Need.title_en, Need.facet_code, Need.state)
        .join(Need, Need.id == AgendaItem.need_id)
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(AgendaItem.position)
    )
    return [AgendaRow(*row) for row in session().execute(query)]


def list_actions(meeting_id: int) -> list[ActionItem]:
    """Return what must be done after a meeting, by day."""
    query = select(ActionItem).where(ActionItem.meeting_id == meeting_id)
    return list(session().scalars(query.order_by(ActionItem.due_on, ActionItem.id)))


def actions_of(agency_codes: Collection[str] | None) -> list[ActionItem]:
    """Return the open action items of these agencies (None: of all), the earliest day first."""
    query = select(ActionItem).where(ActionItem.state != ActionState.DONE)
    if agency_codes is not None:
        query = query.where(ActionItem.agency_code.in_(agency_codes))
    return list(session().scalars(query.order_by(ActionItem.due_on, ActionItem.id)))


def next_promise(need_id: int) -> date | None:
    """Return the earliest day of what is still open for a need."""
    query = select(func.min(ActionItem.due_on))
    return session().scalar(query.where(ActionItem.need_id == need_id, ActionItem.state != ActionState.DONE))


def items_of_need(need_id: int) -> list[NeedMeeting]:
    """Return the meetings that took up a need, the earliest first; undecided ones with no outcome."""
    query = (
        select(
            Meeting.id.label("meeting_id"),
            Meeting.kind,
            Meeting.title,
            Meeting.starts_at,
            Meeting.published_at,
            AgendaItem.outcome,
            AgendaItem.reason,
            AgendaItem.assigned_code,
            AgendaItem.due_on,
            AgendaItem.funding_code,
            AgendaItem.decided_at,
            AgendaItem.decided_role,
        )
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.need_id == need_id)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [NeedMeeting(**row) for row in session().execute(query).mappings()]
