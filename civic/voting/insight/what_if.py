"""Lay out a counted election so that it is quickly counted again with something changed. Pure."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from civic.voting.tally.count import run
from civic.voting.tally.counterfactual import Change, WhatIf, what_if
from civic.voting.tally.election import Ballot, Election
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Outcome
from civic.voting.tally.rule import EQUAL_SHARES, parse

BY_SCORE = frozenset({"threshold", "top_k", "greedy", "greedy_no_skip"})
"""Rules that look at each project's votes and never at who gave them."""
GREATEST_EFFORT = {EQUAL_SHARES: 1_000_000, "phragmen": 100_000}
"""For the other rules: how many ballots times projects are counted again while somebody waits."""


@dataclass(frozen=True)
class Counted:
    """Be one election as it was counted; `weight` is what a voter's only choice gives a project."""

    rule: str
    election: Election
    options: Options
    weight: int = 1

    @cached_property
    def compact(self) -> Election:
        """Return an election with the same votes and scores in few ballots, where the rule looks at no more."""
        if parse(self.rule).method not in BY_SCORE:
            return self.election
        given: Counter[tuple[str, int]] = Counter()
        for ballot in self.election.ballots:
            for choice in ballot.choices:
                given[choice] += ballot.count
        return replace(self.election, ballots=tuple(Ballot((choice,), count) for choice, count in given.items()))

    @cached_property
    def outcome(self) -> Outcome:
        """Return what the rule answers to the ballots as they are."""
        return run(self.rule, self.compact, self.options)

    @property
    def effort(self) -> int:
        """Return how many ballots times projects one more count looks at."""
        return len(self.compact.ballots) * len(self.election.projects)

    @property
    def answerable(self) -> bool:
        """Tell whether one more count is quick enough for somebody who waits."""
        return self.effort <= GREATEST_EFFORT.get(parse(self.rule).method, self.effort)

    def ask(self, project: str, votes: int, cheaper: int) -> WhatIf:
        """Count again as if so many more voters had chosen only this project and it cost NT$ `cheaper` less."""
        change = Change(project, cheaper, votes, self.weight)
        return what_if(self.rule, self.compact, self.options, self.outcome, change)
