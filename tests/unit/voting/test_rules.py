"""Say what each counting rule does, on elections small enough to count by hand."""

from fractions import Fraction

import orjson
import pytest

from civic.kit.errors import Refused
from civic.voting.tally.count import run
from civic.voting.tally.election import Ballot, Election, Project, approvals, cumulative, group, ranking
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Outcome, StepKind
from civic.voting.tally.publish import as_json, dump
from civic.voting.tally.rule import DEFAULT_EQUAL_SHARES, parse
from tests.unit.voting.elections import approval


def kinds(outcome: Outcome) -> dict[str, StepKind]:
    """Map each project to what became of it."""
    return {step.project: step.kind for step in outcome.steps}


def test_the_threshold_is_met_by_exactly_one_percent() -> None:
    election = approval({"a": 1, "b": 1, "c": 1}, ["a", "a", "ab"], 0, eligible=201)

    outcome = run("threshold", election, Options(threshold_percent=Fraction(1)))

    assert outcome.winners == ("a",)
    assert kinds(outcome) == {
        "a": StepKind.SELECTED,
        "b": StepKind.THRESHOLD_NOT_MET,
        "c": StepKind.UNSUPPORTED,
    }
    assert [(step.needed, step.votes_short) for step in outcome.steps] == [(3, 0), (3, 2), (3, 3)]


def test_a_capped_threshold_keeps_the_best() -> None:
    election = approval({"a": 1, "b": 1}, ["ab", "b"], 0)

    outcome = run("threshold", election, Options(threshold_votes=1, k=1))

    assert outcome.winners == ("b",)
    assert kinds(outcome)["a"] is StepKind.NOT_REACHED


def test_a_threshold_of_an_unknown_roll_is_refused() -> None:
    election = approval({"a": 1}, ["a"], 0)

    with pytest.raises(Refused, match="no_roll"):
        run("threshold", election, Options(threshold_percent=Fraction(1)))
    with pytest.raises(Refused, match="no_threshold"):
        run("threshold", election, Options())


def test_top_k_reports_the_tie_at_its_border() -> None:
    election = approval({"a": 9, "b": 5, "c": 7}, ["abc", "abc", "a"], 0)

    outcome = run("top_k", election, Options(k=2))

    assert outcome.winners == ("a", "b")
    assert outcome.steps[1].tied_with == ("c",)
    assert outcome.steps[2].votes_short == 0


def test_top_k_needs_its_k_and_never_elects_without_a_vote() -> None:
    election = approval({"a": 9, "b": 5}, ["a"], 0)

    assert run("top_k", election, Options(k=2)).winners == ("a",)
    assert run("top_k", election, Options(k=0)).winners == ()
    with pytest.raises(Refused, match="no_k"):
        run("top_k", election, Options())


def test_greedy_skips_what_does_not_fit_and_no_skip_stops_there() -> None:
    election = approval({"a": 60, "b": 50, "c": 40}, ["abc", "ab", "a"], 100)

    skipping, stopping = (run(rule, election, Options()) for rule in ("greedy", "greedy_no_skip"))

    assert (skipping.winners, skipping.spent) == (("a", "c"), 100)
    assert stopping.winners == ("a",)
    assert (skipping.steps[1].left, skipping.steps[1].money_short) == (40, 10)
    assert kinds(stopping)["c"] is StepKind.NOT_REACHED


def test_greedy_says_how_many_votes_a_project_lacks() -> None:
    election = approval({"a": 10, "b": 10}, ["ab", "a", "a"], 100)

    outcome = run("greedy", election, Options(min_score=3))

    assert outcome.winners == ("a",)
    assert kinds(outcome)["b"] is StepKind.BELOW_MINIMUM
    assert (outcome.steps[1].needed, outcome.steps[1].votes_short) == (3, 2)


def test_greedy_funds_one_of_a_group_that_excludes_each_other() -> None:
    election = approval({"a": 10, "b": 10, "c": 10}, ["abc", "ab", "a"], 100)

    outcome = run("greedy", election, Options(exclusive=(frozenset("ab"),)))

    assert outcome.winners == ("a", "c")
    assert (outcome.steps[1].kind, outcome.steps[1].blocked_by) == (StepKind.EXCLUDED, "a")


def test_equal_shares_leaves_a_minority_its_part_where_greedy_does_not() -> None:
    election = approval({"a": 30, "b": 30, "c": 30}, ["ab"] * 6 + ["c"] * 4, 60)

    assert run("greedy", election, Options()).spent == 60
    assert "c" not in run("greedy", election, Options()).winners
    assert "c" in run("equal_shares/add1", election, Options()).winners


def test_equal_shares_says_how_much_the_supporters_lack() -> None:
    election = approval({"a": 30, "b": 30}, ["a", "a", "a", "b"], 40)

    outcome = run("equal_shares", election, Options())

    lost = outcome.steps[1]
    assert (lost.project, lost.kind, lost.share, lost.money_short) == (
        "b",
        StepKind.SHARES_TOO_SMALL,
        Fraction(1, 3),
        20,
    )


def test_a_free_project_with_a_vote_is_funded_and_without_one_never() -> None:
    election = approval({"a": 0, "b": 0, "c": 5}, ["ac"], 5)

    outcome = run("equal_shares/add1", election, Options())

    assert outcome.winners == ("a", "c")
    assert kinds(outcome)["b"] is StepKind.UNSUPPORTED


def test_points_weigh_what_a_supporter_pays() -> None:
    projects = (Project("a", 30),)
    election = Election(projects, group([[("a", 2)], [("a", 1)]]), 60)

    outcome = run("equal_shares", election, Options())

    assert (outcome.steps[0].rho, outcome.steps[0].support) == (Fraction(10), Fraction(3))


def test_add1u_spends_the_rest_greedily_and_says_so() -> None:
    election = approval({"a": 50, "b": 60, "c": 20}, ["a"] * 5 + ["b"] * 4 + ["c"], 100)

    outcome = run("equal_shares/add1u", election, Options())

    assert (outcome.winners, outcome.per_voter) == (("a", "c"), 14)
    assert (outcome.steps[1].kind, outcome.steps[1].left) == (StepKind.SELECTED_REST, 50)
    assert (outcome.steps[2].kind, outcome.steps[2].left) == (StepKind.SHARES_TOO_SMALL, 30)


def test_the_comparison_takes_greedy_only_when_more_voters_prefer_it() -> None:
    election = approval({"a": 100, "b": 10}, ["a"] * 9 + ["b"], 100)

    plain = run("equal_shares", election, Options())
    compared = run("equal_shares/comparison", election, Options())

    assert plain.winners == ("b",)
    assert compared.winners == ("a",)
    assert compared.rule == "equal_shares/comparison"


def test_phragmen_stops_at_the_first_project_over_the_pot() -> None:
    election = approval({"a": 30, "b": 80, "c": 69}, ["ab", "ab", "b", "b", "b", "b", "c"], 100)

    outcome = run("phragmen", election, Options())

    assert outcome.winners == ("b",)
    assert kinds(outcome) == {
        "b": StepKind.SELECTED,
        "a": StepKind.TOO_EXPENSIVE,
        "c": StepKind.NOT_REACHED,
    }


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("greedy", "greedy"),
        ("equal_shares", "equal_shares"),
        ("equal_shares/add1", DEFAULT_EQUAL_SHARES),
        ("equal_shares/add1u", "equal_shares/add1u/integral/overshoot"),
        ("equal_shares/add1/comparison", f"{DEFAULT_EQUAL_SHARES}/comparison"),
        ("equal_shares/add1/integral/exhaustive", "equal_shares/add1/integral/exhaustive"),
    ],
)
def test_rule_strings_have_one_canonical_form(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical
    assert str(parse(canonical)) == canonical


@pytest.mark.parametrize(
    "text", ["", "Greedy", "greedy/add1", "equal_shares/", "equal_shares/add2", "a/comparison"]
)
def test_an_unknown_rule_string_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="unknown_rule"):
        parse(text)


def test_marks_become_points() -> None:
    assert approvals(["b", "a", "b"]) == [("b", 1), ("a", 1)]
    assert ranking(["b", "a", "c"], 3) == [("b", 3), ("a", 2), ("c", 1)]
    assert ranking(["b", "a", "c"], 2) == [("b", 2), ("a", 1)]
    assert cumulative(["a", "b", "c"], [2, 0, 5]) == [("a", 2), ("c", 5)]


def test_equal_ballots_are_grouped_whatever_their_order() -> None:
    ballots = group([[("b", 1), ("a", 1)], [], [("a", 1), ("b", 1)]])

    assert ballots == (Ballot((("a", 1), ("b", 1)), 2), Ballot((), 1))


def test_an_election_refuses_what_cannot_be_counted() -> None:
    a = Project("a", 1)

    for projects, ballot in [((a, a), Ballot(())), ((a,), Ballot((("b", 1),))), ((a,), Ballot((("a", 0),)))]:
        with pytest.raises(ValueError, match=r"."):
            Election(projects, (ballot,))
    with pytest.raises(ValueError, match="negative"):
        Project("a", -1)


def test_the_published_outcome_is_plain_json_with_fractions_in_text() -> None:
    outcome = run("equal_shares", approval({"a": 100, "b": 5}, ["a", "a", "a"], 100), Options())

    shaped = as_json(outcome)

    assert orjson.loads(dump(outcome)) == shaped
    assert (shaped["rule"], shaped["winners"], shaped["spent"]) == ("equal_shares", ["a"], 100)
    assert (shaped["steps"][0]["rho"], shaped["steps"][0]["support"]) == ("100/3", "3/1")
    assert shaped["steps"][1]["kind"] == "unsupported"
