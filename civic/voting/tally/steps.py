"""Turn an exact run of Equal Shares into the steps that explain it."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil, inf

from civic.voting.tally.election import Election
from civic.voting.tally.equal_shares import Market, Purchase
from civic.voting.tally.outcome import Step, StepKind, step_of
from civic.voting.tally.purses import ExactPurses, Item
from civic.voting.tally.support import effective_supports


def explain(stall: Market, election: Election, per_voter: Fraction) -> list[Step]:
    """Run exactly and return the steps: the funded, then others by the share of their cost in hand."""
    purses = ExactPurses(stall.groups, per_voter)
    purchases = stall.run(purses)
    funded = _funded(election, purchases)
    left = election.budget - sum(step.cost for step in funded)
    won = {step.project for step in funded}
    lost = [item for item in stall.items if item.id not in won]
    effective = effective_supports(stall, purchases, per_voter, lost)
    short = [
        replace(_short(election, item, purses.money(item), per_voter), left=left, effective=effective[item.id])
        for item in lost
    ]
    short.sort(key=lambda step: (-(step.share or 0), stall.places[step.project]))
    return [*funded, *short, *stall.unsupported(election, left)]


def _funded(election: Election, purchases: Sequence[Purchase]) -> list[Step]:
    """Return the steps of what was funded, with the money left before each."""
    left, steps = election.budget, []
    for purchase in purchases:
        support = None if purchase.support == inf else Fraction(purchase.support)
        step = step_of(election, purchase.item.project, StepKind.SELECTED)
        steps.append(
            replace(step, left=left, support=support, rho=Fraction(purchase.rho), tied_with=purchase.tied_with)
        )
        left -= purchase.item.cost
    return steps


def _short(election: Election, item: Item, money: Fraction, per_voter: Fraction) -> Step:
    """Say what is lacking: money, or people who bring a full share for this project alone."""
    lacking = item.cost - money
    step = step_of(election, item.project, StepKind.SHARES_TOO_SMALL)
    votes_short = ceil(lacking / per_voter) if per_voter else None
    return replace(step, money_short=ceil(lacking), votes_short=votes_short, share=money / item.cost)
