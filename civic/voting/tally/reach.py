"""Say how far every share may rise before Equal Shares funds in another order: jump there, step only where needed.

While the order stays, a larger share leaves every voter at least as much. So the voters who pay all they hold at
both ends of a span do so throughout it; all amounts are straight lines but for the few who cross in between, whose
slopes are bounded. A gap between two prices that the bounds cannot close stays open over the whole span.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

import numpy as np

from civic.voting.tally.equal_shares import Market, Purchase
from civic.voting.tally.purses import MARGIN, Amount, Floats, Item, Mask, Wholes, dot

SMALL = 600
"""Up to so many different ballots a span that floats cannot judge is judged in fractions."""
FINE = 100 * MARGIN
"""Spans shorter than this part of the share are too fine for floats."""
Held = Floats | Wholes


@dataclass(frozen=True, eq=False)
class Level:
    """Be an item's rho at one end of a span, and who of its supporters is poor there."""

    rho: Amount
    poor: Mask


@dataclass(frozen=True, eq=False)
class Offer:
    """Be an item's price over a span: rho ÷ cost at both ends, and bounds of its slope in between."""

    item: Item
    low: Level
    high: Level
    steepest: Amount
    flattest: Amount

    @property
    def whole(self) -> bool:
        """Say whether its support is its number of points over the whole span."""
        return not self.low.poor.any()

    def at_low(self) -> Amount:
        """Return the price at the lower end."""
        return self.low.rho / self.item.cost

    def at_high(self) -> Amount:
        """Return the price at the upper end."""
        return self.high.rho / self.item.cost


def reach(stall: Market, low: Sequence[Purchase], share: int, length: int) -> int:
    """Return `length` when every share from `share` to `share + length` funds in the order of `low`.

    Otherwise return a shorter length that is worth trying; 0 when only a plain step can tell.
    """
    found = _Span(stall, share, length, exact=False).follow(low)
    if found > share * FINE or found == length or stall.groups > SMALL:
        return found
    return _Span(stall, share, length, exact=True).follow(low)


class _Span:
    """Hold the money of each ballot group at both ends of a span, and bounds of its slope in between."""

    def __init__(self, stall: Market, share: int, length: int, *, exact: bool) -> None:
        self.stall, self.length = stall, length
        self.margin: Amount = Fraction(0) if exact else MARGIN
        self.low, self.high = self._full(share), self._full(share + length)
        self.least, self.most = self._full(1), self._full(1)

    def _full(self, amount: int) -> Held:
        if self.margin:
            return np.full(self.stall.groups, float(amount))
        return np.full(self.stall.groups, Fraction(amount), dtype=object)

    def follow(self, low: Sequence[Purchase]) -> int:
        """Fund at both ends in the order of `low`; return how far that order surely or probably holds."""
        paid = [purchase for purchase in low if purchase.item.cost]
        bounds: dict[str, Amount] = {item.id: inf for item in self.stall.items if item.cost}
        items = {item.id: item for item in self.stall.items}
        for purchase in paid:
            del bounds[purchase.item.id]
            offer = self.offer(purchase.item)
            if offer is None:
                return 0
            beside = 1 / offer.at_low() * (1 - self.margin)
            for name in [name for name, bound in bounds.items() if bound >= beside]:
                if (short := self.beaten(items[name], offer, bounds)) < self.length:
                    return short
            self.pay(offer)
        return min((self.unpaid(items[name]) for name in bounds), default=self.length)

    def beaten(self, item: Item, chosen: Offer, bounds: dict[str, Amount]) -> int:
        """Say how far the item stays behind the chosen one; note its support at the upper end as its new bound."""
        level = self.level(self.high, item)
        if level is None:
            del bounds[item.id]
            return self.length
        bounds[item.id] = item.cost / level.rho
        if bounds[item.id] < 1 / chosen.at_low() * (1 - self.margin):
            return self.length
        rival = self.offer(item)
        if rival is None:
            return self.length // 2
        if chosen.whole and rival.whole:
            return self.length if self._before(chosen.item, item) else 0
        return self._apart(chosen, rival)

    def _before(self, chosen: Item, other: Item) -> bool:
        """Compare two whole numbers of points, ties by the tie order."""
        places = self.stall.places
        return (-chosen.weight, places[chosen.id]) < (-other.weight, places[other.id])

    def _apart(self, chosen: Offer, rival: Offer) -> int:
        """Say how far the rival's price surely stays above the chosen one's."""
        begin, end = rival.at_low() - chosen.at_low(), rival.at_high() - chosen.at_high()
        steepest, flattest = rival.steepest - chosen.flattest, rival.flattest - chosen.steepest
        if end < 0:
            return self._shorter(begin, begin - end, -steepest)
        lowest = _lowest(begin, end, steepest, flattest, self.length)
        if lowest > self.margin * chosen.at_low() or (not self.margin and lowest == 0 and self._ahead(chosen, rival)):
            return self.length
        return self.length // 2 if begin > self.margin * chosen.at_low() else 0

    def _ahead(self, chosen: Offer, rival: Offer) -> bool:
        return self.stall.places[chosen.item.id] < self.stall.places[rival.item.id]

    def unpaid(self, item: Item) -> int:
        """Say how far the item's supporters surely lack money for it."""
        low, high = (self._total(held[item.groups] * self._counts(item)) for held in (self.low, self.high))
        if high < item.cost * (1 - self.margin):
            return self.length
        return self._shorter(item.cost - low, high - low, inf)

    def _shorter(self, gap: Amount, closed: Amount, steepest: Amount) -> int:
        """Guess from how much of a gap closes over the span where it closes; at the latest at nine tenths of it.

        At its steepest it surely stays open until `gap / steepest`.
        """
        if gap <= 0 or closed <= 0:
            return 0
        guess = min(self.length * gap / closed, self.length * 9 // 10)
        return min(int(max(guess, gap / steepest)), self.length - 1)

    def offer(self, item: Item) -> Offer | None:
        """Price an item at both ends; None when it cannot be paid at the lower one."""
        low, high = self.level(self.low, item), self.level(self.high, item)
        if low is None or high is None:
            return None
        high = Level(high.rho, high.poor & low.poor)
        steepest, flattest = self._slope(item, low.poor, self.most), self._slope(item, high.poor, self.least)
        return Offer(item, low, high, steepest / item.cost, flattest / item.cost)

    def _slope(self, item: Item, poor: Mask, slopes: Held) -> Amount:
        """Return how rho falls when these are poor and their money grows so."""
        if not poor.any():
            return 0 * self.margin
        paying = self._paying(item, poor)
        slope = self._total(slopes[item.groups[poor]] * self._counts(item)[poor])
        return -slope / paying if paying else -inf

    def level(self, held: Held, item: Item) -> Level | None:
        """Find the least rho at which the supporters pay the cost, or None when they cannot."""
        mine = held[item.groups]
        spending = mine * self._counts(item)
        if self._total(spending) < item.cost:
            return None
        cost: Amount = float(item.cost) if self.margin else Fraction(item.cost)
        rho, before = cost / item.weight, 0
        while True:
            poor: Mask = np.asarray(mine < _times(rho, item), dtype=np.bool_)
            count = int(np.count_nonzero(poor))
            if count <= before or not (paying := self._paying(item, poor)):
                return Level(rho, poor)
            rho, before = (cost - self._total(spending, poor)) / paying, count

    def _paying(self, item: Item, poor: Mask) -> int:
        """Sum the points of those who are not poor: whole numbers, which floats hold exactly."""
        return item.weight - int(self._total(item.float_weights if self.margin else item.weights.astype(object), poor))

    def _counts(self, item: Item) -> Held:
        """Return the voters of each group."""
        return item.float_counts if self.margin else item.counts.astype(object)

    def _total(self, amounts: Held, some: Mask | None = None) -> Amount:
        """Sum amounts, or some of them."""
        if self.margin:
            return float(amounts.sum()) if some is None else dot(amounts, some.astype(np.float64))
        return sum(amounts if some is None else amounts[some], Fraction(0))

    def pay(self, offer: Offer) -> None:
        """Take the price at both ends and bound the slopes of what is left."""
        groups, cost = offer.item.groups, offer.item.cost
        for held, level in ((self.low, offer.low), (self.high, offer.high)):
            left = held[groups] - _times(level.rho, offer.item)
            left[level.poor] = 0
            held[groups] = left
        least = self.least[groups] - _times(offer.flattest * cost, offer.item)
        most = self.most[groups] - _times(offer.steepest * cost, offer.item)
        least[offer.low.poor] = 0
        most[offer.high.poor] = 0
        self.least[groups], self.most[groups] = least, most


def _times(amount: Amount, item: Item) -> Held:
    """Multiply an amount by the points of each supporter."""
    if isinstance(amount, float):
        return amount * item.float_points
    each: Wholes = item.points.astype(object) * np.array(amount, dtype=object)
    return each


def _lowest(begin: Amount, end: Amount, steepest: Amount, flattest: Amount, length: int) -> Amount:
    """Return the lowest a line can fall between two points, given bounds of its slope."""
    if steepest >= 0:
        return begin
    if flattest <= 0:
        return end
    if steepest == -inf or flattest == inf:
        return -inf
    turn = (end - flattest * length - begin) / (steepest - flattest)
    return begin + steepest * turn
