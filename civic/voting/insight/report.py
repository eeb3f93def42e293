"""Hold what is worth knowing about a result beside its winners, and keep it as JSON. Pure.

Everything in it can be reckoned from the published ballots; it is kept at the count so that pages are fast.
"""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Support:
    """Be one project's effective support in percent; 100 is funded."""

    project: int
    percent: int


@dataclass(frozen=True)
class RuleOutcome:
    """Be what one rule answers: winners in order, NT$ spent, voters who chose something and won nothing."""

    rule: str
    winners: tuple[int, ...]
    spent: int
    without: int


@dataclass(frozen=True)
class Distance:
    """Be what one project lacked: more votes, or NT$ of its cost; None where neither could have helped."""

    project: int
    votes: int | None
    cheaper: int | None


@dataclass(frozen=True)
class Payment:
    """Be NT$ that the voters with so many funded projects (`most` and more, at the last) gave for one project."""

    funded: int
    project: int
    amount: int


@dataclass(frozen=True)
class Overlap:
    """Say how many percent of a lost project's voters also chose one adopted project."""

    project: int
    winner: int
    percent: int


@dataclass(frozen=True)
class Report:
    """Be the whole report; `assumed` says that no pot was declared and `pot` (NT$) is what the adopted cost.

    `funded[k]` counts the voters who chose something and see k of their projects adopted.
    """

    pot: int
    assumed: bool
    support: tuple[Support, ...]
    rules: tuple[RuleOutcome, ...]
    funded: tuple[int, ...]
    distances: tuple[Distance, ...]
    payments: tuple[Payment, ...]
    overlaps: tuple[Overlap, ...]

    def dump(self) -> str:
        """Write the report as JSON with sorted keys."""
        return json.dumps(asdict(self), sort_keys=True)


def read(text: str) -> Report:
    """Read a report back from its JSON."""
    held = json.loads(text)
    rules = (RuleOutcome(**{**each, "winners": tuple(each["winners"])}) for each in held["rules"])
    return Report(
        pot=held["pot"],
        assumed=held["assumed"],
        support=tuple(Support(**each) for each in held["support"]),
        rules=tuple(rules),
        funded=tuple(held["funded"]),
        distances=tuple(Distance(**each) for each in held["distances"]),
        payments=tuple(Payment(**each) for each in held["payments"]),
        overlaps=tuple(Overlap(**each) for each in held["overlaps"]),
    )
