"""Read ballots from forms: checkboxes, ranks or points, the same on the booth and on the check page."""

from dataclasses import dataclass
from typing import Protocol

from civic.programme.rules import BallotKind
from civic.voting.rules import Marks


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


def read_marks(kind: BallotKind, filled: Filled, ids: tuple[int, ...]) -> Marks:
    """Return the marks of a submitted ballot; a mark that is no number of ours becomes the unknown item 0."""
    if kind in (BallotKind.APPROVAL, BallotKind.KNAPSACK):
        return Marks(tuple(_number(text) for text in filled.getlist("item")))
    given = [(item, _number(filled.get(f"given-{item}", "").strip() or "0")) for item in ids]
    chosen = [(item, number) for item, number in given if number]
    if kind is BallotKind.RANKING:
        return Marks(tuple(item for item, rank in sorted(chosen, key=lambda pair: pair[1])))
    return Marks(tuple(item for item, _ in chosen), tuple(number for _, number in chosen))


def has_doubled_rank(kind: BallotKind, filled: Filled, ids: tuple[int, ...]) -> bool:
    """Tell whether two items were given the same rank."""
    if kind is not BallotKind.RANKING:
        return False
    ranks = [rank for item in ids if (rank := filled.get(f"given-{item}", "").strip())]
    return len(set(ranks)) != len(ranks)


def hidden_fields(kind: BallotKind, marks: Marks) -> list[Hidden]:
    """Return the fields that carry tidy marks from the check page to the box."""
    if kind in (BallotKind.APPROVAL, BallotKind.KNAPSACK):
        return [Hidden("item", str(item)) for item in marks.items]
    numbers = marks.points or tuple(range(1, len(marks.items) + 1))
    return [Hidden(f"given-{item}", str(number)) for item, number in zip(marks.items, numbers, strict=True)]


def _number(text: str) -> int:
    """Return a whole number of at most nine digits, 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
