"""Compute every figure of the examples in docs/voting.md: the table below a block must be its count's result."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from civic.voting.tally.accounts import ledger
from civic.voting.tally.alternatives import alternative
from civic.voting.tally.count import run
from civic.voting.tally.counterfactual import least_discount, least_votes
from civic.voting.tally.election import Election, Project, approvals, cumulative, group, ranking
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Step
from civic.voting.tally.rule import SIMPLE

DOCUMENT = Path(__file__).parents[3] / "docs" / "voting.md"
BLOCK = r"```tally\n(.*?)```\n+((?:\|[^\n]*\n)+)"
SEED = "market day"
Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Example:
    """Be one fenced block: its facts by name, and the rows of the table below it."""

    facts: dict[str, str]
    table: Rows

    def __str__(self) -> str:
        """Name the example in a test's id."""
        return "-".join(self.facts[name] for name in ("show", "rule"))


def examples() -> Iterator[Example]:
    """Read every block ```tally with its table; a fact not said again stays as it was said last."""
    facts: dict[str, str] = {}
    for block, table in re.findall(BLOCK, DOCUMENT.read_text(encoding="utf-8"), re.S):
        facts = facts | dict(re.findall(r"^(\w+): *(.*?) *$", block, re.M))
        cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines()]
        yield Example(facts, [row for row in cells if not set("".join(row)) <= set("-:")])


def election_of(facts: dict[str, str]) -> Election:
    """Build the election: "a 60" is a project; "5 ab" are five ballots; "4 a3 b2" are four with points."""
    projects = tuple(Project(name, int(cost)) for name, cost in (each.split() for each in facts["projects"].split(",")))
    kind, ballots = facts["ballots"].split(maxsplit=1)
    marks = [each.split() for each in ballots.split(",")]
    turned = [MARKED[kind](marked) for count, *marked in marks for _ in range(int(count))]
    return Election(projects, group(turned), int(facts["pot"]), int(facts["eligible"]))


MARKED: dict[str, Callable[[list[str]], list[tuple[str, int]]]] = {
    "approval": lambda marked: approvals("".join(marked).replace("–", "")),
    "ranking": lambda marked: ranking("".join(marked), 3),
    "points": lambda marked: cumulative([each[0] for each in marked], [int(each[1:]) for each in marked]),
}


def options_of(facts: dict[str, str]) -> Options:
    """Read the options."""
    said = dict(each.split() for each in facts.get("options", "").split(",") if each.strip())
    return Options(
        seed=SEED,
        k=int(said["k"]) if "k" in said else None,
        min_score=int(said.get("min_score", 0)),
        threshold_percent=Fraction(said["percent"]) if "percent" in said else None,
        exclusive=(frozenset(said["exclusive"]),) if "exclusive" in said else (),
    )


def figure(number: Fraction | int | None) -> str:
    """Write a number exactly; – for none."""
    return "–" if number is None else f"{number:,}" if isinstance(number, int) else str(number)


def percent(share: Fraction | None) -> str:
    """Write a share in percent with one decimal."""
    return "–" if share is None else f"{float(share * 100):.1f} %"


COLUMNS: dict[str, Callable[[Step], str]] = {
    "item": lambda step: step.project,
    "cost": lambda step: figure(step.cost),
    "votes": lambda step: figure(step.votes),
    "score": lambda step: figure(step.score),
    "needed": lambda step: figure(step.needed),
    "left": lambda step: figure(step.left),
    "votes lacking": lambda step: figure(step.votes_short or None),
    "money lacking": lambda step: figure(step.money_short or None),
    "effective votes": lambda step: figure(step.support),
    "each pays at most": lambda step: figure(step.rho),
    "in hand": lambda step: percent(step.share),
    "effective support": lambda step: percent(step.effective),
    "result": lambda step: step.kind.value,
    "came before": lambda step: ", ".join(step.tied_with) or "–",
}


def steps(example: Example) -> Rows:
    """Tell the count step by step, in the columns the document chose."""
    outcome = run(example.facts["rule"], election_of(example.facts), options_of(example.facts))
    return [tuple(COLUMNS[column](step) for column in example.table[0]) for step in outcome.steps]


def accounts(example: Example) -> Rows:
    """Tell what each item's supporters were given, paid and kept."""
    election, options = election_of(example.facts), options_of(example.facts)
    share = run(example.facts["rule"], election, options).per_voter
    assert share is not None
    return [
        (each.project, figure(each.voters), figure(each.given), _paid(each.payments), figure(each.left))
        for each in ledger(election, options, share).accounts
    ]


def _paid(payments: tuple) -> str:
    return "; ".join(f"{each.paid} for {each.project} by {each.voters}" for each in payments) or "–"


def rules(example: Example) -> Rows:
    """Lay each rule of the table beside the rule of the block."""
    election, options = election_of(example.facts), options_of(example.facts)
    declared = run(example.facts["rule"], election, options)
    rows = []
    for rule in (row[0].strip("`") for row in example.table[1:]):
        other = alternative(rule, election, options, declared)
        share, winners = figure(other.outcome.per_voter), ", ".join(other.outcome.winners) or "–"
        counts = (figure(other.outcome.spent), share, figure(other.voices.without_winner))
        rows.append((f"`{rule}`", winners, *counts, f"{other.better_here} : {other.better_there}"))
    return rows


def changes(example: Example) -> Rows:
    """Tell for each item of the table the least change by which it would win."""
    election, options, rule = election_of(example.facts), options_of(example.facts), example.facts["rule"]
    rows = []
    for item in (row[0] for row in example.table[1:]):
        votes, discount = least_votes(rule, election, options, item, 99), least_discount(rule, election, options, item)
        rows.append((item, figure(votes), figure(discount)))
    return rows


SHOWN: dict[str, Callable[[Example], Rows]] = {
    "steps": steps,
    "accounts": accounts,
    "rules": rules,
    "changes": changes,
}


@pytest.mark.parametrize("example", [*examples()], ids=str)
def test_each_figure_of_an_example_is_what_the_count_gives(example: Example) -> None:
    assert example.table[1:] == SHOWN[example.facts["show"]](example)


def test_every_rule_has_its_example() -> None:
    shown = {example.facts["rule"].split("/")[0] for example in examples()}

    assert shown == {*SIMPLE, "equal_shares"}
