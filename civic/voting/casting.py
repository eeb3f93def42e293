"""Take ballots: online, at the desk, on paper; all into one box under one rule."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, Integer, bindparam, insert, select, update

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.accounts.models import Person
from civic.db.base import table_of
from civic.db.once import once
from civic.db.session import session
from civic.kit.clock import local
from civic.kit.errors import Reason, Refused
from civic.outbox.service import tell
from civic.programme.models import Round
from civic.voting import box, keys, queries
from civic.voting.box import Receipt
from civic.voting.checkpoints import CheckpointKind
from civic.voting.models import BoardCheckpoint, BoxedBallot, VoterMark
from civic.voting.reasons import BAD_FORM, CHANNEL_CLOSED, CLOSED, NOT_ON_ROLL, USED_FORM, VOTED_MEANWHILE
from civic.voting.rules import (
    POINTS_TO_GIVE,
    Channel,
    Marks,
    Standing,
    is_nonce,
    tidy,
    why_not_choices,
    why_not_receive,
    why_not_vote,
)


@dataclass(frozen=True)
class CastInput:
    """Be a filled-in ballot: proposal ids in the voter's order, the form's nonce, blank only on purpose."""

    choices: tuple[int, ...]
    form_nonce: str
    blank: bool = False
    points: tuple[int, ...] = ()

    @property
    def marks(self) -> Marks:
        """Return the choices as marks."""
        return Marks(self.choices, self.points)


@dataclass(frozen=True)
class _Slip:
    """Be one valid ballot of one roll entry on its way into the box."""

    round: Round
    standing: Standing
    roll_entry_id: int
    channel: Channel
    choices: str
    form_nonce: str


def cast(
    actor: Actor,
    round_: Round,
    ballot: CastInput,
    now: datetime,
    clock: datetime | None = None,
    standing: Standing | None = None,
) -> Receipt:
    """Put a voter's ballot into the box and return the receipt; `now` is the instant the form was received.

    `clock` is what the clock reads by now: one that was set back after the close was seen opens nothing.

    The same form sent again returns the same receipt, even after the close. In a round that allows it a
    later ballot replaces the earlier one. Nothing goes to the audit trail: it would be one more link. A standing
    read in this unit of work is not read again.
    """
    standing = standing or queries.standing_of(actor, round_)
    slip = _write(round_, standing, Channel.ONLINE, ballot)
    if slip and standing.revision and (earlier := _find_earlier(slip)):
        return earlier
    _refuse_if(why_not_vote(standing, now, clock))
    demand(actor, Permission.CAST_BALLOT, Scope(district=round_.district_code))
    receipt = _cast(slip, ballot, now)
    _tell(actor, round_, receipt, now)
    return receipt


def cast_for(
    clerk: Actor,
    round_: Round,
    roll_entry_id: int,
    channel: Channel,
    ballot: CastInput,
    now: datetime,
    clock: datetime | None = None,
) -> Receipt:
    """Put a ballot taken at the desk into the same box under the same rules; the clerk gets no choice back.

    The caller has checked the voter's papers. Refused for a channel the round does not take.
    """
    demand(clerk, Permission.ASSIST_VOTER, Scope(district=round_.district_code))
    _refuse_if(None if _takes(round_, channel) else CHANNEL_CLOSED)
    standing = queries.standing_of_entry(roll_entry_id, round_)
    slip = _write(round_, standing, channel, ballot)
    if slip and standing.revision and (earlier := _find_earlier(slip)):
        return earlier
    _refuse_if(NOT_ON_ROLL if standing.roll_entry_id is None else why_not_receive(standing, now, clock))
    return _cast(slip, ballot, now)


def check(round_: Round, ballot: CastInput) -> Marks:
    """Return the tidy marks of a ballot that could be cast; Refused with what to mend."""
    form = queries.form_of(round_)
    marks = tidy(form, ballot.marks)
    reason = why_not_choices(form, marks, queries.list_items(round_.id), ballot.blank)
    if reason is not None:
        raise Refused(reason, least=form.least, most=form.most, points=POINTS_TO_GIVE)
    return marks


def _write(round_: Round, standing: Standing, channel: Channel, ballot: CastInput) -> _Slip | None:
    """Write the slip of somebody on the roll of an opened round; None for others, whom the rules refuse."""
    if standing.roll_entry_id is None or not standing.opened:
        return None
    _refuse_if(None if is_nonce(ballot.form_nonce) else BAD_FORM)
    marks = tidy(queries.form_of(round_), ballot.marks)
    text = box.canonical(round_.ballot_kind, marks)
    return _Slip(round_, standing, standing.roll_entry_id, channel, text, ballot.form_nonce)


def _cast(slip: _Slip | None, ballot: CastInput, now: datetime) -> Receipt:
    """Check what is marked and record it; a voter who lost a race to the same form gets its receipt."""
    if slip is None:
        raise Refused(NOT_ON_ROLL)
    check(slip.round, ballot)
    if not _mark(slip, now):
        return _find_earlier(slip) or _lost()
    return _record(slip)


def _lost() -> Receipt:
    raise Refused(VOTED_MEANWHILE)


def _record(slip: _Slip) -> Receipt:
    key = keys.store().get(slip.round.seed_hash).key
    sealed = box.seal(slip.round.id, slip.choices)
    slot, revision = box.slot(key, slip.round.id, slip.roll_entry_id), slip.standing.revision + 1
    content = {"choices": sealed.choices, "nonce": sealed.nonce, "leaf": sealed.leaf, "round_id": slip.round.id}
    submission = box.submission(key, slip.roll_entry_id, slip.form_nonce)
    place = {"slot": slot, "revision": revision, "slot_revision": f"{slot}:{revision}", "submission": submission}
    _put(content | place)
    return Receipt(slip.round.id, box.code_of(sealed.leaf), revision)


def _put(row: dict[str, object]) -> None:
    """Put a ballot into the box; Refused when the board was closed while it was on its way."""
    put = session().execute(_PUT, row)
    if not isinstance(put, CursorResult) or put.rowcount != 1:
        raise Refused(CLOSED)


def _mark(slip: _Slip, now: datetime) -> bool:
    """Write that this roll entry has a ballot: the first by insert, a later one by compare and swap; False if lost.

    Either holds the round's row until the ballot is committed: the closing checkpoint waits for it.
    """
    today, known = local(now).date(), slip.standing.revision
    if not known:
        voter = {"roll_entry_id": slip.roll_entry_id, "round_id": slip.round.id, "channel": slip.channel}
        return _MARK.put(voter | {"revision": 1, "day": today})
    session().execute(_HOLD, {"id": slip.round.id})
    swapped = session().execute(
        update(VoterMark)
        .where(VoterMark.roll_entry_id == slip.roll_entry_id, VoterMark.revision == known)
        .values(revision=known + 1, channel=slip.channel, day=today)
        .execution_options(synchronize_session=False)
    )
    return isinstance(swapped, CursorResult) and swapped.rowcount == 1


def _find_earlier(slip: _Slip) -> Receipt | None:
    """Return the receipt of the same form sent before; Refused when it then held another ballot."""
    key = keys.store().find(slip.round.seed_hash)
    if key is None:
        return None
    mark = box.submission(key.key, slip.roll_entry_id, slip.form_nonce)
    row = session().execute(_EARLIER, {"round_id": slip.round.id, "submission": mark}).first()
    if row is None:
        return None
    if row.choices != slip.choices:
        raise Refused(USED_FORM)
    return Receipt(slip.round.id, box.code_of(row.leaf), row.revision)


def _tell(actor: Actor, round_: Round, receipt: Receipt, now: datetime) -> None:
    """Tell the voter that a ballot was recorded in their name, and nothing of what it says."""
    person = session().execute(_ADDRESS, {"id": actor.person_id}).first()
    if person is not None:
        key = f"voted:{round_.id}:{actor.person_id}:{receipt.revision}"
        tell(person.email, "voting/recorded", person.locale, now, key=key, round=round_.id)


def _takes(round_: Round, channel: Channel) -> bool:
    allowed = {Channel.KIOSK: round_.kiosk_allowed, Channel.PAPER: round_.paper_allowed}
    return allowed.get(channel, False)


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)


_MARK = once(table_of(VoterMark), "roll_entry_id")
_HOLD = select(Round.id).where(Round.id == bindparam("id")).with_for_update(read=True, key_share=True)
_BOX, _PERSON = table_of(BoxedBallot), table_of(Person)
_CLOSED = select(BoardCheckpoint.number).where(
    BoardCheckpoint.round_id == bindparam("round_id", type_=Integer), BoardCheckpoint.kind == CheckpointKind.CLOSING
)
_PUT = insert(_BOX).from_select(
    [column.name for column in _BOX.columns],
    select(*[bindparam(column.name, type_=column.type) for column in _BOX.columns]).where(~_CLOSED.exists()),
).execution_options(preserve_rowcount=True)
_EARLIER = select(_BOX.c.leaf, _BOX.c.revision, _BOX.c.choices).where(
    _BOX.c.round_id == bindparam("round_id"), _BOX.c.submission == bindparam("submission")
)
_ADDRESS = select(_PERSON.c.email, _PERSON.c.locale).where(_PERSON.c.id == bindparam("id"))
"""Built once: every ballot sends them."""
