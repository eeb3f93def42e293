"""Make events, registrations, tables and notes through the service."""

from dataclasses import replace
from datetime import datetime, timedelta

from civic.access.actor import Actor, Duty, Role
from civic.accounts.models import Person
from civic.db.session import session
from civic.events import service
from civic.events.inputs import EventInput, NoteInput, RegistrationInput
from civic.events.models import Event, Note, Registration
from civic.events.rules import NoteKind
from civic.programme.sectors import Sector

BEITOU = "63000120"
OFFICE = Actor(duties=frozenset({Duty(Role.OFFICE)}))


def planned(now: datetime, **changes: object) -> EventInput:
    """Return the plan of a café in Beitou a week from now, 36 places at six tables."""
    plan = EventInput(
        type_code="citizen_cafe",
        district_code=BEITOU,
        organiser_code="dol",
        title="北投公民咖啡館",
        title_en="Beitou Citizen Café",
        venue="北投區公所",
        starts_at=now + timedelta(days=7),
        ends_at=now + timedelta(days=7, hours=3),
        capacity=36,
        tables=6,
        seats_per_table=6,
        rounds=3,
        round_minutes=25,
        question="北投的步道怎樣才好走？",
        facets=("transport",),
    )
    return replace(plan, **changes)  # type: ignore[arg-type]


def event(now: datetime, **changes: object) -> Event:
    """Return an announced event."""
    made = service.create_event(OFFICE, planned(now, **changes), now)
    return service.open_event(OFFICE, made, now)


def resident(number: int, now: datetime) -> Actor:
    """Return a signed-in resident with an account."""
    person = Person(
        email=f"resident{number}@example.tw",
        name=f"居民{number}",
        password_hash="!",
        created_at=now,
        confirmed_at=now,
    )
    session().add(person)
    session().flush()
    return Actor(person_id=person.id, name=person.name, confirmed=True)


def facilitator(of: Event, person_id: int | None = None) -> Actor:
    """Return somebody who leads this event."""
    return Actor(person_id=person_id, duties=frozenset({Duty(Role.FACILITATOR, str(of.id))}))


def entry(number: int = 1, sector: Sector = Sector.PUBLIC, people: int = 1) -> RegistrationInput:
    """Return what a person or group writes on the registration form."""
    return RegistrationInput(f"居民{number}", f"0912-345-{number:03d}", BEITOU, None, sector, people=people)


def registered(of: Event, count: int, now: datetime, first: int = 1) -> list[Registration]:
    """Register so many residents one after another."""
    numbers = range(first, first + count)
    return [service.register(resident(number, now), of, entry(number), now) for number in numbers]


def group(of: Event, number: int, people: int, now: datetime, sector: Sector = Sector.PUBLIC) -> Registration:
    """Register one group."""
    return service.register(resident(number, now), of, entry(number, sector, people), now)


def note(of: Event, now: datetime, client_id: str = "n1", **changes: object) -> Note:
    """Write one note at table 1 of an event that is being held."""
    words = NoteInput(client_id, 1, 1, NoteKind.NEED, "磺港溪步道夜間太暗")
    return service.write_note(facilitator(of), of, replace(words, **changes), now)  # type: ignore[arg-type]
