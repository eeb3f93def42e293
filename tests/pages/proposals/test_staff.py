"""The office screens, agencies review."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from civic.access.actor import Actor
from civic.proposals import queries
from civic.proposals.rules import Stage, State
from tests.factories.proposals import (
    XINYI,
    make_clerk,
    make_collecting_round,
    make_office,
    make_officer,
    make_public,
    make_resident,
    make_submitted,
    make_under_review,
)
from tests.pages.proposals.conftest import Visitor

Visit = Callable[[Actor], Visitor]


def test_a_moderator_accepts_a_proposal_and_the_lead_agency_is_asked(db: Session, visit: Visit) -> None:
    proposal = make_submitted(make_resident(), make_collecting_round().id)
    person = visit(make_clerk())
    assert f"/proposals/screening/{proposal.id}" in person.get("/proposals/screening").links

    person.send_form(f"/proposals/screening/{proposal.id}", outcome="stage_one", facet_code="safety")

    db.expire_all()
    review = queries.find_review(proposal.id, Stage.ONE)
    assert proposal.state is State.STAGE_ONE
    assert review is not None and review.agency_code == "pwd"


def test_returning_without_a_reason_says_so(db: Session, visit: Visit) -> None:
    proposal = make_submitted(make_resident(), make_collecting_round().id)

    page = visit(make_office()).send_form(f"/proposals/screening/{proposal.id}", status=422, outcome="return")

    assert "data-error-summary" in page.html


def test_an_assembled_proposal_is_sent_to_an_agency(db: Session, visit: Visit) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)

    visit(make_office()).send_form(f"/proposals/screening/{proposal.id}", agency_code="geo")

    db.expire_all()
    assert (proposal.state, proposal.lead_agency_code) == (State.STAGE_ONE, "geo")


def test_an_officer_completes_a_review_and_the_public_reads_it(db: Session, visit: Visit) -> None:
    proposal = make_under_review(make_resident(), make_collecting_round().id, agency="dot")
    person = visit(make_officer("dot"))
    review = queries.find_review(proposal.id, Stage.ONE)
    assert review is not None
    assert f"/proposals/reviews/{review.id}" in person.get("/proposals/reviews").links

    page = person.send_form(
        f"/proposals/reviews/{review.id}",
        publicness="green",
        legality="green",
        feasibility="yellow",
        public_answer="建議分兩期辦理。",
        internal_note="先問新工處。",
        cost="300萬",
    )

    assert "建議分兩期辦理。" in page.text and "先問新工處。" not in page.html
    db.expire_all()
    assert proposal.state is State.STAGE_TWO


def test_a_red_light_without_a_reason_keeps_what_was_typed(db: Session, visit: Visit) -> None:
    proposal = make_under_review(make_resident(), make_collecting_round().id, agency="dot")
    review = queries.find_review(proposal.id, Stage.ONE)
    assert review is not None

    page = visit(make_officer("dot")).send_form(
        f"/proposals/reviews/{review.id}",
        status=422,
        publicness="red",
        legality="green",
        feasibility="green",
        public_answer="不可行。",
    )

    assert "不可行。" in page.html
    db.expire_all()
    assert review.completed_at is None


def test_an_officer_of_another_agency_is_refused(db: Session, visit: Visit) -> None:
    proposal = make_under_review(make_resident(), make_collecting_round().id, agency="dot")
    review = queries.find_review(proposal.id, Stage.ONE)
    assert review is not None

    visit(make_officer("pwd")).get(f"/proposals/reviews/{review.id}", status=403)


@pytest.mark.parametrize("path", ["/proposals/screening", "/proposals/reviews"])
def test_residents_see_no_queue(db: Session, visit: Visit, path: str) -> None:
    visit(make_resident()).get(path, status=403)


def test_a_moderator_of_another_district_screens_nothing_here(db: Session, visit: Visit) -> None:
    proposal = make_submitted(make_resident(), make_collecting_round().id)

    visit(make_clerk(XINYI)).get(f"/proposals/screening/{proposal.id}", status=404)
