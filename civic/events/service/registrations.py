"""Give out places: register, enter at the desk, cancel and promote, check in at the door."""

from datetime import datetime

import civic.events.service.letters as letters
import civic.events.service.seats as seats
from civic.access.actor import SYSTEM, Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may
from civic.audit.service import record
from civic.db.session import session
from civic.events import queries, rules
from civic.events.inputs import RegistrationInput
from civic.events.models import Event, Registration
from civic.events.rules import Place
from civic.kit.errors import Refused
from civic.kit.text import clean, clean_line


def register(actor: Actor, event: Event, entry: RegistrationInput, now: datetime) -> Registration:
    """Register the actor: a seat, or a number on the waiting list; doing it twice gives the same place."""
    demand(actor, Permission.REGISTER_FOR_EVENT, Scope(owner_id=actor.person_id))
    seats.hold(event)
    existing = queries.find_registration(event.id, actor.person_id)
    if existing is not None:
        return existing
    return _admit(actor, event, _entered(event, entry, now, person_id=actor.person_id), now)


def register_at_desk(actor: Actor, event: Event, entry: RegistrationInput, now: datetime) -> Registration:
    """Enter somebody who came to the desk or telephoned (代鍵); the same name and contact is entered once."""
    demand(actor, Permission.SEE_ROSTER, queries.scope_of(event))
    seats.hold(event)
    existing = queries.find_entered(event.id, clean_line(entry.name), clean_line(entry.contact))
    if existing is not None:
        return existing
    return _admit(actor, event, _entered(event, entry, now, entered_by=actor.person_id), now)


def walk_in(actor: Actor, event: Event, entry: RegistrationInput, now: datetime) -> Registration:
    """Enter and check in somebody at the door, on a free seat only; a double tap enters once."""
    demand(actor, Permission.SEE_ROSTER, queries.scope_of(event))
    seats.hold(event)
    existing = queries.find_entered(event.id, clean_line(entry.name), clean_line(entry.contact))
    if existing is not None and existing.place is Place.ATTENDED:
        if rules.is_double_tap(existing.contact, existing.checked_in_at, now):
            return existing
        existing = None
    if reason := rules.why_not_enter(event, now):
        raise Refused(reason)
    registration = _seated_at_door(actor, event, existing, entry, now)
    record(actor, "event.walked_in", f"registration:{registration.id}", now, event=event.id)
    return check_in(actor, registration, now)


def cancel(actor: Actor, registration: Registration, now: datetime) -> Registration:
    """Cancel a registration; a freed seat goes to exactly one waiting person, who is told why."""
    event = queries.get_event(registration.event_id)
    if not may(actor, Permission.SEE_ROSTER, queries.scope_of(event)):
        demand(actor, Permission.REGISTER_FOR_EVENT, Scope(owner_id=registration.person_id))
    withdraw(actor, event, registration, now)
    letters.tell_cancelled(event, registration, now)
    return registration


def withdraw(actor: Actor, event: Event, registration: Registration, now: datetime) -> None:
    """Take a place back and pass the seat on, once it is settled that the actor may."""
    seats.hold(event)
    session().refresh(registration)
    place = registration.place
    if reason := rules.why_not_cancel(event, registration, now):
        raise Refused(reason)
    if not seats.move(registration, place, Place.CANCELLED):
        raise Refused(rules.CANCELLED)
    record(actor, "event.place_cancelled", f"registration:{registration.id}", now, event=event.id)
    _pass_on(event, place, now)


def check_in(actor: Actor, registration: Registration, now: datetime, table_no: int | None = None) -> Registration:
    """Give who arrives a check-in number and a table: the one asked for, else where the sector is rarest."""
    event = queries.get_event(registration.event_id)
    demand(actor, Permission.SEE_ROSTER, queries.scope_of(event))
    seats.hold(event)
    session().refresh(registration)
    if reason := rules.why_not_check_in(event, registration, now):
        raise Refused(reason)
    registration.table_no = _table_for(event, registration, table_no)
    registration.check_in_no = queries.next_check_in_number(event.id)
    registration.place = Place.ATTENDED
    registration.checked_in_at = now
    session().flush()
    record(actor, "event.checked_in", f"registration:{registration.id}", now, number=registration.check_in_no)
    return registration


def _admit(actor: Actor, event: Event, registration: Registration, now: datetime) -> Registration:
    """Give a new registration a seat, or the end of the queue, and tell the person."""
    if reason := rules.why_not_register(event, None, now):
        raise Refused(reason)
    if seats.take(event):
        registration.place = Place.SEAT
    else:
        seats.join_queue(event)
        registration.place = Place.WAITING
    _write(registration)
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
    take = seats.take_at_door if now >= event.starts_at else seats.take
    if not take(event):
        raise Refused(rules.FULL)
    if existing is None:
        registration = _entered(event, entry, now, entered_by=actor.person_id)
        registration.place = Place.SEAT
        return _write(registration)
    seats.move(existing, Place.WAITING, Place.SEAT)
    seats.leave_queue(event)
    return existing


def _pass_on(event: Event, place: Place, now: datetime) -> None:
    """Settle what a cancelled place leaves: a shorter queue, a promotion, or a free seat."""
    if place is Place.WAITING:
        seats.leave_queue(event)
    elif not _promote(event, now):
        seats.free(event)


def _promote(event: Event, now: datetime) -> bool:
    """Hand a freed seat to who waits longest and tell them why; False when nobody may have it."""
    promoted = queries.find_next_waiting(event.id) if rules.may_promote(event, now) else None
    if promoted is None or not seats.move(promoted, Place.WAITING, Place.SEAT):
        return False
    promoted.reason = rules.PROMOTED
    seats.leave_queue(event)
    record(SYSTEM, "event.promoted", f"registration:{promoted.id}", now, event=event.id)
    letters.tell_promoted(event, promoted, now)
    return True


def _table_for(event: Event, registration: Registration, asked: int | None) -> int | None:
    if asked is None:
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
    return Registration(
        event_id=event.id,
        person_id=person_id,
        entered_by=entered_by,
        arrival=queries.next_number(event.id),
        name=clean_line(entry.name),
        contact=clean_line(entry.contact),
        district_code=entry.district_code or None,
        village_code=entry.village_code or None,
        sector=entry.sector,
        access_needs=clean(entry.access_needs),
        photo_consent=entry.photo_consent,
        created_at=now,
    )


def _write(registration: Registration) -> Registration:
    session().add(registration)
    session().flush()
    return registration
