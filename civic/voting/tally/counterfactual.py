"""Count again with one thing changed: what if a project had cost less, or more people had chosen it?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from civic.voting.tally.alternatives import without
from civic.voting.tally.count import run
from civic.voting.tally.election import Ballot, Election
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """Suppose that a project had cost `cheaper` currency units less and `more_votes` more people had come.

    Each of them chooses this project alone and gives it `points`.
    """

    project: str
    cheaper: int = 0
    more_votes: int = 0
    points: int = 1


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Be a changed election's outcome: does the project win; who else wins or loses by it, in order of selection."""

    change: Change
    outcome: Outcome
    selected: bool
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def what_if(rule: str, election: Election, options: Options, declared: Outcome, change: Change) -> WhatIf:
    """Count the changed election by the whole rule and lay it beside the declared outcome."""
    outcome = run(rule, changed(election, change), options)
    return WhatIf(
        change,
        outcome,
        selected=change.project in outcome.winners,
        gained=without(outcome.winners, (*declared.winners, change.project)),
        lost=without(declared.winners, (*outcome.winners, change.project)),
    )


def changed(election: Election, change: Change) -> Election:
    """Return the election with the change made; a cost never falls below 0."""
    projects = tuple(
        replace(project, cost=max(project.cost - change.cheaper, 0)) if project.id == change.project else project
        for project in election.projects
    )
    return replace(election, projects=projects, ballots=_joined(election, change))


def least_votes(rule: str, election: Election, options: Options, project: str, most: int) -> int | None:
    """Find how many more people, choosing only this project, make it win: that many do, one fewer do not.

    None when not even `most` do. Where a rule is not monotone (Equal Shares with a completion) a smaller number
    may win as well by chance.
    """
    return _least(partial(_wins, rule, election, options, lambda number: Change(project, more_votes=number)), most)


def least_discount(rule: str, election: Election, options: Options, project: str) -> int | None:
    """Find how much cheaper the project must be to win: so much is enough, one unit less is not; else None."""
    cost = next(each.cost for each in election.projects if each.id == project)
    return _least(partial(_wins, rule, election, options, lambda amount: Change(project, cheaper=amount)), cost)


def _joined(election: Election, change: Change) -> tuple[Ballot, ...]:
    """Add the ballots of the people who came besides."""
    if not change.more_votes:
        return election.ballots
    choices = ((change.project, change.points),)
    alike = sum(ballot.count for ballot in election.ballots if ballot.choices == choices)
    others = tuple(ballot for ballot in election.ballots if ballot.choices != choices)
    return (*others, Ballot(choices, alike + change.more_votes))


def _wins(rule: str, election: Election, options: Options, change: Callable[[int], Change], number: int) -> bool:
    made = change(number)
    return made.project in run(rule, changed(election, made), options).winners


def _least(wins: Callable[[int], bool], most: int) -> int | None:
    """Find a number that wins whose forerunner does not: double until one wins, then halve the gap."""
    if wins(0):
        return 0
    low, high = 0, 1
    while not wins(min(high, most)):
        if high >= most:
            return None
        low, high = high, high * 2
    high = min(high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wins(middle) else (middle, high)
    return high
