"""Invent ballots for a rehearsal: the same seed gives the same ones. Pure."""

import random
from collections.abc import Sequence

from civic.programme.rules import BallotKind
from civic.voting.rules import POINTS_TO_GIVE, BallotForm, Item, Marks, why_not_choices

BLANK_SHARE = 0.04


def invent(form: BallotForm, items: Sequence[Item], voters: int, seed: str) -> list[Marks]:
    """Return one valid ballot a voter; some are blank, and so is one that cannot be filled in validly."""
    chance = random.Random(seed)  # noqa: S311 - invented voters, the same every time
    return [_marks(form, items, chance) for _ in range(voters)]


def _marks(form: BallotForm, items: Sequence[Item], chance: random.Random) -> Marks:
    if chance.random() < BLANK_SHARE:
        return Marks()
    least, most = min(max(form.least, 1), len(items)), min(form.most, len(items))
    chosen = chance.sample(list(items), chance.randint(least, max(least, most)))
    if form.kind is BallotKind.KNAPSACK:
        chosen = _affordable(chosen, form.pot)
    ids = tuple(item.id for item in chosen)
    marks = Marks(ids, _points(len(ids), chance)) if form.kind is BallotKind.POINTS else Marks(ids)
    return marks if why_not_choices(form, marks, tuple(items)) is None else Marks()


def _affordable(chosen: Sequence[Item], pot: int) -> list[Item]:
    """Keep items in their order while they fit the pot."""
    kept: list[Item] = []
    for item in chosen:
        if sum(each.cost for each in kept) + item.cost <= pot:
            kept.append(item)
    return kept


def _points(items: int, chance: random.Random) -> tuple[int, ...]:
    """Give a point to each item and the others by chance."""
    points = [1] * items
    for _ in range(max(POINTS_TO_GIVE - items, 0)):
        points[chance.randrange(items)] += 1
    return tuple(points)
