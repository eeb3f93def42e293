"""Complete Equal Shares: raise every share step by step until the pot breaks, and keep the outcome before."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from fractions import Fraction

from civic.voting.tally.election import Election
from civic.voting.tally.equal_shares import Market, Purchase, cost_of, market, supported
from civic.voting.tally.greedy import WhenShort, fund
from civic.voting.tally.options import Options
from civic.voting.tally.order import by_score
from civic.voting.tally.outcome import Step, StepKind
from civic.voting.tally.reach import reach
from civic.voting.tally.steps import explain

Buy = Callable[[int], Sequence[Purchase]]
WORTHWHILE = 4
"""A leap over fewer steps costs more than taking them."""


class Until(Enum):
    """Say when raising the shares ends: when the pot breaks, or also when nothing more fits it."""

    OVERSHOOT = "overshoot"
    EXHAUSTIVE = "exhaustive"


def plain(election: Election, options: Options, share: Fraction) -> list[Step]:
    """Count without completion: every voter holds exactly pot ÷ valid ballots."""
    return explain(market(election, options), election, share)


def add_one(election: Election, options: Options, until: Until) -> tuple[list[Step], Fraction | None]:
    """Count with the completion; return the steps and the final share, None when all supported fit."""
    stall, total = market(election, options), sum(project.cost for project in supported(election))
    if total <= election.budget:
        steps = explain(stall, election, Fraction(total))
        return [replace(step, support=None, rho=None) for step in steps], None
    share = Fraction(final_share(stall, election, options, until))
    return explain(stall, election, share), share


def final_share(stall: Market, election: Election, options: Options, until: Until) -> int:
    """Find the last share whose outcome keeps to the pot; certify it and the next in exact arithmetic."""
    share = _search(stall, stall.buy, election, options, until)
    if _holds(stall, election, options, share, until):
        return share
    return _search(stall, stall.buy_exactly, election, options, until)


def _search(stall: Market, buy: Buy, election: Election, options: Options, until: Until) -> int:
    """Raise the share from ⌊pot ÷ ballots⌋ until the next outcome costs more than the pot.

    Where nothing changes on the way many steps are taken at once; a leap that cannot be vouched for shrinks. Each
    first leap after a change is as long as the way between the two changes before it.
    """
    share, leap, usual, since = election.budget // election.voters, 1, 1, 0
    here = buy(share)
    while until is Until.OVERSHOOT or not _exhaustive(here, election):
        if leap >= WORTHWHILE:
            far = reach(stall, here, share, leap * options.step) // options.step
            if far < leap:
                leap = far
            else:
                share, since, leap = share + leap * options.step, since + leap, leap * 2
            continue
        following = buy(share + options.step)
        if cost_of(following) > election.budget:
            break
        usual, since = (usual, since + 1) if _same(here, following) else (since, 0)
        leap = since or usual
        share, here = share + options.step, following
    return share


def _same(one: Sequence[Purchase], other: Sequence[Purchase]) -> bool:
    """Say whether two runs funded the same items in the same order."""
    return [purchase.item.id for purchase in one] == [purchase.item.id for purchase in other]


def _holds(stall: Market, election: Election, options: Options, share: int, until: Until) -> bool:
    """Say whether exact arithmetic agrees that the search ends at this share."""
    here = stall.buy_exactly(share)
    if cost_of(here) > election.budget:
        return False
    if until is Until.EXHAUSTIVE and _exhaustive(here, election):
        return True
    return cost_of(stall.buy_exactly(share + options.step)) > election.budget


def _exhaustive(purchases: Sequence[Purchase], election: Election) -> bool:
    """Say whether no supported project left out fits the money left."""
    left = election.budget - cost_of(purchases)
    won = {purchase.item.id for purchase in purchases}
    return all(project.cost > left for project in supported(election) if project.id not in won)


def fill(election: Election, options: Options, steps: Sequence[Step]) -> list[Step]:
    """Spend what Equal Shares left over greedily on the rest (the u in add1u)."""
    won = {step.project for step in steps if step.kind.wins}
    funded = [project for project in election.projects if project.id in won]
    rest = [project for project in by_score(election, options) if project.id not in won]
    extra = {s.project: s for s in fund(election, options, WhenShort.SKIP, rest, funded) if s.kind.wins}
    spent = sum(project.cost for project in funded) + sum(step.cost for step in extra.values())
    left = election.budget - spent
    kept = [step if step.kind.wins else replace(step, left=left) for step in steps if step.project not in extra]
    added = [replace(step, kind=StepKind.SELECTED_REST) for step in extra.values()]
    return kept[: len(won)] + added + kept[len(won) :]
