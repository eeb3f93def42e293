"""Read registrations: one's own place, the queue, the numbers, the roster."""

from sqlalchemy import func, select

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import demand, may
from civic.accounts.models import Person
from civic.db.session import session
from civic.events import passes
from civic.events.models import Event, Registration
from civic.events.passes import Use
from civic.events.queries.listing import get_event, scope_of
from civic.events.rows import (
    Address,
    RosterRow,
)
from civic.events.rules import Place, matches
from civic.kit.errors import Missing
from civic.programme.sectors import Sector


def find_registration(event_id: int, person_id: int | None) -> Registration | None:
    """Return a person's living registration for an event, if any."""
    if person_id is None:
        return None
    query = select(Registration).where(
        Registration.event_id == event_id,
        Registration.person_id == person_id,
        Registration.place != Place.CANCELLED,
    )
    return session().scalars(query).first()


def find_entered(event_id: int, name: str, contact: str) -> Registration | None:
    """Return the latest living desk entry of the same name and contact, so that a double tap enters once."""
    query = select(Registration).where(
        Registration.event_id == event_id,
        Registration.person_id.is_(None),
        Registration.name == name,
        Registration.contact == contact,
        Registration.place != Place.CANCELLED,
    )
    return session().scalars(query.order_by(Registration.id.desc())).first()


def get_registration(actor: Actor, registration_id: int) -> Registration:
    """Return a registration to its owner or to the event's staff; for everybody else it is Missing."""
    registration = session().get(Registration, registration_id)
    if registration is None or not _may_read(actor, registration):
        raise Missing
    return registration


def list_registrations_of(person_id: int) -> list[tuple[Registration, Event]]:
    """List a person's registrations with their events, cancelled ones included."""
    query = select(Registration, Event).join(Event, Event.id == Registration.event_id)
    rows = session().execute(query.where(Registration.person_id == person_id).order_by(Registration.id))
    return [(registration, event) for registration, event in rows]


def waiting_number(registration: Registration) -> int:
    """Return the place in the queue, 1 for who is next (候補 1); 0 for who does not wait."""
    if registration.place is not Place.WAITING:
        return 0
    query = select(func.count()).where(
        Registration.event_id == registration.event_id,
        Registration.place == Place.WAITING,
        Registration.queue_no <= registration.queue_no,
    )
    return session().scalar(query) or 0


def find_by_client(event_id: int, client_id: str | None) -> Registration | None:
    """Return the registration a form or a door's tablet has sent before, if any."""
    if not client_id:
        return None
    query = select(Registration).where(Registration.event_id == event_id, Registration.client_id == client_id)
    return session().scalars(query).first()


def find_by_code(code: str, purpose: Use) -> Registration | None:
    """Return the registration a signed code belongs to, if any."""
    registration_id = passes.read(code, purpose)
    return session().get(Registration, registration_id) if registration_id is not None else None


def next_number(event_id: int) -> int:
    """Return the next arrival number of an event; hold the event before you ask."""
    query = select(func.coalesce(func.max(Registration.arrival), 0) + 1).where(Registration.event_id == event_id)
    return session().scalar(query) or 1


def next_check_in_number(event_id: int) -> int:
    """Return the next check-in number (報到序號); hold the event before you ask."""
    query = select(func.coalesce(func.max(Registration.check_in_no), 0) + 1).where(Registration.event_id == event_id)
    return session().scalar(query) or 1


def list_seated(event_id: int) -> list[tuple[int, Sector]]:
    """List the table number and sector of everybody who sits at a table."""
    query = select(Registration.table_no, Registration.sector).where(
        Registration.event_id == event_id,
        Registration.table_no.is_not(None),
        Registration.place == Place.ATTENDED,
    )
    return [(number, sector) for number, sector in session().execute(query) if number is not None]


def find_address(registration: Registration) -> Address | None:
    """Return where to write: the account's mail, else the contact if it is a mail address, else nowhere."""
    query = select(Person.email, Person.locale).where(Person.id == registration.person_id)
    row = session().execute(query).first() if registration.person_id is not None else None
    if row is not None:
        return Address(row.email, row.locale)
    return Address(registration.contact, registration.locale) if "@" in registration.contact else None


def list_roster(actor: Actor, event: Event, search: str = "") -> list[RosterRow]:
    """List everybody registered, for the event's staff; `search` is part of a name or three last digits."""
    demand(actor, Permission.SEE_ROSTER, scope_of(event))
    query = (
        select(Registration)
        .where(Registration.event_id == event.id, Registration.place != Place.CANCELLED)
        .order_by(Registration.arrival)
    )
    rows = [_roster_row(registration) for registration in session().scalars(query)]
    return [row for row in rows if not search.strip() or matches(row.name, row.contact, search)]


def _may_read(actor: Actor, registration: Registration) -> bool:
    if actor.person_id is not None and registration.person_id == actor.person_id:
        return True
    return may(actor, Permission.SEE_ROSTER, scope_of(get_event(registration.event_id)))


def _roster_row(registration: Registration) -> RosterRow:
    return RosterRow(
        id=registration.id,
        arrival=registration.arrival,
        place=registration.place,
        name=registration.name,
        contact=registration.contact,
        sector=registration.sector,
        access_needs=registration.access_needs,
        photo_consent=registration.photo_consent,
        table_no=registration.table_no,
        check_in_no=registration.check_in_no,
        people=registration.people,
        checked_in_at=registration.checked_in_at,
        door=registration.door,
        offered_until=registration.offered_until,
        is_host=registration.is_host,
    )
