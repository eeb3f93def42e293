"""Say which meetings a year has and what they may decide. Pure."""

from enum import StrEnum

from civic.kit.text import N_


class MeetingKind(StrEnum):
    """Name the kinds of meetings: 工作會議, 專案會議, 協調會報, 研商會議."""

    WORKING = "working"
    PROJECT = "project"
    COORDINATION = "coordination"
    ADHOC = "adhoc"


class Outcome(StrEnum):
    """Name what a meeting decides on one need."""

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
