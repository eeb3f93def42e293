"""Capture what a table says: notes, dots, and the close after reading aloud."""

from datetime import datetime

from sqlalchemy import Update, update
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import demand
from civic.audit.service import record
from civic.db.session import session
from civic.events import queries, rules
from civic.events.inputs import CloseInput, NoteInput
from civic.events.models import CafeTable, Event, Note
from civic.events.rules import NoteKind
from civic.kit.errors import Refused
from civic.kit.text import clean, clean_line


def write_note(actor: Actor, event: Event, entry: NoteInput, now: datetime) -> Note:
    """Write one note at a table; the same client id returns the note already written."""
    table = _table(actor, event, entry.table_no)
    written = queries.find_note_by_client(entry.client_id)
    if written is not None:
        return _same_event(written, event)
    _check_open(event, table, now)
    text = _checked_text(entry.text)
    if queries.count_notes(event.id, table.number) >= rules.NOTES_PER_TABLE:
        raise Refused(rules.TOO_MANY_NOTES)
    note, new = _added(event, entry, text, now)
    if new:
        record(actor, "note.written", f"note:{note.id}", now, event=event.id, table=table.number)
    return note


def set_dots(actor: Actor, note: Note, dots: int, now: datetime) -> Note:
    """Set the dots of a note to a total the table agreed on."""
    _may_change(actor, note, now)
    if not 0 <= dots <= rules.MAX_DOTS:
        raise Refused(rules.DOTS_OUT_OF_RANGE)
    session().execute(_change(note).values(dots=dots).execution_options(synchronize_session=False))
    session().refresh(note)
    record(actor, "note.dots_set", f"note:{note.id}", now, dots=note.dots)
    return note


def move_dots(actor: Actor, note: Note, step: int, now: datetime) -> Note:
    """Add `step` dots (usually 1 or -1) to what stands now, so that two tablets lose no tap."""
    _may_change(actor, note, now)
    change = _change(note).where((Note.dots + step).between(0, rules.MAX_DOTS)).values(dots=Note.dots + step)
    changed = session().scalar(change.returning(Note.id).execution_options(synchronize_session=False))
    if changed is None:
        raise Refused(rules.DOTS_OUT_OF_RANGE)
    session().refresh(note)
    record(actor, "note.dots_moved", f"note:{note.id}", now, step=step)
    return note


def edit_note(actor: Actor, note: Note, kind: NoteKind, text: str, now: datetime) -> Note:
    """Change the kind and text of a note."""
    _may_change(actor, note, now)
    note.kind, note.text = kind, _checked_text(text)
    session().flush()
    record(actor, "note.edited", f"note:{note.id}", now)
    return note


def remove_note(actor: Actor, note: Note, now: datetime) -> Note:
    """Take a note off the table; it is kept and can be put back."""
    _may_change(actor, note, now)
    note.removed_at = now
    session().flush()
    record(actor, "note.removed", f"note:{note.id}", now)
    return note


def restore_note(actor: Actor, note: Note, now: datetime) -> Note:
    """Put a removed note back on the table."""
    _check_table_of(actor, note, now)
    note.removed_at = None
    session().flush()
    record(actor, "note.restored", f"note:{note.id}", now)
    return note


def close_table(actor: Actor, event: Event, number: int, close: CloseInput, now: datetime) -> CafeTable:
    """Close a table after consensus and dissent were read aloud; closing it again changes nothing."""
    table = _table(actor, event, number)
    if table.closed_at is not None:
        return table
    _check_open(event, table, now)
    dissents = queries.count_notes(event.id, number, NoteKind.DISSENT)
    if reason := rules.why_not_close(close.read_aloud, dissents, close.dissent_none):
        raise Refused(reason)
    table.read_aloud, table.closed_at = True, now
    table.dissent_none = close.dissent_none and dissents == 0
    session().flush()
    record(actor, "table.closed", f"event:{event.id}", now, table=number, dissents=dissents)
    return table


def _table(actor: Actor, event: Event, number: int) -> CafeTable:
    """Return a table the actor may write at, open or closed, its row held so that no note slips past a close."""
    demand(actor, Permission.CAPTURE_NOTES, queries.scope_of(event))
    table = queries.get_table(event.id, number)
    session().refresh(table, with_for_update=True)
    return table


def _check_open(event: Event, table: CafeTable, now: datetime) -> None:
    if reason := rules.why_not_note(event, table.closed_at is not None, now):
        raise Refused(reason)


def _check_table_of(actor: Actor, note: Note, now: datetime) -> None:
    event = queries.get_event(note.event_id)
    _check_open(event, _table(actor, event, note.table_no), now)


def _may_change(actor: Actor, note: Note, now: datetime) -> None:
    _check_table_of(actor, note, now)
    session().refresh(note)
    if note.removed_at is not None:
        raise Refused(rules.NOTE_REMOVED)


def _checked_text(text: str) -> str:
    cleaned = clean(text).strip()
    if reason := rules.why_not_text(cleaned):
        raise Refused(reason)
    return cleaned


def _same_event(note: Note, event: Event) -> Note:
    if note.event_id != event.id:
        raise Refused(rules.NOTE_ID_TAKEN)
    return note


def _added(event: Event, entry: NoteInput, text: str, now: datetime) -> tuple[Note, bool]:
    """Write the note, or return the one a second tablet or retry wrote first."""
    note = Note(
        event_id=event.id,
        client_id=entry.client_id,
        table_no=entry.table_no,
        round_no=entry.round_no,
        question=clean_line(entry.question),
        kind=entry.kind,
        text=text,
        written_at=now,
    )
    try:
        with session().begin_nested():
            session().add(note)
            session().flush()
    except IntegrityError:
        first = queries.find_note_by_client(entry.client_id)
        if first is None:
            raise
        return _same_event(first, event), False
    return note, True


def _change(note: Note) -> Update:
    return update(Note).where(Note.id == note.id)
