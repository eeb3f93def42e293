"""Lists: filters, search, order, pages, queues, likeness."""

from datetime import datetime

from sqlalchemy.orm import Session

from civic.db.session import PinnedDatabase
from civic.db.statements import counted
from civic.proposals import queries, service
from civic.proposals.listing import Filters, Sort
from civic.proposals.rules import State
from tests.factories.proposals import (
    BEITOU,
    XINYI,
    make_clerk,
    make_collecting_round,
    make_draft,
    make_office,
    make_public,
    make_resident,
    make_reviewed,
    make_submitted,
)


def test_a_list_shows_only_what_is_public(db: Session) -> None:
    author, place = make_resident(), make_collecting_round()
    make_draft(author, place.id)
    make_submitted(author, place.id)
    public = make_public(author, place.id)

    assert [row.id for row in queries.list_public(Filters())] == [public.id]


def test_filters_narrow_the_list(db: Session) -> None:
    author = make_resident()
    beitou, xinyi = make_collecting_round(), make_collecting_round(XINYI)
    here, there = make_public(author, beitou.id), make_reviewed(author, xinyi.id)

    def ids(filters: Filters) -> list[int]:
        return [row.id for row in queries.list_public(filters)]

    assert ids(Filters(district=BEITOU)) == [here.id]
    assert ids(Filters(state=State.STAGE_TWO)) == [there.id]
    assert ids(Filters(facet="safety")) == []
    assert ids(Filters(round_id=xinyi.id)) == [there.id]


def test_search_reads_two_forms_of_tai_and_full_width_letters_alike(db: Session) -> None:
    author, place = make_resident(), make_collecting_round()
    wanted = make_public(author, place.id, title="臺北ＬＥＤ路燈更新")
    make_public(author, place.id, title="公園長椅")

    for text in ("台北led", "臺北 路燈", "115-bt-001"):
        assert [row.id for row in queries.list_public(Filters(text=text))] == [wanted.id]
    assert queries.list_public(Filters(text="100%")) == []


def test_pages_follow_each_other_without_gap_or_repeat(db: Session, now: datetime) -> None:
    author, place, friend = make_resident(), make_collecting_round(), make_resident()
    made = [make_public(author, place.id) for _ in range(7)]
    service.support(friend, made[2], now)
    service.support(friend, made[4], now)

    for sort in Sort:
        filters, seen, after = Filters(sort=sort), [], ""
        while rows := queries.list_public(filters, after, limit=3):
            seen += [row.id for row in rows]
            after = rows[-1].key(sort)
        assert sorted(seen) == [proposal.id for proposal in made]
    assert seen[:2] == [made[4].id, made[2].id]


def test_a_broken_page_key_begins_at_the_start(db: Session) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)

    for key in ("x", "-1", "9" * 30, "1-2-3", "٣"):
        assert [row.id for row in queries.list_public(Filters(), key)] == [proposal.id]


def test_states_are_counted_in_one_statement(db: Session, database: PinnedDatabase) -> None:
    author, place = make_resident(), make_collecting_round()
    make_public(author, place.id)
    make_public(author, place.id)
    make_reviewed(author, place.id)

    with counted(*database.engines) as sent:
        counts = {row.state: row.count for row in queries.count_public(Filters(state=State.ASSEMBLY))}

    assert counts == {State.ASSEMBLY: 2, State.STAGE_TWO: 1}
    assert len(sent) == 1


def test_a_moderator_screens_their_own_district_only(db: Session) -> None:
    author = make_resident()
    here = make_submitted(author, make_collecting_round().id)
    there = make_submitted(author, make_collecting_round(XINYI).id)

    assert [row.id for row in queries.list_to_screen(make_clerk())] == [here.id]
    assert [row.id for row in queries.list_to_screen(make_office())] == [here.id, there.id]
    assert queries.list_to_screen(make_resident()) == []


def test_what_no_agency_was_asked_about_waits_in_a_list(db: Session, now: datetime) -> None:
    author, place = make_resident(), make_collecting_round()
    proposal = make_public(author, place.id)
    service.move(make_office(), proposal, State.STAGE_ONE, "", now)

    assert [row.id for row in queries.list_to_assign(make_office())] == [proposal.id]


def test_similar_titles_are_found_in_the_same_district(db: Session) -> None:
    author = make_resident()
    beitou, xinyi = make_collecting_round(), make_collecting_round(XINYI)
    like = make_public(author, beitou.id, title="臺北石牌站前人行道整理")
    make_public(author, beitou.id, title="公園增設長椅")
    make_public(author, xinyi.id, title="台北石牌站前人行道整理")

    found = queries.similar("台北石牌站人行道", BEITOU)

    assert [row.proposal.id for row in found] == [like.id]
    assert queries.similar("", BEITOU) == []


def test_my_list_holds_my_drafts(db: Session) -> None:
    author, place = make_resident(), make_collecting_round()
    draft = make_draft(author, place.id)
    make_draft(make_resident(), place.id)

    assert [row.id for row in queries.list_mine(author)] == [draft.id]
