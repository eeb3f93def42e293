"""Keep the public board: leaves enter it in batches at checkpoints, and nothing on it ever changes.

Between checkpoints a new commitment waits in the box. In a batch the leaves stand in the order of their hashes,
so that the board tells nothing of who voted before whom (docs/decisions/0010).
"""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import Select, insert, select
from sqlalchemy.exc import IntegrityError

from civic.db.session import session
from civic.programme.models import Round
from civic.programme.queries import get_round, spans
from civic.programme.rules import PhaseKind, find_span
from civic.voting import checkpoints, merkle
from civic.voting.checkpoints import Checkpoint, CheckpointKind
from civic.voting.models import BoardCheckpoint, BoardLeaf, BoxedBallot, VoteEnd

FIELDS = ("round_id", "number", "kind", "at", "size", "root", "head", "previous")


def begin(round_: Round, now: datetime) -> Checkpoint:
    """Take the checkpoint of the empty board at a round's opening."""
    return _write(checkpoints.first(round_.id, now))


def keep_up(round_: Round, now: datetime) -> Checkpoint | None:
    """Take the checkpoint that is due, None when none is; several who try at once take one.

    The closing one waits for every ballot that is being written and lets none in after it. A clock seen past the
    close is noted at once.
    """
    note_end(round_, now)
    kind = _due(round_, now)
    if kind is None:
        return None
    _hold(round_.id, kind)
    if _due(round_, now) is not kind:
        return None
    try:
        with session().begin_nested():
            return _take(last_checkpoint(round_.id), kind, now)
    except IntegrityError:  # another process has just taken this very checkpoint
        return None


def note_end(round_: Round, now: datetime) -> None:
    """Note that the clock reads past the vote's close, once: from now on setting it back opens nothing."""
    span = find_span(spans(round_), PhaseKind.VOTE)
    if span is None or now < span.closes_at or has_ended(round_.id):
        return
    with suppress(IntegrityError), session().begin_nested():  # another process has just noted it
        session().execute(insert(VoteEnd).values(round_id=round_.id, seen_at=now))


def has_ended(round_id: int) -> bool:
    """Tell whether the clock was ever seen past the close of a round's vote."""
    return session().scalar(select(VoteEnd.round_id).where(VoteEnd.round_id == round_id)) is not None


def take_paper(round_: Round, now: datetime) -> Checkpoint | None:
    """Take a checkpoint over the paper ballots keyed after the close, None when there are none."""
    _hold(round_.id, CheckpointKind.PAPER)
    return _take(last_checkpoint(round_.id), CheckpointKind.PAPER, now) if _waiting(round_.id) else None


def keep_all_up(now: datetime) -> int:
    """Take every checkpoint that is due in the rounds that are open; return how many."""
    closed = select(BoardCheckpoint.number).where(
        BoardCheckpoint.round_id == Round.id, BoardCheckpoint.kind == CheckpointKind.CLOSING
    )
    begun = select(BoardCheckpoint.number).where(BoardCheckpoint.round_id == Round.id)
    query = select(Round.id).where(Round.opened_by.is_not(None), begun.exists(), ~closed.exists())
    taken = [keep_up(get_round(round_id), now) for round_id in session().scalars(query.order_by(Round.id)).all()]
    return sum(each is not None for each in taken)


def last_checkpoint(round_id: int) -> Checkpoint:
    """Return the newest checkpoint of an opened round; LookupError before the opening."""
    found = list_checkpoints(round_id, newest=1)
    if not found:
        raise LookupError(f"round {round_id} has no checkpoint")
    return found[0]


def list_checkpoints(round_id: int, newest: int | None = None) -> list[Checkpoint]:
    """Return a round's checkpoints by number, or the `newest` few, latest first."""
    columns = [getattr(BoardCheckpoint, name) for name in FIELDS]
    query: Select[*tuple[object, ...]] = select(*columns).where(BoardCheckpoint.round_id == round_id)
    place = BoardCheckpoint.number.desc() if newest else BoardCheckpoint.number
    return [Checkpoint(**row) for row in session().execute(query.order_by(place).limit(newest)).mappings()]


def is_closed(round_id: int) -> bool:
    """Tell whether a round's board has its closing checkpoint."""
    query = select(BoardCheckpoint.number).where(
        BoardCheckpoint.round_id == round_id, BoardCheckpoint.kind == CheckpointKind.CLOSING
    )
    return session().scalar(query) is not None


def list_leaves(round_id: int) -> list[str]:
    """Return the commitments on a round's board, in the order of the chain."""
    query = select(BoardLeaf.leaf).where(BoardLeaf.round_id == round_id)
    return list(session().scalars(query.order_by(BoardLeaf.position)))


def _due(round_: Round, now: datetime) -> CheckpointKind | None:
    return checkpoints.due(last_checkpoint(round_.id), find_span(spans(round_), PhaseKind.VOTE), now)


def _hold(round_id: int, kind: CheckpointKind) -> None:
    """Let one process at a time take checkpoints; at the close wait for the ballots being written as well.

    Every ballot holds its round's row by its foreign key until it is committed.
    """
    ballots_go_on = kind is not CheckpointKind.CLOSING
    session().execute(select(Round.id).where(Round.id == round_id).with_for_update(key_share=ballots_go_on))


def _take(last: Checkpoint, kind: CheckpointKind, now: datetime) -> Checkpoint:
    fresh = checkpoints.batch(_waiting(last.round_id), kind)
    if fresh:
        rows = [{"round_id": last.round_id, "position": last.size + n, "leaf": leaf} for n, leaf in enumerate(fresh)]
        session().execute(insert(BoardLeaf), rows)
    return _write(checkpoints.following(last, kind, now, list_leaves(last.round_id)))


def _waiting(round_id: int) -> list[str]:
    known = select(BoardLeaf.leaf).where(BoardLeaf.leaf == BoxedBallot.leaf).exists()
    return list(session().scalars(select(BoxedBallot.leaf).where(BoxedBallot.round_id == round_id, ~known)))


def _write(taken: Checkpoint) -> Checkpoint:
    session().execute(insert(BoardCheckpoint).values({name: getattr(taken, name) for name in FIELDS}))
    return taken


def proof_of(round_id: int, position: int) -> list[str]:
    """Return the audit path of a leaf in the tree of the newest checkpoint."""
    return merkle.inclusion(list_leaves(round_id), position)


def consistency_of(round_id: int, before: int, size: int) -> list[str]:
    """Return the proof that the board of `before` leaves is the beginning of that of `size` leaves."""
    return merkle.consistency(list_leaves(round_id)[:size], before)
