"""Read what a door's tablet sends when it is back on the network: check-ins and walk-ins with their own ids. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from civic.kit.text import clean_line
from civic.programme.sectors import Sector

MOST_OPS = 200


@dataclass(frozen=True)
class CheckIn:
    """Be one person checked in on the tablet, `at` by its clock (UTC)."""

    id: str
    registration: int
    at: datetime


@dataclass(frozen=True)
class WalkIn:
    """Be one person entered on the tablet, `at` by its clock (UTC)."""

    id: str
    name: str
    contact: str
    sector: Sector
    people: int
    at: datetime


Operation = CheckIn | WalkIn


@dataclass(frozen=True)
class Batch:
    """Hold what one tablet sends: the name of its door and its operations in order."""

    door: str
    operations: tuple[Operation, ...]


def read_batch(sent: object) -> Batch:
    """Return a batch; ValueError when anything in it is not as the tablet writes it."""
    content = _mapping(sent)
    listed = content.get("ops")
    if not isinstance(listed, list) or len(listed) > MOST_OPS:
        raise ValueError("ops is no list of at most 200")
    return Batch(clean_line(_text(content, "door", 40)), tuple(_operation(_mapping(each)) for each in listed))


def _operation(content: Mapping[str, object]) -> Operation:
    at, op_id = _instant(content), clean_line(_text(content, "id", 40))
    if not op_id:
        raise ValueError("an operation without an id")
    if content.get("kind") == "check_in":
        return CheckIn(op_id, _number(content, "registration", 2**31 - 1), at)
    name = clean_line(_text(content, "name", 80))
    if content.get("kind") != "walk_in" or not name:
        raise ValueError("neither a check-in nor a walk-in")
    sector = Sector(_text(content, "sector", 40))
    return WalkIn(op_id, name, clean_line(_text(content, "contact", 254)), sector, _number(content, "people", 10), at)


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _text(content: Mapping[str, object], name: str, longest: int) -> str:
    value = content.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"{name} is no text of at most {longest} characters")
    return value


def _number(content: Mapping[str, object], name: str, most: int) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ValueError(f"{name} is no number from 1 to {most}")
    return value


def _instant(content: Mapping[str, object]) -> datetime:
    instant = datetime.fromisoformat(_text(content, "at", 40))
    if instant.tzinfo is None or not 2015 <= instant.year < 2200:
        raise ValueError("at is no instant with an offset")
    return instant.astimezone(UTC)
