"""Give out places: register, enter at the desk, confirm, cancel and pass on, check in at the door."""

from datetime import datetime

import civic.events.service.letters as letters
import civic.events.service.queue as queue
import civic.events.service.seats as seats
from civic.access.actor import ANONYMOUS, SYSTEM, Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may
from civic.audit.service import record
from civic.db.session import session
from civic.events import admission, queries, rules
from civic.events.inputs import Arrival, RegistrationInput
from civic.events.models import Event, Registration
from civic.events.rules import EventState, Place
from civic.kit.errors import Refused
from civic.kit.text import clean, clean_line


def register(actor: Actor, event: Event, entry: RegistrationInput, now: datetime) -> Registration:
    """Register the actor: a seat, or a number on the waiting list; doing it twice gives the same place."""
    demand(actor, Permission.REGISTER_FOR_EVENT, Scope(owner_id=actor.person_id))
    queue.advance(event, now)
    existing = queries.find_registration(event.id, actor.person_id)
    if existing is not None:
        return existing
    return _admit(actor, event, _entered(event, entry, now, person_id=actor.person_id), now)


def register_guest(actor: Actor, event: Event, entry: RegistrationInput, now: datetime) -> Registration:
    """Register somebody without an account; the same form sent twice gives the same place."""
    demand(actor, Permission.REGISTER_AS_GUEST, Scope())
    queue.advance(event, now)
    existing = queries.find_by_client(event.id, entry.client_id)
    if existing is not None and existing.place is Place.CANCELLED:
        raise Refused(rules.CANCELLED)
    if existing is not None:
        return existing
    if queries.find_entered(event.id, clean_line(entry.name), clean_line(entry.contact)) is not None:
        raise Refused(rules.KNOWN_GUEST)
    return _admit(actor, event, _entered(event, entry, now), now)


def register_at_desk(actor: Actor, event: Event, entry: RegistrationInput, now: datetime) -> Registration:
    """Enter somebody who came to the desk or telephoned (代鍵); the same name and contact is entered once."""
    demand(actor, Permission.SEE_ROSTER, queries.scope_of(event))
    queue.advance(event, now)
    existing = queries.find_entered(event.id, clean_line(entry.name), clean_line(entry.contact))
    if existing is not None:
        return existing
    return _admit(actor, event, _entered(event, entry, now, entered_by=actor.person_id), now)


def walk_in(
    actor: Actor, event: Event, entry: RegistrationInput, now: datetime, arrival: Arrival | None = None
) -> Registration:
    """Enter and check in somebody at the door, on free seats only; a double tap or a late sync enters once."""
    demand(actor, Permission.SEE_ROSTER, queries.scope_of(event))
    queue.advance(event, now)
    existing = queries.find_by_client(event.id, entry.client_id)
    if existing is not None:
        return existing
    existing = queries.find_entered(event.id, clean_line(entry.name), clean_line(entry.contact))
    if existing is not None and existing.place is Place.ATTENDED:
        if entry.client_id is None and rules.is_double_tap(existing.contact, existing.checked_in_at, now):
            return existing
        existing = None
    if reason := rules.why_not_enter(event, now):
        raise Refused(reason)
    registration = _seated_at_door(actor, event, existing, entry, now)
    record(actor, "event.walked_in", f"registration:{registration.id}", now, event=event.id)
    return check_in(actor, registration, now, arrival=arrival)


def confirm(registration: Registration, now: datetime, reason: str = "") -> Registration:
    """Take the seat that was offered: whoever holds the registration's own link or account may."""
    event = queries.get_event(registration.event_id)
    queue.advance(event, now)
    session().refresh(registration)
    if event.state is not EventState.OPEN or not seats.move(registration, Place.OFFERED, Place.SEAT):
        raise Refused(admission.NOTHING_OFFERED)
    registration.offered_until = None
    queue.note_change(registration, Place.OFFERED, now, reason)
    record(SYSTEM, "event.seat_confirmed", f"registration:{registration.id}", now, event=event.id)
    letters.tell_place(event, registration, now)
    return registration


def confirm_at_desk(actor: Actor, registration: Registration, now: datetime) -> Registration:
    """Confirm an offered seat for somebody who telephoned."""
    demand(actor, Permission.SEE_ROSTER, queries.scope_of(queries.get_event(registration.event_id)))
    return confirm(registration, now, admission.DESK)


def cancel(actor: Actor, registration: Registration, now: datetime) -> Registration:
    """Cancel a registration; a freed seat goes to exactly one waiting person, who is told why."""
    event = queries.get_event(registration.event_id)
    if not may(actor, Permission.SEE_ROSTER, queries.scope_of(event)):
        demand(actor, Permission.REGISTER_FOR_EVENT, Scope(owner_id=registration.person_id))
    withdraw(actor, event, registration, now)
    letters.tell_cancelled(event, registration, now)
    return registration


def cancel_by_link(registration: Registration, now: datetime) -> Registration:
    """Cancel a registration for whoever holds its own signed link."""
    event = queries.get_event(registration.event_id)
    withdraw(ANONYMOUS, event, registration, now)
    letters.tell_cancelled(event, registration, now)
    return registration


def withdraw(actor: Actor, event: Event, registration: Registration, now: datetime) -> None:
    """Take a place back and pass the seat on, once it is settled that the actor may."""
    queue.advance(event, now)
    session().refresh(registration)
    place = registration.place
    if reason := rules.why_not_cancel(event, registration, now):
        raise Refused(reason)
    if not seats.move(registration, place, Place.CANCELLED):
        raise Refused(rules.CANCELLED)
    queue.note_change(registration, place, now)
    record(actor, "event.place_cancelled", f"registration:{registration.id}", now, event=event.id)
    if place is Place.WAITING:
        seats.leave_queue(event, registration.people)
    else:
        seats.free(event, registration.people)
        queue.fill(event, now)


def check_in(
    actor: Actor,
    registration: Registration,
    now: datetime,
    table_no: int | None = None,
    arrival: Arrival | None = None,
) -> Registration:
    """Give who arrives a check-in number and a table: the one asked for or planned, else where the sector is rarest."""
    event = queries.get_event(registration.event_id)
    demand(actor, Permission.SEE_ROSTER, queries.scope_of(event))
    seats.hold(event)
    session().refresh(registration)
    if reason := rules.why_not_check_in(event, registration, now):
        raise Refused(reason)
    registration.table_no = _table_for(event, registration, table_no)
    registration.check_in_no = queries.next_check_in_number(event.id)
    registration.place = Place.ATTENDED
    registration.offered_until = None
    registration.checked_in_at = arrival.at if arrival else now
    registration.door = clean_line(arrival.door)[:40] if arrival else ""
    session().flush()
    record(actor, "event.checked_in", f"registration:{registration.id}", now, number=registration.check_in_no)
    return registration


def _admit(actor: Actor, event: Event, registration: Registration, now: datetime) -> Registration:
    """Put a new registration on the list, give it the seats it fits, and tell the person."""
    if reason := rules.why_not_register(event, None, now):
        raise Refused(reason)
    if reason := admission.why_not_people(registration.people, event.capacity):
        raise Refused(reason)
    registration.place = Place.WAITING
    _write(registration)
    seats.join_queue(event, registration.people)
    queue.fill(event, now, fresh=registration)
    action = "event.entered" if registration.entered_by else "event.registered"
    place = registration.place.value
    record(actor, action, f"registration:{registration.id}", now, event=event.id, place=place)
    letters.tell_place(event, registration, now)
    return registration


def _seated_at_door(
    actor: Actor, event: Event, existing: Registration | None, entry: RegistrationInput, now: datetime
) -> Registration:
    """Return a registration with a seat for somebody at the door; who waits takes a free seat like anyone."""
    if existing is not None and existing.place in rules.HOLDS_SEAT:
        return existing
    people = existing.people if existing else entry.people
    if (now < event.starts_at and event.waiting) or not seats.take(event, people):
        raise Refused(rules.FULL)
    if existing is None:
        registration = _entered(event, entry, now, entered_by=actor.person_id)
        registration.place = Place.SEAT
        return _write(registration)
    seats.move(existing, Place.WAITING, Place.SEAT)
    seats.leave_queue(event, people)
    return existing


def _table_for(event: Event, registration: Registration, asked: int | None) -> int | None:
    if asked is None:
        planned = queries.find_planned_table(registration.id)
        if planned is not None:
            return planned
        return rules.choose_table(queries.list_seated(event.id), event.tables, registration.sector)
    if not 1 <= asked <= event.tables:
        raise Refused(rules.NO_SUCH_TABLE)
    return asked


def _entered(
    event: Event,
    entry: RegistrationInput,
    now: datetime,
    person_id: int | None = None,
    entered_by: int | None = None,
) -> Registration:
    """Return a registration with the next arrival number, its place still open; hold the event before."""
    number = queries.next_number(event.id)
    return Registration(
        event_id=event.id,
        person_id=person_id,
        entered_by=entered_by,
        arrival=number,
        queue_no=number,
        people=entry.people,
        name=clean_line(entry.name),
        contact=clean_line(entry.contact),
        district_code=entry.district_code or None,
        village_code=entry.village_code or None,
        sector=entry.sector,
        access_needs=clean(entry.access_needs),
        photo_consent=entry.photo_consent,
        age_band=entry.age_band if event.ask_age else None,
        locale=entry.locale,
        client_id=(entry.client_id or None) if person_id is None else None,
        created_at=now,
    )


def _write(registration: Registration) -> Registration:
    session().add(registration)
    session().flush()
    return registration
