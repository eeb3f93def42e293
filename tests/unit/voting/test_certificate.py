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
    {"a": 80, "b": 40, "c": 30, "d": 80, "e": 80},
    ["ace", "ace", "be", "bd", "bc", "bcd", "abcde", "ade", "e", "ab"],
    390,
)


@pytest.mark.parametrize(("election", "share"), [(NEARLY_TIED, 19), (BARELY_PAYABLE, 18)])
def test_where_floats_cannot_tell_the_exact_count_decides(election: Election, share: int) -> None:
    purchases = market(election, OPTIONS).buy(share)

    assert [purchase.item.id for purchase in purchases] == slow_shares(election, Fraction(share), "s")


def test_an_overshoot_between_two_equal_outcomes_is_not_leapt_over() -> None:
    election = approval(
        {"a": 300, "b": 20, "c": 660, "d": 480, "e": 60},
        ["ab", "ce", "ace", "ac", "abe", "bc", "c"],
        780,
    )

    outcome = run("equal_shares/add1", election, OPTIONS)

    assert (outcome.per_voter, outcome.winners) == (144, ("c", "b", "e"))
    assert slow_shares(election, Fraction(145), "s") == ["c", "b", "a"]
    assert slow_shares(election, Fraction(154), "s") == ["c", "b", "e"]
