"""Say where the money of each project's supporters went under Equal Shares: exact, to the last fraction."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from civic.voting.tally.election import Election
from civic.voting.tally.equal_shares import Market, market
from civic.voting.tally.options import Options
from civic.voting.tally.purses import ExactPurses, Item, Price


@dataclass(frozen=True, slots=True)
class Payment:
    """Be what supporters of one project paid for a funded one: how many of them paid, how much together."""

    project: str
    voters: int
    paid: Fraction


@dataclass(frozen=True, slots=True)
class Account:
    """Be the money of a project's supporters: `given` (voters × share) = all `payments` + what is `left`.

    The payments stand in order of selection; among those of a funded project is what was paid for itself.
    """

    project: str
    voters: int
    given: Fraction
    payments: tuple[Payment, ...]
    left: Fraction


@dataclass(frozen=True, slots=True)
class Ledger:
    """Be the accounts of all projects with a vote; `left` is what all voters together still hold."""

    per_voter: Fraction
    accounts: tuple[Account, ...]
    left: Fraction


def ledger(election: Election, options: Options, per_voter: Fraction) -> Ledger:
    """Run Equal Shares exactly at a final share (`Outcome.per_voter`) and keep account of every payment."""
    stall = market(election, options)
    purses = ExactPurses(stall.groups, per_voter)
    payments = _payments(stall, purses)
    accounts = tuple(_account(item, per_voter, purses, payments[item.id]) for item in stall.items)
    counts = np.array([ballot.count for ballot in election.ballots], dtype=object)
    return Ledger(per_voter, accounts, Fraction(int((purses.held * counts).sum()), purses.scale))


def _payments(stall: Market, purses: ExactPurses) -> dict[str, list[Payment]]:
    """Let every funded item be paid in order; list for each item what its supporters paid for each."""
    paid: dict[str, list[Payment]] = {item.id: [] for item in stall.items}
    for purchase in stall.buy_exactly(purses.share):
        price = purses.price(purchase.item) if purchase.item.cost else None
        if price is None:
            continue
        spending = _Spending(price, purses)
        purses.pay(price)
        for item in stall.items:
            if (payment := spending.by(item)) is not None:
                paid[item.id].append(payment)
    return paid


class _Spending:
    """Hold what each ballot group pays for one item: the poor all they hold, the others rho per point."""

    def __init__(self, price: Price, purses: ExactPurses) -> None:
        self.price, self.scale = price, purses.scale
        self.points: NDArray[np.int64] = np.zeros(len(purses.held), dtype=np.int64)
        self.points[price.item.groups[~price.poor]] = price.item.points[~price.poor]
        self.poor = np.zeros(len(purses.held), dtype=object)
        self.poor[price.item.groups[price.poor]] = purses.held[price.item.groups[price.poor]]

    def by(self, item: Item) -> Payment | None:
        """Sum the payments of an item's supporters; None when none of them pays."""
        points, poor = self.points[item.groups], self.poor[item.groups]
        paying = (points > 0) | (poor > 0)
        if not paying.any():
            return None
        emptied = poor > 0
        whole = int((poor[emptied] * item.counts[emptied].astype(object)).sum())
        paid = self.price.rho * int((points * item.counts).sum()) + Fraction(whole, self.scale)
        return Payment(self.price.item.id, int(item.counts[paying].sum()), Fraction(paid))


def _account(item: Item, per_voter: Fraction, purses: ExactPurses, payments: list[Payment]) -> Account:
    voters = int(item.counts.sum())
    return Account(item.id, voters, per_voter * voters, tuple(payments), purses.money(item))
