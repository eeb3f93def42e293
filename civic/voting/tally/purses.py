"""Hold the money of voters in one run of Equal Shares: once fast in floats, once exact in whole numbers.

A voter is a group of identical ballots. Exact purses are integers over one common denominator; float purses
raise `UnsureError` wherever a decision lies within 1e-9 of turning, and the exact ones decide.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from civic.voting.tally.election import Election, Project

MARGIN = 1e-9
Amount = Fraction | float
Floats = NDArray[np.float64]
Wholes = NDArray[np.object_]
Mask = NDArray[np.bool_]


class UnsureError(Exception):
    """Say that floats cannot tell which way a decision goes."""


@dataclass(frozen=True, eq=False)
class Item:
    """Be one supported project and, for each supporting group: index, voters, points, and their product."""

    project: Project
    groups: NDArray[np.intp]
    counts: NDArray[np.int64]
    points: NDArray[np.int64]
    weights: NDArray[np.int64]

    @property
    def id(self) -> str:
        """Return the id of the project."""
        return self.project.id

    @property
    def cost(self) -> int:
        """Return the cost of the project."""
        return self.project.cost

    @cached_property
    def weight(self) -> int:
        """Sum the points of all supporters."""
        return int(self.weights.sum())

    @cached_property
    def float_counts(self) -> Floats:
        """Return the voters of each group in floats."""
        return self.counts.astype(np.float64)

    @cached_property
    def float_points(self) -> Floats:
        """Return the points of each group in floats."""
        return self.points.astype(np.float64)

    @cached_property
    def float_weights(self) -> Floats:
        """Return the voters times points of each group in floats."""
        return self.weights.astype(np.float64)

    @cached_property
    def even(self) -> bool:
        """Say whether all supporters give the same points."""
        return bool(self.points.min() == self.points.max())


@dataclass(frozen=True, eq=False)
class Price:
    """Be what funding an item takes: rho = numerator / denominator per point; the `poor` pay all they hold.

    `support` is cost / rho (effective votes). `whole` says that support is an exact number.
    """

    item: Item
    numerator: float
    denominator: float
    poor: Mask
    support: Amount
    rho: Amount
    whole: bool


class Purses(Protocol):
    """Be the money of all voters: able to price an item and to pay for it."""

    margin: float

    def price(self, item: Item) -> Price | None:
        """Return the price, or None when the supporters together cannot pay; raise UnsureError."""

    def pay(self, price: Price) -> None:
        """Take the price from the supporters."""


def items_of(election: Election) -> tuple[Item, ...]:
    """Lay out every project that has a supporter."""
    supporters: dict[str, list[tuple[int, int, int]]] = {project.id: [] for project in election.projects}
    for index, ballot in enumerate(election.ballots):
        for project, points in ballot.choices:
            supporters[project].append((index, ballot.count, points))
    return tuple(_item(p, supporters[p.id]) for p in election.projects if supporters[p.id])


def _item(project: Project, supporters: list[tuple[int, int, int]]) -> Item:
    groups, counts, points = np.array(supporters, dtype=np.int64).T
    return Item(project, groups.astype(np.intp), counts, points, counts * points)


def dot(amounts: Floats | Wholes, counts: Floats) -> float:
    """Sum products on one thread: BLAS would wake others for vectors as short as ours.

    With a mask as floats it sums a choice of amounts, three times as fast as picking them out.
    """
    return float(np.einsum("i,i->", np.asarray(amounts, dtype=np.float64), counts))


class FloatPurses:
    """Hold `share` for each of `groups` voters in floats."""

    margin = MARGIN

    def __init__(self, groups: int, share: int) -> None:
        self.share = float(share)
        self.held: Floats = np.full(groups, self.share)
        self.least_rho: dict[str, float] = {}

    def price(self, item: Item) -> Price | None:
        """Return the price, None when it cannot be paid; raise UnsureError when that is too close to tell."""
        held = self.held[item.groups]
        money = dot(held, item.float_counts)
        least = float(held.min())
        untouched = item.even and least == self.share
        if not untouched and abs(money - item.cost) <= MARGIN * item.cost:
            raise UnsureError
        if money < item.cost:
            return None
        numerator, denominator, poor = self._level(held, item)
        rho = self.least_rho[item.id] = numerator / denominator
        whole = untouched or bool((held > rho * (1 + MARGIN) * item.float_points).all())
        support = denominator if whole else item.cost / rho
        return Price(item, numerator, denominator, poor, support, rho, whole)

    def _level(self, held: Floats, item: Item) -> tuple[float, float, Mask]:
        """Find the least rho at which the supporters pay the cost: those who hold less give all.

        Rho never falls within a run, so the search begins at the rho found before; the poor may only become
        more, lest rounding at a border turn the search in a circle.
        """
        spending = held * item.float_counts
        rho, poor_before = self.least_rho.get(item.id, item.cost / item.weight), -1
        while True:
            poor: Mask = held < rho * item.float_points
            count, marked = int(np.count_nonzero(poor)), poor.astype(np.float64)
            numerator = item.cost - dot(spending, marked) if count else float(item.cost)
            denominator = item.weight - dot(item.float_weights, marked) if count else float(item.weight)
            if count <= poor_before or not count:
                return numerator, denominator, poor
            rho, poor_before = numerator / denominator, count

    def pay(self, price: Price) -> None:
        """Take rho per point from each supporter, all from the poor."""
        held = self.held[price.item.groups] - float(price.rho) * price.item.points
        held[price.poor] = 0.0
        self.held[price.item.groups] = held


class ExactPurses:
    """Hold `share` for each of `groups` voters as integers over one common denominator."""

    margin = 0.0

    def __init__(self, groups: int, share: Fraction) -> None:
        self.share, self.scale = share, share.denominator
        self.held: Wholes = np.full(groups, share.numerator, dtype=object)

    def money(self, item: Item) -> Fraction:
        """Sum what the supporters of an item hold."""
        return Fraction(int((self.held[item.groups] * item.counts.astype(object)).sum()), self.scale)

    def price(self, item: Item) -> Price | None:
        """Return the exact price, or None when it cannot be paid."""
        if self.money(item) < item.cost:
            return None
        numerator, denominator, poor = self._level(self.held[item.groups], item)
        rho = Fraction(numerator, denominator * self.scale)
        return Price(item, numerator, denominator, poor, item.cost / rho, rho, whole=True)

    def _level(self, held: Wholes, item: Item) -> tuple[int, int, Mask]:
        """Find the least rho, in units of the common denominator, at which the supporters pay the cost."""
        cost = item.cost * self.scale
        points = int(item.points[0]) if item.even else item.points.astype(object)
        numerator, denominator, poor_before = cost, item.weight, 0
        while True:
            due = -(-numerator * points // denominator)  # rounded up: who holds a whole number holds less, or not
            poor = np.asarray(held < due, dtype=np.bool_)
            count = int(np.count_nonzero(poor))
            if count == poor_before:
                return numerator, denominator, poor
            numerator = cost - int((held[poor] * item.counts[poor].astype(object)).sum())
            denominator = item.weight - int(item.weights[poor].sum())
            poor_before = count

    def pay(self, price: Price) -> None:
        """Take rho per point from each supporter, all from the poor, on a finer common denominator."""
        numerator, denominator = int(price.numerator), int(price.denominator)
        common = gcd(numerator, denominator)
        numerator, denominator = numerator // common, denominator // common
        self.held = self.held * denominator
        self.scale *= denominator
        held = self.held[price.item.groups] - numerator * price.item.points.astype(object)
        held[price.poor] = 0
        self.held[price.item.groups] = held
