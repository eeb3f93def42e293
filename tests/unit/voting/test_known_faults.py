"""Keep out six faults found in tools that cities use today; what real files show of them is in test_real_elections."""

import tracemalloc
from fractions import Fraction

from civic.voting.tally.comparison import compare
from civic.voting.tally.count import run
from civic.voting.tally.election import Election, Project, approvals, group
from civic.voting.tally.options import Options, lot
from civic.voting.tally.outcome import Preference, StepKind
from civic.voting.tally.validity import TOO_COSTLY, TOO_FEW, TOO_MANY, TOO_MANY_POINTS, Limits, why_invalid
from tests.unit.voting.elections import approval

ADD1 = "equal_shares/add1/integral/overshoot"


def test_fault_2_the_completion_ends_when_only_an_unsupported_project_does_not_fit() -> None:
    election = approval({"a": 10, "b": 20, "c": 200}, ["a", "a"], 100)

    outcome = run(ADD1, election, Options())

    assert outcome.winners == ("a",)
    assert [step.kind for step in outcome.steps[1:]] == [StepKind.UNSUPPORTED, StepKind.UNSUPPORTED]


def test_fault_1_the_completion_goes_on_past_an_exhaustive_outcome() -> None:
    election = approval({"a": 60, "b": 50, "c": 45}, ["ac"] * 5 + ["ab"] + ["b"] * 4, 100)

    exhaustive = run("equal_shares/add1/integral/exhaustive", election, Options())
    overshoot = run(ADD1, election, Options())

    assert exhaustive.per_voter is not None and overshoot.per_voter is not None
    assert exhaustive.per_voter < overshoot.per_voter


def test_fault_3_a_voter_without_a_winner_still_counts_in_the_comparison() -> None:
    election = approval({"a": 1, "b": 1}, ["a", "a", "b", "ab", ""], 1)

    assert compare(election, {"a"}, {"b"}) == Preference(equal_shares=2, greedy=1)
    assert compare(election, set(), {"b"}) == Preference(equal_shares=0, greedy=2)


def test_fault_6_ties_are_told_and_fall_first_to_the_cheaper_then_to_the_more_chosen_then_to_the_lot() -> None:
    election = approval({"a": 30, "b": 20, "c": 20}, ["abc"] * 3, 100)
    first, second = sorted("bc", key=lambda name: lot("seed", name))

    outcome = run("greedy", election, Options(seed="seed"))

    assert outcome.winners == (first, second, "a")
    assert outcome.steps[0].tied_with == (second, "a")


def test_another_seed_can_turn_a_tie_but_nothing_else() -> None:
    election = approval({"a": 5, "b": 5, "c": 5}, ["ab", "ab", "c"], 5)

    winners = {run("greedy", election, Options(seed=str(seed))).winners for seed in range(20)}

    assert winners == {("a",), ("b",)}


def test_fault_5_ids_are_never_ordered_as_text() -> None:
    orders = {tuple(sorted(["2", "10"], key=lambda name: lot(str(seed), name))) for seed in range(20)}

    assert orders == {("2", "10"), ("10", "2")}


def test_fault_4_a_tie_falls_to_the_first_of_the_tie_order_and_names_the_others() -> None:
    election = approval({"a": 40, "b": 20, "c": 40}, ["abc", "abc"], 60)

    outcome = run("equal_shares", election, Options(seed="x"))

    assert outcome.winners[0] == "b"
    assert set(outcome.steps[0].tied_with) == {"a", "c"}


def test_fault_6_a_ballot_over_a_limit_is_not_valid() -> None:
    three = approvals(["a", "b", "c"])

    assert why_invalid(three, 10, Limits(max_length=2)) is TOO_MANY
    assert why_invalid(three, 10, Limits(min_length=4)) is TOO_FEW
    assert why_invalid(three, 10, Limits(max_sum_cost=9)) is TOO_COSTLY
    assert why_invalid([("a", 3)], 10, Limits(max_points=2)) is TOO_MANY_POINTS
    assert why_invalid([("a", 3), ("b", 3)], 10, Limits(max_sum_points=5)) is TOO_MANY_POINTS
    assert why_invalid(three, 10, Limits(1, 3, 10, 1, 3)) is None
    assert why_invalid([], 0, Limits(min_length=1)) is None


def test_the_share_without_completion_is_the_exact_fraction_of_the_pot() -> None:
    election = approval({"a": 100}, ["a", "a", "a"], 100)

    outcome = run("equal_shares", election, Options())

    assert outcome.winners == ("a",)
    assert (outcome.steps[0].support, outcome.steps[0].rho) == (Fraction(3), Fraction(100, 3))
    assert Project("a", 100) == election.projects[0]


def test_fault_5_greedy_goes_by_votes_and_not_by_votes_per_cost() -> None:
    election = approval({"a": 90, "b": 10, "c": 10}, ["a"] * 5 + ["bc"] * 4, 90)

    assert run("greedy", election, Options()).winners == ("a",)


def test_fault_5_points_of_a_thousand_voters_fit_in_a_few_megabytes() -> None:
    projects = tuple(Project(str(number), 1000 + number) for number in range(30))
    marks = [[(str((voter * 7 + k * k) % 30), 1 + (voter + k) % 9) for k in range(4)] for voter in range(1494)]
    election = Election(projects, group([*dict(each).items()] for each in marks), 12_000)

    tracemalloc.start()
    run(ADD1, election, Options())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 16 * 2**20
