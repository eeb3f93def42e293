"""Read JSON into frozen dataclasses by their types; what is wrong is named by its path."""

from collections.abc import Hashable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import TypeVar, cast, get_args, get_origin, get_type_hints

from civic.kit.clock import TAIPEI, local

T = TypeVar("T")


class ScenarioError(Exception):
    """Say what is wrong in a scenario, beginning with the path to it."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path}: {sentence}" if path else sentence)


@dataclass(frozen=True)
class Where:
    """Be a place in the file, and the instant relative days are counted from (UTC)."""

    now: datetime
    path: str = ""

    def key(self, name: str) -> "Where":
        """Return the place of one key of an object here."""
        return Where(self.now, f"{self.path}.{name}" if self.path else name)

    def item(self, number: int) -> "Where":
        """Return the place of one entry of a list here."""
        return Where(self.now, f"{self.path}[{number}]")

    def wrong(self, sentence: str) -> ScenarioError:
        """Return the error that names this place."""
        return ScenarioError(self.path, sentence)


def read_object(kind: type[T], value: object, where: Where) -> T:
    """Return a dataclass made from a JSON object; unknown, missing and mistyped keys are ScenarioErrors."""
    given = _mapping(value, where)
    known = _hints(cast("Hashable", kind))
    for name in given:
        if name not in known:
            raise where.key(name).wrong(f"there is no such key; use one of {', '.join(known)}")
    for name in _required(cast("Hashable", kind)):
        if name not in given:
            raise where.key(name).wrong("this key is missing")
    read = {name: _read(known[name], content, where.key(name)) for name, content in given.items()}
    return kind(**read)


def read_instant(value: object, where: Where) -> datetime:
    """Return an instant (UTC) from ISO 8601 with an offset, days from now, or "days HH:MM" in Taipei."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return where.now + timedelta(days=value)
    if isinstance(value, str):
        days, _, clock = value.strip().partition(" ")
        try:
            return _at(where.now, int(days), clock) if clock else _absolute(value)
        except ValueError:
            pass
    raise where.wrong('give an instant: "2026-11-22T14:00+08:00", days from now (-30), or "-30 14:00" in Taipei')


def read_day(value: object, where: Where) -> date:
    """Return a day from ISO 8601 or whole days from today in Taipei."""
    if isinstance(value, int) and not isinstance(value, bool):
        return local(where.now).date() + timedelta(days=value)
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as problem:
        raise where.wrong('give a day: "2026-11-22" or whole days from today (-30)') from problem


def _at(now: datetime, days: int, clock: str) -> datetime:
    day = local(now).date() + timedelta(days=days)
    return datetime.combine(day, time.fromisoformat(clock), TAIPEI).astimezone(UTC)


def _absolute(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return instant.astimezone(UTC)


def _read(kind: object, value: object, where: Where) -> object:
    origin = get_origin(kind)
    if origin is UnionType:
        inner = next(each for each in get_args(kind) if each is not type(None))
        return None if value is None else _read(inner, value, where)
    if origin is tuple:
        return _read_list(kind, value, where)
    if origin is not None and issubclass(cast("type", origin), Mapping):
        of_keys, of_values = get_args(kind)
        pairs = _mapping(value, where).items()
        return {_read(of_keys, key, where.key(key)): _read(of_values, each, where.key(key)) for key, each in pairs}
    return _read_plain(cast("type", kind), value, where)


def _read_list(kind: object, value: object, where: Where) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise where.wrong("give a list")
    kinds = get_args(kind)
    if kinds[-1] is not Ellipsis and len(kinds) != len(value):
        raise where.wrong(f"give {len(kinds)} values")
    return tuple(_read(kinds[0], each, where.item(number)) for number, each in enumerate(value))


def _read_plain(kind: type, value: object, where: Where) -> object:
    if kind is datetime:
        return read_instant(value, where)
    if kind is date:
        return read_day(value, where)
    if issubclass(kind, StrEnum):
        return _read_enum(kind, value, where)
    if is_dataclass(kind):
        return read_object(kind, value, where)
    fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
    if not fits or (kind is not bool and isinstance(value, bool)):
        raise where.wrong(f"give {_NAMES.get(kind, kind.__name__)}, not {value!r}")
    return value


def _read_enum(kind: type[StrEnum], value: object, where: Where) -> StrEnum:
    values = [each.value for each in kind]
    if not isinstance(value, str) or value not in values:
        raise where.wrong(f"give one of {', '.join(values)}, not {value!r}")
    return kind(value)


def _mapping(value: object, where: Where) -> dict[str, object]:
    if not isinstance(value, dict):
        raise where.wrong("give an object")
    return value


_NAMES: dict[type, str] = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


@cache
def _hints(kind: Hashable) -> dict[str, object]:
    return get_type_hints(kind)


@cache
def _required(kind: Hashable) -> tuple[str, ...]:
    if not is_dataclass(kind):
        return ()
    bare = [f for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    return tuple(f.name for f in bare)
