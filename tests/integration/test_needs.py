"""What residents agreed on enters once, and moves only with evidence, papers and the right person."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.kit.errors import Missing, Reason, Refused
from civic.needs import queries, rules, service
from civic.needs.inputs import Assignment, EvidenceInput, Progress
from civic.needs.models import Need
from civic.needs.queries import Filters
from civic.needs.rules import EvidenceKind, EvidenceSource, Monitoring, NeedMove, NeedState
from civic.proposals.models import Proposal
from civic.proposals.rules import State
from civic.voting.models import RoundResult
from civic.voting.rules import Gate
from tests.factories.needs import Ask, link_note, make_assigned_need, make_need, make_voted_round
from tests.factories.people import OFFICE, XINYI, make_officer, make_resident

SURVEY = EvidenceInput(EvidenceKind.ACTUAL_NEED, EvidenceSource.SURVEY, "問卷412份")


def refused(reason: Reason) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda no: no.reason is reason)


def at(need: Need, state: NeedState, now: datetime) -> Need:
    """Bring an assigned need along its ordinary way to a state."""
    way = (NeedState.STUDYING, NeedState.AT_PROJECT, NeedState.AT_COORDINATION, NeedState.PLANNED)
    for step in way[: way.index(state) + 1]:
        service.move(OFFICE, need, step, NeedMove(maintenance="大地處維護"), now)
    return need


def test_items_of_class_a_and_b_enter_with_their_case_number_and_evidence(db: Session, now: datetime) -> None:
    lost = Ask(title="丙案遮雨廊", gate=Gate.C), Ask(title="丁案停車場", gate=Gate.D)
    asks = (Ask(), Ask(title="甲案步道照明", gate=Gate.A), *lost)
    round_ = make_voted_round(now, asks)

    entered = service.enter_results(OFFICE, round_, now)

    assert [need.case_no for need in entered] == ["115-BT-002", "115-BT-001"]
    need = queries.get_need("115-BT-001")
    assert (need.votes, need.threshold, need.cost, need.lead_agency_code) == (2731, 2055, 3_900_000, "pwd")
    pieces = queries.list_evidence(need.id)
    assert [(piece.kind, piece.text) for piece in pieces] == [
        (EvidenceKind.CONSENSUS, rules.REACHED_THRESHOLD),
        (EvidenceKind.ACTUAL_NEED, "近三年豪雨通報5次"),
    ]
    proposal = db.get(Proposal, need.proposal_id)
    assert proposal is not None and proposal.state is State.IN_INVENTORY


def test_entering_a_result_twice_enters_nothing_twice(db: Session, now: datetime) -> None:
    round_ = make_voted_round(now)
    service.enter_results(OFFICE, round_, now)

    assert service.enter_results(OFFICE, round_, now) == []
    assert len(queries.list_of_round(round_.id)) == 1


def test_nothing_enters_before_the_result_is_announced(db: Session, now: datetime) -> None:
    round_ = make_voted_round(now)
    result = db.get(RoundResult, round_.id)
    assert result is not None
    result.published_at = None
    db.flush()

    with pytest.raises(Missing):
        service.enter_results(OFFICE, round_, now)


@pytest.mark.parametrize("maker", [make_officer, make_resident])
def test_only_the_programme_office_enters_results(db: Session, now: datetime, maker: object) -> None:
    round_ = make_voted_round(now)

    with pytest.raises(Refused):
        service.enter_results(maker(), round_, now)  # type: ignore[operator]


def test_without_evidence_of_actual_need_a_need_is_no_priority_item(db: Session, now: datetime) -> None:
    need = make_need(now, Ask(basis=""))

    with refused(rules.ACTUAL_NEED_MISSING):
        service.make_priority(OFFICE, need, now)
    service.add_evidence(OFFICE, need, SURVEY, now)
    service.make_priority(OFFICE, need, now)

    assert need.priority and need.rank == 1


def test_reordering_ranks_by_points_and_keeps_a_place_given_by_hand(db: Session, now: datetime) -> None:
    first = service.make_priority(OFFICE, make_need(now, Ask(votes=2100)), now)
    second = service.make_priority(OFFICE, make_need(now, Ask(votes=6000), XINYI), now)

    assert [need.id for need in service.reorder(OFFICE, now)] == [second.id, first.id]
    assert second.score == second.score_consensus + second.score_need + second.score_lights + second.score_balance
    service.rank_by_hand(OFFICE, first, 1, "汛期前須完成", now)
    assert [need.id for need in service.reorder(OFFICE, now)] == [first.id, second.id]


def test_what_leaves_the_inventory_gives_its_place_to_the_next(db: Session, now: datetime) -> None:
    first = service.make_priority(OFFICE, make_need(now), now)
    second = service.make_priority(OFFICE, make_need(now, Ask(votes=2100), XINYI), now)

    service.move(OFFICE, first, NeedState.REJECTED, NeedMove("用地不屬市府管理"), now)

    assert [(need.id, need.rank) for need in service.reorder(OFFICE, now)] == [(second.id, 1)]
    assert first.rank is None
    with refused(rules.NOT_PRIORITY):
        service.rank_by_hand(OFFICE, first, 1, "再議", now)


def test_a_place_by_hand_needs_a_reason(db: Session, now: datetime) -> None:
    need = service.make_priority(OFFICE, make_need(now), now)

    with refused(rules.REASON_MISSING):
        service.rank_by_hand(OFFICE, need, 1, " ", now)


def test_a_need_is_reassigned_with_a_reason_everybody_can_read(db: Session, now: datetime) -> None:
    need = make_assigned_need(now)

    with refused(rules.REASON_MISSING):
        service.reassign(OFFICE, need, Assignment("geo"), now)
    service.reassign(OFFICE, need, Assignment("geo", ("pwd",), "邊坡屬大地處權管"), now)

    assert need.lead_agency_code == "geo"
    assert queries.list_co_agencies(need.id) == ["pwd"]
    assert queries.list_changes(need.id)[-1].reason == "邊坡屬大地處權管"


def test_co_agencies_answer_and_strangers_do_not(db: Session, now: datetime) -> None:
    need = make_assigned_need(now)

    given = service.answer(make_officer("geo"), need, "已**會勘**。<script>x</script>", now)

    assert given.agency_code == "geo"
    assert "<strong>會勘</strong>" in given.body_html and "<script" not in given.body_html
    with pytest.raises(Refused):
        service.answer(make_officer("dot"), need, "與我無關", now)
    with refused(rules.NOT_YOUR_AGENCY):
        service.answer(OFFICE, need, "代答", now)


def test_a_budget_without_year_and_amount_is_refused(db: Session, now: datetime) -> None:
    need = at(make_assigned_need(now), NeedState.PLANNED, now)

    with refused(rules.BUDGET_MISSING):
        service.move(make_officer("pwd"), need, NeedState.BUDGETED, NeedMove(budget_year=2027), now)
    money = NeedMove(budget_year=2027, budget_amount=3_900_000)
    service.move(make_officer("pwd"), need, NeedState.BUDGETED, money, now)

    assert (need.budget_year, need.budget_amount) == (2027, 3_900_000)


def test_what_the_council_removed_is_under_study_again_without_its_money(db: Session, now: datetime) -> None:
    need = at(make_assigned_need(now), NeedState.PLANNED, now)
    service.move(OFFICE, need, NeedState.BUDGETED, NeedMove(budget_year=2027, budget_amount=3_900_000), now)

    service.move(OFFICE, need, NeedState.STUDYING, NeedMove("經議會審查刪除"), now)

    assert need.state is NeedState.STUDYING and need.budget_amount is None
    last = queries.list_changes(need.id)[-1]
    assert (last.before, last.after, last.reason, last.actor_role) == (
        NeedState.BUDGETED, NeedState.STUDYING, "經議會審查刪除", "office",
    )  # fmt: skip


def test_an_officer_of_another_agency_moves_nothing(db: Session, now: datetime) -> None:
    need = make_assigned_need(now)

    with pytest.raises(Refused):
        service.move(make_officer("dot"), need, NeedState.STUDYING, NeedMove(), now)
    with pytest.raises(Refused):
        service.report_progress(make_officer("dot"), need, Progress("完成"), now)


def test_monitoring_is_released_by_the_office_only(db: Session, now: datetime) -> None:
    need = make_assigned_need(now)
    officer = make_officer("pwd")
    service.monitor(OFFICE, need, Monitoring.PLACED, "協調會報列管", now)
    service.monitor(officer, need, Monitoring.RELEASE_ASKED, "已完工，附照片", now)

    with pytest.raises(Refused):
        service.monitor(officer, need, Monitoring.RELEASED, "解除", now)
    service.monitor(OFFICE, need, Monitoring.RELEASED, "現勘無誤", now)

    assert need.monitoring is Monitoring.RELEASED


def test_the_inbox_shows_an_agency_its_own_and_what_is_overdue_first(db: Session, now: datetime) -> None:
    late = make_assigned_need(now, Ask(lead="pwd"))
    make_assigned_need(now, Ask(lead="dot", co_agencies=()), XINYI)
    service.report_progress(OFFICE, late, Progress("會勘中", now.date() - timedelta(days=1)), now)

    rows = queries.inbox({"geo"}, now)

    assert [(row.need.case_no, row.overdue, row.answered) for row in rows] == [("115-BT-001", True, False)]
    assert len(queries.inbox(None, now)) == 2


def test_a_list_pages_by_key_through_every_need_once(db: Session, now: datetime) -> None:
    asks = tuple(Ask(title=f"第{number}號步道照明", votes=2100 + number) for number in range(5))
    service.enter_results(OFFICE, make_voted_round(now, asks), now)
    service.reorder(OFFICE, now)

    seen: list[str] = []
    after = ""
    while rows := queries.list_needs(Filters(), after, limit=2):
        seen += [row.case_no for row in rows]
        after = rows[-1].case_no

    assert sorted(seen) == [f"115-BT-00{number}" for number in range(1, 6)]
    assert seen == [row.case_no for row in queries.list_needs(Filters(), limit=None)]


def test_filters_choose_by_district_facet_agency_and_state(db: Session, now: datetime) -> None:
    make_assigned_need(now)
    make_need(now, Ask(facet="transport", lead="dot", co_agencies=()), XINYI)

    def found(filters: Filters) -> list[str]:
        return [row.case_no for row in queries.list_needs(filters)]

    assert found(Filters(district=XINYI)) == ["115-XY-001"]
    assert found(Filters(facet="safety")) == ["115-BT-001"]
    assert found(Filters(agency="fire")) == ["115-BT-001"]
    assert found(Filters(state=NeedState.ASSIGNED)) == ["115-BT-001"]


def test_a_case_number_that_is_in_the_inventory_already_is_refused(db: Session, now: datetime) -> None:
    need = make_need(now)
    again = make_voted_round(now, district=XINYI)
    other = db.scalars(select(Proposal).where(Proposal.round_id == again.id)).one()
    need.case_no = other.case_no or ""
    db.flush()

    with refused(rules.CHANGED_MEANWHILE):
        service.enter_results(OFFICE, again, now)


def test_the_notes_a_proposal_came_from_enter_as_evidence_with_their_dots(db: Session, now: datetime) -> None:
    round_ = make_voted_round(now, (Ask(basis=""),))
    proposal = db.scalars(select(Proposal).where(Proposal.round_id == round_.id)).one()
    link_note(proposal.id, dots=22, now=now)

    need = service.enter_results(OFFICE, round_, now)[0]

    notes = [piece for piece in queries.list_evidence(need.id) if piece.source is EvidenceSource.NOTE]
    assert [(piece.kind, piece.dots) for piece in notes] == [(EvidenceKind.ACTUAL_NEED, 22)]
    assert notes[0].subject.startswith("note:")
