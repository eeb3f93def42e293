"""Read events, their registrations, tables and notes."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_

from civic.access.actor import Actor, Role
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may
from civic.accounts.models import Person
from civic.db.session import session
from civic.events.models import CafeTable, Event, EventFacet, EventType, Note, NoteProposal, Registration
from civic.events.rows import (
    Address,
    EventNames,
    EventRow,
    Filters,
    NoteOrigin,
    NoteOutcome,
    NoteRow,
    RosterRow,
)
from civic.events.rules import HOLDS_SEAT, Cell, EventState, NoteKind, Place, Sector, balance, matches
from civic.kit.errors import Missing
from civic.programme.queries import Named, directory
from civic.proposals.models import Proposal

SHOWN = (EventState.OPEN, EventState.COMPLETED)


def scope_of(event: Event) -> Scope:
    """Return whose and where an event is, for the access table."""
    return Scope(district=event.district_code, event=str(event.id))


def list_events(filters: Filters, now: datetime, after: int | None = None, limit: int = 20) -> list[EventRow]:
    """List announced events: coming ones soonest first, past ones latest first, behind the id `after`."""
    key = tuple_(Event.starts_at, Event.id)
    query = _rows(Event.state.in_(SHOWN), *_chosen(filters, now))
    if after is not None:
        last = select(Event.starts_at, Event.id).where(Event.id == after).scalar_subquery()
        query = query.where(key < last if filters.past else key > last)
    order = (Event.starts_at.desc(), Event.id.desc()) if filters.past else (Event.starts_at, Event.id)
    return [_event_row(*row) for row in session().execute(query.order_by(*order).limit(limit))]


def list_unannounced(actor: Actor) -> list[EventRow]:
    """List the drafts the actor may manage."""
    query = _rows(Event.state == EventState.DRAFT).order_by(Event.starts_at, Event.id)
    rows = [_event_row(*row) for row in session().execute(query)]
    return [row for row in rows if may(actor, Permission.MANAGE_EVENT, Scope(district=row.district.code))]


def list_run_by(actor: Actor, now: datetime) -> list[EventRow]:
    """List the announced events whose door or tables the actor works at, until a week after their end."""
    recent = Event.ends_at >= now - timedelta(days=7)
    query = _rows(Event.state == EventState.OPEN, recent).order_by(Event.starts_at, Event.id)
    rows = [_event_row(*row) for row in session().execute(query)]
    scopes = {row.id: Scope(district=row.district.code, event=str(row.id)) for row in rows}
    return [row for row in rows if may(actor, Permission.SEE_ROSTER, scopes[row.id])]


def districts_managed_by(actor: Actor) -> frozenset[str]:
    """Return the codes of the districts in which the actor may hold events; empty means everywhere."""
    if may(actor, Permission.MANAGE_EVENT, Scope()):
        return frozenset()
    return actor.scopes(Role.MODERATOR)


def list_event_types() -> list[Named]:
    """List the types of events in their order."""
    query = select(EventType.code, EventType.name_zh, EventType.name_en).order_by(EventType.position)
    return [Named(*row) for row in session().execute(query)]


def get_event(event_id: int) -> Event:
    """Return an event in any state, or raise Missing."""
    event = session().get(Event, event_id)
    if event is None:
        raise Missing
    return event


def get_visible(actor: Actor, event_id: int) -> Event:
    """Return an event this actor may see: drafts are there only for those who manage them."""
    event = get_event(event_id)
    if event.state is EventState.DRAFT and not may(actor, Permission.MANAGE_EVENT, scope_of(event)):
        raise Missing
    return event


def get_managed(actor: Actor, event_id: int, permission: Permission) -> Event:
    """Return an event on which the actor holds the permission; Refused otherwise."""
    event = get_visible(actor, event_id)
    demand(actor, permission, scope_of(event))
    return event


def names_of(event: Event) -> EventNames:
    """Return the names of an event's type, place, organiser and facets in one statement."""
    query = (
        select(EventType, EventFacet.facet_code)
        .outerjoin(EventFacet, EventFacet.event_id == event.id)
        .where(EventType.code == event.type_code)
    )
    rows = session().execute(query).all()
    about = {code for _, code in rows}
    known = directory()
    return EventNames(
        type=_named(rows[0][0]),
        district=known.district(event.district_code),
        village=known.village(event.village_code) if event.village_code else None,
        organiser=known.agency(event.organiser_code),
        facets=tuple(facet for facet in known.facets if facet.code in about),
    )


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
    """Return the living desk entry of the same name and contact, so that a double tap enters once."""
    query = select(Registration).where(
        Registration.event_id == event_id,
        Registration.person_id.is_(None),
        Registration.name == name,
        Registration.contact == contact,
        Registration.place != Place.CANCELLED,
    )
    return session().scalars(query).first()


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
        Registration.arrival <= registration.arrival,
    )
    return session().scalar(query) or 0


def find_next_waiting(event_id: int) -> Registration | None:
    """Return who waits longest."""
    query = (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.place == Place.WAITING)
        .order_by(Registration.arrival)
        .limit(1)
    )
    return session().scalars(query).first()


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


def list_sectors(event_id: int) -> tuple[Cell, ...]:
    """Return the sector balance of the people with a seat, small cells hidden."""
    query = select(Registration.sector).where(Registration.event_id == event_id, Registration.place.in_(HOLDS_SEAT))
    return balance(session().scalars(query))


def find_address(registration: Registration) -> Address | None:
    """Return where to write: the account's mail, else the contact if it is a mail address, else nowhere."""
    query = select(Person.email, Person.locale).where(Person.id == registration.person_id)
    row = session().execute(query).first() if registration.person_id is not None else None
    if row is not None:
        return Address(row.email, row.locale)
    return Address(registration.contact, "zh_Hant_TW") if "@" in registration.contact else None


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


def get_table(event_id: int, number: int) -> CafeTable:
    """Return a table of an event, or raise Missing."""
    query = select(CafeTable).where(CafeTable.event_id == event_id, CafeTable.number == number)
    table = session().scalars(query).first()
    if table is None:
        raise Missing
    return table


def list_tables(event_id: int) -> list[CafeTable]:
    """List the tables of an event by number."""
    query = select(CafeTable).where(CafeTable.event_id == event_id).order_by(CafeTable.number)
    return list(session().scalars(query))


def get_note(note_id: int) -> Note:
    """Return a note, removed ones included, or raise Missing."""
    note = session().get(Note, note_id)
    if note is None:
        raise Missing
    return note


def find_removed(note_id: int) -> Note | None:
    """Return a note that was taken off its table."""
    return session().scalars(select(Note).where(Note.id == note_id, Note.removed_at.is_not(None))).first()


def find_note_by_client(client_id: str) -> Note | None:
    """Return the note a device already wrote under this id."""
    return session().scalars(select(Note).where(Note.client_id == client_id)).first()


def list_notes(event_id: int, table_no: int | None = None) -> list[NoteRow]:
    """List the notes that stand, by table, round and time; of one table if asked."""
    query = select(Note.id, Note.table_no, Note.round_no, Note.kind, Note.text, Note.dots).where(
        Note.event_id == event_id, Note.removed_at.is_(None)
    )
    if table_no is not None:
        query = query.where(Note.table_no == table_no)
    return [NoteRow(*row) for row in session().execute(query.order_by(Note.table_no, Note.round_no, Note.id))]


def count_notes(event_id: int, table_no: int, kind: NoteKind | None = None) -> int:
    """Count the notes of a table that stand, of one kind if asked."""
    query = select(func.count()).where(Note.event_id == event_id, Note.table_no == table_no, Note.removed_at.is_(None))
    return session().scalar(query.where(Note.kind == kind) if kind else query) or 0


def notes_of_proposal(proposal_id: int) -> list[NoteOrigin]:
    """List the notes a proposal came from, oldest link first."""
    query = (
        select(Note, Event, NoteProposal.linked_at, NoteProposal.linked_role)
        .join(Note, Note.id == NoteProposal.note_id)
        .join(Event, Event.id == Note.event_id)
        .where(NoteProposal.proposal_id == proposal_id)
        .order_by(NoteProposal.linked_at, Note.id)
    )
    return [NoteOrigin(*row) for row in session().execute(query)]


def list_outcomes(event_id: int) -> list[NoteOutcome]:
    """List which notes of an event became public cases."""
    query = (
        select(NoteProposal.note_id, Proposal.case_no, Proposal.title)
        .join(Note, Note.id == NoteProposal.note_id)
        .join(Proposal, Proposal.id == NoteProposal.proposal_id)
        .where(Note.event_id == event_id, Proposal.case_no.is_not(None))
        .order_by(NoteProposal.note_id, Proposal.id)
    )
    return [NoteOutcome(note_id, case_no or "", title) for note_id, case_no, title in session().execute(query)]


def _may_read(actor: Actor, registration: Registration) -> bool:
    if actor.person_id is not None and registration.person_id == actor.person_id:
        return True
    return may(actor, Permission.SEE_ROSTER, scope_of(get_event(registration.event_id)))


def _rows(*conditions: ColumnElement[bool]) -> Select[Event, EventType]:
    return select(Event, EventType).join(EventType, EventType.code == Event.type_code).where(*conditions)


def _named(event_type: EventType) -> Named:
    return Named(event_type.code, event_type.name_zh, event_type.name_en)


def _event_row(event: Event, event_type: EventType) -> EventRow:
    return EventRow(
        id=event.id,
        type=_named(event_type),
        district=directory().district(event.district_code),
        state=event.state,
        title=event.title,
        title_en=event.title_en,
        venue=event.venue,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        capacity=event.capacity,
        taken=event.taken,
        waiting=event.waiting,
    )


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
    )


def _chosen(filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    chosen = [Event.ends_at < now if filters.past else Event.ends_at >= now]
    if filters.district:
        chosen.append(Event.district_code == filters.district)
    if filters.type_code:
        chosen.append(Event.type_code == filters.type_code)
    if filters.facet:
        about = exists().where(EventFacet.event_id == Event.id, EventFacet.facet_code == filters.facet)
        chosen.append(about)
    return chosen
