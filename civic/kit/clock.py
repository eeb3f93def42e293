"""Read the clock: the only module that does, so that every rule can be tested at any instant."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")


def now() -> datetime:
    """Return the present instant as an aware UTC time."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """Return the same instant as shown on a wall clock in Taipei."""
    return instant.astimezone(TAIPEI)


def day_start(day: date) -> datetime:
    """Return the instant at which a day begins in Taipei, in UTC."""
    return datetime.combine(day, time(), TAIPEI).astimezone(UTC)


def milliseconds(instant: datetime) -> int:
    """Return an instant as whole milliseconds since 1970 UTC, as browsers count."""
    return round(instant.timestamp() * 1000)


def from_milliseconds(count: int) -> datetime:
    """Return the aware UTC instant of milliseconds since 1970."""
    return datetime.fromtimestamp(count / 1000, UTC)
