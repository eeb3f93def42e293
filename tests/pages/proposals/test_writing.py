"""People write proposals, second them and argue, without JavaScript."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.access.actor import ANONYMOUS, Actor
from civic.kit.clock import now as present
from civic.proposals import queries, service
from civic.proposals.models import Proposal
from civic.proposals.rules import State
from tests.factories.proposals import (
    draft_input,
    make_actor,
    make_clerk,
    make_collecting_round,
    make_draft,
    make_on_ballot,
    make_public,
    make_resident,
    make_submitted,
)
from tests.pages.proposals.conftest import Visitor

Visit = Callable[[Actor], Visitor]


def test_from_one_sentence_to_a_case_number(db: Session, visit: Visit) -> None:
    place = make_collecting_round(now=present())
    person = visit(make_actor())

    edit = person.send_form("/proposals/new", title="石牌站前路燈更新", round_id=str(place.id), place="石牌路二段")
    draft = db.scalars(select(Proposal)).one()
    check = person.send_form(f"/proposals/{draft.id}/edit", summary="夜間照明不足，希望更換並加密路燈。", cost="45萬")
    receipt = person.send_form(f"/proposals/{draft.id}/check", f"/proposals/{draft.id}/submit")

    assert edit.response.request.path.endswith("/edit")
    assert "450,000" in check.text
    assert "115-BT-001" in receipt.text
    db.expire_all()
    assert (draft.state, draft.cost) == (State.SUBMITTED, 450_000)


def test_a_visitor_is_sent_to_sign_in_and_back(db: Session, visit: Visit) -> None:
    response = visit(ANONYMOUS).raw("GET", "/proposals/new")

    assert response.status_code == 303
    assert response.location.endswith("next=/proposals/new")


def test_a_begun_form_with_a_mistake_keeps_what_was_typed(db: Session, visit: Visit) -> None:
    make_collecting_round()

    page = visit(make_actor()).send_form("/proposals/new", status=422, title="石牌站前路燈更新", place="")

    assert 'value="石牌站前路燈更新"' in page.html and "data-error-summary" in page.html


def test_a_refused_edit_keeps_what_was_typed_and_changes_nothing(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_submitted(author, place.id)

    page = visit(author).send_form(f"/proposals/{proposal.id}/edit", status=422, title="改過的標題", summary="太短")

    assert 'value="改過的標題"' in page.html
    db.expire_all()
    assert proposal.title == "石牌站前人行動線整理"


def test_an_edit_from_an_old_page_says_so(db: Session, visit: Visit, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_submitted(author, place.id)
    reader = visit(author)
    old = reader.get(f"/proposals/{proposal.id}/edit").form()
    service.edit(author, proposal, draft_input(place.id, "另一台裝置上的標題"), now)

    response = reader.raw("POST", f"/proposals/{proposal.id}/edit", data=old | {"title": "舊頁面上的標題"})

    assert response.status_code == 409 and "舊頁面上的標題" in response.text


def test_a_draft_saves_itself_while_it_is_typed(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    draft = make_draft(author, place.id)
    reader = visit(author)
    fields = reader.get(f"/proposals/{draft.id}/edit").form()

    for text in ("夜間", "夜間照明不足"):
        answer = reader.raw("POST", f"/proposals/{draft.id}/draft", data=fields | {"summary": text})
        assert answer.status_code == 204

    db.expire_all()
    assert draft.summary == "夜間照明不足"


def test_a_submitted_proposal_does_not_save_itself(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_submitted(author, place.id)
    reader = visit(author)
    fields = reader.get(f"/proposals/{proposal.id}/edit").form()

    assert reader.raw("POST", f"/proposals/{proposal.id}/draft", data=fields).status_code == 422


def test_a_closed_collection_is_explained_where_the_button_would_be(db: Session, visit: Visit) -> None:
    author = make_resident()
    place = make_collecting_round(now=present() - timedelta(days=90))
    draft = make_draft(author, place.id)

    page = visit(author).get(f"/proposals/{draft.id}/check")

    assert 'aria-describedby="why-submit"' in page.html
    assert f"/proposals/{draft.id}/submit" not in page.html


def test_similar_proposals_are_offered_before_writing_on(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    make_public(make_resident(), place.id, title="台北石牌站前人行道")
    draft = make_draft(author, place.id, title="臺北石牌站人行道")

    page = visit(author).get(f"/proposals/{draft.id}/edit")

    assert "台北石牌站前人行道" in page.text


def test_a_clerk_enters_a_paper_form(db: Session, visit: Visit) -> None:
    place, clerk = make_collecting_round(now=present()), make_clerk()
    person = visit(clerk)

    person.send_form("/proposals/paper", title="紙本提案的標題", round_id=str(place.id), place="石牌路二段")

    [row] = queries.list_mine(clerk)
    assert row.title == "紙本提案的標題"
    visit(make_actor()).get("/proposals/paper", status=403)


def test_my_proposals_show_drafts_and_cases(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    make_draft(author, place.id, title="還沒送出的提案")
    make_submitted(author, place.id, title="已經送出的提案")

    page = visit(author).get("/proposals/mine")

    assert "還沒送出的提案" in page.text and "已經送出的提案" in page.text
    visit(author).get("/proposals/mine")


def test_a_draft_is_discarded(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    draft = make_draft(author, place.id)

    visit(author).send_form(f"/proposals/{draft.id}/edit", f"/proposals/{draft.id}/discard")

    assert db.scalars(select(Proposal.id)).all() == []


def test_an_author_withdraws_and_says_why(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_public(author, place.id)

    page = visit(author).send_form(f"/proposals/{proposal.id}/withdraw", reason="改由里辦公處處理。")

    assert "改由里辦公處處理。" in page.text


def test_a_late_withdrawal_is_refused_in_words(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_on_ballot(author, place.id)

    page = visit(author).send_form(f"/proposals/{proposal.id}/withdraw", status=422, reason="太晚了")

    assert "data-error-summary" in page.html


def test_an_author_merges_by_case_number(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    mine = make_public(author, place.id)
    make_public(make_resident(), place.id, title="石牌站整體動線改善")

    page = visit(author).send_form(f"/proposals/{mine.id}/merge", case_no="115-bt-002")

    assert page.h1 == "石牌站整體動線改善"


def test_a_wrong_case_number_to_merge_with_is_said_in_the_form(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    mine = make_public(author, place.id)

    page = visit(author).send_form(f"/proposals/{mine.id}/merge", status=422, case_no="115-BT-999")

    assert "data-error-summary" in page.html


def test_a_resident_seconds_and_takes_it_back(db: Session, visit: Visit) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)
    path, person = f"/proposals/{proposal.id}", visit(make_resident())

    person.send_form(path, f"{path}/support")
    db.expire_all()
    assert proposal.support_count == 1
    person.send_form(path, f"{path}/unsupport")
    db.expire_all()
    assert proposal.support_count == 0


def test_an_argument_appears_on_its_side(db: Session, visit: Visit) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)
    path, person = f"/proposals/{proposal.id}", visit(make_actor())

    page = person.send_form(path, f"{path}/arguments", side="against", body="夜間施工會影響附近住戶。")

    assert "夜間施工會影響附近住戶。" in page.text


def test_an_argument_without_a_side_keeps_its_text(db: Session, visit: Visit) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)
    path, person = f"/proposals/{proposal.id}", visit(make_actor())

    page = person.send_form(path, f"{path}/arguments", status=422, body="夜間施工會影響附近住戶。")

    assert "夜間施工會影響附近住戶。" in page.html


@pytest.mark.parametrize("path", ["edit", "check", "withdraw", "merge", "receipt"])
def test_nobody_else_finds_an_authors_pages(db: Session, visit: Visit, path: str) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)

    visit(make_resident()).get(f"/proposals/{proposal.id}/{path}", status=404)
