"""Measure how near each lost project came under Equal Shares: its effective support, exact."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from civic.voting.tally.equal_shares import Market, Purchase
from civic.voting.tally.purses import MARGIN, ExactPurses, Floats, Item, dot


def effective_supports(
    stall: Market, purchases: Sequence[Purchase], per_voter: Fraction, lost: Sequence[Item]
) -> dict[str, Fraction]:
    """Return for each lost item the most its supporters could ever pay, as a share of its cost (at most 1).

    In a round where a project of support s is funded, a supporter of an item of cost c pays at most c ÷ s per point:
    at that price the item would have been funded instead. After the last round each pays all that is left.
    """
    paid = [purchase for purchase in purchases if purchase.item.cost]
    near = _nearest(stall, paid, per_voter, lost)
    purses, best = ExactPurses(stall.groups, per_voter), dict.fromkeys(near, Fraction(0))
    for place, purchase in enumerate([*paid, None]):
        for item in (item for item in lost if place in near[item.id]):
            support = None if purchase is None else Fraction(purchase.support)
            best[item.id] = max(best[item.id], _ratio(purses, item, support))
        if purchase is not None and (price := purses.price(purchase.item)) is not None:
            purses.pay(price)
    return best


def _ratio(purses: ExactPurses, item: Item, support: Fraction | None) -> Fraction:
    """Return what supporters can pay ÷ cost, each at most cost ÷ support per point."""
    if support is None:
        return purses.money(item) / item.cost
    level = item.cost / support
    held, points = purses.held[item.groups], item.points.astype(object)
    poor = np.asarray(held * level.denominator < points * (level.numerator * purses.scale), dtype=np.bool_)
    all_of_theirs = int((held[poor] * item.counts[poor].astype(object)).sum())
    return (Fraction(all_of_theirs, purses.scale) + level * int(item.weights[~poor].sum())) / item.cost


def _nearest(stall: Market, paid: Sequence[Purchase], per_voter: Fraction, lost: Sequence[Item]) -> dict[str, set[int]]:
    """Find in floats the rounds in which each item may have come nearest; the last is that after all."""
    ratios = np.array(list(_ratios(stall, paid, per_voter, lost))).reshape(len(paid) + 1, len(lost))
    top = ratios.max(axis=0, initial=0.0) * (1 - MARGIN)
    return {item.id: set(np.flatnonzero(ratios[:, place] >= top[place]).tolist()) for place, item in enumerate(lost)}


def _ratios(
    stall: Market, paid: Sequence[Purchase], per_voter: Fraction, lost: Sequence[Item]
) -> Iterator[list[float]]:
    held: Floats = np.full(stall.groups, float(per_voter))
    for purchase in paid:
        yield [_float_ratio(held, item, float(purchase.support)) for item in lost]
        groups = purchase.item.groups
        held[groups] = np.maximum(held[groups] - float(purchase.rho) * purchase.item.float_points, 0)
    yield [dot(held[item.groups], item.float_counts) / item.cost for item in lost]


def _float_ratio(held: Floats, item: Item, support: float) -> float:
    most = item.cost / support * item.float_points
    return dot(np.minimum(held[item.groups], most), item.float_counts) / item.cost
