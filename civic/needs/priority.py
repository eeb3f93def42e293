"""Give a need its points: consensus, actual need, lights, balance. Pure, whole points, every part kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from civic.proposals.rules import Light

LIGHT_SHARE = {Light.GREEN: Fraction(1), Light.YELLOW: Fraction(1, 2), Light.RED: Fraction(0)}


@dataclass(frozen=True)
class Weights:
    """Say the most points of each part and when a part is full; a city may set its own, adding up to 100."""

    consensus: int = 40
    need: int = 30
    lights: int = 20
    balance: int = 10
    full_times_threshold: int = 3
    dots_threshold: int = 10
    full_pieces: int = 3

    def __post_init__(self) -> None:
        if self.consensus + self.need + self.lights + self.balance != 100:
            raise ValueError("the weights of the priority must add up to 100")


@dataclass(frozen=True)
class Facts:
    """Be what the points are computed from; `done` counts completed needs in the facet and the district."""

    votes: int | None = None
    threshold: int | None = None
    dots: int = 0
    pieces: int = 0
    lights: tuple[Light | None, ...] = ()
    facet_done: int = 0
    facet_most: int = 0
    district_done: int = 0
    district_most: int = 0


@dataclass(frozen=True)
class Score:
    """Keep the points of each part."""

    consensus: int
    need: int
    lights: int
    balance: int

    @property
    def total(self) -> int:
        """Return all points, 0 to 100."""
        return self.consensus + self.need + self.lights + self.balance


STANDARD = Weights()


def score(facts: Facts, weights: Weights = STANDARD) -> Score:
    """Return the points of a need, each part rounded half up."""
    return Score(
        consensus=_points(consensus_share(facts, weights), weights.consensus),
        need=_points(min(Fraction(facts.pieces, weights.full_pieces), Fraction(1)), weights.need),
        lights=_points(_lights_share(facts.lights), weights.lights),
        balance=_points(_balance_share(facts), weights.balance),
    )


def consensus_share(facts: Facts, weights: Weights) -> Fraction:
    """Return how full the consensus is: votes over their threshold, without a vote the dots, capped."""
    if facts.votes is not None and facts.threshold:
        times = Fraction(facts.votes, facts.threshold)
    else:
        times = Fraction(facts.dots, weights.dots_threshold)
    return min(times / weights.full_times_threshold, Fraction(1))


def _lights_share(lights: Iterable[Light | None]) -> Fraction:
    """Return the share of three lights; a light that is not given counts as none."""
    return sum((LIGHT_SHARE[light] for light in lights if light is not None), Fraction(0)) / 3


def _balance_share(facts: Facts) -> Fraction:
    """Return how far the facet or the district, whichever lags more, is behind the leading one."""
    return max(_behind(facts.facet_done, facts.facet_most), _behind(facts.district_done, facts.district_most))


def _behind(done: int, most: int) -> Fraction:
    return 1 - Fraction(done, most) if most else Fraction(1)


def _points(share: Fraction, most: int) -> int:
    return int(share * most + Fraction(1, 2))
