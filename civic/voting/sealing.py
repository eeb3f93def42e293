"""Close the box for good: two officials draw and open a sample, two seal; then nothing ties a ballot to a voter.

The last ballot of each voter is found here, while the slots still exist. Then commitments and choices part: the
board keeps what became of each leaf, the open ballots get random numbers, the box is emptied, the key destroyed.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import NEEDS_ANOTHER_PERSON, Scope, demand
from civic.audit.service import record
from civic.db.session import on_commit, session
from civic.kit.errors import Reason, Refused
from civic.programme.models import Round
from civic.voting import board, box, keys, paper_account, queries, seals
from civic.voting.folder import Fate
from civic.voting.models import BoardLeaf, BoxedBallot, OpenBallot, SealAct, Sealing
from civic.voting.paper_rules import URNS_OPEN
from civic.voting.reasons import BOX_MISMATCH, NEVER_OPENED, NOT_CLOSED
from civic.voting.rules import why_not_choices
from civic.voting.seals import DRAWING, SEALING, Done, SealStep


@dataclass(frozen=True)
class Opened:
    """Be one ballot of the sample as the auditors see it: code, commitment, what is in the box, whether it fits."""

    code: str
    leaf: str
    choices: str
    nonce: str
    fits: bool


@dataclass(frozen=True)
class _Settled:
    """Be what became of one ballot of the box."""

    leaf: str
    choices: str
    fate: Fate
    reason: str = ""


def draw(actor: Actor, round_: Round, word: str, now: datetime) -> SealAct:
    """Give one of the two words that decide which ballots are opened; each by another official.

    The first word closes the board, paper ballots keyed since the close included. Refused before the close and
    while last ballots are being written.
    """
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    _close_board(round_, now)
    done = steps_done(round_.id)
    _refuse_if(seals.why_not_draw(done, actor.person_id))
    word = " ".join(word.split())
    _refuse_if(seals.why_not_word(word), least=seals.LEAST_WORD, most=seals.MOST_WORD)
    return _sign(actor, round_, seals.next_of(DRAWING, done), now, word)


def seal(actor: Actor, round_: Round, now: datetime, note: str = "") -> Sealing | None:
    """Give one of the two seals; the second, by another official, empties the box and destroys its key.

    Return the minute, None after the first seal. `note` goes into the public minute.
    """
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    done = steps_done(round_.id)
    _refuse_if(seals.why_not_seal(done, actor.person_id))
    _refuse_if(seals.NOTE_TOO_LONG if len(note) > seals.MOST_NOTE else None, most=seals.MOST_NOTE)
    step = seals.next_of(SEALING, done)
    _sign(actor, round_, step, now)
    return _close_box(actor, round_, now, note.strip()) if step is SealStep.SECOND_SEAL else None


def steps_done(round_id: int) -> Done:
    """Return which steps of the sealing are done, and by whom."""
    rows = session().execute(select(SealAct.step, SealAct.person_id).where(SealAct.round_id == round_id))
    return {row.step: row.person_id for row in rows}


def find_sealing(round_id: int) -> Sealing | None:
    """Return the minute of a round's sealing, None before it."""
    return session().get(Sealing, round_id)


def list_sample(round_id: int) -> list[Opened]:
    """Return the ballots drawn to be opened; none before both words are given, none after the sealing."""
    words = words_of(round_id)
    if len(words) < len(DRAWING):
        return []
    leaves = seals.draw(_sample_seed(round_id, words), board.list_leaves(round_id))
    columns = (BoxedBallot.leaf, BoxedBallot.choices, BoxedBallot.nonce)
    held = {row.leaf: row for row in session().execute(select(*columns).where(BoxedBallot.leaf.in_(leaves)))}
    return [
        Opened(box.code_of(leaf), leaf, row.choices, row.nonce, box.leaf(round_id, row.nonce, row.choices) == leaf)
        for leaf in leaves
        if (row := held.get(leaf))
    ]


def words_of(round_id: int) -> list[str]:
    """Return the words of the draw, in the order they were given."""
    query = select(SealAct.step, SealAct.word).where(SealAct.round_id == round_id)
    given = {row.step: row.word for row in session().execute(query)}
    return [given[step] for step in DRAWING if step in given]


def destroy_left_over() -> int:
    """Destroy the keys of sealed rounds that a stop between sealing and destroying has left; return how many."""
    sealed = select(Round.seed_hash).join(Sealing, Sealing.round_id == Round.id)
    return sum(keys.store().destroy(each) for each in session().scalars(sealed))


def _close_board(round_: Round, now: datetime) -> None:
    span = queries.vote_span(round_)
    if round_.opened_by is None or span is None:
        raise Refused(NEVER_OPENED)
    board.keep_up(round_, now)
    if not board.is_closed(round_.id):
        raise Refused(NOT_CLOSED if now < span.closes_at else seals.NOT_SETTLED)
    if not steps_done(round_.id):
        _refuse_if(URNS_OPEN if paper_account.has_open_urn(round_.id) else None)
        board.take_paper(round_, now)


def _sign(actor: Actor, round_: Round, step: SealStep, now: datetime, word: str = "") -> SealAct:
    if actor.person_id is None:
        raise Refused(NEEDS_ANOTHER_PERSON)
    act = SealAct(round_id=round_.id, step=step, person_id=actor.person_id, at=now, word=word)
    try:
        with session().begin_nested():
            session().add(act)
            session().flush()
    except IntegrityError as lost:
        raise Refused(seals.MEANWHILE) from lost
    record(actor, f"round.{step.value}", f"round:{round_.id}", now)
    return act


def _close_box(actor: Actor, round_: Round, now: datetime, note: str) -> Sealing:
    seed, words = keys.store().get(round_.seed_hash).seed, words_of(round_.id)
    sample, settled = list_sample(round_.id), _settle(round_)
    minute = Sealing(
        round_id=round_.id,
        sealed_at=now,
        seed=seed,
        sample_seed=_sample_seed(round_.id, words),
        sampled=len(sample),
        sample_misfits=sum(not each.fits for each in sample),
        leaves=len(settled),
        **{fate.value: sum(each.fate is fate for each in settled) for fate in Fate},
        voters=_count_voters(round_.id),
        note=note,
    )
    _part(round_.id, settled)
    session().add(minute)
    session().flush()
    numbers = {name: getattr(minute, name) for name in ("leaves", "counted", "superseded", "invalid", "sample_misfits")}
    record(actor, "round.sealed", f"round:{round_.id}", now, **numbers)
    on_commit(partial(_destroy, round_.seed_hash))
    return minute


def _destroy(commitment: str) -> None:
    keys.store().destroy(commitment)


def _settle(round_: Round) -> list[_Settled]:
    """Say of each ballot in the box what became of it; Refused unless box, board and roll agree."""
    columns = (BoxedBallot.slot, BoxedBallot.leaf, BoxedBallot.choices, BoxedBallot.nonce)
    query = select(*columns).where(BoxedBallot.round_id == round_.id)
    rows = session().execute(query.order_by(BoxedBallot.slot, BoxedBallot.revision)).all()
    last = {row.slot: row.leaf for row in rows}
    leaves, voters = board.list_leaves(round_.id), _count_voters(round_.id)
    if len(last) != voters:
        raise Refused(BOX_MISMATCH, ballots=len(last), voters=voters)
    if {row.leaf for row in rows} != set(leaves):
        raise Refused(seals.BOARD_MISMATCH, box=len(rows), board=len(leaves))
    form, items = queries.form_of(round_), queries.list_items(round_.id)

    def why_not(choices: str, nonce: str, leaf: str) -> str:
        if box.leaf(round_.id, nonce, choices) != leaf:
            return "does_not_open"
        marks = box.read_canonical(choices)
        reason = why_not_choices(form, marks, items, marks.blank)
        return reason.code if reason else ""

    settled = []
    for row in rows:
        if last[row.slot] != row.leaf:
            settled.append(_Settled(row.leaf, row.choices, Fate.SUPERSEDED))
        elif reason := why_not(row.choices, row.nonce, row.leaf):
            settled.append(_Settled(row.leaf, row.choices, Fate.INVALID, reason))
        else:
            settled.append(_Settled(row.leaf, row.choices, Fate.COUNTED))
    return settled


def _part(round_id: int, settled: Sequence[_Settled]) -> None:
    """Write what became of the leaves, and apart from them the ballots that count; empty the box.

    The open ballots are written in the order of their random numbers, all by one transaction.
    """
    for fate in Fate:
        for reason in sorted({each.reason for each in settled if each.fate is fate}):
            leaves = [each.leaf for each in settled if (each.fate, each.reason) == (fate, reason)]
            _write_fate(round_id, fate, reason, leaves)
    drawn = sorted((secrets.token_hex(16), each.choices) for each in settled if each.fate is Fate.COUNTED)
    if drawn:
        rows = [{"id": number, "round_id": round_id, "choices": choices} for number, choices in drawn]
        session().execute(insert(OpenBallot), rows)
    session().execute(delete(BoxedBallot).where(BoxedBallot.round_id == round_id))


def _write_fate(round_id: int, fate: Fate, reason: str, leaves: list[str]) -> None:
    for start in range(0, len(leaves), 500):
        some = BoardLeaf.leaf.in_(leaves[start : start + 500])
        change = update(BoardLeaf).where(BoardLeaf.round_id == round_id, some).values(fate=fate, reason=reason)
        session().execute(change.execution_options(synchronize_session=False))


def _count_voters(round_id: int) -> int:
    return sum(paper_account.count_voters(round_id).values())


def _sample_seed(round_id: int, words: Sequence[str]) -> str:
    return seals.sample_seed(board.last_checkpoint(round_id).hash, words)


def _refuse_if(reason: Reason | None, **params: int) -> None:
    if reason is not None:
        raise Refused(reason, **params)
