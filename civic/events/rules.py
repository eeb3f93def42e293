"""Say who may register, who is next, and what may be noted at a table. Pure."""

from enum import StrEnum

from civic.kit.text import N_


class EventState(StrEnum):
    """Name the states of an event."""

    DRAFT = "draft"
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Sector(StrEnum):
    """Name the sectors of 產官學研民媒."""

    INDUSTRY = "industry"
    GOVERNMENT = "government"
    ACADEMIA = "academia"
    RESEARCH = "research"
    PUBLIC = "public"
    MEDIA = "media"


class Place(StrEnum):
    """Name where a registration stands."""

    SEAT = "seat"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    ATTENDED = "attended"


class NoteKind(StrEnum):
    """Name the kinds of table notes: 議題 需求 解方 疑慮 在地特色 共識 不同意見."""

    ISSUE = "issue"
    NEED = "need"
    IDEA = "idea"
    CONCERN = "concern"
    CHARACTER = "character"
    CONSENSUS = "consensus"
    DISSENT = "dissent"


NOTE_LABELS = {
    NoteKind.ISSUE: N_("Issue"),
    NoteKind.NEED: N_("Need"),
    NoteKind.IDEA: N_("Idea"),
    NoteKind.CONCERN: N_("Concern"),
    NoteKind.CHARACTER: N_("Local character"),
    NoteKind.CONSENSUS: N_("Consensus"),
    NoteKind.DISSENT: N_("Dissenting view"),
}
