"""Everybody reads proposals."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from civic.access.actor import ANONYMOUS, Actor, Duty, Role
from civic.db.session import PinnedDatabase
from civic.db.statements import counted
from civic.proposals import service
from civic.proposals.rules import Light, Side
from civic.web.application import CivicFlask
from civic.web.panels import Panels
from tests.factories.proposals import (
    BEITOU,
    XINYI,
    draft_input,
    make_actor,
    make_collecting_round,
    make_draft,
    make_office,
    make_public,
    make_resident,
    make_reviewed,
    make_submitted,
)
from tests.pages.proposals.conftest import Visitor

Visit = Callable[[Actor], Visitor]


def test_a_list_without_proposals_says_what_to_do(db: Session, visit: Visit) -> None:
    page = visit(ANONYMOUS).get("/proposals")

    assert "/proposals/new" in page.links


def test_the_list_filters_by_its_address(db: Session, visit: Visit) -> None:
    author = make_resident()
    make_public(author, make_collecting_round().id, title="石牌路燈更新")
    make_public(author, make_collecting_round(XINYI).id, title="虎林公園步道")

    page = visit(ANONYMOUS).get("/proposals?district=63000120&text=%E8%B7%AF%E7%87%88&sort=support&state=assembly")

    assert "石牌路燈更新" in page.text and "虎林公園步道" not in page.text


@pytest.mark.parametrize(
    "query", ["state=draft", "state=x", "sort=x", "after=x", "district=x", "text=%25", "facet=%00"]
)
def test_an_odd_filter_is_no_error(db: Session, visit: Visit, query: str) -> None:
    visit(ANONYMOUS).get(f"/proposals?{query}")


def test_the_next_page_keeps_the_filters(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    for number in range(21):
        make_public(author, place.id, title=f"第 {number:02d} 個路燈提案")

    page = visit(ANONYMOUS).get("/proposals?text=%E8%B7%AF%E7%87%88")
    [following] = [link for link in page.links if "after=" in link]
    last = visit(ANONYMOUS).get(following)

    assert "第 00 個路燈提案" not in page.text and "第 00 個路燈提案" in last.text


def test_a_page_shows_lights_in_words_the_answer_and_the_way(db: Session, visit: Visit) -> None:
    proposal = make_reviewed(make_resident(), make_collecting_round().id, light=Light.YELLOW)

    page = visit(ANONYMOUS).get(f"/proposals/{proposal.id}")

    assert page.h1 == proposal.title
    assert "可於現有人行道更新時一併辦理。" in page.text
    assert page.html.count('class="light t-wait"') == 1
    assert "115-BT-001" in page.text


def test_no_page_names_the_author_or_those_who_second(db: Session, visit: Visit, now: datetime) -> None:
    resident = Duty(Role.RESIDENT, BEITOU)
    author, friend = make_actor(resident, name="林小溪"), make_actor(resident, name="陳大山")
    proposal = make_public(author, make_collecting_round().id)
    service.support(friend, proposal, now)
    service.add_argument(friend, proposal, Side.FOR, "每天都會經過這裡。", now)

    for path in ("", "/history"):
        html = visit(ANONYMOUS).get(f"/proposals/{proposal.id}{path}").html
        assert author.name not in html and friend.name not in html


def test_hostile_text_stays_text(db: Session, visit: Visit, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    bad = "<script>alert(1)</script> [x](javascript:alert(1))"
    draft = service.create_draft(author, draft_input(place.id, bad[:90], summary=bad, background=bad, content=bad), now)
    proposal = service.submit(author, draft, now)

    for path in ("", "/check", "/history", "/receipt"):
        html = visit(author).get(f"/proposals/{proposal.id}{path}").html
        assert "<script>alert" not in html and 'href="javascript' not in html


def test_what_is_not_public_is_not_found(db: Session, visit: Visit) -> None:
    author, place = make_resident(), make_collecting_round()
    draft, waiting = make_draft(author, place.id), make_submitted(author, place.id)

    for other in (ANONYMOUS, make_actor()):
        visit(other).get(f"/proposals/{draft.id}", status=404)
        visit(other).get(f"/proposals/{waiting.id}", status=404)
        visit(other).get(f"/proposals/{waiting.id}/history", status=404)
    visit(make_office()).get(f"/proposals/{draft.id}", status=404)
    visit(make_office()).get(f"/proposals/{waiting.id}")
    visit(author).get(f"/proposals/{waiting.id}")


def test_an_edit_is_shown_as_a_readable_difference(db: Session, visit: Visit, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_public(author, place.id)
    service.edit(author, proposal, draft_input(place.id, summary="石牌站出口前的人行道太窄，希望重新劃設動線。"), now)

    page = visit(ANONYMOUS).get(f"/proposals/{proposal.id}/history")

    assert "<ins>" in page.html and "<del>" in page.html


def test_the_address_of_a_merged_proposal_leads_to_the_other(db: Session, visit: Visit, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    mine, target = make_public(author, place.id), make_public(author, place.id, title="石牌站整體動線改善")
    service.merge(author, mine, target, now)

    assert visit(ANONYMOUS).get(f"/proposals/{mine.id}").h1 == "石牌站整體動線改善"
    assert visit(ANONYMOUS).get("/proposals/case/115-bt-001").h1 == "石牌站整體動線改善"


def test_a_missing_second_explains_itself(db: Session, visit: Visit) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)

    for other in (ANONYMOUS, make_resident(XINYI)):
        page = visit(other).get(f"/proposals/{proposal.id}")
        assert 'aria-describedby="why-support"' in page.html
        assert f"/proposals/{proposal.id}/support" not in page.html


@pytest.mark.parametrize("many", [1, 40])
def test_a_list_sends_at_most_four_statements(
    db: Session, visit: Visit, database: PinnedDatabase, now: datetime, many: int
) -> None:
    author, place = make_resident(), make_collecting_round()
    for _ in range(many):
        make_public(author, place.id)
    reader = visit(ANONYMOUS)
    reader.get("/proposals")

    with counted(*database.engines) as sent:
        reader.get("/proposals")

    assert len(sent) <= 4, sent


@pytest.mark.parametrize("many", [1, 60])
def test_a_page_sends_at_most_six_statements(
    app: CivicFlask,
    db: Session,
    visit: Visit,
    database: PinnedDatabase,
    now: datetime,
    many: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    friend = make_resident()
    proposal = make_reviewed(make_resident(), make_collecting_round().id)
    for number in range(many):
        service.add_argument(friend, proposal, Side.FOR, f"支持理由 {number}", now)
    monkeypatch.setitem(app.jinja_env.globals, "panels", Panels())  # what upper floors hang in is theirs to count
    reader = visit(friend)
    reader.get(f"/proposals/{proposal.id}")

    with counted(*database.engines) as sent:
        reader.get(f"/proposals/{proposal.id}")

    own = [text for text in sent if "proposal" in text]  # the frame asks about votes
    assert len(own) <= 6 and len(sent) <= 9, sent


def test_reading_sets_no_cookie_so_that_pages_can_be_kept(db: Session, visit: Visit) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)
    reader = visit(ANONYMOUS)

    for path in ("/proposals", f"/proposals/{proposal.id}", f"/proposals/{proposal.id}/history"):
        assert "Set-Cookie" not in reader.raw("GET", path).headers


def test_pages_read_well_in_english(db: Session, visit: Visit) -> None:
    proposal = make_reviewed(make_resident(), make_collecting_round().id)
    reader = visit(ANONYMOUS)
    reader.language = "en"

    page = reader.get(f"/proposals/{proposal.id}")

    assert "Public interest" in page.text and "highly feasible" in page.text


def test_what_changes_is_shown_at_once_though_it_was_drawn(db: Session, visit: Visit, now: datetime) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id, title="石牌路燈更新")
    visitor = visit(ANONYMOUS)
    before = visitor.get("/proposals").text, visitor.get(f"/proposals/{proposal.id}").text

    proposal.title = "石牌路燈全面更新"
    db.flush()
    service.support(make_actor(Duty(Role.RESIDENT, BEITOU)), proposal, now)
    db.flush()

    assert "全面" not in before[0] + before[1]
    assert "石牌路燈全面更新" in visitor.get("/proposals").text
    assert "石牌路燈全面更新" in visitor.get(f"/proposals/{proposal.id}").text


def test_a_page_drawn_for_a_visitor_shows_others_their_own_menus_and_back(db: Session, visit: Visit) -> None:
    make_public(make_resident(), make_collecting_round().id)

    asked = {"/proposals/screening", "/sign-in", "/account"}
    readers = (ANONYMOUS, make_office(), ANONYMOUS, make_resident())
    seen = [asked & set(visit(who).get("/proposals").links) for who in readers]

    assert seen == [{"/sign-in"}, {"/proposals/screening", "/account"}, {"/sign-in"}, {"/account"}]
