"""Hold the fast search to exact arithmetic on elections found to mislead floats or leaps."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.voting.tally.completion import Until, final_share
from civic.voting.tally.count import run
from civic.voting.tally.election import Election, Project
from civic.voting.tally.equal_shares import cost_of, market
from civic.voting.tally.options import Options
from tests.unit.voting.elections import approval, elections, slow_shares

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


def enlarged(election: Election, scale: int, odd: int = 0) -> Election:
    """Return the election in a smaller currency, some costs odd."""
    projects = tuple(Project(p.id, p.cost * scale + odd * place) for place, p in enumerate(election.projects))
    return replace(election, projects=projects, budget=election.budget * scale)


def stepped(election: Election, step: int) -> int:
    """Raise the share step by step, leaping over none."""
    stall, share = market(election, OPTIONS), election.budget // election.voters
    while cost_of(stall.buy(share + step)) <= election.budget:
        share += step
    return share


def leaps_miss_nothing(election: Election, scale: int, odd: int, step: int) -> None:
    """Compare the share found by leaps with the one found step by step."""
    larger = enlarged(election, scale, odd)
    if sum(p.cost for p in larger.projects if larger.votes[p.id]) <= larger.budget:
        return

    found = final_share(market(larger, OPTIONS), larger, Options(seed="s", step=step), Until.OVERSHOOT)

    assert found == stepped(larger, step)


LEAPS = {
    "election": elections(points=3),
    "scale": st.integers(5, 60),
    "odd": st.integers(0, 2),
    "step": st.integers(1, 4),
}


@settings(deadline=None, max_examples=40)
@given(**LEAPS)
def test_leaps_in_a_large_pot_miss_no_share(election: Election, scale: int, odd: int, step: int) -> None:
    leaps_miss_nothing(election, scale, odd, step)


@pytest.mark.slow
@settings(deadline=None, max_examples=3000)
@given(**LEAPS)
def test_leaps_in_thousands_of_large_pots_miss_no_share(election: Election, scale: int, odd: int, step: int) -> None:
    leaps_miss_nothing(election, scale, odd, step)


@pytest.mark.parametrize("scale", [1, 10**6, 10**12])
def test_a_pot_of_trillions_is_counted_like_a_small_one(scale: int) -> None:
    election = enlarged(approval({"a": 60, "b": 50, "c": 40}, ["ab"] * 3 + ["bc"] * 2 + ["c"], 90), scale)

    outcome = run("equal_shares/add1", election, OPTIONS)

    assert outcome.winners == ("b", "c")
    assert outcome.per_voter is not None
    assert 15 <= outcome.per_voter / scale < 31


def test_a_tie_that_lasts_over_millions_of_shares_is_leapt_over() -> None:
    costs = {"a": 7_000_000, "b": 7_000_000, "x": 6_000_000, "y": 6_000_000, "z": 90_000_000}
    election = approval(costs, ["ax", "ax", "a", "by", "by", "b", "z"], 20_000_000)

    outcome = run("equal_shares/add1", election, OPTIONS)

    following = market(election, OPTIONS).buy_exactly((outcome.per_voter or 0) + 1)
    assert outcome.spent <= election.budget < cost_of(following)
