"""Capture what a table says, one act at a time: notes, dots, and the close after reading aloud."""

from datetime import datetime

from civic.access.actor import Actor
from civic.db.session import session
from civic.events import queries, rules
from civic.events.inputs import CloseInput, NoteInput
from civic.events.models import CafeTable, Event, Note
from civic.events.rules import NoteKind
from civic.events.service.operations import accept
from civic.events.tablet_ops import LONGEST_TEXT, Do, Op
from civic.kit.clock import milliseconds
from civic.kit.errors import Refused
from civic.kit.ids import random_token
from civic.kit.text import clean, clean_line


def write_note(actor: Actor, event: Event, entry: NoteInput, now: datetime) -> Note:
    """Write one note at a table; the same client id returns the note already written."""
    queries.get_table(event.id, entry.table_no)
    op = Op(
        id=entry.client_id,
        do=Do.WRITE,
        table=entry.table_no,
        at=milliseconds(now),
        on=entry.client_id,
        kind=entry.kind.value,
        text=_words(entry.text),
        round=entry.round_no,
    )
    _do(actor, event, op, now)
    note = queries.find_note_by_client(entry.client_id)
    if note is None:
        raise Refused(rules.NOTE_ID_TAKEN)
    note.question = note.question or clean_line(entry.question)
    return note


def set_dots(actor: Actor, note: Note, dots: int, now: datetime, base: int | None = None) -> Note:
    """Set the dots of a note to a total the table agreed on; `base` is the total the person saw."""
    session().refresh(note)
    return _change(actor, note, now, do=Do.SET_DOTS, base=note.dots if base is None else base, dots=dots)


def group_note(actor: Actor, note: Note, other: Note | None, now: datetime) -> Note:
    """Put a note together with another, whose group it joins or begins; with None, take it out of its group."""
    was = note.cluster_uid or ""
    if other is None:
        return _change(actor, note, now, do=Do.JOIN, was=was)
    if not other.cluster_uid:
        begun = random_token(16)
        _change(actor, note, now, on=begun, do=Do.NAME, text=other.text)
        _change(actor, other, now, do=Do.JOIN, into=begun)
    return _change(actor, note, now, do=Do.JOIN, was=was, into=root_uid(other.cluster_uid or ""))


def root_uid(uid: str) -> str:
    """Return the group that one was merged into in the end."""
    merged = queries.find_merged(uid)
    return root_uid(merged) if merged else uid


def move_dots(actor: Actor, note: Note, step: int, now: datetime) -> Note:
    """Add `step` dots (usually 1 or -1) to what stands now, so that two tablets lose no tap."""
    return _change(actor, note, now, do=Do.ADD_DOTS, dots=step)


def edit_note(
    actor: Actor, note: Note, kind: NoteKind, text: str, now: datetime, base: int | None = None
) -> Note:
    """Change the kind and text of a note; `base` is the revision the person saw, by default the one that stands."""
    return _change(actor, note, now, do=Do.EDIT, base=base or note.rev, kind=kind.value, text=_words(text))


def remove_note(actor: Actor, note: Note, now: datetime) -> Note:
    """Take a note off the table; it is kept and can be put back."""
    return _change(actor, note, now, do=Do.REMOVE, base=note.rev)


def restore_note(actor: Actor, note: Note, now: datetime) -> Note:
    """Put a removed note back on the table."""
    return _change(actor, note, now, do=Do.RESTORE, base=note.rev)


def close_table(actor: Actor, event: Event, number: int, close: CloseInput, now: datetime) -> CafeTable:
    """Close a table after consensus and dissent were read aloud; closing it again changes nothing."""
    table = queries.get_table(event.id, number)
    if table.closed_at is None:
        _do(actor, event, _op(number, now, do=Do.CLOSE, read=close.read_aloud, none=close.dissent_none), now)
    return table


def _change(actor: Actor, note: Note, now: datetime, **fields: Do | str | int) -> Note:
    event = queries.get_event(note.event_id)
    _do(actor, event, _op(note.table_no, now, **{"on": note.client_id, **fields}), now)
    return note


def _op(table: int, now: datetime, **fields: Do | str | int | bool) -> Op:
    return Op(id=random_token(16), table=table, at=milliseconds(now), **fields)  # type: ignore[arg-type]


def _do(actor: Actor, event: Event, op: Op, now: datetime) -> None:
    """Do one operation or refuse."""
    (answer,) = accept(actor, event, [op], now)
    if answer.reason is not None:
        raise Refused(answer.reason)


def _words(text: str) -> str:
    """Return text as it is stored; what is far too long is cut where it is still too long for a note."""
    return clean(text).strip()[:LONGEST_TEXT]
