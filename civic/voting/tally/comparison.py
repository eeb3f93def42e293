"""Compare Equal Shares with greedy: keep Equal Shares unless more voters chose more winners under greedy."""

from collections.abc import Collection, Sequence

from civic.voting.tally.election import Ballot, Election
from civic.voting.tally.outcome import Preference, Step


def winners(steps: Sequence[Step]) -> frozenset[str]:
    """Return the ids of the selected projects."""
    return frozenset(step.project for step in steps if step.kind.wins)


def compare(election: Election, shares: Collection[str], greedy: Collection[str]) -> Preference:
    """Count voters with strictly more chosen winners under each; no winner counts as 0, ties for neither."""
    gains = [(ballot.count, _chosen(ballot, shares) - _chosen(ballot, greedy)) for ballot in election.ballots]
    return Preference(
        equal_shares=sum(count for count, gain in gains if gain > 0),
        greedy=sum(count for count, gain in gains if gain < 0),
    )


def _chosen(ballot: Ballot, projects: Collection[str]) -> int:
    return sum(project in projects for project, _ in ballot.choices)
