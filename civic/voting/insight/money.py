"""Follow the money from the voters to the adopted projects. Pure.

Equal Shares says what each voter pays. Under the other rules nobody pays anything; there each project's cost
is divided equally among those who chose it, which the page says beside the picture.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

from civic.voting.insight.report import Payment
from civic.voting.tally.election import Ballot, Election
from civic.voting.tally.equal_shares import market
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Outcome, StepKind
from civic.voting.tally.purses import ExactPurses
from civic.voting.tally.rule import EQUAL_SHARES, parse

MOST = 3
"""Voters with so many funded projects or more stand together."""
LEAST_GROUP = 5
"""When fewer voters would stand alone, all stand together as group 1."""
Paid = Mapping[int, Fraction]


def payments(election: Election, options: Options, outcome: Outcome) -> tuple[Payment, ...]:
    """Return what each group of voters gave for each adopted project, in whole NT$ that sum to its cost."""
    groups = _groups(election.ballots, frozenset(outcome.winners))
    told = _shared(election, options, outcome)
    cost = {step.project: step.cost for step in outcome.steps}
    found = []
    for name in outcome.winners:
        paid = told.get(name) or _equally(election, name, cost[name])
        found += _payments(int(name), cost[name], groups, paid)
    return tuple(found)


def _funded(ballot: Ballot, winners: frozenset[str]) -> int:
    return sum(project in winners for project, _ in ballot.choices)


def _groups(ballots: Sequence[Ballot], winners: frozenset[str]) -> list[int]:
    """Return for each ballot its group; a group too small to stand alone puts all into one."""
    groups = [min(_funded(ballot, winners), MOST) for ballot in ballots]
    sizes: dict[int, int] = defaultdict(int)
    for group, ballot in zip(groups, ballots, strict=True):
        sizes[group] += ballot.count
    small = any(size < LEAST_GROUP for group, size in sizes.items() if group)
    return [min(group, 1) for group in groups] if small else groups


def _shared(election: Election, options: Options, outcome: Outcome) -> dict[str, Paid]:
    """Return what each ballot's voters paid under Equal Shares; nothing under other rules."""
    share = _share(election, outcome)
    if share is None:
        return {}
    stall = market(election, options)
    items, purses = {item.id: item for item in stall.items}, ExactPurses(stall.groups, share)
    told: dict[str, Paid] = {}
    for step in outcome.steps:
        if step.kind is not StepKind.SELECTED or step.cost == 0:
            continue
        item, before, scale = items[step.project], purses.held, purses.scale
        price = purses.price(item)
        if price is None:
            return {}
        purses.pay(price)
        told[step.project] = {
            index: (Fraction(before[index], scale) - Fraction(purses.held[index], purses.scale)) * int(count)
            for index, count in zip(item.groups.tolist(), item.counts.tolist(), strict=True)
        }
    return told


def _share(election: Election, outcome: Outcome) -> Fraction | None:
    rule = parse(outcome.rule)
    if rule.method != EQUAL_SHARES or not election.voters:
        return None
    return outcome.per_voter if rule.completion else Fraction(election.budget, election.voters)


def _equally(election: Election, name: str, cost: int) -> Paid:
    """Divide the cost among the voters of a project."""
    votes = election.votes[name]
    return {
        index: Fraction(cost * ballot.count, votes)
        for index, ballot in enumerate(election.ballots)
        if any(project == name for project, _ in ballot.choices)
    }


def _payments(project: int, cost: int, groups: Sequence[int], paid: Paid) -> list[Payment]:
    sums: dict[int, Fraction] = defaultdict(Fraction)
    for index, amount in paid.items():
        sums[groups[index]] += amount
    found, left = [], cost
    for place, group in enumerate(sorted(sums), 1):
        whole = left if place == len(sums) else floor(sums[group])
        found.append(Payment(group, project, whole))
        left -= whole
    return found
