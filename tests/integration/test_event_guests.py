"""Guests have what they wrote erased: with the cancel before an event, at once after it; numbers stay true."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.access.actor import ANONYMOUS
from civic.audit.models import AuditEntry
from civic.events import rules, service
from civic.events.admission import AgeBand
from civic.events.inputs import RegistrationInput
from civic.events.models import Event, Registration
from civic.events.rules import Place
from civic.events.service.letters import TEMPLATES
from civic.kit.errors import Missing, Refused
from civic.models import metadata
from tests.factories import events as make

WROTE = RegistrationInput(
    "莊阿鳳", "afeng@example.tw", make.BEITOU, "63000120001", access_needs="助聽器感應線圈", photo_consent=True,
    age_band=AgeBand.FROM_65,
)  # fmt: skip
HERS = (WROTE.name, WROTE.contact, WROTE.access_needs)


def everything(db: Session) -> str:
    """Return every row of every table as text."""
    return "\n".join(str(tuple(row)) for table in metadata.sorted_tables for row in db.execute(select(table)))


def register(event: Event, now: datetime) -> Registration:
    return service.register_guest(ANONYMOUS, event, WROTE, now)


def test_before_an_event_erasing_cancels_and_passes_the_seat_on(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1, ask_age=True)
    hers = register(event, now)
    (waiting,) = make.registered(event, 1, now)
    assert all(words in everything(db) for words in HERS)

    service.forget_guest(hers, now)

    assert [words for words in HERS if words in everything(db)] == []
    assert (hers.place, hers.village_code, hers.age_band, hers.photo_consent) == (Place.CANCELLED, None, None, False)
    assert (waiting.place, event.taken, event.waiting) == (Place.OFFERED, 1, 0)


def test_the_audit_says_that_it_was_erased_and_by_whom_without_a_name(db: Session, now: datetime) -> None:
    hers = register(make.event(now), now)

    service.forget_guest(hers, now)

    entries = db.scalars(select(AuditEntry).where(AuditEntry.subject == f"registration:{hers.id}")).all()
    assert [entry.action for entry in entries] == [
        "event.registered", "event.place_cancelled", "event.guest_forgotten",
    ]  # fmt: skip
    assert all(words not in entry.detail for entry in entries for words in HERS)


@pytest.mark.parametrize("came", [True, False])
def test_after_an_event_it_is_erased_at_once_and_who_came_stays_counted(
    db: Session, now: datetime, came: bool
) -> None:
    event = make.event(now, starts_at=now + timedelta(hours=1))
    hers = register(event, now)
    if came:
        service.check_in(make.facilitator(event), hers, event.starts_at)
        with pytest.raises(Refused) as early:
            service.forget_guest(hers, event.starts_at)
        assert early.value.reason is rules.STILL_HELD

    service.forget_guest(hers, event.ends_at)

    assert [words for words in HERS if words in everything(db)] == []
    assert hers.place is (Place.ATTENDED if came else Place.SEAT)
    assert event.taken == 1


def test_a_cancelled_registration_is_erased_whenever_it_is_asked_for(db: Session, now: datetime) -> None:
    hers = register(make.event(now), now)
    service.cancel_by_link(hers, now)

    service.forget_guest(hers, now)

    assert [words for words in HERS if words in everything(db)] == []


def test_erasing_twice_changes_nothing_more(db: Session, now: datetime) -> None:
    hers = register(make.event(now), now)

    service.forget_guest(hers, now)
    before = everything(db)
    service.forget_guest(hers, now)

    assert everything(db) == before


def test_letters_about_other_registrations_stay(db: Session, now: datetime) -> None:
    event = make.event(now)
    hers = register(event, now)
    make.registered(event, 12, now)

    service.forget_guest(hers, now)

    assert all(f"resident{number}@example.tw" in everything(db) for number in range(1, 13))


def test_who_has_an_account_erases_by_closing_it(db: Session, now: datetime) -> None:
    (theirs,) = make.registered(make.event(now), 1, now)

    with pytest.raises(Missing):
        service.forget_guest(theirs, now)


def test_after_erasing_the_same_person_may_register_again(db: Session, now: datetime) -> None:
    event = make.event(now)
    service.forget_guest(register(event, now), now)

    assert register(event, now).place is Place.SEAT


def test_every_letter_about_a_registration_is_known_to_the_erasing() -> None:
    written = Path(service.__file__).parents[1] / "templates" / "mail" / "events"

    assert {path.stem for path in written.glob("*.txt")} == set(TEMPLATES)
