"""Keep the rows of notes, clusters, photos and tables equal to the board that operations change."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from civic.db.session import session
from civic.events import queries
from civic.events.models import CafeTable, Event, Note
from civic.events.rules import NoteKind
from civic.events.tablet_board import Board, BoardCluster, BoardNote
from civic.events.tablet_models import NoteCluster, PosterPhoto
from civic.events.tablet_ops import Do, Op
from civic.kit.clock import from_milliseconds

OF_CLUSTERS = frozenset({Do.NAME, Do.MERGE, Do.SPLIT})
OF_NOTES = frozenset({Do.WRITE, Do.EDIT, Do.REMOVE, Do.RESTORE, Do.JOIN, Do.ADD_DOTS, Do.SET_DOTS})


@dataclass
class Keeper:
    """Hold the board of some tables and what was changed on it."""

    event: Event
    board: Board
    numbers: frozenset[int]
    changed: dict[tuple[str, str], None] = field(default_factory=dict)

    @classmethod
    def load(cls, event: Event, tables: Collection[int]) -> "Keeper":
        """Load what stands at these tables."""
        numbers = select(CafeTable.number).where(CafeTable.event_id == event.id)
        board = queries.load_board(event.id, tables)
        return cls(event, board, frozenset(session().scalars(numbers)))

    def holds(self, op: Op) -> bool:
        """Tell whether the thing an operation names is on this board."""
        board = self.board
        held = {Do.NAME: board.clusters, Do.ADD_PHOTO: board.photos}.get(op.do, board.notes)
        return op.on in held  # type: ignore[operator]

    def note_change(self, op: Op) -> None:
        """Remember what an operation changed."""
        if op.do in OF_CLUSTERS:
            self.changed["cluster", op.on] = None
        elif op.do in OF_NOTES:
            self.changed["note", op.on] = None
        elif op.do is Do.REMOVE_PHOTO:
            self.changed["photo", op.on] = None
        elif op.do in {Do.CLOSE, Do.REOPEN}:
            self.changed["table", str(op.table)] = None

    def write(self, now: datetime) -> None:
        """Write what was changed into its rows, clusters before the notes that point at them."""
        self._write_clusters(self._of("cluster"))
        self._write_notes(self._of("note"), now)
        for photo in session().scalars(select(PosterPhoto).where(PosterPhoto.uid.in_(self._of("photo")))):
            photo.removed_at = photo.removed_at or now
        for number in self._of("table"):
            self._write_table(int(number), now)
        session().flush()

    def _of(self, kind: str) -> list[str]:
        return [uid for what, uid in self.changed if what == kind]

    def _write_clusters(self, uids: list[str]) -> None:
        rows = {row.uid: row for row in session().scalars(select(NoteCluster).where(NoteCluster.uid.in_(uids)))}
        for uid in uids:
            if uid not in rows:
                rows[uid] = NoteCluster(event_id=self.event.id, uid=uid)
                session().add(rows[uid])
            _copy_cluster(self.board.clusters[uid], rows[uid])
        into = {row: row.into_uid for row in rows.values()}
        for row in into:
            row.into_uid = None
        session().flush()
        for row, merged in into.items():
            row.into_uid = merged

    def _write_notes(self, uids: list[str], now: datetime) -> None:
        rows = {row.client_id: row for row in session().scalars(select(Note).where(Note.client_id.in_(uids)))}
        for uid in uids:
            if uid not in rows:
                rows[uid] = Note(event_id=self.event.id, client_id=uid, question=self.event.question)
                session().add(rows[uid])
            _copy_note(self.board.notes[uid], rows[uid], now)

    def _write_table(self, number: int, now: datetime) -> None:
        table = queries.get_table(self.event.id, number)
        none = self.board.closed.get(number)
        table.closed_at = None if none is None else table.closed_at or now
        table.read_aloud = none is not None
        table.dissent_none = bool(none)


def _copy_cluster(held: BoardCluster, row: NoteCluster) -> None:
    row.table_no, row.title, row.rev = held.table, held.text, held.rev
    row.into_uid = held.into or None


def _copy_note(held: BoardNote, row: Note, now: datetime) -> None:
    row.table_no, row.round_no, row.kind, row.text = held.table, held.round, NoteKind(held.kind), held.text
    row.dots, row.rev, row.cluster_uid = held.dots, held.rev, held.cluster or None
    row.written_at = from_milliseconds(held.at)
    row.removed_at = (row.removed_at or now) if held.removed else None
