"""Seats, the waiting list, promotion and the door."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.access.actor import ANONYMOUS, Actor, Duty, Role
from civic.audit.models import AuditEntry
from civic.events import admission, queries, rules, service
from civic.events.inputs import RegistrationInput
from civic.events.rows import Filters
from civic.events.rules import EventState, Place
from civic.kit.errors import Missing, Refused
from civic.outbox.models import Letter
from tests.factories import events as make

SHILIN = "63000110"


def test_the_37th_person_is_waiting_1(db: Session, now: datetime) -> None:
    event = make.event(now)

    places = make.registered(event, 38, now)

    assert [entry.place for entry in places[:36]] == [Place.SEAT] * 36
    assert [queries.waiting_number(entry) for entry in places[35:]] == [0, 1, 2]
    assert (event.taken, event.waiting) == (36, 2)


def test_registering_twice_gives_the_same_place(db: Session, now: datetime) -> None:
    event, actor = make.event(now), make.resident(1, now)

    first = service.register(actor, event, make.entry(), now)
    again = service.register(actor, event, make.entry(), now)

    assert again is first
    assert event.taken == 1


def test_one_cancellation_promotes_exactly_one_person_and_says_why(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=2)
    first, _, third, fourth = make.registered(event, 4, now)

    service.cancel(Actor(person_id=first.person_id), first, now)

    assert (third.place, third.reason) == (Place.OFFERED, admission.FREED)
    assert (fourth.place, queries.waiting_number(fourth)) == (Place.WAITING, 1)
    assert (event.taken, event.waiting) == (2, 1)
    letters = db.scalars(select(Letter).where(Letter.template == "events/promoted")).all()
    assert [letter.address for letter in letters] == ["resident3@example.tw"]
    assert "you were the first on the list" in letters[0].params
    assert third.offered_until == now + timedelta(hours=24)


def test_nobody_is_promoted_after_the_start(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    seated, waiting = make.registered(event, 2, now)

    service.cancel(make.OFFICE, seated, event.starts_at)

    assert waiting.place is Place.WAITING
    assert (event.taken, event.waiting) == (0, 1)


def test_leaving_the_queue_frees_no_seat(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    _, second, third = make.registered(event, 3, now)

    service.cancel(Actor(person_id=second.person_id), second, now)

    assert (event.taken, event.waiting, queries.waiting_number(third)) == (1, 1, 1)


def test_who_cancelled_may_register_again_at_the_end_of_the_queue(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    first, second = make.registered(event, 2, now)
    actor = Actor(person_id=first.person_id)
    service.cancel(actor, first, now)

    again = service.register(actor, event, make.entry(), now)

    assert (again.place, again.arrival) == (Place.WAITING, 3)
    assert second.place is Place.OFFERED


def test_nobody_registers_online_after_the_start(db: Session, now: datetime) -> None:
    event, actor = make.event(now), make.resident(1, now)

    with pytest.raises(Refused) as refusal:
        service.register(actor, event, make.entry(), event.starts_at)

    assert refusal.value.reason is rules.STARTED


def test_nobody_registers_for_an_event_that_is_not_announced(db: Session, now: datetime) -> None:
    event = service.create_event(make.OFFICE, make.planned(now), now)

    with pytest.raises(Refused) as refusal:
        service.register(make.resident(1, now), event, make.entry(), now)

    assert refusal.value.reason is rules.NOT_OPEN


def test_a_stranger_cannot_cancel_somebody_elses_place(db: Session, now: datetime) -> None:
    event = make.event(now)
    (mine,) = make.registered(event, 1, now)

    with pytest.raises(Refused):
        service.cancel(make.resident(2, now), mine, now)

    assert mine.place is Place.SEAT


def test_the_desk_enters_the_same_person_once_and_signs_it(db: Session, now: datetime) -> None:
    event, clerk = make.event(now), make.resident(99, now)
    clerk = Actor(person_id=clerk.person_id, duties=frozenset({Duty(Role.MODERATOR, make.BEITOU)}))

    first = service.register_at_desk(clerk, event, make.entry(), now)
    again = service.register_at_desk(clerk, event, make.entry(), now)

    assert again is first
    assert (first.person_id, first.entered_by, event.taken) == (None, clerk.person_id, 1)
    assert db.scalar(select(AuditEntry.action).order_by(AuditEntry.seq.desc())) == "event.entered"


@pytest.mark.parametrize("role", [Role.AGENCY, Role.OBSERVER, Role.ADMIN])
def test_only_the_events_staff_read_the_roster(db: Session, now: datetime, role: Role) -> None:
    event = make.event(now)

    with pytest.raises(Refused):
        queries.list_roster(Actor(person_id=1, duties=frozenset({Duty(role)})), event)


def test_a_clerk_of_another_district_cannot_read_the_roster(db: Session, now: datetime) -> None:
    clerk = Actor(person_id=1, duties=frozenset({Duty(Role.MODERATOR, SHILIN)}))

    with pytest.raises(Refused):
        queries.list_roster(clerk, make.event(now))


def test_the_roster_finds_people_by_name_and_by_last_three_digits(db: Session, now: datetime) -> None:
    event = make.event(now)
    make.registered(event, 12, now)

    by_name = queries.list_roster(make.facilitator(event), event, "民12")
    by_phone = queries.list_roster(make.facilitator(event), event, "007")

    assert [row.name for row in by_name] == ["居民12"]
    assert [row.name for row in by_phone] == ["居民7"]


def test_check_in_numbers_follow_arrival_at_the_door(db: Session, now: datetime) -> None:
    event = make.event(now)
    one, two = make.registered(event, 2, now)
    lead = make.facilitator(event)

    service.check_in(lead, two, event.starts_at)
    service.check_in(lead, one, event.starts_at, table_no=4)

    assert [(two.check_in_no, two.table_no), (one.check_in_no, one.table_no)] == [(1, 1), (2, 4)]
    assert (one.place, event.taken) == (Place.ATTENDED, 2)


def test_a_waiting_person_cannot_check_in(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    _, waiting = make.registered(event, 2, now)

    with pytest.raises(Refused) as refusal:
        service.check_in(make.facilitator(event), waiting, event.starts_at)

    assert refusal.value.reason is rules.NO_SEAT


def test_a_walk_in_takes_the_seat_of_somebody_who_did_not_come(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    (absent,) = make.registered(event, 1, now)
    lead = make.facilitator(event)
    with pytest.raises(Refused) as refusal:
        service.walk_in(lead, event, make.entry(50), event.starts_at)

    service.cancel(lead, absent, event.starts_at)
    guest = service.walk_in(lead, event, make.entry(50), event.starts_at)
    tapped_again = service.walk_in(lead, event, make.entry(50), event.starts_at)

    assert refusal.value.reason is rules.FULL
    assert tapped_again is guest
    assert (guest.place, guest.check_in_no, event.taken) == (Place.ATTENDED, 1, 1)


def test_a_desk_entry_on_the_waiting_list_can_walk_in_on_a_free_seat(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    (absent,) = make.registered(event, 1, now)
    lead = make.facilitator(event, make.resident(99, now).person_id)
    waiting = service.register_at_desk(lead, event, make.entry(50), now)
    service.cancel(lead, absent, event.starts_at)

    guest = service.walk_in(lead, event, make.entry(50), event.starts_at)

    assert guest is waiting
    assert (guest.place, event.taken, event.waiting) == (Place.ATTENDED, 1, 0)


def test_a_draft_is_missing_for_the_public(db: Session, now: datetime) -> None:
    event = service.create_event(make.OFFICE, make.planned(now), now)

    with pytest.raises(Missing):
        queries.get_visible(ANONYMOUS, event.id)

    assert queries.get_visible(make.OFFICE, event.id) is event


def test_a_registration_is_missing_for_everybody_but_its_owner_and_staff(db: Session, now: datetime) -> None:
    event = make.event(now)
    (mine,) = make.registered(event, 1, now)

    with pytest.raises(Missing):
        queries.get_registration(make.resident(2, now), mine.id)

    assert queries.get_registration(Actor(person_id=mine.person_id), mine.id) is mine
    assert queries.get_registration(make.facilitator(event), mine.id) is mine


def test_the_clerk_of_another_district_cannot_create_an_event(db: Session, now: datetime) -> None:
    clerk = Actor(person_id=1, duties=frozenset({Duty(Role.MODERATOR, SHILIN)}))

    with pytest.raises(Refused):
        service.create_event(clerk, make.planned(now), now)


def test_an_event_is_completed_once_and_only_after_its_start(db: Session, now: datetime) -> None:
    event = make.event(now)
    with pytest.raises(Refused):
        service.complete_event(make.OFFICE, event, now)

    service.complete_event(make.OFFICE, event, event.starts_at)

    assert event.state is EventState.COMPLETED
    with pytest.raises(Refused):
        service.complete_event(make.OFFICE, event, event.ends_at)


def test_coming_events_are_listed_soonest_first_page_by_page(db: Session, now: datetime) -> None:
    days = {name: timedelta(days=day) for day, name in enumerate(("a", "b", "c"), start=1)}
    made = {
        name: make.event(now, title=name, starts_at=now + day, ends_at=now + day + timedelta(hours=2))
        for name, day in reversed(days.items())
    }

    first = queries.list_events(Filters(), now, limit=2)
    rest = queries.list_events(Filters(), now, after=first[-1].id, limit=2)
    past = queries.list_events(Filters(past=True), now + timedelta(days=9))

    assert [row.title for row in first + rest] == ["a", "b", "c"]
    assert [row.title for row in past] == ["c", "b", "a"]
    assert first[0].id == made["a"].id


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"district": make.BEITOU}, 1),
        ({"district": SHILIN}, 0),
        ({"facet": "transport", "type_code": "citizen_cafe"}, 1),
        ({"facet": "health"}, 0),
        ({"type_code": "forum"}, 0),
    ],
)
def test_events_are_filtered(db: Session, now: datetime, filters: dict[str, str], found: int) -> None:
    make.event(now)

    assert len(queries.list_events(Filters(**filters), now)) == found


def test_an_erased_person_gives_the_seat_on_and_leaves_no_words(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    gone, waiting = make.registered(event, 2, now)
    assert gone.person_id is not None

    service.forget(gone.person_id, now)

    assert (gone.name, gone.contact, gone.district_code, gone.place) == ("", "", None, Place.CANCELLED)
    assert (waiting.place, event.taken, event.waiting) == (Place.OFFERED, 1, 0)


def test_erasing_a_person_leaves_past_attendance_in_the_count(db: Session, now: datetime) -> None:
    event = make.event(now)
    (gone,) = make.registered(event, 1, now)
    service.check_in(make.facilitator(event), gone, event.starts_at)

    service.forget(gone.person_id or 0, event.ends_at)

    assert (gone.name, gone.place, event.taken) == ("", Place.ATTENDED, 1)


def test_a_person_can_take_their_registrations_along(db: Session, now: datetime) -> None:
    event = make.event(now)
    (mine,) = make.registered(event, 1, now)

    section = service.own_data(mine.person_id or 0)

    facts = {fact.name: fact.value for fact in section.records[0]}
    assert (facts["event"], facts["name"], facts["place"]) == (event.title, "居民1", "seat")


def test_two_walk_ins_of_one_name_without_a_phone_are_two_people(db: Session, now: datetime) -> None:
    event = make.event(now)
    lead, unnamed = make.facilitator(event, make.resident(99, now).person_id), RegistrationInput("陳小姐")
    start = event.starts_at

    first = service.walk_in(lead, event, unnamed, start)
    tapped = service.walk_in(lead, event, unnamed, start + timedelta(seconds=5))
    another = service.walk_in(lead, event, unnamed, start + timedelta(minutes=10))
    tapped_again = service.walk_in(lead, event, unnamed, start + timedelta(minutes=10, seconds=5))

    assert tapped is first
    assert another is not first
    assert tapped_again is another
    assert event.taken == 2
