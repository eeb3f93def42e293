"""Describe what a table does as operations: flat values that devices make, keep and send, each with an id. Pure."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from civic.kit.errors import Kind, Reason, Refused
from civic.kit.text import N_, clean

BAD_OPERATION = Reason(
    "bad_operation", N_("This tablet sent something we cannot read. Reload its page and try again."), Kind.INVALID
)
ID = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
LONGEST_TEXT = 4000
MOST = 2**53 - 1
LEAD = 0
"""The table number of what the lead facilitator says to all tables."""


class Do(StrEnum):
    """Name what an operation does."""

    WRITE = "note.write"
    EDIT = "note.edit"
    REMOVE = "note.remove"
    RESTORE = "note.restore"
    JOIN = "note.join"
    NAME = "cluster.name"
    MERGE = "cluster.merge"
    SPLIT = "cluster.split"
    ADD_DOTS = "dots.add"
    SET_DOTS = "dots.set"
    ADD_PHOTO = "photo.add"
    REMOVE_PHOTO = "photo.remove"
    CLOSE = "table.close"
    REOPEN = "table.reopen"
    START = "round.start"
    STOP = "round.stop"
    SAY = "message.say"


OF_THE_LEAD = frozenset({Do.REOPEN, Do.START, Do.STOP, Do.SAY})
ONLINE_ONLY = OF_THE_LEAD | {Do.ADD_PHOTO}
"""What no tablet pushes: the lead's own, and photos, which come with their bytes."""


@dataclass(frozen=True)
class Op:
    """Be one operation; `at` is UTC in milliseconds, `base` and `was` are what the person saw when they chose it."""

    id: str
    do: Do
    table: int
    at: int
    on: str = ""
    base: int = 0
    was: str = ""
    into: str = ""
    kind: str = ""
    text: str = ""
    dots: int = 0
    round: int = 1
    minutes: int = 0
    pause: int = 0
    last: int = 0
    read: bool = False
    none: bool = False

    def body(self) -> dict[str, str | int | bool]:
        """Return the fields that say something, as they are stored and sent."""
        return {name: value for name, value in asdict(self).items() if name in _ALWAYS or value != _DEFAULTS[name]}


def read_op(body: object) -> Op:
    """Read one operation from JSON with its text cleaned; Refused when a field is missing, odd or too large."""
    if not isinstance(body, Mapping) or not set(body) <= set(_TYPES) or not set(body) >= _ALWAYS:
        raise Refused(BAD_OPERATION)
    values = {name: _read(name, value) for name, value in body.items()}
    return Op(**values)  # type: ignore[arg-type]


def _read(name: str, value: object) -> object:
    kind = _TYPES[name]
    if type(value) is not (str if kind is Do else kind):
        raise Refused(BAD_OPERATION)
    if isinstance(value, int) and not -MOST <= value <= MOST:
        raise Refused(BAD_OPERATION)
    return _read_text(name, value) if isinstance(value, str) else value


def _read_text(name: str, value: str) -> object:
    if name == "do":
        if value not in set(Do):
            raise Refused(BAD_OPERATION)
        return Do(value)
    if name == "text":
        if len(value) > LONGEST_TEXT:
            raise Refused(BAD_OPERATION)
        return clean(value).strip()
    if not (ID.fullmatch(value) or (name != "id" and not value)):
        raise Refused(BAD_OPERATION)
    return value


_TYPES: dict[str, type] = {field.name: field.type for field in fields(Op)}  # type: ignore[misc]
_ALWAYS = frozenset({"id", "do", "table", "at"})
_DEFAULTS = {field.name: field.default for field in fields(Op)}
