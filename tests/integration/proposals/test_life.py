"""A proposal's life: draft, number, screening, review, exits."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.access.actor import SYSTEM
from civic.access.policy import NOT_YOURS
from civic.audit.models import AuditEntry
from civic.kit.errors import Missing, Refused
from civic.outbox.models import Letter
from civic.programme.rules import CLOSED_COLLECT
from civic.proposals import queries, reasons, service
from civic.proposals.inputs import Screening
from civic.proposals.models import Proposal, Version
from civic.proposals.rules import Light, Outcome, Stage, State
from tests.factories.proposals import (
    XINYI,
    draft_input,
    make_actor,
    make_clerk,
    make_collecting_round,
    make_draft,
    make_office,
    make_officer,
    make_on_ballot,
    make_public,
    make_resident,
    make_reviewed,
    make_submitted,
    make_under_review,
    review_input,
)


def test_a_draft_has_no_number_and_only_its_author_sees_it(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()

    draft = make_draft(author, place.id)

    assert (draft.state, draft.case_no) == (State.DRAFT, None)
    assert queries.get_for(author, draft.id) is draft
    for other in (make_actor(), make_office(), make_clerk()):
        with pytest.raises(Missing):
            queries.get_for(other, draft.id)


def test_case_numbers_count_in_each_district_by_themselves(db: Session) -> None:
    author, beitou, xinyi = make_resident(), make_collecting_round(), make_collecting_round(XINYI)

    numbers = [make_submitted(author, round_id).case_no for round_id in (beitou.id, beitou.id, xinyi.id)]

    assert numbers == ["115-BT-001", "115-BT-002", "115-XY-001"]


def test_submitting_writes_a_receipt_a_version_and_one_line_of_history(db: Session) -> None:
    author, place = make_resident(), make_collecting_round()

    proposal = make_submitted(author, place.id)

    letter = db.scalars(select(Letter)).one()
    assert (letter.template, proposal.case_no in letter.params) == ("proposals/submitted", True)
    assert [version.number for version in queries.list_versions(proposal.id)] == [1]
    assert [(c.before, c.after) for c in queries.list_changes(proposal.id)] == [
        (State.DRAFT, State.SUBMITTED)
    ]


def test_a_closed_collection_refuses_and_keeps_the_draft(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    draft = make_draft(author, place.id)

    with pytest.raises(Refused) as refused:
        service.submit(author, draft, now + timedelta(days=30))

    assert refused.value.reason is CLOSED_COLLECT
    assert queries.get_for(author, draft.id).state is State.DRAFT


def test_a_proposal_is_submitted_once(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_submitted(author, place.id)

    with pytest.raises(Refused) as refused:
        service.submit(author, proposal, now)

    assert refused.value.reason is reasons.SUBMITTED_ALREADY


def test_nobody_else_submits_my_draft(db: Session, now: datetime) -> None:
    place = make_collecting_round()
    draft = make_draft(make_resident(), place.id)

    for other in (make_resident(), make_office()):
        with pytest.raises(Refused) as refused:
            service.submit(other, draft, now)
        assert refused.value.reason is NOT_YOURS


def test_a_clerk_enters_and_submits_a_paper_form(db: Session, now: datetime) -> None:
    clerk, place = make_clerk(), make_collecting_round()

    proposal = service.submit(clerk, service.enter_on_paper(clerk, draft_input(place.id), now), now)

    assert (proposal.author_id, proposal.entered_by, proposal.case_no) == (
        None,
        clerk.person_id,
        "115-BT-001",
    )
    assert db.scalar(select(func.count()).select_from(Letter)) == 0


def test_a_clerk_of_another_district_cannot_enter_paper(db: Session, now: datetime) -> None:
    place = make_collecting_round()

    with pytest.raises(Refused):
        service.enter_on_paper(make_clerk(XINYI), draft_input(place.id), now)


def test_each_edit_after_submission_is_kept(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_submitted(author, place.id)

    service.edit(author, proposal, draft_input(place.id, "石牌站前人行動線重新整理"), now)

    titles = db.scalars(select(Version.title).order_by(Version.number)).all()
    assert titles == ["石牌站前人行動線整理", "石牌站前人行動線重新整理"]


def test_an_edit_from_an_old_page_is_refused(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    draft = make_draft(author, place.id)
    seen = draft.version
    service.edit(author, draft, draft_input(place.id, "另一台裝置上的標題", version=seen), now)

    with pytest.raises(Refused) as refused:
        service.edit(author, draft, draft_input(place.id, "舊頁面上的標題", version=seen), now)

    assert refused.value.reason is reasons.CHANGED_ELSEWHERE


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cost": 0}, reasons.COST_NOT_POSITIVE),
        ({"cost": 3_000_000_000}, reasons.COST_NOT_POSITIVE),
        ({"village_code": "63000020001"}, reasons.VILLAGE_ELSEWHERE),
        ({"summary": "長" * 2001}, reasons.SUMMARY_LENGTH),
        ({"background": "長" * 4001}, reasons.TEXT_TOO_LONG),
        ({"lat": 25.1}, reasons.COORDINATES_WRONG),
    ],
)
def test_what_no_draft_can_hold_is_refused(
    db: Session, now: datetime, changes: dict[str, object], reason: object
) -> None:
    author, place = make_resident(), make_collecting_round()

    with pytest.raises(Refused) as refused:
        service.create_draft(author, draft_input(place.id, **changes), now)

    assert refused.value.reason is reason


def test_a_discarded_draft_is_gone_but_a_submitted_one_stays(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    draft, submitted = make_draft(author, place.id), make_submitted(author, place.id)

    service.discard(author, draft, now)
    with pytest.raises(Refused):
        service.discard(author, submitted, now)

    assert db.scalars(select(Proposal.id)).all() == [submitted.id]


def test_a_submitted_proposal_is_public_only_after_screening(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_submitted(author, place.id)
    with pytest.raises(Missing):
        queries.get_public(proposal.id)

    service.screen(make_clerk(), proposal, Screening(Outcome.ASSEMBLY), now)

    assert queries.get_public(proposal.id).published_at == now
    assert queries.get_by_case_no("115-BT-001").state is State.ASSEMBLY


def test_a_returned_proposal_comes_back_under_its_own_number(db: Session, now: datetime) -> None:
    author, place, office = make_resident(), make_collecting_round(), make_office()
    proposal = make_submitted(author, place.id)
    with pytest.raises(Refused) as refused:
        service.screen(office, proposal, Screening(Outcome.RETURN), now)
    service.screen(office, proposal, Screening(Outcome.RETURN, "請補充地點。"), now)

    service.submit(author, proposal, now + timedelta(days=60))

    assert refused.value.reason is reasons.REASON_MISSING
    assert (proposal.state, proposal.case_no) == (State.SUBMITTED, "115-BT-001")


def test_a_refused_proposal_never_becomes_public(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_submitted(author, place.id)

    service.screen(make_office(), proposal, Screening(Outcome.REFUSE, "不屬本市權責。"), now)

    assert proposal.state is State.INFEASIBLE
    with pytest.raises(Missing):
        queries.get_public(proposal.id)


def test_accepting_needs_a_facet_which_gives_the_lead_agency(db: Session, now: datetime) -> None:
    author, place, office = make_resident(), make_collecting_round(), make_office()
    draft = service.create_draft(author, draft_input(place.id, facet_code=None), now)
    proposal = service.submit(author, draft, now)
    with pytest.raises(Refused) as refused:
        service.screen(office, proposal, Screening(Outcome.ASSEMBLY), now)

    service.screen(office, proposal, Screening(Outcome.ASSEMBLY, facet_code="safety"), now)

    assert refused.value.reason is reasons.FACET_MISSING
    assert proposal.lead_agency_code == "pwd"


def test_a_review_is_due_in_thirty_days_and_can_go_to_another_agency(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_under_review(author, place.id, agency="dot")

    review = service.assign_review(make_office(), proposal, Stage.ONE, "pwd", None, now)

    assert (review.agency_code, review.due_at - now) == ("pwd", timedelta(days=30))
    assert [duty.id for duty in queries.list_duties(make_officer("pwd"))] == [review.id]
    assert queries.list_duties(make_officer("dot")) == []


def test_only_the_asked_agency_completes_a_review(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_under_review(author, place.id, agency="dot")
    review = queries.find_review(proposal.id, Stage.ONE)
    assert review is not None

    with pytest.raises(Refused) as refused:
        service.complete_review(make_officer("pwd"), review, review_input(), now)

    assert refused.value.reason is NOT_YOURS


def test_a_green_review_leads_to_stage_two_and_readiness(db: Session) -> None:
    author, place = make_resident(), make_collecting_round()

    proposal = make_reviewed(author, place.id)

    assert proposal.state is State.STAGE_TWO
    assert [row.id for row in queries.list_ready_for_ballot(place.id)] == [proposal.id]
    latest = queries.latest_review(proposal.id)
    assert latest is not None and latest.worst is Light.GREEN


def test_an_open_second_review_keeps_a_proposal_off_the_ballot(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_reviewed(author, place.id)

    service.assign_review(make_office(), proposal, Stage.TWO, "pwd", None, now)

    assert queries.list_ready_for_ballot(place.id) == []


def test_one_red_light_ends_a_proposal_with_its_reason(db: Session) -> None:
    author, place = make_resident(), make_collecting_round()

    proposal = make_reviewed(author, place.id, light=Light.RED)

    assert proposal.state is State.INFEASIBLE
    assert queries.list_changes(proposal.id)[-1].reason == "用地不屬市府管理。"
    assert queries.get_public(proposal.id) is proposal


def test_a_completed_review_cannot_be_written_again(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_reviewed(author, place.id)
    review = queries.find_review(proposal.id, Stage.ONE)
    assert review is not None

    with pytest.raises(Refused) as refused:
        service.complete_review(make_officer("dot"), review, review_input(), now)

    assert refused.value.reason is reasons.ALREADY_REVIEWED


def test_a_step_outside_the_table_is_refused_even_to_the_system(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_public(author, place.id)

    with pytest.raises(Refused) as refused:
        service.move(SYSTEM, proposal, State.ADOPTED, "", now)

    assert refused.value.reason is reasons.NO_SUCH_STEP


def test_a_step_from_a_stale_page_is_refused(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_submitted(author, place.id)
    db.connection().exec_driver_sql(f"UPDATE proposal SET state = 'screening' WHERE id = {proposal.id}")

    with pytest.raises(Refused) as refused:
        service.screen(make_office(), proposal, Screening(Outcome.ASSEMBLY), now)

    assert refused.value.reason is reasons.MOVED_MEANWHILE


def test_an_author_withdraws_until_the_ballot_is_fixed(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    early, late = make_public(author, place.id), make_on_ballot(author, place.id)

    service.withdraw(author, early, "改由里辦公處處理。", now)
    with pytest.raises(Refused) as refused:
        service.withdraw(author, late, "", now)

    assert early.state is State.WITHDRAWN
    assert refused.value.reason is reasons.WITHDRAW_CLOSED
    assert [row.id for row in queries.list_on_ballot(place.id)] == [late.id]


def test_merging_keeps_the_target_and_tells_supporters(db: Session, now: datetime) -> None:
    place, friend = make_collecting_round(), make_resident()
    author = make_resident()
    mine, target = make_public(author, place.id), make_public(make_resident(), place.id)
    service.support(friend, mine, now)

    service.merge(author, mine, target, now)

    assert (mine.state, mine.merged_into_id, target.support_count) == (State.MERGED, target.id, 0)
    assert db.scalar(select(func.count()).where(Letter.template == "proposals/merged")) == 1


def test_a_proposal_does_not_merge_into_another_district_or_itself(db: Session, now: datetime) -> None:
    author = make_resident()
    mine = make_public(author, make_collecting_round().id)
    elsewhere = make_public(author, make_collecting_round(XINYI).id)

    for target in (mine, elsewhere):
        with pytest.raises(Refused):
            service.merge(author, mine, target, now)


def test_every_command_is_audited_without_names(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()

    proposal = make_reviewed(author, place.id)

    entries = db.scalars(select(AuditEntry).where(AuditEntry.subject == f"proposal:{proposal.id}")).all()
    assert [entry.action for entry in entries] == [
        "proposal.drafted",
        "proposal.submitted",
        "proposal.stage_one",
        "proposal.review_assigned",
        "proposal.reviewed",
        "proposal.stage_two",
    ]
    assert not any("@" in entry.detail or "Person" in entry.detail for entry in entries)
