"""Say the reasons of a result in plain sentences."""

from fractions import Fraction

import pytest

from civic.voting.tally.count import run
from civic.voting.tally.election import Election
from civic.voting.tally.options import Options
from civic.voting.tally.sentences import why, why_first
from tests.unit.voting.elections import approval


def said(rule: str, election: Election, options: Options) -> dict[str, str]:
    """Map each project to its sentence in English."""
    return {step.project: why(step).say(str) for step in run(rule, election, options).steps}


def test_the_threshold_tells_how_many_votes_are_lacking() -> None:
    election = approval({"a": 1, "b": 1}, ["a", "a", "ab"], 0, eligible=300)

    assert said("threshold", election, Options(threshold_percent=Fraction(1))) == {
        "a": "Selected: vote count 3, needed 3.",
        "b": "Not selected: vote count 1, needed 3, lacking 2.",
    }


def test_a_cap_compares_with_the_last_one_selected() -> None:
    election = approval({"a": 1, "b": 2, "c": 2}, ["ab", "ab", "c"], 0)

    assert said("threshold", election, Options(threshold_votes=1, k=1)) == {
        "a": "Selected: vote count 2, needed 1.",
        "b": "Not selected: it is level with the last one selected, but behind it in the order for ties.",
        "c": "Not selected: its vote count is 1 below that of the last one selected.",
    }


def test_greedy_tells_what_was_left_and_how_much_too_dear_it_is() -> None:
    election = approval({"a": 6000, "b": 5000, "c": 1}, ["ab", "a"], 10_000)

    assert said("greedy", election, Options()) == {
        "a": "Selected: it costs NT$6,000 and NT$10,000 were left.",
        "b": "Not selected: NT$4,000 were left; it would have to cost NT$1,000 less.",
        "c": "Not selected: nobody voted for it.",
    }


def test_equal_shares_tells_what_each_paid_and_what_shares_lack() -> None:
    election = approval({"a": 100, "b": 60}, ["a", "a", "a", "b"], 160)

    assert said("equal_shares", election, Options()) == {
        "a": "Selected: its supporters paid NT$100 from their shares, at most NT$34 each.",
        "b": "Not selected: the shares of its supporters hold 66% of its cost; NT$20 are lacking.",
    }


def test_equal_shares_tells_of_the_pot_when_it_is_enough_for_all() -> None:
    election = approval({"a": 100, "b": 50}, ["a", "b"], 160)

    assert said("equal_shares/add1", election, Options()) == {
        "a": "Selected: it costs NT$100 and NT$110 were left.",
        "b": "Selected: it costs NT$50 and NT$160 were left.",
    }


@pytest.mark.parametrize(("winner", "tied"), [(0, True), (1, False)])
def test_a_tie_is_told_where_it_was_won(winner: int, tied: bool) -> None:
    election = approval({"a": 1, "b": 2}, ["ab"], 10)

    step = run("greedy", election, Options()).steps[winner]

    assert (why_first(step) is not None) is tied
