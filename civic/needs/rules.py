"""Say how a need moves, and what it must show before it may. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from civic.access.actor import Actor, Role
from civic.kit.errors import Kind, Reason
from civic.kit.text import N_


class NeedState(StrEnum):
    """Name the states of a need, in order, and its exits."""

    NEW = "new"
    ASSIGNED = "assigned"
    STUDYING = "studying"
    AT_PROJECT = "at_project"
    AT_COORDINATION = "at_coordination"
    PLANNED = "planned"
    BUDGETED = "budgeted"
    FUND_APPLIED = "fund_applied"
    FUND_APPROVED = "fund_approved"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    RELEASED = "released"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    MERGED = "merged"
    TRANSFERRED = "transferred"


LEGS: tuple[frozenset[NeedState], ...] = (
    frozenset({NeedState.NEW, NeedState.ASSIGNED}),
    frozenset({NeedState.STUDYING, NeedState.AT_PROJECT, NeedState.AT_COORDINATION}),
    frozenset({NeedState.PLANNED}),
    frozenset({NeedState.BUDGETED, NeedState.FUND_APPLIED, NeedState.FUND_APPROVED}),
    frozenset({NeedState.IN_PROGRESS}),
    frozenset({NeedState.COMPLETED, NeedState.RELEASED}),
)
"""A need's way in legs."""

LEG_LABELS = (
    N_("In the inventory"), N_("Studied and discussed"), N_("In the work plan"), N_("Money found"), N_("Under way"),
    N_("Completed"),
)  # fmt: skip


def course_of(state: NeedState) -> tuple[str, ...]:
    """Return each leg of the way as "done", "now" or "todo"; a need that left the way has only begun it."""
    here = next((place for place, leg in enumerate(LEGS) if state in leg), None)
    if here is None:
        return ("done", *["todo"] * (len(LEGS) - 1))
    last = len(LEGS) - 1
    now = "done" if here == last else "now"
    return (*["done"] * here, now, *["todo"] * (last - here))


class EvidenceKind(StrEnum):
    """Name the two gates: consensus (共識佐證) and actual need (實際需求佐證)."""

    CONSENSUS = "consensus"
    ACTUAL_NEED = "actual_need"


class EvidenceSource(StrEnum):
    """Name where a piece of evidence comes from."""

    VOTE = "vote"
    NOTE = "note"
    SURVEY = "survey"
    FACILITY = "facility"
    REPORTS = "reports"


class Origin(StrEnum):
    """Name how a need came into the inventory (來源)."""

    VOTE = "vote"
    WORKSHOP = "workshop"
    SURVEY = "survey"
    OFFICE = "office"


class Monitoring(StrEnum):
    """Name the monitoring (列管) of a need."""

    NONE = "none"
    PLACED = "placed"
    RELEASE_ASKED = "release_asked"
    RELEASED = "released"


STATE_LABELS = {
    NeedState.NEW: N_("Newly entered"),
    NeedState.ASSIGNED: N_("Assigned"),
    NeedState.STUDYING: N_("Under study"),
    NeedState.AT_PROJECT: N_("To the project meeting"),
    NeedState.AT_COORDINATION: N_("To the coordination meeting"),
    NeedState.PLANNED: N_("In the work plan"),
    NeedState.BUDGETED: N_("Budget allocated"),
    NeedState.FUND_APPLIED: N_("Fund applied for"),
    NeedState.FUND_APPROVED: N_("Fund approved"),
    NeedState.IN_PROGRESS: N_("In progress"),
    NeedState.COMPLETED: N_("Completed"),
    NeedState.RELEASED: N_("Released from monitoring"),
    NeedState.REJECTED: N_("Not taken up"),
    NeedState.DEFERRED: N_("Deferred"),
    NeedState.MERGED: N_("Merged"),
    NeedState.TRANSFERRED: N_("Transferred to another agency"),
}

EVIDENCE_LABELS = {
    EvidenceKind.CONSENSUS: N_("Evidence of consensus"),
    EvidenceKind.ACTUAL_NEED: N_("Evidence of actual need"),
}

SOURCE_LABELS = {
    EvidenceSource.VOTE: N_("Vote result"),
    EvidenceSource.NOTE: N_("Workshop note"),
    EvidenceSource.SURVEY: N_("Needs survey"),
    EvidenceSource.FACILITY: N_("Facility condition"),
    EvidenceSource.REPORTS: N_("Reports and records"),
}

ORIGIN_LABELS = {
    Origin.VOTE: N_("Vote on residents' proposals"),
    Origin.WORKSHOP: N_("Workshop"),
    Origin.SURVEY: N_("Needs survey"),
    Origin.OFFICE: N_("Entered by the programme office"),
}

MONITORING_LABELS = {
    Monitoring.NONE: N_("Not monitored"),
    Monitoring.PLACED: N_("Monitored"),
    Monitoring.RELEASE_ASKED: N_("Release asked for"),
    Monitoring.RELEASED: N_("Released from monitoring"),
}

ROLE_LABELS = {
    "office": N_("Programme office"),
    "agency": N_("Agency officer"),
    "moderator": N_("District office"),
    "facilitator": N_("Facilitator"),
    "registered": N_("Resident"),
    "system": N_("System"),
}
"""The roles public records are signed with: titles, never names."""

REACHED_THRESHOLD = N_("Threshold reached in the vote")
ENTERED_FROM_VOTE = N_("Entered from the published result of the vote")
ENTERED_FROM_WORKSHOP = N_("Entered from a workshop's published minutes")
NOW_ASSIGNED = N_("Assigned to its agencies")
MADE_PRIORITY = N_("Became a priority item: both kinds of evidence are present")

NAMED_IN_VILLAGE = N_("%(survey)s: %(answers)s of %(all)s answers name %(facet)s in %(village)s")
NAMED_IN_DISTRICT = N_("%(survey)s: %(answers)s of %(all)s answers name %(facet)s")
"""What a cited count of a needs survey says."""

NOT_FROM_HERE = Reason(
    "need_not_from_here",
    N_("A need cannot take this step from where it stands. Look at its history first."),
    Kind.CONFLICT,
)
REASON_MISSING = Reason(
    "need_reason_missing", N_("This step needs a public reason. Say in one sentence why."), Kind.INVALID
)
BUDGET_MISSING = Reason(
    "need_budget_missing", N_("A budget needs its year and its amount. Fill in both."), Kind.INVALID
)
DOCUMENT_MISSING = Reason(
    "need_document_missing", N_("An approval needs the number of its document. Fill it in."), Kind.INVALID
)
MAINTENANCE_MISSING = Reason(
    "need_maintenance_missing",
    N_("Say who will maintain it afterwards; only then can it enter the work plan."),
    Kind.INVALID,
)
AGENCY_MISSING = Reason("need_agency_missing", N_("Choose the lead agency first."), Kind.INVALID)
CONSENSUS_MISSING = Reason(
    "need_consensus_missing",
    N_("Evidence of consensus is missing. Add a vote result or a workshop's consensus."),
    Kind.CONFLICT,
)
ACTUAL_NEED_MISSING = Reason(
    "need_actual_need_missing",
    N_("Evidence of actual need is missing. Add a survey, a note, a facility's condition or reports."),
    Kind.CONFLICT,
)
EVIDENCE_MISSING = Reason(
    "need_evidence_missing",
    N_("Evidence of consensus and of actual need are both missing. Add them first."),
    Kind.CONFLICT,
)
NO_SURVEY = Reason(
    "need_no_survey",
    N_("No needs survey of this district has public results yet. Add another kind of evidence."),
    Kind.CONFLICT,
)
CITED_ALREADY = Reason("need_cited_already", N_("This need cites this count already."), Kind.CONFLICT)
ALREADY_PRIORITY = Reason("need_already_priority", N_("This need is a priority item already."), Kind.CONFLICT)
NOT_PRIORITY = Reason("need_not_priority", N_("Only priority items have a place in the order."), Kind.CONFLICT)
NOT_YOUR_AGENCY = Reason(
    "need_not_your_agency", N_("Only the lead agency and the co-agencies answer this need."), Kind.NOT_ALLOWED
)
ANSWER_EMPTY = Reason(
    "need_answer_empty", N_("Write an answer first: what the agency will do, and by when."), Kind.INVALID
)
TEXT_EMPTY = Reason("need_text_empty", N_("Write something first."), Kind.INVALID)
NOT_PUBLISHED_NOTE = Reason(
    "need_note_not_published",
    N_("Only notes of published minutes enter the inventory. Ask the lead facilitator to publish them first."),
    Kind.NOT_NOW,
)
NO_SUCH_NEED = Reason(
    "need_no_such", N_("No need has this case number. Look it up in the inventory and copy it."), Kind.INVALID
)
NOT_MONITORED_SO = Reason(
    "need_monitoring_step", N_("The monitoring of this need cannot take this step now."), Kind.CONFLICT
)
CHANGED_MEANWHILE = Reason(
    "need_changed",
    N_("Somebody else has changed this need just now. Open it again and repeat your step."),
    Kind.CONFLICT,
)

EXITS = frozenset({NeedState.REJECTED, NeedState.DEFERRED, NeedState.MERGED, NeedState.TRANSFERRED})
CLOSED = frozenset({NeedState.COMPLETED, NeedState.RELEASED, *EXITS})
BUDGET_STATES = frozenset({NeedState.BUDGETED, NeedState.FUND_APPLIED, NeedState.FUND_APPROVED})

STEPS: dict[NeedState, tuple[NeedState, ...]] = {
    NeedState.NEW: (NeedState.ASSIGNED,),
    NeedState.ASSIGNED: (NeedState.STUDYING,),
    NeedState.STUDYING: (NeedState.AT_PROJECT,),
    NeedState.AT_PROJECT: (NeedState.AT_COORDINATION, NeedState.STUDYING),
    NeedState.AT_COORDINATION: (NeedState.PLANNED, NeedState.STUDYING),
    NeedState.PLANNED: (NeedState.BUDGETED, NeedState.FUND_APPLIED),
    NeedState.BUDGETED: (NeedState.IN_PROGRESS, NeedState.STUDYING),
    NeedState.FUND_APPLIED: (NeedState.FUND_APPROVED, NeedState.STUDYING),
    NeedState.FUND_APPROVED: (NeedState.IN_PROGRESS, NeedState.STUDYING),
    NeedState.IN_PROGRESS: (NeedState.COMPLETED,),
    NeedState.COMPLETED: (NeedState.RELEASED,),
    NeedState.DEFERRED: (NeedState.STUDYING,),
}
"""The steps of a need besides its exits; from a budget state back to study is 經議會刪除."""

OFFICE_ONLY = frozenset({NeedState.NEW, NeedState.AT_PROJECT, NeedState.AT_COORDINATION, NeedState.DEFERRED})
"""From here only the programme office moves a need: to its agency, and as its meetings decide."""

AGENCY_STEPS = frozenset({NeedState.STUDYING, *BUDGET_STATES, NeedState.IN_PROGRESS, NeedState.COMPLETED})

MONITORING_STEPS: dict[Monitoring, tuple[Monitoring, ...]] = {
    Monitoring.NONE: (Monitoring.PLACED,),
    Monitoring.PLACED: (Monitoring.RELEASE_ASKED, Monitoring.RELEASED, Monitoring.NONE),
    Monitoring.RELEASE_ASKED: (Monitoring.PLACED, Monitoring.RELEASED),
    Monitoring.RELEASED: (Monitoring.PLACED,),
}


@dataclass(frozen=True)
class NeedMove:
    """Be what one step of a need brings with it: public reason, internal note, money (NT$) and papers."""

    reason: str = ""
    internal_note: str = ""
    budget_year: int | None = None
    budget_amount: int | None = None
    document: str = ""
    maintenance: str = ""


def next_states(state: NeedState) -> tuple[NeedState, ...]:
    """Return where a need may go from a state, the exits last."""
    exits = () if state in CLOSED else tuple(exit_ for exit_ in NeedState if exit_ in EXITS)
    return STEPS.get(state, ()) + exits


def needs_reason(before: NeedState, after: NeedState) -> bool:
    """Tell whether a step needs a public reason: exits, and every step back to study."""
    return after in EXITS or (after is NeedState.STUDYING and before is not NeedState.ASSIGNED)


def is_agency_step(before: NeedState, after: NeedState) -> bool:
    """Tell whether an officer of the lead agency may take this step; the office may take all."""
    return before not in OFFICE_ONLY and after in AGENCY_STEPS


def why_not_move(before: NeedState, after: NeedState, move: NeedMove) -> Reason | None:
    """Say why a need may not take this step with what it brings, None when it may."""
    if after not in next_states(before):
        return NOT_FROM_HERE
    if needs_reason(before, after) and not move.reason.strip():
        return REASON_MISSING
    return _missing_paper(after, move)


def _missing_paper(after: NeedState, move: NeedMove) -> Reason | None:
    if after is NeedState.PLANNED and not move.maintenance.strip():
        return MAINTENANCE_MISSING
    if after is NeedState.BUDGETED and not (move.budget_year and move.budget_amount):
        return BUDGET_MISSING
    if after is NeedState.FUND_APPROVED and not move.document.strip():
        return DOCUMENT_MISSING
    return None


def why_not_priority(evidence: Iterable[EvidenceKind]) -> Reason | None:
    """Say which of the two gates (R24) is not passed, None when both are."""
    missing = set(EvidenceKind) - set(evidence)
    if len(missing) == len(EvidenceKind):
        return EVIDENCE_MISSING
    if EvidenceKind.CONSENSUS in missing:
        return CONSENSUS_MISSING
    return ACTUAL_NEED_MISSING if missing else None


def why_not_answer(actor: Actor, agencies: Iterable[str]) -> Reason | None:
    """Say why this actor may not answer for one of these agencies: lead and co-agencies only."""
    return None if actor.scopes(Role.AGENCY) & set(agencies) else NOT_YOUR_AGENCY


def why_not_monitor(before: Monitoring, after: Monitoring) -> Reason | None:
    """Say why the monitoring may not change so."""
    return None if after in MONITORING_STEPS[before] else NOT_MONITORED_SO


def is_overdue(state: NeedState, promised: Iterable[date | None], today: date) -> bool:
    """Tell whether an open need has passed one of its dates; the day itself is still in time."""
    return state not in CLOSED and any(day is not None and day < today for day in promised)
