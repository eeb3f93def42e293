"""Say how a need moves, and what it must show before it may. Pure."""

from enum import StrEnum

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
    NeedState.REJECTED: N_("Not adopted"),
    NeedState.DEFERRED: N_("Deferred"),
    NeedState.MERGED: N_("Merged"),
    NeedState.TRANSFERRED: N_("Transferred to another agency"),
}
