"""Hold what a rule counts: projects, ballots grouped by equal content, the pot and the eligible voters."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import chain

Choice = tuple[str, int]
MAX_POINTS = 10**9
"""So that the points of a billion voters stay in 64 bits, and those of millions exact in floats."""


class VoteType(Enum):
    """Name what a voter may mark, in the words of Pabulib."""

    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Project:
    """Be one item on the ballot: its id as text, its whole cost in currency units, its name for people."""

    id: str
    cost: int
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse a negative cost."""
        if self.cost < 0:
            raise ValueError(f"project {self.id}: the cost {self.cost} is negative")


@dataclass(frozen=True, slots=True)
class Ballot:
    """Be `count` equal valid ballots: pairs (project id, points above 0), sorted by id; blank when empty."""

    choices: tuple[Choice, ...]
    count: int = 1


@dataclass(frozen=True)
class Election:
    """Be one vote ready to count: `budget` in currency units, `eligible` people on the roll (0: unknown)."""

    projects: tuple[Project, ...]
    ballots: tuple[Ballot, ...]
    budget: int = 0
    eligible: int = 0

    def __post_init__(self) -> None:
        """Refuse equal ids, choices of unknown projects, and counts or points that cannot be."""
        known = {project.id for project in self.projects}
        if len(known) != len(self.projects):
            raise ValueError("two projects have the same id")
        if any(project not in known or points < 1 for project, points in self._given):
            raise ValueError("a ballot names an unknown project or gives less than a point")
        if any(points > MAX_POINTS for _, points in self._given):
            raise ValueError(f"a ballot gives more than {MAX_POINTS:,} points")
        if any(
            ballot.count < 1 or len(dict(ballot.choices)) < len(ballot.choices) for ballot in self.ballots
        ):
            raise ValueError("a ballot names one project twice or stands for nobody")

    @cached_property
    def _given(self) -> Counter[Choice]:
        """Count the voters who gave so many points to a project, for each such pair."""
        single = (ballot.choices for ballot in self.ballots if ballot.count == 1)
        given = Counter(chain.from_iterable(single))
        for ballot in self.ballots:
            if ballot.count > 1:
                for choice in ballot.choices:
                    given[choice] += ballot.count
        return given

    @cached_property
    def voters(self) -> int:
        """Count the valid ballots, blank ones too."""
        return sum(ballot.count for ballot in self.ballots)

    @cached_property
    def votes(self) -> Counter[str]:
        """Count for each project the voters who chose it."""
        votes = Counter({project.id: 0 for project in self.projects})
        for (project, _), count in self._given.items():
            votes[project] += count
        return votes

    @cached_property
    def scores(self) -> Counter[str]:
        """Sum for each project the points given to it; for approval this is the number of votes."""
        scores = Counter({project.id: 0 for project in self.projects})
        for (project, points), count in self._given.items():
            scores[project] += points * count
        return scores


def group(marks: Iterable[Sequence[Choice]]) -> tuple[Ballot, ...]:
    """Group ballots with the same choices in any order; groups stand in the order of their first ballot."""
    counts = Counter(tuple(sorted(choices)) for choices in marks)
    return tuple(Ballot(choices, count) for choices, count in counts.items())


def approvals(marked: Sequence[str]) -> list[Choice]:
    """Turn marked ids into choices of one point each; an id marked twice counts once."""
    return [(project, 1) for project in dict.fromkeys(marked)]


def cumulative(marked: Sequence[str], points: Sequence[int]) -> list[Choice]:
    """Pair ids with their points; a project given no points is not chosen, a repeated id counts once."""
    first = dict(zip(reversed(marked), reversed(points), strict=True))
    return [(project, first[project]) for project in dict.fromkeys(marked) if first[project] > 0]


def ranking(marked: Sequence[str], max_length: int) -> list[Choice]:
    """Give max_length points to the first id, one less to each next (Kraków's 3-2-1), none below 1."""
    places = enumerate(dict.fromkeys(marked))
    return [(project, max_length - place) for place, project in places if place < max_length]
