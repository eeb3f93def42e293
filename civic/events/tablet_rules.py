"""Say when a table's code opens a tablet, how long a tablet is good, and when a table is silent. Pure."""

from datetime import datetime, timedelta

from civic.events.rules import DOOR_OPENS, EventFacts, EventState
from civic.kit.errors import Kind, Reason
from civic.kit.text import N_

WRONG_CODE = Reason(
    "wrong_table_code",
    N_("No table that is open now has this code. Check the six digits, or ask the lead facilitator for a new code."),
    Kind.INVALID,
)
TOO_EARLY = Reason(
    "tablet_too_early", N_("The tablets of this event open three hours before its start."), Kind.NOT_NOW
)
NO_CODES_NOW = Reason(
    "no_codes_now",
    N_("Codes are issued while the event is announced and not over. Announce the event first."),
    Kind.NOT_NOW,
)
LATE_SYNC = timedelta(days=3)
"""How long after the event's end a tablet may still send what it kept."""

SEEN_EVERY = timedelta(seconds=30)
GONE_AFTER = timedelta(minutes=2)
SILENT_AFTER = timedelta(minutes=5)


def why_not_issue(event: EventFacts, now: datetime) -> Reason | None:
    """Tell why no codes can be issued now."""
    return None if event.state is EventState.OPEN and now < event.ends_at else NO_CODES_NOW


def why_not_enter(event: EventFacts, now: datetime) -> Reason | None:
    """Tell why a code does not open its table yet."""
    return None if now >= event.starts_at - DOOR_OPENS else TOO_EARLY


def is_silent(heard_at: datetime | None, now: datetime) -> bool:
    """Tell whether a table has sent nothing for a while."""
    return heard_at is None or now - heard_at >= SILENT_AFTER


def is_gone(seen_at: datetime | None, now: datetime) -> bool:
    """Tell whether no tablet of a table was in touch lately."""
    return seen_at is None or now - seen_at >= GONE_AFTER
