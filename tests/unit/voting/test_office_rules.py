"""The checklist names what is missing; invented ballots keep to the rules of the round."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.programme.rules import BallotKind, PhaseKind, PhaseSpan, RoundPlan, ThresholdKind
from civic.voting.office.checklist import Facts, State, Step, checklist, count_missing
from civic.voting.office.crowd import invent
from civic.voting.rules import BallotForm, Item, why_not_choices

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PLAN = RoundPlan("63000120", 2026, eligible=1000, eligibility_date=date(2026, 10, 1), eligible_source="roll")
SPAN = PhaseSpan(PhaseKind.VOTE, NOW + DAY, NOW + 9 * DAY)
READY = Facts(
    plan=PLAN, span=SPAN, now=NOW, roll=10, items=4, unreviewed=0, waiting=0, rehearsed=True, signed=False, opened=False
)


def missing(facts: Facts) -> set[Step]:
    return {check.step for check in checklist(facts) if check.state is State.MISSING}


def test_a_round_with_everything_misses_nothing() -> None:
    checks = checklist(READY)

    assert count_missing(checks) == 0
    assert [check.step for check in checks] == list(Step)
    assert {check.step for check in checks if check.state is State.LATER} == {Step.SEED, Step.SIGNATURES}


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"span": None}, Step.DATES),
        ({"now": NOW + 9 * DAY}, Step.DATES),
        ({"plan": replace(PLAN, eligibility_date=date(2027, 1, 1))}, Step.ELIGIBILITY),
        ({"plan": replace(PLAN, relations=())}, Step.ELIGIBILITY),
        ({"plan": replace(PLAN, eligible_source="")}, Step.ELIGIBLE),
        ({"plan": replace(PLAN, min_choices=5, max_choices=6)}, Step.CHOICES),
        ({"plan": replace(PLAN, threshold_kind=ThresholdKind.VOTES, threshold_value=1001)}, Step.THRESHOLD),
        ({"plan": replace(PLAN, rule="the loudest")}, Step.RULE),
        ({"plan": replace(PLAN, rule="greedy")}, Step.POT),
        ({"plan": replace(PLAN, ballot_kind=BallotKind.KNAPSACK)}, Step.POT),
        ({"roll": 0}, Step.ROLL),
        ({"waiting": 1}, Step.ITEMS),
        ({"unreviewed": 1}, Step.REVIEWS),
        ({"rehearsed": False}, Step.REHEARSAL),
    ],
)
def test_each_gap_is_named_with_its_step_and_a_sentence(change: dict[str, object], step: Step) -> None:
    facts = replace(READY, **change)  # type: ignore[arg-type]

    assert missing(facts) == {step}
    assert next(check.text for check in checklist(facts) if check.step is step)


def test_an_empty_ballot_lacks_projects_and_reviews() -> None:
    assert missing(replace(READY, items=0)) == {Step.ITEMS, Step.REVIEWS}


def test_an_open_round_is_done_with_its_set_up() -> None:
    facts = replace(READY, opened=True, roll=0, waiting=1)

    assert {check.state for check in checklist(facts)} == {State.DONE}


kinds = st.sampled_from(list(BallotKind))


@given(kinds, st.integers(1, 5), st.integers(0, 4), st.integers(0, 900), st.integers(0, 2**32))
def test_every_invented_ballot_is_valid(kind: BallotKind, least: int, more: int, pot: int, seed: int) -> None:
    items = tuple(Item(number, 100 * number) for number in range(1, 7))
    form = BallotForm(kind, least, least + more, pot)

    crowd = invent(form, items, 30, str(seed))

    assert len(crowd) == 30
    assert all(why_not_choices(form, marks, items, marks.blank) is None for marks in crowd)
    assert crowd == invent(form, items, 30, str(seed))
