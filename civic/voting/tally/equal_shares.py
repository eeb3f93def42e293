"""Run the Method of Equal Shares with cost utilities (Peters, Pierczyński and Skowron 2021) at one share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf

from civic.voting.tally.election import Election, Project
from civic.voting.tally.options import Options
from civic.voting.tally.order import Place, tie_places
from civic.voting.tally.outcome import Step, StepKind, step_of
from civic.voting.tally.purses import (
    Amount,
    ExactPurses,
    FloatPurses,
    Item,
    Price,
    Purses,
    UnsureError,
    items_of,
)


@dataclass(frozen=True, eq=False)
class Purchase:
    """Be one item funded, at which support and rho, and the items of equal support put behind it.

    A free item has infinite support.
    """

    item: Item
    support: Amount
    rho: Amount
    tied_with: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Market:
    """Be an election laid out for many runs: items, places in the tie order, number of ballot groups."""

    items: tuple[Item, ...]
    places: dict[str, Place]
    groups: int

    def buy(self, share: int) -> list[Purchase]:
        """Run at a whole share: in floats, or exactly where they cannot tell."""
        try:
            return self.run(FloatPurses(self.groups, share))
        except UnsureError:
            return self.buy_exactly(share)

    def buy_exactly(self, share: int | Fraction) -> list[Purchase]:
        """Run at a share in exact arithmetic."""
        return self.run(ExactPurses(self.groups, Fraction(share)))

    def unsupported(self, election: Election, left: int) -> list[Step]:
        """Return a step for each project without a vote."""
        supported = {item.id for item in self.items}
        rest = [project for project in election.projects if project.id not in supported]
        rest.sort(key=lambda project: self.places[project.id])
        return [replace(step_of(election, p, StepKind.UNSUPPORTED), left=left) for p in rest]

    def run(self, purses: Purses) -> list[Purchase]:
        """Fund item after item: always the one with most effective votes among those still payable."""
        free = sorted((i for i in self.items if i.cost == 0), key=lambda item: self.places[item.id])
        purchases = [Purchase(item, inf, Fraction(0)) for item in free]
        bounds: dict[str, Amount] = {item.id: inf for item in self.items if item.cost}
        by_id = {item.id: item for item in self.items}
        while prices := _best(purses, by_id, bounds):
            prices.sort(key=lambda price: self.places[price.item.id])
            chosen = prices[0]
            purses.pay(chosen)
            del bounds[chosen.item.id]
            behind = tuple(price.item.id for price in prices[1:])
            purchases.append(Purchase(chosen.item, chosen.support, chosen.rho, behind))
        return purchases


def market(election: Election, options: Options) -> Market:
    """Lay out an election for runs of Equal Shares."""
    return Market(items_of(election), tie_places(election, options), len(election.ballots))


def _best(purses: Purses, items: dict[str, Item], bounds: dict[str, Amount]) -> list[Price]:
    """Return the prices of greatest support, several if tied; support only falls, so old values bound it.

    Items that cannot be paid any more leave `bounds`. Raise UnsureError when near-equal floats are not whole.
    """
    near = 1 - purses.margin
    prices: list[Price] = []
    best: Amount = 0
    for project in sorted(bounds, key=bounds.__getitem__, reverse=True):
        if bounds[project] < best * near if purses.margin else bounds[project] < best:
            break
        price = purses.price(items[project])
        if price is None:
            del bounds[project]
            continue
        bounds[project] = price.support
        prices.append(price)
        best = max(best, price.support)
    if purses.margin and not _certain([price for price in prices if price.support >= best * near]):
        raise UnsureError
    return [price for price in prices if price.support == best]


def _certain(close: Sequence[Price]) -> bool:
    """Say whether prices of nearly equal support can be told apart: one alone, or all whole numbers."""
    return len(close) < 2 or all(price.whole for price in close)


def cost_of(purchases: Iterable[Purchase]) -> int:
    """Sum the cost of what was funded."""
    return sum(purchase.item.cost for purchase in purchases)


def supported(election: Election) -> list[Project]:
    """List the projects that have a vote."""
    return [project for project in election.projects if election.votes[project.id]]
