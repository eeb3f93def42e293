"""Many people at once on a real database of their own: no seat is ever given twice."""

from datetime import datetime

import pytest
from sqlalchemy import select

from civic.access.actor import Actor
from civic.db.session import Database
from civic.events import queries, service
from civic.events.models import Event, Registration
from civic.events.rules import Place
from civic.kit.errors import Refused
from tests.factories import events as make
from tests.race import at_once

CROWD = 50


def registrations(city: Database, event: Event) -> list[Registration]:
    with city.reading() as db:
        query = select(Registration).where(Registration.event_id == event.id).order_by(Registration.arrival)
        return list(db.scalars(query))


@pytest.mark.parametrize("people", [CROWD, pytest.param(500, marks=pytest.mark.slow)])
def test_of_many_people_at_once_one_gets_the_last_seat(city: Database, now: datetime, people: int) -> None:
    with city.writing():
        event = make.event(now, capacity=3)
        make.registered(event, 2, now, first=1000)
        crowd = [make.resident(number, now) for number in range(people)]

    def register(number: int) -> Place:
        with city.writing():
            mine = queries.get_event(event.id)
            return service.register(crowd[number], mine, make.entry(number), now).place

    places = at_once(people, register)

    assert sorted(places) == [Place.SEAT] + [Place.WAITING] * (people - 1)
    kept = registrations(city, event)
    assert [entry.arrival for entry in kept] == list(range(1, people + 3))
    assert [entry.place for entry in kept] == [Place.SEAT] * 3 + [Place.WAITING] * (people - 1)
    with city.reading() as db:
        assert [queries.waiting_number(db.merge(entry)) for entry in kept[3:6]] == [1, 2, 3]
        after = queries.get_event(event.id)
        assert (after.taken, after.waiting) == (3, people - 1)


def test_one_person_tapping_twenty_times_has_one_place(city: Database, now: datetime) -> None:
    with city.writing():
        event, actor = make.event(now), make.resident(1, now)

    def register(_number: int) -> Place:
        with city.writing():
            return service.register(actor, queries.get_event(event.id), make.entry(), now).place

    places = at_once(20, register)

    assert places == [Place.SEAT] * 20
    assert len(registrations(city, event)) == 1


def test_one_note_sent_by_twenty_requests_is_written_once(city: Database, now: datetime) -> None:
    with city.writing():
        event = make.event(now, starts_at=now)

    def write(_number: int) -> int:
        with city.writing():
            return make.note(queries.get_event(event.id), now, "same-client-id").id

    written = at_once(20, write)

    assert len(set(written)) == 1
    with city.reading():
        assert len(queries.list_notes(event.id)) == 1


def storm(city: Database, now: datetime, people: int, capacity: int) -> None:
    """Cancel, confirm and register at once; then check every promise of the list."""
    with city.writing():
        event = make.event(now, capacity=capacity)
        before = make.registered(event, people, now)
        newcomers = [make.resident(1000 + number, now) for number in range(people // 4)]

    def act(number: int) -> None:
        with city.writing():
            mine = queries.get_registration(Actor(person_id=before[number].person_id), before[number].id)
            service.cancel(Actor(person_id=mine.person_id), mine, now)

    def join(number: int) -> None:
        with city.writing():
            service.register(newcomers[number], queries.get_event(event.id), make.entry(5000 + number), now)

    leaving = people // 2
    at_once(leaving + len(newcomers), lambda number: act(number) if number < leaving else join(number - leaving))

    kept = registrations(city, event)
    seated = [entry for entry in kept if entry.place in (Place.SEAT, Place.OFFERED)]
    waiting = [entry for entry in kept if entry.place is Place.WAITING]
    with city.reading():
        after = queries.get_event(event.id)
        moves = queries.list_moves(event.id, limit=5000)
    assert (after.taken, after.waiting) == (len(seated), len(waiting))
    assert len(seated) == min(capacity, len(seated) + len(waiting))
    assert all(one.queue_no < other.queue_no for one in seated for other in waiting)
    offered = [entry for entry in kept if entry.offered_until is not None]
    assert offered
    assert all(entry.reason for entry in offered)
    promoted = [move.number for move in moves if move.after is Place.OFFERED]
    assert sorted(promoted) == sorted(set(promoted))
    assert {entry.arrival for entry in offered} <= set(promoted)


def test_a_storm_of_cancellations_and_newcomers_never_oversells(city: Database, now: datetime) -> None:
    storm(city, now, people=40, capacity=15)


@pytest.mark.slow
def test_a_storm_of_two_hundred_never_oversells(city: Database, now: datetime) -> None:
    storm(city, now, people=200, capacity=60)


def test_groups_at_once_never_oversell(city: Database, now: datetime) -> None:
    with city.writing():
        event = make.event(now, capacity=20)
        crowd = [make.resident(number, now) for number in range(24)]

    def register(number: int) -> None:
        with city.writing():
            entry = make.entry(number, people=number % 4 + 1)
            service.register(crowd[number], queries.get_event(event.id), entry, now)

    at_once(24, register)

    kept = registrations(city, event)
    with city.reading():
        after = queries.get_event(event.id)
    assert after.taken == sum(entry.people for entry in kept if entry.place is Place.SEAT) <= 20
    assert after.waiting == sum(entry.people for entry in kept if entry.place is Place.WAITING)
    assert all(entry.people > 20 - after.taken for entry in kept if entry.place is Place.WAITING)


def test_one_offer_confirmed_by_twenty_taps_is_one_seat(city: Database, now: datetime) -> None:
    with city.writing():
        event = make.event(now, capacity=1)
        first, second = make.registered(event, 2, now)
        service.cancel(Actor(person_id=first.person_id), first, now)

    def confirm(_number: int) -> bool:
        try:
            with city.writing():
                service.confirm(queries.get_registration(Actor(person_id=second.person_id), second.id), now)
        except Refused:
            return False
        return True

    assert sum(at_once(20, confirm)) == 1


def test_a_storm_of_cancellations_promotes_one_person_each(city: Database, now: datetime) -> None:
    with city.writing():
        event = make.event(now, capacity=20)
        before = make.registered(event, 50, now)

    def cancel(number: int) -> Place:
        with city.writing():
            mine = queries.get_registration(Actor(person_id=before[number].person_id), before[number].id)
            return service.cancel(Actor(person_id=mine.person_id), mine, now).place

    at_once(20, cancel)

    kept = registrations(city, event)
    assert [entry.place for entry in kept[:20]] == [Place.CANCELLED] * 20
    assert [entry.place for entry in kept[20:]] == [Place.OFFERED] * 20 + [Place.WAITING] * 10
    with city.reading():
        after = queries.get_event(event.id)
        assert (after.taken, after.waiting) == (20, 10)
