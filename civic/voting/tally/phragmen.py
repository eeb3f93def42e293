"""Count by sequential Phragmén: fund what burdens its supporters least, until the pot would break."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd

import numpy as np

from civic.voting.tally.election import Election
from civic.voting.tally.equal_shares import market
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Step, StepKind, step_of
from civic.voting.tally.purses import Item, Wholes


@dataclass
class Loads:
    """Hold the load of each ballot group as integers over one common denominator."""

    held: Wholes
    scale: int = 1

    def after(self, item: Item) -> Fraction:
        """Return the load its supporters would all bear if the item were funded now."""
        counts = item.counts.astype(object)
        borne = int((self.held[item.groups] * counts).sum())
        return Fraction(item.cost * self.scale + borne, int(item.counts.sum()) * self.scale)

    def bear(self, item: Item, load: Fraction) -> None:
        """Set the load of the supporters of an item."""
        finer = load.denominator // gcd(load.denominator, self.scale)
        self.held, self.scale = self.held * finer, self.scale * finer
        self.held[item.groups] = load.numerator * (self.scale // load.denominator)


def count(election: Election, options: Options) -> list[Step]:
    """Fund by least load, ties by the tie order; stop at the first project that does not fit."""
    stall = market(election, options)
    loads, left = Loads(np.full(stall.groups, 0, dtype=object)), election.budget
    waiting, steps = {item.id: item for item in stall.items}, list[Step]()
    while waiting:
        ranked = {name: loads.after(item) for name, item in waiting.items()}
        chosen = waiting.pop(min(ranked, key=lambda name: (ranked[name], stall.places[name])))
        if chosen.cost > left:
            steps.append(_step(election, chosen, StepKind.TOO_EXPENSIVE, left))
            break
        level = [name for name in waiting if ranked[name] == ranked[chosen.id]]
        tied = tuple(sorted(level, key=stall.places.__getitem__))
        steps.append(replace(_step(election, chosen, StepKind.SELECTED, left), tied_with=tied))
        loads.bear(chosen, ranked[chosen.id])
        left -= chosen.cost
    rest = sorted(waiting.values(), key=lambda item: stall.places[item.id])
    steps += [_step(election, item, StepKind.NOT_REACHED, left) for item in rest]
    return steps + stall.unsupported(election, left)


def _step(election: Election, item: Item, kind: StepKind, left: int) -> Step:
    step = step_of(election, item.project, kind)
    return replace(step, left=left, money_short=max(item.cost - left, 0))
