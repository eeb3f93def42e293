"""Keep the board of an event's tables: the one meaning of every operation, the same as `js/tablet-board.js`. Pure.

Operations are accepted in one order per event. Those that two people may do at once compare what the person saw
(`base`, `was`) with what stands; when it differs, CHANGED sends the choice back to a person. Taps are only added.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from civic.events import rules
from civic.events.rules import NoteKind
from civic.events.tablet_ops import Do, Op
from civic.kit.errors import Kind, Reason
from civic.kit.text import N_

CHANGED = Reason(
    "changed_elsewhere",
    N_("Somebody changed this on another device meanwhile. Look at both and choose."),
    Kind.CONFLICT,
)
NO_SUCH_NOTE = Reason("no_such_note", N_("This table has no such note."), Kind.INVALID)
NO_SUCH_ROUND = Reason("no_such_round", N_("This round is not running."), Kind.CONFLICT)
BAD_ROUND = Reason("bad_round", N_("A round lasts from 1 to 240 minutes."), Kind.INVALID)
BAD_KIND = Reason("bad_kind", N_("Choose a kind of note."), Kind.INVALID)
MESSAGE_TOO_LONG = Reason("message_too_long", N_("A message holds at most 200 characters."), Kind.INVALID)
TOO_MANY_PHOTOS = Reason("too_many_photos", N_("This table has 20 photos already. Remove one first."), Kind.TOO_MANY)
MESSAGE_LENGTH = 200
PHOTOS_PER_TABLE = 20
MOST_ROUNDS = 20
MOST_MINUTES = 240
MINUTE = 60_000


@dataclass(frozen=True)
class BoardNote:
    """Be one note on the board; `rev` counts the changes of its words."""

    uid: str
    table: int
    round: int
    kind: str
    text: str
    at: int
    dots: int = 0
    cluster: str = ""
    removed: bool = False
    rev: int = 1


@dataclass(frozen=True)
class BoardCluster:
    """Be a group of notes; `into` names the cluster it was merged with."""

    uid: str
    table: int
    text: str
    into: str = ""
    rev: int = 1


@dataclass(frozen=True)
class BoardPhoto:
    """Be one photo of a wall poster."""

    uid: str
    table: int
    round: int
    removed: bool = False


@dataclass(frozen=True)
class BoardRound:
    """Be one round of the clock: its start and end in UTC milliseconds."""

    number: int
    starts: int
    ends: int


@dataclass
class Board:
    """Hold what stands at the tables of one event."""

    notes: dict[str, BoardNote] = field(default_factory=dict)
    clusters: dict[str, BoardCluster] = field(default_factory=dict)
    photos: dict[str, BoardPhoto] = field(default_factory=dict)
    rounds: dict[int, BoardRound] = field(default_factory=dict)
    closed: dict[int, bool] = field(default_factory=dict)
    message: str = ""
    said: int = 0

    def standing(self, table: int) -> list[BoardNote]:
        """List the notes of a table that were not removed."""
        return [note for note in self.notes.values() if note.table == table and not note.removed]


def apply(board: Board, op: Op) -> Reason | None:
    """Do one operation; return why not, and then nothing is changed."""
    if op.table in board.closed and op.do not in _ON_CLOSED:
        return rules.TABLE_CLOSED
    return _DO[op.do](board, op)


def fold(ops: Iterable[Op], board: Board | None = None) -> Board:
    """Do operations in their order; those that cannot be done change nothing."""
    held = board or Board()
    for op in ops:
        apply(held, op)
    return held


def root_of(clusters: Mapping[str, BoardCluster], uid: str) -> str:
    """Return the cluster that one was merged into in the end; "" for none."""
    while uid in clusters and clusters[uid].into:
        uid = clusters[uid].into
    return uid


def round_at(rounds: Mapping[int, BoardRound], at: int) -> int:
    """Return the number of the round that runs or ran last at an instant; 1 before the first."""
    return max((held.number for held in rounds.values() if held.starts <= at), default=1)


def _write(board: Board, op: Op) -> Reason | None:
    if op.on in board.notes or op.on == "":
        return rules.NOTE_ID_TAKEN
    if reason := _why_not_words(op) or _why_full(board, op.table):
        return reason
    if not 1 <= op.round <= 99:
        return BAD_ROUND
    board.notes[op.on] = BoardNote(op.on, op.table, op.round, op.kind, op.text, op.at)
    return None


def _edit(board: Board, op: Op) -> Reason | None:
    return _why_not_words(op) or _rewrite(board, op, kind=op.kind, text=op.text)


def _remove(board: Board, op: Op) -> Reason | None:
    return _rewrite(board, op, removed=True)


def _restore(board: Board, op: Op) -> Reason | None:
    note = _note(board, op)
    if note is None:
        return NO_SUCH_NOTE
    if note.rev != op.base:
        return CHANGED
    if note.removed and (reason := _why_full(board, op.table)):
        return reason
    board.notes[note.uid] = replace(note, removed=False, rev=note.rev + 1)
    return None


def _rewrite(board: Board, op: Op, **changes: str | bool) -> Reason | None:
    note = _note(board, op)
    if note is None:
        return NO_SUCH_NOTE
    if note.rev != op.base:
        return CHANGED
    if note.removed:
        return rules.NOTE_REMOVED
    board.notes[note.uid] = replace(note, rev=note.rev + 1, **changes)  # type: ignore[arg-type]
    return None


def _join(board: Board, op: Op) -> Reason | None:
    note = _note(board, op)
    if note is None:
        return NO_SUCH_NOTE
    if note.removed:
        return rules.NOTE_REMOVED
    if note.cluster != op.was or (op.into and not _stands(board, op.into, op.table)):
        return CHANGED
    board.notes[note.uid] = replace(note, cluster=op.into)
    return None


def _name(board: Board, op: Op) -> Reason | None:
    if op.on == "":
        return rules.NOTE_ID_TAKEN
    if reason := rules.why_not_text(op.text):
        return reason
    held = board.clusters.get(op.on)
    if held is not None and held.table != op.table:
        return rules.NOTE_ID_TAKEN
    if (held.rev if held else 0) != op.base or (held and held.into):
        return CHANGED
    board.clusters[op.on] = BoardCluster(op.on, op.table, op.text, rev=op.base + 1)
    return None


def _merge(board: Board, op: Op) -> Reason | None:
    if op.on == op.into or not (_stands(board, op.on, op.table) and _stands(board, op.into, op.table)):
        return CHANGED
    board.clusters[op.on] = replace(board.clusters[op.on], into=op.into)
    return None


def _split(board: Board, op: Op) -> Reason | None:
    held = board.clusters.get(op.on)
    if held is None or held.table != op.table or not held.into or held.into != op.was:
        return CHANGED
    board.clusters[op.on] = replace(held, into="")
    return None


def _add_dots(board: Board, op: Op) -> Reason | None:
    note = _note(board, op)
    return _set_to(board, note, note.dots + op.dots if note else 0)


def _set_dots(board: Board, op: Op) -> Reason | None:
    note = _note(board, op)
    if note and not note.removed and note.dots != op.base:
        return CHANGED
    return _set_to(board, note, op.dots)


def _set_to(board: Board, note: BoardNote | None, dots: int) -> Reason | None:
    if note is None:
        return NO_SUCH_NOTE
    if note.removed:
        return rules.NOTE_REMOVED
    if not 0 <= dots <= rules.MAX_DOTS:
        return rules.DOTS_OUT_OF_RANGE
    board.notes[note.uid] = replace(note, dots=dots)
    return None


def _add_photo(board: Board, op: Op) -> Reason | None:
    if op.on in board.photos or op.on == "":
        return rules.NOTE_ID_TAKEN
    if sum(held.table == op.table and not held.removed for held in board.photos.values()) >= PHOTOS_PER_TABLE:
        return TOO_MANY_PHOTOS
    board.photos[op.on] = BoardPhoto(op.on, op.table, op.round)
    return None


def _remove_photo(board: Board, op: Op) -> Reason | None:
    held = board.photos.get(op.on)
    if held is None or held.table != op.table:
        return NO_SUCH_NOTE
    board.photos[op.on] = replace(held, removed=True)
    return None


def _close(board: Board, op: Op) -> Reason | None:
    if op.table in board.closed:
        return None
    dissents = sum(note.kind == NoteKind.DISSENT for note in board.standing(op.table))
    if reason := rules.why_not_close(op.read, dissents, op.none):
        return reason
    board.closed[op.table] = op.none and dissents == 0
    return None


def _reopen(board: Board, op: Op) -> Reason | None:
    board.closed.pop(op.table, None)
    return None


def _start(board: Board, op: Op) -> Reason | None:
    if not (1 <= op.minutes <= MOST_MINUTES and 0 <= op.pause <= MOST_MINUTES):
        return BAD_ROUND
    if not 1 <= op.round <= op.last <= MOST_ROUNDS:
        return BAD_ROUND
    earlier = [held for held in board.rounds.values() if held.number < op.round and held.starts <= op.at]
    board.rounds = {held.number: replace(held, ends=min(held.ends, op.at)) for held in earlier}
    step = (op.minutes + op.pause) * MINUTE
    for number in range(op.round, op.last + 1):
        starts = op.at + (number - op.round) * step
        board.rounds[number] = BoardRound(number, starts, starts + op.minutes * MINUTE)
    return None


def _stop(board: Board, op: Op) -> Reason | None:
    held = board.rounds.get(op.round)
    if held is None or not held.starts <= op.at < held.ends:
        return NO_SUCH_ROUND
    kept = {number: each for number, each in board.rounds.items() if number < op.round}
    board.rounds = kept | {op.round: replace(held, ends=op.at)}
    return None


def _say(board: Board, op: Op) -> Reason | None:
    if len(op.text) > MESSAGE_LENGTH:
        return MESSAGE_TOO_LONG
    board.message, board.said = op.text, op.at
    return None


def _note(board: Board, op: Op) -> BoardNote | None:
    note = board.notes.get(op.on)
    return note if note is not None and note.table == op.table else None


def _stands(board: Board, uid: str, table: int) -> bool:
    held = board.clusters.get(uid)
    return held is not None and held.table == table and not held.into


def _why_not_words(op: Op) -> Reason | None:
    return rules.why_not_text(op.text) or (None if op.kind in set(NoteKind) else BAD_KIND)


def _why_full(board: Board, table: int) -> Reason | None:
    return rules.TOO_MANY_NOTES if len(board.standing(table)) >= rules.NOTES_PER_TABLE else None


_ON_CLOSED = frozenset({Do.CLOSE, Do.REOPEN, Do.ADD_PHOTO})
"""What a closed table still takes: a photo shows the wall and changes no note, and may arrive after the close."""

_DO: dict[Do, Callable[[Board, Op], Reason | None]] = {
    Do.WRITE: _write,
    Do.EDIT: _edit,
    Do.REMOVE: _remove,
    Do.RESTORE: _restore,
    Do.JOIN: _join,
    Do.NAME: _name,
    Do.MERGE: _merge,
    Do.SPLIT: _split,
    Do.ADD_DOTS: _add_dots,
    Do.SET_DOTS: _set_dots,
    Do.ADD_PHOTO: _add_photo,
    Do.REMOVE_PHOTO: _remove_photo,
    Do.CLOSE: _close,
    Do.REOPEN: _reopen,
    Do.START: _start,
    Do.STOP: _stop,
    Do.SAY: _say,
}
