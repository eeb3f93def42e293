"""Take what a workshop agreed into the inventory: as a need of its own, or as evidence of one that is there."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit import service as audit
from civic.db.session import session
from civic.events import queries as events
from civic.events.models import Event, Note
from civic.events.rules import NOTE_REMOVED, NoteKind
from civic.kit.clock import local
from civic.kit.errors import Refused
from civic.kit.ids import workshop_number
from civic.kit.roc import ROC_EPOCH
from civic.kit.text import clean_line
from civic.needs import queries, rules, writing
from civic.needs.inputs import EvidenceInput, WorkshopInput
from civic.needs.models import Need
from civic.needs.rules import EvidenceKind, EvidenceSource, NeedMove, NeedState, Origin
from civic.programme.queries import directory

TRIES = 5


def enter_from_workshop(actor: Actor, note: Note, given: WorkshopInput, now: datetime) -> Need:
    """Enter a note, a group or a point of the plenum as a need; entering it again returns the need it is."""
    event = _published(actor, note)
    writing.refuse(rules.TEXT_EMPTY if not (given.title.strip() and given.place.strip()) else None)
    known = queries.find_by_note(note.id)
    if known is not None:
        return known
    need = _numbered(event, note, given, now)
    if need is None:
        return _entered_meanwhile(note)
    writing.write_change(actor, need, NeedState.NEW, NeedMove(rules.ENTERED_FROM_WORKSHOP), now)
    _prove(actor, need, note, given.whole, now)
    audit.record(actor, "need.entered_from_workshop", f"need:{need.id}", now, note=note.id, event=event.id)
    return need


def cite(actor: Actor, need: Need, note: Note, whole: bool, now: datetime) -> int:
    """Add a note, and with `whole` those that say the same, as evidence of a need; return how many pieces are new."""
    writing.demand_managing(actor, need)
    _published(actor, note)
    added = _prove(actor, need, note, whole, now)
    if added:
        audit.record(actor, "need.note_cited", f"need:{need.id}", now, note=note.id, pieces=added)
    return added


def _published(actor: Actor, note: Note) -> Event:
    """Return the event of a note that everybody can read; Refused before its minutes are published."""
    event = events.get_event(note.event_id)
    demand(actor, Permission.MANAGE_NEEDS, Scope(district=event.district_code))
    writing.refuse(NOTE_REMOVED if note.removed_at is not None else None)
    writing.refuse(rules.NOT_PUBLISHED_NOTE if event.minutes_at is None else None)
    return event


def _numbered(event: Event, note: Note, given: WorkshopInput, now: datetime) -> Need | None:
    """Write the need under the next number of its district and year; None when the note was entered meanwhile."""
    for _ in range(TRIES):
        need = _need_of(event, note, given, now)
        try:
            with session().begin_nested():
                session().add(need)
        except IntegrityError:
            if queries.find_by_note(note.id) is not None:
                return None
        else:
            return need
    raise Refused(rules.CHANGED_MEANWHILE)


def _entered_meanwhile(note: Note) -> Need:
    need = queries.find_by_note(note.id)
    if need is None:
        raise Refused(rules.CHANGED_MEANWHILE)
    return need


def _need_of(event: Event, note: Note, given: WorkshopInput, now: datetime) -> Need:
    city = directory()
    year, letters = local(event.starts_at).year - ROC_EPOCH, city.district(event.district_code).letters
    held = select(func.count()).where(Need.case_no.startswith(f"{year}-{letters}-W"))
    place = events.find_place(note.id)
    return Need(
        case_no=workshop_number(year, letters, (session().scalar(held) or 0) + 1),
        note_id=note.id,
        state=NeedState.NEW,
        origin=Origin.WORKSHOP,
        title=clean_line(given.title)[:100],
        district_code=event.district_code,
        village_code=given.village_code,
        facet_code=given.facet_code,
        place=clean_line(given.place)[:200],
        lat=place.lat if place else None,
        lng=place.lng if place else None,
        lead_agency_code=city.facet(given.facet_code).lead_agency_code,
        entered_at=now,
    )


def _prove(actor: Actor, need: Need, note: Note, whole: bool, now: datetime) -> int:
    """Write the pieces of evidence a note gives that the need does not have; return how many."""
    held = {(piece.kind, piece.subject) for piece in queries.list_evidence(need.id)}
    told = [note, *(events.list_mates(note) if whole else [])]
    fresh = [piece for piece in _pieces(told) if (piece.kind, piece.subject) not in held]
    for piece in fresh:
        try:
            with session().begin_nested():
                writing.write_evidence(actor, need, piece, now)
        except IntegrityError as twice:  # somebody cited the same note at this moment
            raise Refused(rules.CHANGED_MEANWHILE) from twice
    return len(fresh)


def _pieces(notes: Iterable[Note]) -> Iterable[EvidenceInput]:
    """Return each note as evidence: a consensus for the first gate, everything but dissent for the second."""
    for note in notes:
        subject = f"{queries.NOTE_SUBJECT}{note.id}"
        if note.kind is NoteKind.CONSENSUS:
            yield EvidenceInput(EvidenceKind.CONSENSUS, EvidenceSource.NOTE, note.text, subject, note.dots)
        elif note.kind is not NoteKind.DISSENT:
            yield EvidenceInput(EvidenceKind.ACTUAL_NEED, EvidenceSource.NOTE, note.text, subject, note.dots)


