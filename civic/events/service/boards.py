"""Keep the rows of notes, clusters, photos and tables equal to the board that operations change."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select

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
        for uid, row in rows.items():
            for name, value in _values(self.board.notes[uid], row.removed_at or now).items():
                setattr(row, name, value)
        fresh = {"event_id": self.event.id, "question": self.event.question}
        written = [
            {**fresh, "client_id": uid, **_values(self.board.notes[uid], now)} for uid in uids if uid not in rows
        ]
        if written:
            session().execute(insert(Note), written)

    def _write_table(self, number: int, now: datetime) -> None:
        table = queries.get_table(self.event.id, number)
        none = self.board.closed.get(number)
        table.closed_at = None if none is None else table.closed_at or now
        table.read_aloud = none is not None
        table.dissent_none = bool(none)


def _copy_cluster(held: BoardCluster, row: NoteCluster) -> None:
    row.table_no, row.title, row.rev = held.table, held.text, held.rev
    row.into_uid = held.into or None


def _values(held: BoardNote, removed_at: datetime) -> dict[str, object]:
    return {
        "table_no": held.table,
        "round_no": held.round,
        "kind": NoteKind(held.kind),
        "text": held.text,
        "dots": held.dots,
        "rev": held.rev,
        "cluster_uid": held.cluster or None,
        "written_at": from_milliseconds(held.at),
        "removed_at": removed_at if held.removed else None,
    }
