"""Draw elections as large as a city's, with the clusters of real ones: tastes, places, a few favourites."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from civic.voting.pabulib import Meta, PabulibFile
from civic.voting.tally.election import Election, Project, VoteType, approvals, group

TASTES = 8


@dataclass(frozen=True)
class Size:
    """Be the size of an election: voters, items, the most choices on a ballot, the pot per voter."""

    voters: int
    items: int
    longest: int
    per_voter: int = 400


CITY = Size(voters=61_668, items=83, longest=15)
MILLION = Size(voters=1_000_000, items=60, longest=5)
DISTRICT = Size(voters=100_000, items=20, longest=5)


@dataclass(frozen=True)
class Box:
    """Be what was cast, not yet grouped: projects, the marked ids of each ballot, the pot."""

    projects: tuple[Project, ...]
    marked: list[list[str]]
    budget: int

    def opened(self) -> Election:
        """Group the ballots into an election."""
        return Election(self.projects, group(map(approvals, self.marked)), self.budget)


def drawn(size: Size, seed: int = 7) -> Box:
    """Draw a box; the same size and seed give the same one."""
    chance = np.random.default_rng(seed)
    names = [str(number) for number in range(1, size.items + 1)]
    budget = size.voters * size.per_voter
    costs = _costs(chance, size.items, budget)
    projects = tuple(Project(name, cost) for name, cost in zip(names, costs, strict=True))
    return Box(projects, [[names[each] for each in row if each >= 0] for row in _marked(chance, size)], budget)


def as_file(election: Election) -> PabulibFile:
    """Wrap an election so that it can be written as `.pb`."""
    said = {"budget": str(election.budget), "vote_type": "approval", "rule": "greedy"}
    return PabulibFile(Meta(tuple((key, value, 0) for key, value in said.items())), VoteType.APPROVAL, election)


def _costs(chance: np.random.Generator, items: int, budget: int) -> list[int]:
    """Draw costs, some far above others, that together are three times the pot; rounded to hundreds."""
    weights = chance.lognormal(0, 0.8, items)
    return [int(cost) // 100 * 100 for cost in weights / weights.sum() * 3 * budget]


def _marked(chance: np.random.Generator, size: Size) -> NDArray[np.int64]:
    """Draw each voter's choices, best first, -1 behind the last: a taste, then most liked items of it."""
    liking = chance.normal(0, 1, (TASTES, size.items)) + chance.normal(0, 0.7, size.items)
    tastes = chance.integers(0, TASTES, size.voters)
    lengths = np.minimum(chance.geometric(2 / (size.longest + 1), size.voters), size.longest)
    marked = np.full((size.voters, size.longest), -1, dtype=np.int64)
    for taste in range(TASTES):
        rows = np.flatnonzero(tastes == taste)
        luck = chance.gumbel(0, 0.8, (len(rows), size.items)) + liking[taste]
        best = np.argpartition(-luck, size.longest - 1, axis=1)[:, : size.longest]
        marked[rows] = np.take_along_axis(best, np.argsort(-np.take_along_axis(luck, best, 1), 1), 1)
    marked[np.arange(size.longest) >= lengths[:, None]] = -1
    return marked
