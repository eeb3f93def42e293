"""Hold the rules to what is true of every election."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.voting.tally.completion import Until, final_share
from civic.voting.tally.count import run
from civic.voting.tally.election import Election
from civic.voting.tally.equal_shares import market
from civic.voting.tally.options import Options
from civic.voting.tally.sentences import why
from tests.unit.voting.elections import elections, shuffled, slow_add_one, slow_shares

POT_RULES = [
    "greedy",
    "greedy_no_skip",
    "phragmen",
    "equal_shares",
    "equal_shares/add1",
    "equal_shares/add1/integral/exhaustive",
    "equal_shares/add1u",
    "equal_shares/add1/comparison",
]
ALL_RULES = [*POT_RULES, "threshold", "top_k"]
OPTIONS = Options(k=2, threshold_votes=2, seed="published")


@pytest.mark.parametrize("rule", POT_RULES)
@settings(deadline=None)
@given(election=elections(points=3))
def test_winners_keep_to_the_pot_and_have_a_vote(rule: str, election: Election) -> None:
    outcome = run(rule, election, OPTIONS)

    assert outcome.spent <= election.budget
    assert all(election.votes[winner] > 0 for winner in outcome.winners)


@pytest.mark.parametrize("rule", ALL_RULES)
@settings(deadline=None)
@given(election=elections(points=3))
def test_every_project_is_explained_once(rule: str, election: Election) -> None:
    outcome = run(rule, election, OPTIONS)

    assert sorted(step.project for step in outcome.steps) == sorted(p.id for p in election.projects)


@pytest.mark.parametrize("rule", ALL_RULES)
@settings(deadline=None)
@given(data=st.data(), election=elections(points=3))
def test_the_order_of_the_input_changes_nothing(rule: str, data: st.DataObject, election: Election) -> None:
    again = data.draw(st.composite(lambda draw: shuffled(election, draw))())

    first, second = run(rule, election, OPTIONS), run(rule, again, OPTIONS)

    assert (first.winners, first.spent, first.steps) == (second.winners, second.spent, second.steps)


@settings(deadline=None)
@given(election=elections(points=3))
def test_equal_shares_agrees_with_a_slow_exact_count(election: Election) -> None:
    share = Fraction(election.budget, election.voters)

    assert list(run("equal_shares", election, OPTIONS).winners) == slow_shares(election, share, OPTIONS.seed)


@pytest.mark.parametrize("points", [1, 3])
@settings(deadline=None)
@given(data=st.data(), step=st.integers(1, 3))
def test_the_completion_agrees_with_a_slow_exact_count(points: int, data: st.DataObject, step: int) -> None:
    election = data.draw(elections(points=points))

    outcome = run("equal_shares/add1", election, Options(step=step, seed="published"))

    assert sorted(outcome.winners) == slow_add_one(election, step, "published")


@settings(deadline=None, max_examples=25)
@given(election=elections(points=2), scale=st.integers(5, 12))
def test_leaping_over_shares_misses_none(election: Election, scale: int) -> None:
    projects = tuple(replace(project, cost=project.cost * scale) for project in election.projects)
    larger = replace(election, projects=projects, budget=election.budget * scale + 1)

    outcome = run("equal_shares/add1", larger, OPTIONS)

    assert sorted(outcome.winners) == slow_add_one(larger, 1, OPTIONS.seed)


@settings(deadline=None)
@given(election=elections(points=3), share=st.integers(0, 60))
def test_the_fast_run_and_the_certificate_agree(election: Election, share: int) -> None:
    stall = market(election, OPTIONS)

    fast = [purchase.item.id for purchase in stall.buy(share)]

    assert fast == [purchase.item.id for purchase in stall.buy_exactly(share)]
    assert fast == slow_shares(election, Fraction(share), OPTIONS.seed)


@settings(deadline=None)
@given(election=elections(), rule=st.sampled_from(ALL_RULES), seed=st.text(max_size=3))
def test_every_step_of_every_rule_can_be_said(election: Election, rule: str, seed: str) -> None:
    outcome = run(
        rule, election, replace(OPTIONS, seed=seed, exclusive=(frozenset({"1", "2"}),), min_score=1)
    )

    sentences = [why(step).say(str) for step in outcome.steps]

    assert all(sentence.endswith(".") and "%(" not in sentence for sentence in sentences)
    assert [s.startswith("Selected") for s in sentences] == [
        s.project in outcome.winners for s in outcome.steps
    ]


@settings(deadline=None)
@given(election=elections())
def test_one_more_step_after_the_final_share_would_break_the_pot(election: Election) -> None:
    outcome = run("equal_shares/add1", election, OPTIONS)
    if outcome.per_voter is None:
        return

    stall = market(election, OPTIONS)

    assert outcome.per_voter == final_share(stall, election, OPTIONS, Until.OVERSHOOT)
    following = stall.buy_exactly(outcome.per_voter + OPTIONS.step)
    assert sum(purchase.item.cost for purchase in following) > election.budget


@pytest.mark.slow
@settings(deadline=None, max_examples=3000)
@given(election=elections(points=3), step=st.integers(1, 3))
def test_thousands_of_elections_agree_with_the_slow_exact_count(election: Election, step: int) -> None:
    share = Fraction(election.budget, election.voters)

    options = Options(step=step, seed="p")
    plain, completed = (run(rule, election, options) for rule in ("equal_shares", "equal_shares/add1"))

    assert list(plain.winners) == slow_shares(election, share, "p")
    assert sorted(completed.winners) == slow_add_one(election, step, "p")
