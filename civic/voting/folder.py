"""Shape the files of the publication folder `civic/publication/2`: names, lines, cells. Pure.

The reader is `verifier`, one file of the standard library that is published beside them; it shares nothing with
this module but what docs/voting.md says of the format.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

FORMAT = "civic/publication/2"
MANIFEST = "manifest.json"
BALLOTS = "ballots.csv"
LEAVES = "leaves.txt"
CHECKPOINTS = "checkpoints.jsonl"
MINUTES = "minutes.json"
RESULT = "result.json"
TURNOUT = "turnout.csv"
DAYS = "days.csv"
VILLAGES = "villages.csv"
RULES = "rules.json"
ELECTION = "election.pb"
LINES = "lines.json"
VERIFIER = "verify.py"

LEAST_SHOWN = 5
"""A channel with fewer voters is not shown, nor one from which its number could be reckoned."""
HIDDEN = "*"
ALL = "all"
NO_VILLAGE = "none"

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


class Fate(StrEnum):
    """Name what became of a ballot in the box."""

    COUNTED = "counted"
    SUPERSEDED = "superseded"
    INVALID = "invalid"


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
class Leaf:
    """Be one line of the leaves: a ballot's commitment (hex), its receipt code, what became of it and why."""

    leaf: str
    code: str
    fate: Fate
    reason: str = ""


@dataclass(frozen=True)
class ChannelTurnout:
    """Count the voters of one channel; None where too few to show."""

    channel: str
    voters: int | None


@dataclass(frozen=True)
class DayTurnout:
    """Count the voters of one channel whose last ballot came on one day; the day as YYYY-MM-DD."""

    channel: str
    day: str
    voters: int


@dataclass(frozen=True)
class VillageTurnout:
    """Count one village's people on the roll and those of them who voted; code "" for people without a village."""

    village: str
    on_roll: int
    voters: int

    @property
    def fewest(self) -> int:
        """Return the smaller of two numbers that would tell of few people: who voted, and who did not."""
        return min(self.voters, self.on_roll - self.voters)


def dump(value: Json) -> bytes:
    """Write JSON in its one form: sorted keys, two blanks a level, UTF-8, a line end."""
    return (json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


def write_leaves(leaves: Iterable[Leaf]) -> bytes:
    """Write the leaves, one a line, in the order of the board: commitment, code, fate, and why one is invalid."""
    lines = (f"{each.leaf} {each.code} {each.fate.value} {each.reason}".rstrip() for each in leaves)
    return "".join(f"{line}\n" for line in lines).encode()


def hide_few(counts: Sequence[ChannelTurnout]) -> list[ChannelTurnout]:
    """Hide channels with fewer than five voters, and as many more as keep them from being reckoned.

    The number of all voters is public: a lone channel is shown as it is.
    """
    hidden = _too_few({each.channel: each.voters or 0 for each in counts})
    return [ChannelTurnout(each.channel, None) if each.channel in hidden else each for each in counts]


def write_turnout(counts: Sequence[ChannelTurnout], voters: int) -> bytes:
    """Write the voters of each channel as CSV, hidden ones as an asterisk, and of all together."""
    rows = [(each.channel, HIDDEN if each.voters is None else str(each.voters)) for each in hide_few(counts)]
    return "".join(f"{name},{cell}\n" for name, cell in [("channel", "voters"), *rows, (ALL, str(voters))]).encode()


def write_days(days: Sequence[DayTurnout]) -> bytes:
    """Write the voters of each channel and day as CSV; a hidden channel hides its days.

    In a channel that is shown, days with few voters are hidden, and as many more as keep them from being reckoned.
    """
    channels = sorted({each.channel for each in days})
    sums = [ChannelTurnout(name, sum(day.voters for day in days if day.channel == name)) for name in channels]
    shown = {each.channel for each in hide_few(sums) if each.voters is not None}
    out = ["channel,day,voters\n"]
    for name in channels:
        own = {each.day: each.voters for each in days if each.channel == name}
        hidden = _too_few(own) if name in shown else own
        out += [f"{name},{day},{HIDDEN if day in hidden else voters}\n" for day, voters in sorted(own.items())]
    return "".join(out).encode()


def show_villages(counts: Sequence[VillageTurnout]) -> list[VillageTurnout]:
    """Return the villages whose numbers may be shown.

    Hidden are those in which fewer than five voted or fewer than five did not, and as many more as keep them from
    being reckoned: the sums over all villages are public. A lone village is the sum itself.
    """
    if len(counts) < 2:
        return list(counts)
    hidden: list[VillageTurnout] = []
    for each in sorted(counts, key=lambda one: (one.fewest, one.village)):
        voters, others = sum(one.voters for one in hidden), sum(one.on_roll - one.voters for one in hidden)
        enough = len(hidden) > 1 and min(voters, others) >= 2 * LEAST_SHOWN
        if each.fewest < LEAST_SHOWN or (hidden and not enough):
            hidden.append(each)
    return [each for each in counts if each not in hidden]


def write_villages(counts: Sequence[VillageTurnout]) -> bytes:
    """Write each village's people on the roll and voters as CSV, both hidden together, and of all villages."""
    shown = show_villages(counts)
    rows = [(each.village or NO_VILLAGE, *_cells(each if each in shown else None)) for each in counts]
    total = (ALL, str(sum(each.on_roll for each in counts)), str(sum(each.voters for each in counts)))
    return "".join(f"{','.join(row)}\n" for row in [("village", "on_roll", "voters"), *rows, total]).encode()


def _cells(counted: VillageTurnout | None) -> tuple[str, str]:
    return (str(counted.on_roll), str(counted.voters)) if counted else (HIDDEN, HIDDEN)


def _too_few(counts: Mapping[str, int]) -> set[str]:
    """Return whose numbers to hide when the sum of all is known: the small ones, never one alone, ten together."""
    if len(counts) < 2:
        return set()
    hidden: dict[str, int] = {}
    for name, count in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])):
        enough = len(hidden) > 1 and sum(hidden.values()) >= 2 * LEAST_SHOWN
        if count < LEAST_SHOWN or (hidden and not enough):
            hidden[name] = count
    return set(hidden)
