"""Put projects in order: score first, ties by cost, votes and a published lot, never by the text of an id."""

from collections.abc import Sequence

from civic.voting.tally.election import Election, Project
from civic.voting.tally.options import Options, lot

Place = tuple[int, int, bytes]


def tie_places(election: Election, options: Options) -> dict[str, Place]:
    """Give each project its place in the one tie order: cost up, votes down, then lot."""
    votes = election.votes
    return {p.id: (p.cost, -votes[p.id], lot(options.seed, p.id)) for p in election.projects}


def by_score(election: Election, options: Options) -> list[Project]:
    """List all projects by score, highest first, ties by the tie order."""
    places, scores = tie_places(election, options), election.scores
    return sorted(election.projects, key=lambda p: (-scores[p.id], places[p.id]))


def tied_behind(ordered: Sequence[Project], election: Election) -> dict[str, tuple[str, ...]]:
    """Name for each project those of the same score that the tie order put behind it."""
    score = election.scores
    behind: dict[str, tuple[str, ...]] = {}
    waiting: tuple[str, ...] = ()
    following: int | None = None
    for project in reversed(ordered):
        waiting = waiting if score[project.id] == following else ()
        behind[project.id] = waiting
        waiting, following = (project.id, *waiting), score[project.id]
    return behind
