"""Say who may vote, what a ballot may hold, and what a result means. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civic.kit.errors import Kind, Reason
from civic.kit.text import N_
from civic.programme.rules import BallotKind, PhaseSpan

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


class Stage(StrEnum):
    """Name where a round's vote stands for the office."""

    PREPARING = "preparing"
    SIGNED = "signed"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    PUBLISHED = "published"


CHANNEL_LABELS = {Channel.ONLINE: N_("Online"), Channel.KIOSK: N_("At the desk"), Channel.PAPER: N_("On paper")}
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
}
STAGE_LABELS = {
    Stage.PREPARING: N_("Being prepared"),
    Stage.SIGNED: N_("Signed by one official, waiting for the second"),
    Stage.OPEN: N_("Rules fixed; the vote opens and closes by the schedule"),
    Stage.CLOSED: N_("Closed, not yet counted"),
    Stage.COUNTED: N_("Counted, not yet announced"),
    Stage.PUBLISHED: N_("Result announced"),
}

SIGN_IN = Reason("vote_sign_in", N_("Sign in to vote."), Kind.NOT_ALLOWED)
NOT_ON_ROLL = Reason(
    "vote_not_on_roll",
    N_("You are not on the roll of this district's vote. Enter your voter code in your account, or ask at the desk."),
    Kind.NOT_ALLOWED,
)
NOT_OPEN_YET = Reason("vote_not_open", N_("The vote in this district is not open yet."), Kind.NOT_NOW)
CLOSED = Reason(
    "vote_closed",
    N_("The vote is closed. This ballot was not counted; a ballot recorded before the close still counts."),
    Kind.NOT_NOW,
)
ALREADY_VOTED = Reason(
    "vote_already", N_("You have already voted, and in this round a ballot is final."), Kind.CONFLICT
)
VOTED_MEANWHILE = Reason(
    "vote_meanwhile",
    N_("Another ballot of yours was recorded at the same moment. Open the booth again to see it."),
    Kind.CONFLICT,
)
USED_FORM = Reason(
    "vote_form_used", N_("This form has already been used for another ballot. Begin again in the booth."), Kind.CONFLICT
)
BAD_FORM = Reason("vote_form_bad", N_("This form is no longer valid. Begin again in the booth."), Kind.INVALID)
CHANNEL_CLOSED = Reason("vote_channel", N_("This round does not take ballots this way."), Kind.NOT_NOW)

NOTHING_CHOSEN = Reason(
    "ballot_empty", N_("Choose at least one project, or cast a blank ballot on purpose."), Kind.INVALID
)
BLANK_WITH_CHOICES = Reason(
    "ballot_blank_marked", N_("A blank ballot has no choices. Take the choices away or cast them."), Kind.INVALID
)
UNKNOWN_ITEM = Reason("ballot_unknown", N_("A chosen project is not on this ballot. Begin again in the booth."), Kind.INVALID)
TOO_FEW = Reason("ballot_few", N_("Choose at least %(least)s projects."), Kind.INVALID)
TOO_MANY = Reason("ballot_many", N_("Choose at most %(most)s projects."), Kind.INVALID)
TOO_COSTLY = Reason(
    "ballot_costly", N_("The chosen projects cost more than the pot together. Take one away."), Kind.INVALID
)
BAD_POINTS = Reason(
    "ballot_points", N_("Give whole points from 1 up, at most %(points)s together."), Kind.INVALID
)

NOTHING_READY = Reason(
    "round_nothing_ready", N_("No proposal has a completed review without a red light yet."), Kind.CONFLICT
)
NO_ITEMS = Reason("round_no_items", N_("Place the proposals on the ballot first."), Kind.CONFLICT)
NO_VOTE_PHASE = Reason("round_no_vote_phase", N_("Set the dates of the vote first."), Kind.CONFLICT)
VOTE_OVER = Reason("round_vote_over", N_("The voting period has already ended. Set new dates first."), Kind.NOT_NOW)
SAME_OPENER = Reason(
    "round_same_opener", N_("You have signed this opening. Another official must open the round."), Kind.NOT_ALLOWED
)
ALREADY_OPEN = Reason("round_already_open", N_("This round is open already; its rules are fixed."), Kind.CONFLICT)
NOT_CLOSED = Reason("round_not_closed", N_("The vote is not closed. Nobody can count before the close."), Kind.NOT_NOW)
NEVER_OPENED = Reason("round_never_opened", N_("This round was never opened."), Kind.CONFLICT)
BOX_MISMATCH = Reason(
    "round_box_mismatch",
    N_("The box and the roll do not match: %(ballots)s ballots, %(voters)s voters. Stop and call the auditors."),
    Kind.CONFLICT,
)
NOT_COUNTED = Reason("round_not_counted", N_("Count the ballots first."), Kind.CONFLICT)
SAME_COUNTER = Reason(
    "round_same_counter", N_("You have counted this round. Another official must announce the result."), Kind.NOT_ALLOWED
)
ALREADY_PUBLISHED = Reason("round_published", N_("The result is announced already."), Kind.CONFLICT)


@dataclass(frozen=True)
class Standing:
    """Say where one person stands towards one round; `revision` is 0 until a ballot is in the box."""

    signed_in: bool
    roll_entry_id: int | None
    opened: bool
    span: PhaseSpan | None
    counted: bool
    revision: int
    final: bool


def why_not_vote(standing: Standing, now: datetime) -> Reason | None:
    """Return why this person cannot cast a ballot received at this instant (UTC), None when they can.

    Once counted the vote stays closed whatever the clock says.
    """
    if not standing.signed_in:
        return SIGN_IN
    if standing.roll_entry_id is None:
        return NOT_ON_ROLL
    return why_not_receive(standing, now)


def why_not_receive(standing: Standing, now: datetime) -> Reason | None:
    """Return why the box takes no ballot of this roll entry at this instant (UTC), by whatever channel."""
    if not standing.opened or standing.span is None or (now < standing.span.opens_at and not standing.counted):
        return NOT_OPEN_YET
    if standing.counted or now >= standing.span.closes_at:
        return CLOSED
    if standing.revision and standing.final:
        return ALREADY_VOTED
    return None


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
    """Return the marks as recorded: a repeated item counts once; order is kept only where it means something."""
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


def stage_of(progress: Progress, now: datetime) -> Stage:
    """Return where the round's vote stands at this instant."""
    if progress.published:
        return Stage.PUBLISHED
    if progress.counted:
        return Stage.COUNTED
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
    return NOT_CLOSED if now < progress.span.closes_at else None


def why_not_publish(progress: Progress, official: int | None) -> Reason | None:
    """Return why this official cannot announce the result: the counter never does."""
    if not progress.counted:
        return NOT_COUNTED
    if progress.published:
        return ALREADY_PUBLISHED
    return SAME_COUNTER if progress.counted_by == official else None
