"""The table of steps is whole, and each refusal says what to do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.access.actor import SYSTEM, Actor, Duty, Role
from civic.access.policy import NOT_YOURS
from civic.kit.errors import Reason
from civic.programme.rules import CLOSED_COLLECT, PhaseKind, PhaseSpan
from civic.proposals import checks, reasons
from civic.proposals.rules import (
    BEFORE_BALLOT,
    LIGHT_LABELS,
    OUTCOME_STATES,
    STATE_LABELS,
    STEPS,
    TO_SCREEN,
    Case,
    Essentials,
    Light,
    Lights,
    Stage,
    State,
    review_due,
    state_after_review,
)

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
AUTHOR = Actor(1, duties=frozenset({Duty(Role.RESIDENT, "63000120")}))
OFFICE = Actor(2, duties=frozenset({Duty(Role.OFFICE)}))
COLLECT = (PhaseSpan(PhaseKind.COLLECT, NOW - timedelta(days=1), NOW + timedelta(days=1)),)
WHOLE = Essentials("石牌站前路燈更新", "夜間照明不足，希望更換並加密路燈。", "石牌路二段", False, 450_000)


def case(state: State, author_id: int | None = 1) -> Case:
    return Case(1, state, 1, "63000120", author_id)


def test_every_state_has_a_name_and_a_way_in() -> None:
    assert set(STATE_LABELS) == set(State)
    assert {after for _, after in STEPS} == set(State) - {State.DRAFT}


def test_only_ends_have_no_way_on() -> None:
    ends = set(State) - {before for before, _ in STEPS}

    assert ends == {State.IN_INVENTORY, State.WITHDRAWN, State.MERGED}


def test_nothing_reaches_the_ballot_but_through_both_stages() -> None:
    assert [before for before, after in STEPS if after is State.ON_BALLOT] == [State.STAGE_TWO]
    into_two = {before for before, after in STEPS if after is State.STAGE_TWO}
    assert into_two == {State.STAGE_ONE, State.INFEASIBLE}


def test_every_outcome_of_screening_is_a_step() -> None:
    assert all((before, after) in STEPS for before in TO_SCREEN for after in OUTCOME_STATES.values())


@pytest.mark.parametrize("state", State)
def test_an_author_withdraws_before_the_ballot_only(state: State) -> None:
    reason = checks.why_not_withdraw(AUTHOR, case(state))

    assert (reason is None) == (state in BEFORE_BALLOT)


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_only_steps_of_the_table_are_taken(before: State, after: State) -> None:
    reason = checks.why_not_move(SYSTEM, case(before), after, "理由")

    assert reason is (None if (before, after) in STEPS else reasons.NO_SUCH_STEP)


def test_a_resident_takes_no_step_of_the_office() -> None:
    assert checks.why_not_move(AUTHOR, case(State.STAGE_TWO), State.ON_BALLOT, "") is NOT_YOURS
    assert checks.why_not_move(OFFICE, case(State.STAGE_TWO), State.ON_BALLOT, "") is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": "路燈更"}, reasons.TITLE_LENGTH),
        ({"title": "燈" * 101}, reasons.TITLE_LENGTH),
        ({"summary": "九個字的一段話不夠"}, reasons.SUMMARY_LENGTH),
        ({"summary": "燈" * 2001}, reasons.SUMMARY_LENGTH),
        ({"place": ""}, reasons.PLACE_MISSING),
        ({"village_elsewhere": True}, reasons.VILLAGE_ELSEWHERE),
        ({"cost": 0}, reasons.COST_NOT_POSITIVE),
        ({"cost": 2_000_000_001}, reasons.COST_NOT_POSITIVE),
        ({"cost": None}, None),
        ({"title": "路燈更新"}, None),
        ({"summary": "剛好十個字的一段話。"}, None),
    ],
)
def test_what_a_proposal_must_say(change: dict[str, object], reason: Reason | None) -> None:
    essentials = Essentials(**(vars(WHOLE) | change))

    assert checks.why_not_submit(AUTHOR, case(State.DRAFT), essentials, COLLECT, NOW) is reason


def test_the_collection_closes_at_the_instant() -> None:
    end = COLLECT[0].closes_at

    def why(state: State, now: datetime) -> Reason | None:
        return checks.why_not_submit(AUTHOR, case(state), WHOLE, COLLECT, now)

    assert why(State.DRAFT, end - timedelta(microseconds=1)) is None
    assert why(State.DRAFT, end) is CLOSED_COLLECT
    assert why(State.RETURNED, end) is None


def test_a_paper_proposal_is_its_clerks_and_nobody_elses() -> None:
    clerk = Actor(3, duties=frozenset({Duty(Role.MODERATOR, "63000120")}))
    stranger = Actor(4, duties=frozenset({Duty(Role.MODERATOR, "63000020")}))

    assert checks.why_not_edit(clerk, case(State.DRAFT, author_id=None)) is None
    assert checks.why_not_edit(stranger, case(State.DRAFT, author_id=None)) is NOT_YOURS
    assert checks.why_not_edit(clerk, case(State.DRAFT)) is NOT_YOURS


@given(st.tuples(*[st.sampled_from(Light)] * 3))
def test_one_red_light_decides(shown: tuple[Light, Light, Light]) -> None:
    after = state_after_review(Lights(*shown))

    assert (after is State.INFEASIBLE) == (Light.RED in shown)


def test_every_light_has_its_words() -> None:
    assert set(LIGHT_LABELS) == set(Light)


def test_a_review_is_due_after_thirty_days() -> None:
    assert review_due(Stage.ONE, NOW) == NOW + timedelta(days=30)


def test_each_reason_is_one_code_and_a_sentence() -> None:
    every = [value for value in vars(reasons).values() if isinstance(value, Reason)]

    assert len({reason.code for reason in every}) == len(every)
    assert all(reason.text.endswith(".") for reason in every)
