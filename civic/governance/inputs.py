"""Say what commands on meetings take."""

from dataclasses import dataclass
from datetime import date, datetime

from civic.governance.rules import MeetingKind

__all__ = ["ActionInput", "MeetingInput"]


@dataclass(frozen=True)
class MeetingInput:
    """Be one meeting to hold (starts_at UTC); people are named by title only."""

    kind: MeetingKind
    title: str
    convener_code: str
    starts_at: datetime
    venue: str
    chair_title: str
    attendees: str = ""
    facet_code: str | None = None


@dataclass(frozen=True)
class ActionInput:
    """Be one thing an agency must do by a day."""

    agency_code: str
    text: str
    due_on: date
    need_id: int | None = None
