"""What tables said is gathered, published once, and becomes proposals and needs whose links are kept."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.access.actor import Actor
from civic.db.session import Database, session
from civic.events import plenum_rules, queries, rules, service
from civic.events.inputs import CloseInput, PointInput
from civic.events.models import Event, Note, NoteProposal
from civic.events.plenum_models import PlenumPoint, PlenumSource
from civic.events.rules import NoteKind
from civic.kit.errors import Missing, Refused
from civic.kit.geo import Point
from civic.needs import queries as need_queries
from civic.needs import rules as need_rules
from civic.needs import service as needs
from civic.needs.inputs import WorkshopInput
from civic.needs.models import Evidence, Need
from civic.needs.rules import EvidenceKind
from civic.outbox.models import Letter
from civic.proposals import service as proposals
from civic.proposals.inputs import DraftInput
from civic.proposals.models import Proposal
from civic.trace.story import get_story
from tests.factories import events as make
from tests.factories.people import OFFICE, make_round
from tests.race import refusals_at_once

HOUR = timedelta(hours=1)
HANDS = 6
LAMPS = WorkshopInput("步道照明", "environment", "溪畔步道", whole=True)


@pytest.fixture
def held(db: Session, now: datetime) -> Event:
    """Return an event that is being held at the fixed instant."""
    return make.event(now, starts_at=now, ends_at=now + 2 * HOUR, title="進行中")


@pytest.fixture
def lead(held: Event) -> Actor:
    return make.facilitator(held)


def point(client_id: str, notes: tuple[int, ...] = (), **changes: object) -> PointInput:
    given = {"kind": NoteKind.CONSENSUS, "text": "先裝燈", "notes": notes, **changes}
    return PointInput(client_id, **given)  # type: ignore[arg-type]


def publish(event: Event, lead: Actor, now: datetime) -> None:
    """Close table 1, complete the event and publish its minutes."""
    service.close_table(lead, event, 1, CloseInput(True, True), now)
    service.complete_event(OFFICE, event, now + 2 * HOUR)
    service.publish_minutes(lead, event, now + 3 * HOUR)


def test_a_point_carries_the_dots_of_its_notes_and_the_same_form_writes_it_once(
    held: Event, lead: Actor, now: datetime
) -> None:
    first, second = make.note(held, now, "n1"), make.note(held, now, "n2", table_no=2)
    service.set_dots(lead, first, 5, now)
    service.set_dots(lead, second, 2, now)

    made = service.add_point(lead, held, point("p1", (first.id, second.id)), now)
    again = service.add_point(lead, held, point("p1", (first.id,)), now)

    assert again is made
    assert made.dots == 7
    (row,) = queries.list_points(held.id)
    assert [source.id for source in row.sources] == [first.id, second.id]
    assert [note.table_no for note in queries.list_notes(held.id)] == [1, 2]


def test_a_note_stands_in_one_point_and_is_free_again_when_that_is_taken_out(
    held: Event, lead: Actor, now: datetime
) -> None:
    note = make.note(held, now)
    made = service.add_point(lead, held, point("p1", (note.id,)), now)

    with pytest.raises(Refused) as refusal:
        service.add_point(lead, held, point("p2", (note.id,)), now)
    service.remove_point(lead, made, now)
    service.remove_point(lead, made, now)
    service.add_point(lead, held, point("p3", (note.id,)), now)

    assert refusal.value.reason is plenum_rules.IN_ANOTHER_POINT


def test_a_point_stands_only_for_notes_of_its_own_tables(held: Event, lead: Actor, now: datetime) -> None:
    elsewhere = make.note(make.event(now, starts_at=now), now, "other")
    own = service.add_point(lead, held, point("p1"), now)

    for foreign in (elsewhere.id, own.id, 999_999):
        with pytest.raises(Refused) as refusal:
            service.change_point(lead, own, point("", (foreign,)), now)
        assert refusal.value.reason is plenum_rules.NOT_A_SOURCE


def test_points_keep_the_order_they_are_given(held: Event, lead: Actor, now: datetime) -> None:
    made = [service.add_point(lead, held, point(f"p{number}"), now) for number in range(3)]

    service.move_point(lead, made[2], -1, now)
    service.move_point(lead, made[0], -1, now)

    assert [row.note.id for row in queries.list_points(held.id)] == [made[0].id, made[2].id, made[1].id]


def test_a_change_of_a_point_that_somebody_changed_meanwhile_is_refused(
    held: Event, lead: Actor, now: datetime
) -> None:
    made = service.add_point(lead, held, point("p1"), now)
    service.change_point(lead, made, point("", text="一", base=1), now)

    with pytest.raises(Refused) as refusal:
        service.change_point(lead, made, point("", text="二", base=1), now)

    assert refusal.value.reason is plenum_rules.CHANGED_MEANWHILE
    assert made.text == "一"


def test_only_the_lead_of_the_event_gathers_and_publishes(held: Event, now: datetime) -> None:
    for actor in (OFFICE, make.facilitator(make.event(now, starts_at=now)), Actor()):
        with pytest.raises(Refused):
            service.add_point(actor, held, point("p1"), now)
        with pytest.raises(Refused):
            service.publish_minutes(actor, held, now)


def test_minutes_are_published_once_after_the_event_and_who_came_is_told(
    held: Event, lead: Actor, now: datetime, db: Session
) -> None:
    coming = service.walk_in(OFFICE, held, make.entry(7), now)
    coming.contact = "came@example.tw"
    written = db.scalar(select(func.count()).select_from(Letter))
    with pytest.raises(Refused) as early:
        service.publish_minutes(lead, held, now)
    publish(held, lead, now)
    with pytest.raises(Refused) as twice:
        service.publish_minutes(lead, held, now + 4 * HOUR)
    with pytest.raises(Refused) as late:
        service.add_point(lead, held, point("p1"), now + 4 * HOUR)

    assert (early.value.reason, twice.value.reason) == (plenum_rules.NOT_HELD_YET, plenum_rules.IS_PUBLISHED)
    assert late.value.reason is plenum_rules.IS_PUBLISHED
    assert db.scalar(select(func.count()).select_from(Letter)) == (written or 0) + 1


def test_a_point_cannot_be_changed_as_a_table_note_past_the_plenum(held: Event, lead: Actor, now: datetime) -> None:
    made = service.add_point(lead, held, point("p1"), now)

    with pytest.raises(Refused) as refusal:
        service.edit_note(lead, made, NoteKind.NEED, "改掉", now)

    assert refusal.value.reason is rules.NO_SUCH_TABLE


def test_a_group_becomes_one_draft_that_is_linked_to_all_its_notes(held: Event, now: datetime, db: Session) -> None:
    round_ = make_round(now)
    person = make.resident(1, now)
    lead = make.facilitator(held, person.person_id)
    first, second = make.note(held, now, "n1"), make.note(held, now, "n2")
    service.group_note(lead, second, first, now)
    draft = DraftInput(round_id=round_.id, title="照明", summary="太暗", place="溪畔")

    made = service.make_proposal(lead, first, draft, now, whole=True)
    again = service.make_proposal(lead, first, draft, now, whole=True)

    assert again is made
    linked = set(db.scalars(select(NoteProposal.note_id).where(NoteProposal.proposal_id == made.id)))
    assert linked == {first.id, second.id}
    proposals.discard(lead, made, now)
    assert db.scalar(select(func.count()).select_from(Proposal)) == 0
    assert queries.notes_of_proposal(made.id) == []


def test_a_point_becomes_a_need_with_the_evidence_of_both_gates(
    held: Event, lead: Actor, now: datetime, db: Session
) -> None:
    note = make.note(held, now)
    service.set_dots(lead, note, 4, now)
    made = service.add_point(lead, held, point("p1", (note.id,)), now)
    with pytest.raises(Refused) as early:
        needs.enter_from_workshop(OFFICE, made, LAMPS, now)
    publish(held, lead, now)

    need = needs.enter_from_workshop(OFFICE, made, LAMPS, now + 4 * HOUR)
    again = needs.enter_from_workshop(OFFICE, made, LAMPS, now + 4 * HOUR)

    assert early.value.reason is need_rules.NOT_PUBLISHED_NOTE
    assert again is need
    assert need.case_no.endswith("-BT-W001")
    pieces = [(piece.kind, piece.subject, piece.dots) for piece in need_queries.list_evidence(need.id)]
    assert pieces == [
        (EvidenceKind.CONSENSUS, f"note:{made.id}", 4),
        (EvidenceKind.ACTUAL_NEED, f"note:{note.id}", 4),
    ]
    story = get_story(need.case_no)
    assert {origin.note.id for origin in story.notes} == {made.id, note.id}
    assert [begun.case_no for begun in need_queries.list_begun_at(held.id)] == [need.case_no]


def test_a_note_is_cited_once_as_evidence_of_a_need_that_is_there(held: Event, lead: Actor, now: datetime) -> None:
    first, second = make.note(held, now, "n1"), make.note(held, now, "n2", text="另一處也太暗")
    publish(held, lead, now)
    need = needs.enter_from_workshop(OFFICE, first, LAMPS, now + 4 * HOUR)

    assert needs.cite(OFFICE, need, second, False, now + 4 * HOUR) == 1
    assert needs.cite(OFFICE, need, second, False, now + 4 * HOUR) == 0
    assert len(need_queries.list_evidence(need.id)) == 2


def test_local_character_is_on_the_map_once_its_minutes_are_published(
    held: Event, lead: Actor, now: datetime
) -> None:
    tree = make.note(held, now, "n1", kind=NoteKind.CHARACTER, text="老榕樹")
    plain = make.note(held, now, "n2")
    service.place_note(lead, tree, "溪畔", Point(25.1, 121.5), now)
    with pytest.raises(Refused) as wrong_kind:
        service.place_note(lead, plain, "溪畔", None, now)
    before = queries.list_character()
    publish(held, lead, now)

    assert wrong_kind.value.reason is plenum_rules.NOT_CHARACTER
    assert before == []
    assert [(row.text, row.place) for row in queries.list_character(held.district_code)] == [("老榕樹", "溪畔")]


def test_a_point_of_nobody_is_missing(db: Session) -> None:
    with pytest.raises(Missing):
        queries.get_point(12345)


def test_six_who_gather_one_note_at_once_make_one_point_of_it(city: Database, now: datetime) -> None:
    with city.writing():
        event = make.event(now, starts_at=now)
        event_id, note_id = event.id, make.note(event, now).id

    def add(number: int) -> None:
        event = queries.get_event(event_id)
        service.add_point(make.facilitator(event), event, point(f"p{number}", (note_id,)), now)

    answers = refusals_at_once(city, HANDS, add)

    assert answers == ["", *["in_another_point"] * (HANDS - 1)]
    with city.reading():
        assert session().scalar(select(func.count()).select_from(PlenumPoint)) == 1
        assert session().scalar(select(func.count()).select_from(PlenumSource)) == 1


def test_six_who_enter_one_note_at_once_enter_one_need(city: Database, now: datetime) -> None:
    with city.writing():
        event = make.event(now, starts_at=now, ends_at=now + 2 * HOUR)
        note_id = make.note(event, now).id
        publish(event, make.facilitator(event), now)

    def enter(_number: int) -> None:
        needs.enter_from_workshop(OFFICE, session().get_one(Note, note_id), LAMPS, now + 4 * HOUR)

    answers = refusals_at_once(city, HANDS, enter)

    assert answers[0] == ""
    assert set(answers) <= {"", need_rules.CHANGED_MEANWHILE.code}
    with city.reading():
        assert session().scalar(select(func.count()).select_from(Need)) == 1
        assert session().scalar(select(func.count()).select_from(Evidence)) == 1


def test_six_who_publish_at_once_publish_once(city: Database, now: datetime) -> None:
    with city.writing():
        event = make.event(now, starts_at=now, ends_at=now + 2 * HOUR)
        event_id = event.id
        service.complete_event(OFFICE, event, now + 2 * HOUR)

    def act(_number: int) -> None:
        event = queries.get_event(event_id)
        service.publish_minutes(make.facilitator(event), event, now + 3 * HOUR)

    assert refusals_at_once(city, HANDS, act) == ["", *["minutes_published"] * (HANDS - 1)]
