"""Read the boards of tables, the log of operations, the tablets and their photos."""

from collections.abc import Collection
from datetime import datetime

import orjson
from sqlalchemy import func, select

from civic.db.session import session
from civic.events.models import CafeTable, Event, Note
from civic.events.rows import LoggedOp, PhotoRow, TableActivity
from civic.events.rules import EventState
from civic.events.tablet_board import Board, BoardCluster, BoardNote, BoardPhoto, fold
from civic.events.tablet_models import NoteCluster, PosterPhoto, TableOperation, TabletDevice
from civic.events.tablet_ops import LEAD, read_op
from civic.kit.clock import milliseconds
from civic.kit.errors import Missing

FRESH = {"populate_existing": True}
"""Read rows as they stand now, also those this unit of work has read before it held the event."""


def load_board(event_id: int, tables: Collection[int]) -> Board:
    """Return what stands at these tables, and what the lead said to all: read anew, whatever was read before."""
    board = load_lead(event_id)
    at_tables = Note.event_id == event_id, Note.table_no.in_(tables)
    for note in session().scalars(select(Note).where(*at_tables).order_by(Note.id), execution_options=FRESH):
        board.notes[note.client_id] = board_note(note)
    clusters = select(NoteCluster).where(NoteCluster.event_id == event_id, NoteCluster.table_no.in_(tables))
    for held in session().scalars(clusters.order_by(NoteCluster.id), execution_options=FRESH):
        board.clusters[held.uid] = BoardCluster(held.uid, held.table_no, held.title, held.into_uid or "", held.rev)
    photos = select(PosterPhoto).where(PosterPhoto.event_id == event_id, PosterPhoto.table_no.in_(tables))
    for photo in session().scalars(photos.order_by(PosterPhoto.id), execution_options=FRESH):
        removed = photo.removed_at is not None
        board.photos[photo.uid] = BoardPhoto(photo.uid, photo.table_no, photo.round_no, removed)
    closed = select(CafeTable).where(CafeTable.event_id == event_id, CafeTable.closed_at.is_not(None))
    board.closed = {table.number: table.dissent_none for table in session().scalars(closed, execution_options=FRESH)}
    return board


def load_lead(event_id: int) -> Board:
    """Return the rounds and the message of the lead facilitator."""
    bodies = select(TableOperation.body).where(TableOperation.event_id == event_id, TableOperation.table_no == LEAD)
    return fold(read_op(orjson.loads(body)) for body in session().scalars(bodies.order_by(TableOperation.seq)))


def board_note(note: Note) -> BoardNote:
    """Return a note as the board holds it."""
    return BoardNote(
        uid=note.client_id,
        table=note.table_no,
        round=note.round_no,
        kind=note.kind.value,
        text=note.text,
        at=milliseconds(note.written_at),
        dots=note.dots,
        cluster=note.cluster_uid or "",
        removed=note.removed_at is not None,
        rev=note.rev,
    )


def last_seq(event_id: int) -> int:
    """Return the number of the newest operation of an event, 0 before the first."""
    return session().scalar(select(func.max(TableOperation.seq)).where(TableOperation.event_id == event_id)) or 0


def known_ops(op_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return event and number of those operations that were accepted before, by their ids."""
    query = select(TableOperation.op_id, TableOperation.event_id, TableOperation.seq)
    rows = session().execute(query.where(TableOperation.op_id.in_(op_ids)))
    return {op_id: (event_id, seq) for op_id, event_id, seq in rows}


def taken_uids(uids: Collection[str]) -> set[str]:
    """Return which of these ids name a note, a cluster or a photo already, of any event."""
    notes = select(Note.client_id).where(Note.client_id.in_(uids))
    clusters = select(NoteCluster.uid).where(NoteCluster.uid.in_(uids))
    photos = select(PosterPhoto.uid).where(PosterPhoto.uid.in_(uids))
    return set(session().scalars(notes.union(clusters, photos)))


def list_ops(event_id: int, table_no: int, after: int, limit: int) -> list[LoggedOp]:
    """List operations of one table and of the lead behind a number, in their order."""
    query = (
        select(TableOperation.seq, TableOperation.body)
        .where(TableOperation.event_id == event_id, TableOperation.table_no.in_((LEAD, table_no)))
        .where(TableOperation.seq > after)
        .order_by(TableOperation.seq)
        .limit(limit)
    )
    return [LoggedOp(seq, read_op(orjson.loads(body))) for seq, body in session().execute(query)]


def find_open_table(code_hash: str, now: datetime) -> tuple[Event, CafeTable] | None:
    """Return the table a code opens now, None for a wrong code or one whose event is over."""
    query = (
        select(Event, CafeTable)
        .join(CafeTable, CafeTable.event_id == Event.id)
        .where(CafeTable.code_hash == code_hash, Event.state == EventState.OPEN, Event.ends_at > now)
    )
    row = session().execute(query).first()
    return (row[0], row[1]) if row else None


def codes_in_use(now: datetime) -> set[str]:
    """Return the hashes of all codes that open a table of an event not yet over."""
    query = select(CafeTable.code_hash).join(Event, Event.id == CafeTable.event_id)
    return set(session().scalars(query.where(CafeTable.code_hash != "", Event.ends_at > now)))


def find_device(token_hash: str, now: datetime) -> TabletDevice | None:
    """Return the tablet behind a token, while it is good."""
    alive = TabletDevice.ended_at.is_(None), TabletDevice.expires_at > now
    return session().scalars(select(TabletDevice).where(TabletDevice.token_hash == token_hash, *alive)).first()


def list_activity(event_id: int) -> list[TableActivity]:
    """List each table with its notes, dots, newest operation and newest sign of life of a tablet."""
    notes = select(Note.table_no, func.count(), func.sum(Note.dots)).where(Note.event_id == event_id)
    counted = session().execute(notes.where(Note.removed_at.is_(None)).group_by(Note.table_no))
    count = {number: (held, dots) for number, held, dots in counted}
    ops = select(TableOperation.table_no, func.max(TableOperation.received_at))
    ops = ops.where(TableOperation.event_id == event_id).group_by(TableOperation.table_no)
    heard = dict(iter(session().execute(ops)))
    devices = select(TabletDevice.table_no, func.max(TabletDevice.seen_at)).where(TabletDevice.ended_at.is_(None))
    devices = devices.where(TabletDevice.event_id == event_id).group_by(TabletDevice.table_no)
    seen = dict(iter(session().execute(devices)))
    tables = select(CafeTable).where(CafeTable.event_id == event_id).order_by(CafeTable.number)
    return [
        TableActivity(
            number=table.number,
            notes=count.get(table.number, (0, 0))[0],
            dots=count.get(table.number, (0, 0))[1],
            heard_at=heard.get(table.number),
            seen_at=seen.get(table.number),
            closed=table.closed_at is not None,
            has_code=table.code_hash != "",
        )
        for table in session().scalars(tables)
    ]


def find_merged(uid: str) -> str | None:
    """Return the cluster that one was merged into, None when it stands."""
    return session().scalar(select(NoteCluster.into_uid).where(NoteCluster.uid == uid))


def list_group_mates(note: Note) -> list[Note]:
    """List the other notes that stand at a note's table, those of no group after those of one."""
    same = Note.event_id == note.event_id, Note.table_no == note.table_no, Note.removed_at.is_(None)
    query = select(Note).where(*same, Note.id != note.id).order_by(Note.cluster_uid.is_(None), Note.id)
    return list(session().scalars(query))


def list_photos(event_id: int, table_no: int) -> list[PhotoRow]:
    """List the photos of a table that were not removed, oldest first."""
    query = select(PosterPhoto.uid, PosterPhoto.round_no, PosterPhoto.width, PosterPhoto.height).where(
        PosterPhoto.event_id == event_id, PosterPhoto.table_no == table_no, PosterPhoto.removed_at.is_(None)
    )
    return [PhotoRow(*row) for row in session().execute(query.order_by(PosterPhoto.id))]


def get_photo(uid: str) -> PosterPhoto:
    """Return a photo that was not removed, or raise Missing."""
    query = select(PosterPhoto).where(PosterPhoto.uid == uid, PosterPhoto.removed_at.is_(None))
    photo = session().scalars(query).first()
    if photo is None:
        raise Missing
    return photo
