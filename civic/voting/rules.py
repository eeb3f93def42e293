"""Say who may vote, what a ballot may hold, and what a result means. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civic.kit.errors import Reason
from civic.kit.text import N_
from civic.programme.rules import BallotKind, PhaseSpan, Reading
from civic.voting.reasons import (
    ALREADY_OPEN,
    ALREADY_PUBLISHED,
    ALREADY_VOTED,
    BAD_POINTS,
    BLANK_WITH_CHOICES,
    CLOSED,
    NEVER_OPENED,
    NO_ITEMS,
    NO_VOTE_PHASE,
    NOT_CLOSED,
    NOT_COUNTED,
    NOT_ON_ROLL,
    NOT_OPEN_YET,
    NOTHING_CHOSEN,
    PAPER_TAKEN,
    SAME_COUNTER,
    SAME_OPENER,
    SIGN_IN,
    TOO_COSTLY,
    TOO_FEW,
    TOO_MANY,
    UNKNOWN_ITEM,
    VOTE_OVER,
)
from civic.voting.seals import NOT_SEALED

POINTS_TO_GIVE = 10
"""How many points a voter hands out on a points ballot."""

MAX_NONCE = 100
MIN_NONCE = 16


class Channel(StrEnum):
    """Name the ways a ballot reaches the box."""

    ONLINE = "online"
    KIOSK = "kiosk"
    PAPER = "paper"


class Verdict(StrEnum):
    """Name the outcome of one item under the declared rule."""

    SELECTED = "selected"
    NOT_SELECTED = "not_selected"


class Gate(StrEnum):
    """Name the class of the consensus gate: 共識, 支持, 分歧, 未達門檻."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Trace(StrEnum):
    """Name what became of a ballot, as its receipt may tell: only `recorded` before publication."""

    RECORDED = "recorded"
    COUNTED = "counted"
    SUPERSEDED = "superseded"
    INVALID = "invalid"


class Stage(StrEnum):
    """Name where a round's vote stands for the office."""

    PREPARING = "preparing"
    SIGNED = "signed"
    OPEN = "open"
    CLOSED = "closed"
    SEALED = "sealed"
    COUNTED = "counted"
    PUBLISHED = "published"


CHANNEL_LABELS = {
    Channel.ONLINE: N_("Online"),
    Channel.KIOSK: N_("At the desk"),
    Channel.PAPER: N_("On paper"),
}
VERDICT_LABELS = {Verdict.SELECTED: N_("Adopted"), Verdict.NOT_SELECTED: N_("Not adopted")}
GATE_LABELS = {
    Gate.A: N_("Class A: consensus"),
    Gate.B: N_("Class B: support"),
    Gate.C: N_("Class C: divided"),
    Gate.D: N_("Class D: not adopted"),
}
TRACE_LABELS = {
    Trace.RECORDED: N_("In the ballot box"),
    Trace.COUNTED: N_("Counted"),
    Trace.SUPERSEDED: N_("Replaced by a later ballot of the same voter"),
    Trace.INVALID: N_("Not counted: it does not keep to the rules of the ballot"),
}
STAGE_LABELS = {
    Stage.PREPARING: N_("Being prepared"),
    Stage.SIGNED: N_("Signed by one official, waiting for the second"),
    Stage.OPEN: N_("Rules fixed; the vote opens and closes by the schedule"),
    Stage.CLOSED: N_("Closed, the box is not sealed yet"),
    Stage.SEALED: N_("Box sealed and key destroyed, not yet counted"),
    Stage.COUNTED: N_("Counted, not yet announced"),
    Stage.PUBLISHED: N_("Result announced"),
}


@dataclass(frozen=True)
class Standing:
    """Say where one person stands towards one round.

    `revision` is 0 until a ballot is in the box, or until a ballot paper was handed out (`paper`).
    `counted`: the board has its closing checkpoint, the vote is over for good. `ended_at`: when the clock was
    first seen past the close (UTC), None until then.
    """

    signed_in: bool
    roll_entry_id: int | None
    opened: bool
    span: PhaseSpan | None
    counted: bool
    revision: int
    final: bool
    paper: bool = False
    ended_at: datetime | None = None


def why_not_vote(standing: Standing, now: datetime, clock: datetime | None = None) -> Reason | None:
    """Return why this person cannot cast a ballot received at this instant (UTC), None when they can.

    Once the close was seen the vote stays closed whatever the clock says; `clock` as for `why_not_receive`.
    """
    if not standing.signed_in:
        return SIGN_IN
    if standing.roll_entry_id is None:
        return NOT_ON_ROLL
    return why_not_receive(standing, now, clock)


def why_not_receive(standing: Standing, now: datetime, clock: datetime | None = None) -> Reason | None:
    """Return why the box takes no ballot of this roll entry at this instant (UTC), by whatever channel.

    `clock` is what the clock reads while it is asked, for a ballot received a moment ago.
    """
    if not standing.opened or standing.span is None:
        return NOT_OPEN_YET
    over = standing.counted or _is_over(standing.span, standing.ended_at, clock or now)
    if not over and now < standing.span.opens_at:
        return NOT_OPEN_YET
    if over or now >= standing.span.closes_at:
        return CLOSED
    if standing.paper:
        return PAPER_TAKEN
    if standing.revision and standing.final:
        return ALREADY_VOTED
    return None


def _is_over(span: PhaseSpan, ended_at: datetime | None, clock: datetime) -> bool:
    """Tell whether the close was seen, other than just now while a ballot received before it was on its way.

    A clock that reads less than when the close was seen has been set back; a close dated after it reopens nothing.
    """
    return ended_at is not None and not span.closes_at <= ended_at <= clock


@dataclass(frozen=True)
class Item:
    """Be one item a ballot may hold: proposal id and cost (NT$)."""

    id: int
    cost: int


@dataclass(frozen=True)
class BallotForm:
    """Bound a ballot: its kind, how many items it holds, and the pot (NT$) of a knapsack ballot."""

    kind: BallotKind
    least: int
    most: int
    pot: int = 0


@dataclass(frozen=True)
class Marks:
    """Be what a voter marked: proposal ids in the voter's order, points beside them on a points ballot."""

    items: tuple[int, ...] = ()
    points: tuple[int, ...] = ()

    @property
    def blank(self) -> bool:
        """Tell whether nothing is chosen."""
        return not self.items


def tidy(form: BallotForm, marks: Marks) -> Marks:
    """Return the marks as recorded: a repeated item counts once; order is kept only where it has meaning."""
    first = list(dict.fromkeys(marks.items))
    if form.kind is BallotKind.POINTS:
        given = dict(zip(reversed(marks.items), reversed(marks.points), strict=False))
        kept = sorted(item for item in first if given.get(item, 0) != 0)
        return Marks(tuple(kept), tuple(given[item] for item in kept))
    return Marks(tuple(first if form.kind is BallotKind.RANKING else sorted(first)))


def why_not_choices(form: BallotForm, marks: Marks, items: tuple[Item, ...], blank: bool = False) -> Reason | None:
    """Return why tidy marks are no valid ballot, None when they are; a blank ballot is valid when meant."""
    if blank or marks.blank:
        return _why_not_blank(marks, blank)
    costs = {item.id: item.cost for item in items}
    if not set(marks.items) <= set(costs):
        return UNKNOWN_ITEM
    if len(marks.items) < form.least:
        return TOO_FEW
    if len(marks.items) > form.most:
        return TOO_MANY
    if form.kind is BallotKind.KNAPSACK and sum(costs[item] for item in marks.items) > form.pot:
        return TOO_COSTLY
    return BAD_POINTS if form.kind is BallotKind.POINTS and not _fair_points(marks) else None


def _why_not_blank(marks: Marks, blank: bool) -> Reason | None:
    if not marks.blank:
        return BLANK_WITH_CHOICES
    return None if blank else NOTHING_CHOSEN


def _fair_points(marks: Marks) -> bool:
    return (
        len(marks.points) == len(marks.items)
        and all(given > 0 for given in marks.points)
        and sum(marks.points) <= POINTS_TO_GIVE
    )


def is_nonce(text: str) -> bool:
    """Tell whether a form's nonce is long enough to be unguessable and short enough to be ours."""
    return MIN_NONCE <= len(text) <= MAX_NONCE and text.isascii()


def booth_order(ids: tuple[int, ...], round_id: int, roll_entry_id: int) -> tuple[int, ...]:
    """Return the items in an order that differs between voters and stays the same for one."""

    def place(item: int) -> bytes:
        return hashlib.sha256(f"civic/order/1|{round_id}|{roll_entry_id}|{item}".encode()).digest()

    return tuple(sorted(ids, key=place))


def left_to_read(reading: Reading, ids: tuple[int, ...], read: frozenset[int]) -> tuple[int, ...]:
    """Return the items a voter still has to open before casting: none unless the round requires it."""
    return tuple(item for item in ids if item not in read) if reading is Reading.REQUIRED else ()


@dataclass(frozen=True)
class Progress:
    """Say how far the office has come with one round; ids are of the officials who acted."""

    opened: bool
    signed_by: int | None
    items: int
    span: PhaseSpan | None
    counted_by: int | None = None
    counted: bool = False
    published: bool = False
    sealed: bool = False


def stage_of(progress: Progress, now: datetime) -> Stage:
    """Return where the round's vote stands at this instant."""
    if progress.published:
        return Stage.PUBLISHED
    if progress.counted:
        return Stage.COUNTED
    if progress.sealed:
        return Stage.SEALED
    if not progress.opened:
        return Stage.SIGNED if progress.signed_by is not None else Stage.PREPARING
    return Stage.CLOSED if progress.span and now >= progress.span.closes_at else Stage.OPEN


def why_not_open(progress: Progress, official: int | None, now: datetime) -> Reason | None:
    """Return why this official cannot sign or open the round; two different people are needed."""
    if progress.opened:
        return ALREADY_OPEN
    if not progress.items:
        return NO_ITEMS
    if progress.span is None:
        return NO_VOTE_PHASE
    if now >= progress.span.closes_at:
        return VOTE_OVER
    return SAME_OPENER if progress.signed_by is not None and progress.signed_by == official else None


def why_not_count(progress: Progress, now: datetime) -> Reason | None:
    """Return why the ballots cannot be counted at this instant."""
    if not progress.opened or progress.span is None:
        return NEVER_OPENED
    if not progress.sealed:
        return NOT_CLOSED if now < progress.span.closes_at else NOT_SEALED
    return None


def why_not_publish(progress: Progress, official: int | None) -> Reason | None:
    """Return why this official cannot announce the result: the counter never does."""
    if not progress.counted:
        return NOT_COUNTED
    if progress.published:
        return ALREADY_PUBLISHED
    return SAME_COUNTER if progress.counted_by == official else None
