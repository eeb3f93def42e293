"""Count what an outcome gave to the voters: how many chose none, one or several of its winners."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from civic.voting.tally.election import Election


@dataclass(frozen=True, slots=True)
class Voices:
    """Be the voters by number of winners they chose: `by_winners[k]` chose exactly k; `blank` chose nothing.

    Blank ballots are among those with no winner.
    """

    voters: int
    blank: int
    by_winners: tuple[int, ...]

    @property
    def without_winner(self) -> int:
        """Count the voters none of whose choices won, blank ballots included."""
        return self.by_winners[0]

    @property
    def unheard(self) -> int:
        """Count the voters who chose something and won nothing."""
        return self.without_winner - self.blank


def voices(election: Election, winners: Collection[str]) -> Voices:
    """Count the voters by how many winners they chose."""
    won, counts, blank = frozenset(winners), Counter[int]({0: 0}), 0
    for ballot in election.ballots:
        counts[sum(project in won for project, _ in ballot.choices)] += ballot.count
        blank += 0 if ballot.choices else ballot.count
    return Voices(election.voters, blank, tuple(counts[number] for number in range(max(counts) + 1)))
