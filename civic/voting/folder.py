"""Shape the files of the publication folder `civic/publication/1`: names, lines, cells. Pure.

The writer (publication) and the reader (verifying) share nothing else. Later files, such as checkpoints and
proofs, are further files named in the manifest; an older reader checks their hashes and no more.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

FORMAT = "civic/publication/1"
MANIFEST = "manifest.json"
BALLOTS = "ballots.csv"
LEAVES = "leaves.txt"
RESULT = "result.json"
TURNOUT = "turnout.csv"
RULES = "rules.json"
ELECTION = "election.pb"
NEEDED = (BALLOTS, LEAVES, RESULT, TURNOUT)

LEAST_SHOWN = 5
"""A channel with fewer voters is not shown, nor one from which its number could be reckoned."""
HIDDEN = "*"
ALL = "all"

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


class Fate(StrEnum):
    """Name what became of a ballot in the box."""

    COUNTED = "counted"
    SUPERSEDED = "superseded"
    INVALID = "invalid"


class BadEntry(Exception):
    """Say which entry of a file cannot be what it should be; "" is the file as a whole."""

    def __init__(self, file: str, entry: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file
        self.entry = entry
        self.problem = problem


@dataclass(frozen=True)
class NamedFile:
    """Be one file of the folder."""

    name: str
    body: bytes

    @property
    def hash(self) -> str:
        """Return the SHA-256 of the bytes, in hex."""
        return sha256(self.body).hexdigest()


@dataclass(frozen=True)
class Folder:
    """Be the files of one folder."""

    files: tuple[NamedFile, ...]

    def find(self, name: str) -> NamedFile | None:
        """Return a file, None when it is not there."""
        return next((file for file in self.files if file.name == name), None)

    def need(self, name: str) -> NamedFile:
        """Return a file that may not be missing; raise BadEntry."""
        found = self.find(name)
        if found is None:
            raise BadEntry(name, "", "is missing")
        return found


@dataclass(frozen=True)
class Leaf:
    """Be one line of the leaves: a ballot's commitment (hex), its receipt code, what became of it."""

    leaf: str
    code: str
    fate: Fate


@dataclass(frozen=True)
class ChannelTurnout:
    """Count the voters of one channel; None where too few to show."""

    channel: str
    voters: int | None


@dataclass(frozen=True)
class Row:
    """Be one open ballot: its line in the file, ids in the order marked, points beside them if given."""

    line: int
    items: tuple[str, ...]
    points: tuple[int, ...] = ()


def dump(value: Json) -> bytes:
    """Write JSON in its one form: sorted keys, two blanks a level, UTF-8, a line end."""
    return (json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


def write_leaves(leaves: Iterable[Leaf]) -> bytes:
    """Write the leaves, one a line, in the order of their hashes: commitment, code, fate."""
    ordered = sorted(leaves, key=lambda each: each.leaf)
    return "".join(f"{each.leaf} {each.code} {each.fate.value}\n" for each in ordered).encode()


def read_leaves(body: bytes) -> list[Leaf]:
    """Read the leaves; raise BadEntry with the line."""
    return [_leaf(line, number) for number, line in enumerate(text_of(LEAVES, body).splitlines(), 1)]


def _leaf(line: str, number: int) -> Leaf:
    try:
        leaf, code, fate = line.split(" ")
        return Leaf(leaf, code, Fate(fate))
    except ValueError as error:
        raise BadEntry(LEAVES, f"line {number}", "is not “commitment code fate”") from error


def hide_few(counts: Sequence[ChannelTurnout]) -> list[ChannelTurnout]:
    """Hide channels with fewer than five voters, and as many more as keep them from being reckoned.

    The number of all voters is public: a lone channel is shown as it is.
    """
    ordered = sorted(counts, key=lambda each: each.voters or 0)
    hidden: dict[str, int] = {}
    for each in ordered if len(ordered) > 1 else ():
        voters = each.voters or 0
        enough = len(hidden) > 1 and sum(hidden.values()) >= 2 * LEAST_SHOWN
        if voters < LEAST_SHOWN or (hidden and not enough):
            hidden[each.channel] = voters
    return [ChannelTurnout(each.channel, None) if each.channel in hidden else each for each in counts]


def write_turnout(counts: Sequence[ChannelTurnout], voters: int) -> bytes:
    """Write the voters of each channel as CSV, hidden ones as an asterisk, and of all together."""
    rows = [(each.channel, HIDDEN if each.voters is None else str(each.voters)) for each in hide_few(counts)]
    return "".join(f"{name},{cell}\n" for name, cell in [("channel", "voters"), *rows, (ALL, str(voters))]).encode()


def read_turnout(body: bytes) -> list[ChannelTurnout]:
    """Read the voters by channel, the last for all; raise BadEntry with the line."""
    head, *lines = text_of(TURNOUT, body).splitlines() or [""]
    if head != "channel,voters" or not lines or not lines[-1].startswith(f"{ALL},"):
        raise BadEntry(TURNOUT, "", f"does not begin with “channel,voters” and end with “{ALL}”")
    return [_channel(line, number) for number, line in enumerate(lines, 2)]


def _channel(line: str, number: int) -> ChannelTurnout:
    channel, _, cell = line.partition(",")
    if cell == HIDDEN and channel != ALL:
        return ChannelTurnout(channel, None)
    return ChannelTurnout(channel, whole(cell, TURNOUT, f"line {number}"))


def read_ballots(body: bytes) -> list[Row]:
    """Read the open ballots, numbered from 1 without a gap; raise BadEntry with the line."""
    rows = list(csv.reader(io.StringIO(text_of(BALLOTS, body), newline="")))
    if rows[:1] != [["ballot", "items"]]:
        raise BadEntry(BALLOTS, "line 1", "is not “ballot,items”")
    return [_ballot(cells, number) for number, cells in enumerate(rows[1:], 1)]


def _ballot(cells: list[str], number: int) -> Row:
    entry = f"ballot {number}"
    if len(cells) != 2 or cells[0] != str(number):
        raise BadEntry(BALLOTS, entry, f"line {number + 1} does not hold ballot number {number}")
    pairs = [part.partition(":") for part in cells[1].split(" ") if part]
    points = tuple(whole(given, BALLOTS, entry) for _, colon, given in pairs if colon)
    if points and len(points) != len(pairs):
        raise BadEntry(BALLOTS, entry, "gives points to some items only")
    return Row(number + 1, tuple(item for item, _, _ in pairs), points)


def text_of(name: str, body: bytes) -> str:
    """Read a file as UTF-8; raise BadEntry."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadEntry(name, "", f"is no UTF-8 text at byte {error.start}") from error


def whole(text: str, file: str, entry: str) -> int:
    """Read a whole number of up to 12 digits; raise BadEntry."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise BadEntry(file, entry, f"“{text[:40]}” is not a whole number")
    return int(text)
