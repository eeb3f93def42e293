"""Say which ballots are valid: one set of limits, asked when a ballot is cast and when it is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.kit.errors import Kind, Reason
from civic.kit.text import N_
from civic.voting.tally.election import Choice

TOO_FEW = Reason("ballot_too_few", N_("The ballot marks too few projects."), Kind.INVALID)
TOO_MANY = Reason("ballot_too_many", N_("The ballot marks too many projects."), Kind.INVALID)
TOO_COSTLY = Reason(
    "ballot_too_costly", N_("The marked projects together cost more than allowed."), Kind.INVALID
)
TOO_MANY_POINTS = Reason(
    "ballot_too_many_points", N_("The ballot gives more points than allowed."), Kind.INVALID
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bound a ballot: number of projects, cost together, points for one and together; None is no bound."""

    min_length: int = 0
    max_length: int | None = None
    max_sum_cost: int | None = None
    max_points: int | None = None
    max_sum_points: int | None = None


def why_invalid(choices: Sequence[Choice], cost: int, limits: Limits) -> Reason | None:
    """Return why a ballot marking projects of `cost` together may not count; a blank ballot always may."""
    if choices and len(choices) < limits.min_length:
        return TOO_FEW
    if _above(len(choices), limits.max_length):
        return TOO_MANY
    if _above(cost, limits.max_sum_cost):
        return TOO_COSTLY
    points = [given for _, given in choices]
    if _above(max(points, default=0), limits.max_points) or _above(sum(points), limits.max_sum_points):
        return TOO_MANY_POINTS
    return None


def _above(amount: int, bound: int | None) -> bool:
    return bound is not None and amount > bound
