"""Read ballots from forms: checkboxes, ranks or points, the same on the booth and on the check page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from civic.kit.errors import Reason
from civic.programme.rules import BallotKind
from civic.voting.reasons import DOUBLED_RANK, NOT_WHOLE
from civic.voting.rules import Marks

TICKED = frozenset({BallotKind.APPROVAL, BallotKind.KNAPSACK})
TYPED_MOST = 9
"""How many characters of a mistyped number are shown again."""


class Filled(Protocol):
    """Be a submitted form: several values under one name."""

    def getlist(self, key: str) -> list[str]:
        """Return the values under a name."""
        ...

    def get(self, key: str, default: str) -> str:
        """Return the first value under a name."""
        ...


@dataclass(frozen=True)
class Hidden:
    """Be one hidden field of the check page: what the booth sent, sent again."""

    name: str
    value: str


@dataclass(frozen=True)
class Mistake:
    """Be one mistake of the form: at which item, why."""

    item: int
    reason: Reason


@dataclass(frozen=True)
class Ballot:
    """Be a ballot as it was filled in: its marks, what was typed beside each item, what is wrong with that."""

    marks: Marks
    typed: Mapping[int, str]
    mistakes: tuple[Mistake, ...] = ()


def read_ballot(kind: BallotKind, filled: Filled, ids: tuple[int, ...]) -> Ballot:
    """Return a submitted ballot; a tick that is no number of ours becomes the unknown item 0."""
    if kind in TICKED:
        return Ballot(Marks(tuple(_number(text) or 0 for text in filled.getlist("item"))), {})
    typed = {item: text for item in ids if (text := filled.get(f"given-{item}", "").strip())}
    numbers = {item: _number(text) for item, text in typed.items()}
    given = [(item, number) for item, number in numbers.items() if number]
    mistakes = [Mistake(item, NOT_WHOLE) for item, number in numbers.items() if number is None]
    shown = {item: text[:TYPED_MOST] for item, text in typed.items()}
    if kind is BallotKind.RANKING:
        mistakes += [Mistake(item, DOUBLED_RANK) for item in _doubled(given)]
        ranked = tuple(item for item, rank in sorted(given, key=lambda pair: pair[1]))
        return Ballot(Marks(ranked), shown, tuple(mistakes))
    marks = Marks(tuple(item for item, _ in given), tuple(number for _, number in given))
    return Ballot(marks, shown, tuple(mistakes))


def hidden_fields(kind: BallotKind, marks: Marks) -> list[Hidden]:
    """Return the fields that carry tidy marks from page to page."""
    if kind in TICKED:
        return [Hidden("item", str(item)) for item in marks.items]
    numbers = marks.points or tuple(range(1, len(marks.items) + 1))
    return [Hidden(f"given-{item}", str(number)) for item, number in zip(marks.items, numbers, strict=True)]


def carried_fields(kind: BallotKind, ballot: Ballot) -> list[Hidden]:
    """Return the fields that carry a ballot as it was filled in, mistakes and all."""
    if kind in TICKED:
        return hidden_fields(kind, ballot.marks)
    return [Hidden(f"given-{item}", text) for item, text in ballot.typed.items()]


def _doubled(given: list[tuple[int, int]]) -> list[int]:
    ranks = [rank for _, rank in given]
    return [item for item, rank in given if ranks.count(rank) > 1]


def _number(text: str) -> int | None:
    """Return a whole number of at most nine digits, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
