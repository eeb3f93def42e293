"""A need moves only as the table says, and only with what the step must bring."""

from datetime import date

import pytest

from civic.access.actor import Actor, Duty, Role
from civic.needs import rules
from civic.needs.rules import EvidenceKind, Monitoring, NeedMove, NeedState

CONSENSUS, ACTUAL = EvidenceKind.CONSENSUS, EvidenceKind.ACTUAL_NEED
WHY = NeedMove(reason="議會刪除")


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        ((), rules.EVIDENCE_MISSING),
        ((ACTUAL,), rules.CONSENSUS_MISSING),
        ((CONSENSUS, CONSENSUS), rules.ACTUAL_NEED_MISSING),
        ((CONSENSUS, ACTUAL), None),
    ],
)
def test_a_priority_item_needs_both_kinds_of_evidence(evidence: tuple[EvidenceKind, ...], reason: object) -> None:
    assert rules.why_not_priority(evidence) is reason


@pytest.mark.parametrize(
    ("before", "after", "given", "reason"),
    [
        (NeedState.PLANNED, NeedState.BUDGETED, NeedMove(), rules.BUDGET_MISSING),
        (NeedState.PLANNED, NeedState.BUDGETED, NeedMove(budget_year=2027), rules.BUDGET_MISSING),
        (NeedState.PLANNED, NeedState.BUDGETED, NeedMove(budget_amount=3900000), rules.BUDGET_MISSING),
        (NeedState.PLANNED, NeedState.BUDGETED, NeedMove(budget_year=2027, budget_amount=3900000), None),
        (NeedState.FUND_APPLIED, NeedState.FUND_APPROVED, NeedMove(document=" "), rules.DOCUMENT_MISSING),
        (NeedState.FUND_APPLIED, NeedState.FUND_APPROVED, NeedMove(document="府地字第1號"), None),
        (NeedState.AT_COORDINATION, NeedState.PLANNED, NeedMove(), rules.MAINTENANCE_MISSING),
        (NeedState.AT_COORDINATION, NeedState.PLANNED, NeedMove(maintenance="大地處維護"), None),
        (NeedState.NEW, NeedState.PLANNED, NeedMove(maintenance="大地處維護"), rules.NOT_FROM_HERE),
        (NeedState.RELEASED, NeedState.REJECTED, WHY, rules.NOT_FROM_HERE),
    ],
)
def test_each_step_asks_for_its_papers(before: NeedState, after: NeedState, given: NeedMove, reason: object) -> None:
    assert rules.why_not_move(before, after, given) is reason


@pytest.mark.parametrize("state", sorted(rules.BUDGET_STATES))
def test_what_the_council_removes_goes_back_to_study_with_a_reason(state: NeedState) -> None:
    assert rules.why_not_move(state, NeedState.STUDYING, NeedMove()) is rules.REASON_MISSING
    assert rules.why_not_move(state, NeedState.STUDYING, WHY) is None


@pytest.mark.parametrize("exit_", sorted(rules.EXITS))
def test_every_exit_needs_a_public_reason(exit_: NeedState) -> None:
    assert rules.why_not_move(NeedState.STUDYING, exit_, NeedMove()) is rules.REASON_MISSING
    assert rules.why_not_move(NeedState.STUDYING, exit_, WHY) is None


def test_every_state_can_be_reached_and_every_open_state_can_be_left() -> None:
    reached = {after for before in NeedState for after in rules.next_states(before)}

    assert reached == set(NeedState) - {NeedState.NEW}
    assert all(rules.next_states(state) for state in set(NeedState) - rules.CLOSED)


def test_only_the_office_moves_a_need_to_and_from_its_meetings() -> None:
    assert rules.is_agency_step(NeedState.PLANNED, NeedState.BUDGETED)
    assert not rules.is_agency_step(NeedState.AT_PROJECT, NeedState.STUDYING)
    assert not rules.is_agency_step(NeedState.COMPLETED, NeedState.RELEASED)
    assert not rules.is_agency_step(NeedState.STUDYING, NeedState.REJECTED)


def test_only_the_lead_and_the_co_agencies_answer() -> None:
    officer = Actor(person_id=1, duties=frozenset({Duty(Role.AGENCY, "geo")}))
    office = Actor(person_id=2, duties=frozenset({Duty(Role.OFFICE)}))

    assert rules.why_not_answer(officer, ["pwd", "geo"]) is None
    assert rules.why_not_answer(officer, ["pwd"]) is rules.NOT_YOUR_AGENCY
    assert rules.why_not_answer(office, ["pwd"]) is rules.NOT_YOUR_AGENCY


def test_a_need_is_in_time_on_its_day_and_late_the_day_after() -> None:
    due = date(2026, 3, 31)

    assert not rules.is_overdue(NeedState.STUDYING, [due], due)
    assert rules.is_overdue(NeedState.STUDYING, [None, due], date(2026, 4, 1))
    assert not rules.is_overdue(NeedState.COMPLETED, [due], date(2026, 4, 1))


def test_monitoring_is_released_only_after_it_was_placed() -> None:
    assert rules.why_not_monitor(Monitoring.NONE, Monitoring.RELEASED) is rules.NOT_MONITORED_SO
    assert rules.why_not_monitor(Monitoring.RELEASE_ASKED, Monitoring.RELEASED) is None
