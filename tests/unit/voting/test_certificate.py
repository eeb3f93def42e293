"""Hold the fast search to exact arithmetic on elections found to mislead floats or leaps."""

from fractions import Fraction

import pytest

from civic.voting.tally.count import run
from civic.voting.tally.election import Election
from civic.voting.tally.equal_shares import market
from civic.voting.tally.options import Options
from tests.unit.voting.elections import approval, slow_shares

OPTIONS = Options(seed="s")

NEARLY_TIED = approval(
    {"a": 20, "b": 20, "c": 30, "d": 110, "e": 30},
    ["ce", "de", "ad", "ad", "bde", "cd", "cde", "abe", "bcd", "abc"],
    200,
)
BARELY_PAYABLE = approval(
    {"a": 80, "b": 20, "c": 90, "d": 40},
    ["acd", "bc", "abd", "c", "c", "ad", "d", "bd", "bcd", "bcd"],
    260,
)


@pytest.mark.parametrize(("election", "share"), [(NEARLY_TIED, 19), (BARELY_PAYABLE, 18)])
def test_where_floats_cannot_tell_the_exact_count_decides(election: Election, share: int) -> None:
    purchases = market(election, OPTIONS).buy(share)

    assert [purchase.item.id for purchase in purchases] == slow_shares(election, Fraction(share), "s")


def test_an_overshoot_between_two_equal_outcomes_is_not_leapt_over() -> None:
    election = approval(
        {"a": 320, "b": 370, "c": 130, "d": 80}, ["ad", "acd", "d", "d", "bcd", "bd", "b"], 670
    )

    outcome = run("equal_shares/add1", election, OPTIONS)

    assert (outcome.per_voter, outcome.winners) == (173, ("d", "b", "c"))
    assert slow_shares(election, Fraction(174), "s") == ["d", "b", "a"]
    assert slow_shares(election, Fraction(205), "s") == ["d", "b", "c"]
