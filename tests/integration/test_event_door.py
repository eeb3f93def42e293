"""The door's tablet comes back on the network: everything once, two doors told apart."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from civic.events import queries, service
from civic.events.doorway import Batch, CheckIn, WalkIn
from civic.events.rules import CANCELLED, FULL, Place
from civic.events.service.doorway import Outcome
from civic.kit.errors import Refused
from civic.programme.sectors import Sector
from tests.factories import events as make

MINUTE = timedelta(minutes=1)


def test_a_batch_sent_twice_enters_everybody_once(db: Session, now: datetime) -> None:
    event = make.event(now)
    (guest,) = make.registered(event, 1, now)
    lead, start = make.facilitator(event, make.resident(99, now).person_id), event.starts_at
    walked = WalkIn("w1", "現場的人", "", Sector.PUBLIC, 2, start + MINUTE)
    batch = Batch("東門", (CheckIn("c1", guest.id, start), walked))

    first = service.sync(lead, event, batch, start + 10 * MINUTE)
    again = service.sync(lead, event, batch, start + 20 * MINUTE)

    assert [a.outcome for a in first + again] == [Outcome.DONE] * 4
    assert (event.taken, guest.check_in_no, guest.door, guest.checked_in_at) == (3, 1, "東門", start)
    assert [row.people for row in queries.list_roster(lead, event)] == [1, 2]


def test_of_two_doors_one_wins_and_the_other_reads_when_and_where(db: Session, now: datetime) -> None:
    event = make.event(now)
    (guest,) = make.registered(event, 1, now)
    lead, start = make.facilitator(event), event.starts_at

    east = service.sync(lead, event, Batch("東門", (CheckIn("c1", guest.id, start),)), start + MINUTE)
    west = service.sync(lead, event, Batch("西門", (CheckIn("c2", guest.id, start + MINUTE),)), start + MINUTE)

    assert (east[0].outcome, west[0].outcome) == (Outcome.DONE, Outcome.ELSEWHERE)
    seen = west[0].registration
    assert seen is not None
    assert (seen.door, seen.checked_in_at, seen.check_in_no) == ("東門", start, 1)


def test_one_refused_operation_holds_up_no_other(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=2)
    gone, guest = make.registered(event, 2, now)
    lead, start = make.facilitator(event, make.resident(99, now).person_id), event.starts_at
    service.cancel(lead, gone, start)
    crowd = WalkIn("w", "一大家", "", Sector.PUBLIC, 5, start)
    operations = (CheckIn("a", gone.id, start), CheckIn("b", 10**9, start), crowd, CheckIn("d", guest.id, start))

    answers = service.sync(lead, event, Batch("", operations), start)

    assert [a.reason for a in answers] == [CANCELLED, CANCELLED, FULL, None]
    assert (guest.place, event.taken) == (Place.ATTENDED, 1)


def test_a_tablets_wrong_clock_stays_within_the_event(db: Session, now: datetime) -> None:
    event = make.event(now)
    one, two = make.registered(event, 2, now)
    lead, at = make.facilitator(event), event.starts_at
    wild = (CheckIn("a", one.id, at - timedelta(days=400)), CheckIn("b", two.id, at + timedelta(days=400)))

    service.sync(lead, event, Batch("", wild), at)

    assert [one.checked_in_at, two.checked_in_at] == [at - timedelta(hours=3), at]


def test_a_registration_of_another_event_is_not_checked_in(db: Session, now: datetime) -> None:
    event, other = make.event(now), make.event(now)
    (guest,) = make.registered(other, 1, now)

    (answer,) = service.sync(make.OFFICE, event, Batch("", (CheckIn("a", guest.id, event.starts_at),)), event.starts_at)

    assert answer.outcome is Outcome.REFUSED
    assert guest.place is Place.SEAT


def test_a_resident_cannot_sync_a_door(db: Session, now: datetime) -> None:
    event = make.event(now)

    with pytest.raises(Refused):
        service.sync(make.resident(1, now), event, Batch("", ()), now)
