"""What a result means: support, distances, money, other rules; each figure follows from the ballots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.voting.insight import report as reports
from civic.voting.insight.distance import distances
from civic.voting.insight.report import Distance, Report
from civic.voting.insight.survey import RIVALS, survey
from civic.voting.insight.what_if import Counted
from civic.voting.tally.count import run
from civic.voting.tally.election import Election, Project, approvals, group
from civic.voting.tally.options import Options

SHARES = "equal_shares/add1/integral/overshoot"
RULES = ("threshold", "top_k", "greedy", "greedy_no_skip", SHARES, "equal_shares", "phragmen")
COSTS = {"1": 400, "2": 300, "3": 300}
BALLOTS = ["12", "1", "13", "2", "23", "1", ""]


def count_again(rule: str, ballots: list[str] = BALLOTS, pot: int = 700, k: int | None = None) -> Counted:
    projects = tuple(Project(name, cost) for name, cost in COSTS.items())
    election = Election(projects, group(approvals(list(each)) for each in ballots), pot, 100)
    return Counted(rule, election, Options(min_score=1, k=k, seed="seed", threshold_votes=3))


def report_on(counted: Counted) -> Report:
    return survey(counted, run(counted.rule, counted.election, counted.options))


def test_support_is_the_votes_of_the_votes_needed_where_votes_decide() -> None:
    report = report_on(count_again("threshold"))

    assert {each.project: each.percent for each in report.support} == {1: 133, 2: 100, 3: 66}


def test_support_is_the_money_of_the_cost_where_money_decides() -> None:
    report = report_on(count_again("greedy", pot=600))

    assert {each.project: each.percent for each in report.support} == {1: 100, 2: 66, 3: 66}


def test_a_lost_project_learns_the_votes_and_the_money_it_lacked() -> None:
    counted = count_again("greedy")

    assert distances(counted, counted.outcome) == (Distance(3, 2, 300),)


def test_without_a_pot_the_adopted_projects_cost_is_the_pot_of_the_comparison() -> None:
    report = report_on(count_again("threshold", pot=0))

    assert report.assumed and report.pot == 700
    assert [each.rule for each in report.rules] == list(RIVALS)


def test_the_declared_rule_stands_first_and_voters_with_nothing_are_counted() -> None:
    report = report_on(count_again("top_k", k=1))

    declared = report.rules[0]
    assert (declared.rule, declared.winners, declared.without) == ("top_k", (1,), 2)
    assert report.funded == (2, 4)


def test_overlap_names_the_adopted_project_that_took_most_of_the_voters() -> None:
    report = report_on(count_again("top_k", k=1))

    assert {(each.project, each.winner, each.percent) for each in report.overlaps} == {(2, 1, 33), (3, 1, 50)}


def test_few_voters_never_stand_alone_in_the_flow_of_money() -> None:
    report = report_on(count_again("greedy"))

    assert {each.funded for each in report.payments} == {1}


def test_groups_of_five_and_more_are_told_apart() -> None:
    report = report_on(count_again("greedy", ["12"] * 5 + ["1"] * 6))

    assert {(each.funded, each.project): each.amount for each in report.payments} == {
        (1, 1): 218, (2, 1): 182, (2, 2): 300,
    }  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_a_report_is_kept_and_read_back(rule: str) -> None:
    report = report_on(count_again(rule, k=2))

    assert reports.read(report.dump()) == report


def test_a_large_election_is_not_counted_again_while_somebody_waits() -> None:
    ballots = [f"{first}{second}" for first in "123" for second in "123"] * 2
    small = count_again(SHARES, ballots)

    assert small.answerable
    assert count_again("greedy", ballots * 9).effort <= 27


some_ballots = st.lists(st.sampled_from(["", "1", "2", "3", "12", "13", "23", "123"]), min_size=1, max_size=25)


@given(some_ballots, st.sampled_from(RULES), st.integers(300, 1100))
def test_every_figure_follows_from_the_ballots(ballots: list[str], rule: str, pot: int) -> None:
    counted = count_again(rule, ballots, pot, k=2)
    outcome = run(rule, counted.election, counted.options)

    report = survey(counted, outcome)

    funded = {each.project for each in report.support if each.percent >= 100}
    assert funded == {int(name) for name in outcome.winners}
    assert sum(each.amount for each in report.payments) == outcome.spent
    assert all(each.amount >= 0 for each in report.payments)
    assert sum(report.funded) == sum(1 for each in ballots if each)


@given(some_ballots, st.sampled_from(RULES), st.integers(300, 1100))
def test_every_distance_is_just_enough(ballots: list[str], rule: str, pot: int) -> None:
    counted = count_again(rule, ballots, pot, k=2)

    for each in distances(counted, counted.outcome):
        name = str(each.project)
        if each.votes is not None:
            assert counted.ask(name, each.votes, 0).selected
            assert not counted.ask(name, each.votes - 1, 0).selected
        if each.cheaper is not None:
            assert counted.ask(name, 0, each.cheaper).selected
            assert not counted.ask(name, 0, each.cheaper - 1).selected


@given(some_ballots, st.sampled_from(("threshold", "top_k", "greedy", "greedy_no_skip")), st.integers(300, 1100))
def test_the_compact_election_gives_the_same_outcome(ballots: list[str], rule: str, pot: int) -> None:
    counted = count_again(rule, ballots, pot, k=2)

    assert run(rule, counted.compact, counted.options) == run(rule, counted.election, counted.options)
