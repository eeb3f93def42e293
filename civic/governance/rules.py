"""Say which meetings a year has and what they may decide. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from civic.kit.clock import TAIPEI
from civic.kit.errors import Kind, Reason
from civic.kit.roc import ROC_EPOCH
from civic.kit.text import N_
from civic.needs.rules import CLOSED, NeedState


class MeetingKind(StrEnum):
    """Name the kinds of meetings: 工作會議, 專案會議, 協調會報, 研商會議."""

    WORKING = "working"
    PROJECT = "project"
    COORDINATION = "coordination"
    ADHOC = "adhoc"


class Outcome(StrEnum):
    """Name what a meeting decides on one need: 提報, 再研議, 不予採納, 併案, 結論."""

    REPORT_UP = "report_up"
    STUDY_AGAIN = "study_again"
    REJECT = "reject"
    MERGE = "merge"
    CONCLUDE = "conclude"


class ActionState(StrEnum):
    """Name the states of an action item."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"


KIND_LABELS = {
    MeetingKind.WORKING: N_("Working meeting"),
    MeetingKind.PROJECT: N_("Project meeting"),
    MeetingKind.COORDINATION: N_("Coordination meeting"),
    MeetingKind.ADHOC: N_("Consultation meeting"),
}

OUTCOME_LABELS = {
    Outcome.REPORT_UP: N_("Report to the next meeting"),
    Outcome.STUDY_AGAIN: N_("Study again"),
    Outcome.REJECT: N_("Not taken up"),
    Outcome.MERGE: N_("Merge with another case"),
    Outcome.CONCLUDE: N_("Conclusion"),
}

ACTION_LABELS = {
    ActionState.OPEN: N_("Not begun"),
    ActionState.IN_PROGRESS: N_("In progress"),
    ActionState.DONE: N_("Done"),
}

YEAR_EXISTS = Reason("year_exists", N_("The meetings of this year exist already."), Kind.CONFLICT)
YEAR_UNLIKELY = Reason("year_unlikely", N_("Write the year of the Republic, for example 115."), Kind.INVALID)
PUBLISHED = Reason(
    "meeting_published", N_("The minutes are published; this meeting can no longer change."), Kind.CONFLICT
)
MINUTES_MISSING = Reason("minutes_missing", N_("Write the minutes before you publish them."), Kind.INVALID)
UNDECIDED = Reason(
    "items_undecided", N_("Some items have no decision yet. Decide them before you publish."), Kind.CONFLICT
)
NO_NEED_FITS = Reason(
    "no_need_fits",
    N_(
        "No need of the inventory is ready for this meeting. "
        "Agencies study a need first; then it can be put on an agenda."
    ),
    Kind.NOT_NOW,
)
NOT_FOR_THIS_MEETING = Reason(
    "need_not_for_meeting", N_("This need does not stand where this meeting takes it up."), Kind.CONFLICT
)
ON_AGENDA = Reason("need_on_agenda", N_("This need is on the agenda already."), Kind.CONFLICT)
DECIDED = Reason("item_decided", N_("This item has been decided already."), Kind.CONFLICT)
NOT_ITS_OUTCOME = Reason(
    "outcome_not_here", N_("This kind of meeting cannot decide so. Choose another outcome."), Kind.INVALID
)
OUTCOME_REASON_MISSING = Reason(
    "outcome_reason_missing", N_("This outcome needs a public reason. Say in one sentence why."), Kind.INVALID
)
CONCLUSION_INCOMPLETE = Reason(
    "conclusion_incomplete", N_("A conclusion names the agency, the date and the funding source."), Kind.INVALID
)

NEXT_STATE: dict[tuple[MeetingKind, Outcome], NeedState | None] = {
    (MeetingKind.WORKING, Outcome.REPORT_UP): NeedState.AT_PROJECT,
    (MeetingKind.WORKING, Outcome.STUDY_AGAIN): None,
    (MeetingKind.WORKING, Outcome.REJECT): NeedState.REJECTED,
    (MeetingKind.WORKING, Outcome.MERGE): NeedState.MERGED,
    (MeetingKind.PROJECT, Outcome.REPORT_UP): NeedState.AT_COORDINATION,
    (MeetingKind.PROJECT, Outcome.STUDY_AGAIN): NeedState.STUDYING,
    (MeetingKind.PROJECT, Outcome.REJECT): NeedState.REJECTED,
    (MeetingKind.PROJECT, Outcome.MERGE): NeedState.MERGED,
    (MeetingKind.COORDINATION, Outcome.CONCLUDE): NeedState.PLANNED,
    (MeetingKind.COORDINATION, Outcome.STUDY_AGAIN): NeedState.STUDYING,
    (MeetingKind.COORDINATION, Outcome.REJECT): NeedState.REJECTED,
    (MeetingKind.ADHOC, Outcome.CONCLUDE): None,
    (MeetingKind.ADHOC, Outcome.STUDY_AGAIN): None,
}
"""What each kind of meeting may decide, and where that takes the need (None: it stays)."""

TAKES_UP: dict[MeetingKind, frozenset[NeedState]] = {
    MeetingKind.WORKING: frozenset({NeedState.STUDYING}),
    MeetingKind.PROJECT: frozenset({NeedState.STUDYING, NeedState.AT_PROJECT}),
    MeetingKind.COORDINATION: frozenset({NeedState.AT_COORDINATION}),
    MeetingKind.ADHOC: frozenset(NeedState) - CLOSED,
}
"""Where a need must stand for a meeting to take it up."""

QUARTERS = (1, 2, 3, 4)
QUARTER_MONTH = {1: 2, 2: 5, 3: 8, 4: 11}
HALF_MONTH = {1: 6, 2: 12}


@dataclass(frozen=True)
class PlannedMeeting:
    """Be one meeting of a year's plan; `quarter` is 1 or 2 for the coordination meeting's halves."""

    kind: MeetingKind
    quarter: int
    facet_code: str | None
    starts_at: datetime


@dataclass(frozen=True)
class Decision:
    """Be what a meeting decides on one need: outcome, public reason, and for a conclusion who, when, from what."""

    outcome: Outcome
    reason: str = ""
    agency_code: str = ""
    due_on: date | None = None
    funding_code: str = ""
    maintenance: str = ""
    action: str = ""


def plan_year(roc_year: int, facets: tuple[str, ...]) -> Iterator[PlannedMeeting]:
    """Yield a year's meetings (R29): each facet and the project each quarter, coordination each half."""
    for quarter in QUARTERS:
        month = QUARTER_MONTH[quarter]
        for place, facet in enumerate(facets):
            yield PlannedMeeting(MeetingKind.WORKING, quarter, facet, _at(roc_year, month, 1 + place, 14))
        yield PlannedMeeting(MeetingKind.PROJECT, quarter, None, _at(roc_year, month, 20, 14))
    for half, month in HALF_MONTH.items():
        yield PlannedMeeting(MeetingKind.COORDINATION, half, None, _at(roc_year, month, 10, 10))


def _at(roc_year: int, month: int, day: int, hour: int) -> datetime:
    return datetime.combine(date(roc_year + ROC_EPOCH, month, day), time(hour), TAIPEI).astimezone(UTC)


def outcomes_of(kind: MeetingKind) -> tuple[Outcome, ...]:
    """Return what a kind of meeting may decide."""
    return tuple(outcome for outcome in Outcome if (kind, outcome) in NEXT_STATE)


def why_not_take_up(kind: MeetingKind, state: NeedState) -> Reason | None:
    """Say why a need that stands here is not for this kind of meeting."""
    return None if state in TAKES_UP[kind] else NOT_FOR_THIS_MEETING


def why_not_decide(kind: MeetingKind, decision: Decision) -> Reason | None:
    """Say what is wrong with a decision: its kind, a missing reason, an incomplete conclusion."""
    if (kind, decision.outcome) not in NEXT_STATE:
        return NOT_ITS_OUTCOME
    if decision.outcome is Outcome.CONCLUDE:
        return None if _is_complete(kind, decision) else CONCLUSION_INCOMPLETE
    if decision.outcome is not Outcome.REPORT_UP and not decision.reason.strip():
        return OUTCOME_REASON_MISSING
    return None


def _is_complete(kind: MeetingKind, decision: Decision) -> bool:
    """Tell whether a conclusion names who and when, and at the coordination meeting from which source."""
    funded = bool(decision.funding_code) or kind is MeetingKind.ADHOC
    return bool(decision.agency_code) and decision.due_on is not None and funded


def is_overdue(starts_at: datetime, published_at: datetime | None, now: datetime) -> bool:
    """Tell whether the quarter of a meeting has ended without published minutes."""
    return published_at is None and now >= quarter_end(starts_at)


def quarter_end(instant: datetime) -> datetime:
    """Return the instant the quarter of an instant ends in Taipei."""
    wall = instant.astimezone(TAIPEI)
    month = (wall.month - 1) // 3 * 3 + 4
    year, month = (wall.year + 1, 1) if month > 12 else (wall.year, month)
    return datetime(year, month, 1, tzinfo=TAIPEI).astimezone(UTC)
