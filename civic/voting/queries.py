"""Read the vote: ballots to fill in, standings, receipts; results only after they are announced."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, func, select

from civic.access.actor import Actor
from civic.accounts.models import RollEntry
from civic.db.base import table_of
from civic.db.session import session
from civic.kit.ids import normalise_voter_code
from civic.programme.models import Round
from civic.programme.queries import spans
from civic.programme.rules import PhaseKind, PhaseSpan, Revote, find_span, votes_needed
from civic.proposals.models import Proposal
from civic.voting import box, keys
from civic.voting.checkpoints import CheckpointKind
from civic.voting.desk_models import PaperIssue, PaperSheet
from civic.voting.folder import Fate
from civic.voting.models import (
    BallotItem,
    BoardCheckpoint,
    BoardLeaf,
    BoxedBallot,
    OpeningSignature,
    RoundResult,
    Sealing,
    VoteEnd,
    VoterMark,
)
from civic.voting.paper_rules import SheetFate
from civic.voting.results import (
    ChannelCount,
    ItemRow,
    ResultHead,
    ballot_file,
    count_channels,
    find_announced_round,
    get_result,
    list_item_results,
    list_results,
    result_of,
)
from civic.voting.rounds import (
    MyRound,
    OpenRound,
    find_open_round,
    list_my_rounds,
    open_rounds,
    unfinished_rounds,
)
from civic.voting.rules import BallotForm, Item, Marks, Progress, Standing, Trace

__all__ = [
    "BallotRow", "ChannelCount", "FoundReceipt", "ItemRow", "MyRound", "OpenRound", "ResultHead",
    "ballot_file", "count_channels", "find_announced_round", "find_open_round",
    "find_own_ballot", "find_receipt", "form_of", "get_result", "has_announced", "has_voted", "list_ballot",
    "list_item_results", "list_items", "list_my_rounds", "list_progress", "list_proposals", "list_results",
    "open_rounds", "progress_of", "result_of", "standing_of", "standing_of_entry", "unfinished_rounds",
    "vote_span", "votes_to_reach",
]  # fmt: skip


@dataclass(frozen=True)
class BallotRow:
    """Be one item on a ballot as the booth shows it; cost in NT$."""

    proposal_id: int
    number: int
    cost: int
    title: str
    title_en: str
    case_no: str
    facet_code: str
    place: str
    summary: str

    @property
    def name_zh(self) -> str:
        """Return the title as written."""
        return self.title

    @property
    def name_en(self) -> str:
        """Return the English title, or the one written."""
        return self.title_en or self.title


@dataclass(frozen=True)
class OwnBallot:
    """Be a voter's own ballot as recorded, shown to that voter only and only until the key is destroyed."""

    marks: Marks
    code: str


@dataclass(frozen=True)
class FoundReceipt:
    """Be what anybody may learn from a receipt code: the round, and what became of the ballot."""

    code: str
    round_id: int
    district_code: str
    year: int
    trace: Trace
    leaf: str = ""
    position: int | None = None


Found = tuple[str, int | None, Fate | None, int, str, int, datetime | None]
"""Be a leaf, its place on the board, its fate, its round, district and year, when the result was announced."""


def has_announced(round_id: int) -> bool:
    """Tell whether a round's result is announced."""
    query = select(RoundResult.round_id).where(RoundResult.round_id == round_id, RoundResult.published_at.is_not(None))
    return session().scalar(query) is not None


def vote_span(round_: Round) -> PhaseSpan | None:
    """Return when a loaded round's vote opens and closes, None while it has no dates."""
    return find_span(spans(round_), PhaseKind.VOTE)


def form_of(round_: Round) -> BallotForm:
    """Return what bounds a ballot of this round."""
    return BallotForm(round_.ballot_kind, round_.min_choices, round_.max_choices, round_.pot)


def votes_to_reach(round_: Round) -> int:
    """Return how many votes an item of this round needs."""
    return votes_needed(round_.threshold_kind, round_.threshold_value, round_.eligible)


def list_ballot(round_id: int) -> list[BallotRow]:
    """Return the items of a round's ballot by number."""
    columns = (
        BallotItem.proposal_id, BallotItem.number, BallotItem.cost, Proposal.title, Proposal.title_en,
        func.coalesce(Proposal.case_no, ""), func.coalesce(Proposal.facet_code, ""), Proposal.place, Proposal.summary,
    )  # fmt: skip
    query = select(*columns).join(Proposal, Proposal.id == BallotItem.proposal_id)
    rows = session().execute(query.where(BallotItem.round_id == round_id).order_by(BallotItem.number))
    return [BallotRow(*row) for row in rows]


def list_items(round_id: int) -> tuple[Item, ...]:
    """Return the ids and costs (NT$) a ballot of this round may hold."""
    return tuple(Item(*row) for row in session().execute(_ITEMS, {"round_id": round_id}))


def list_proposals(round_id: int) -> list[Proposal]:
    """Return the proposals on a round's ballot, for commands that move them."""
    query = select(Proposal).join(BallotItem, BallotItem.proposal_id == Proposal.id)
    return list(session().scalars(query.where(BallotItem.round_id == round_id).order_by(BallotItem.number)))


def standing_of(actor: Actor, round_: Round) -> Standing:
    """Return where a person stands towards a round, in one statement."""
    if actor.person_id is None:
        return _standing(round_, None, signed_in=False)
    asked = {"round_id": round_.id, "person_id": actor.person_id}
    return _standing(round_, session().execute(_STANDING, asked).first())


def standing_of_entry(roll_entry_id: int, round_: Round) -> Standing:
    """Return where one roll entry stands towards a round: for ballots taken at the desk."""
    asked = {"round_id": round_.id, "entry_id": roll_entry_id}
    return _standing(round_, session().execute(_STANDING_OF_ENTRY, asked).first())


def _standing(
    round_: Round, row: Row[int, int, bool, bool, datetime | None] | None, signed_in: bool = True
) -> Standing:
    entry, revision, counted, paper, ended_at = row if row else (None, 0, False, False, None)
    return Standing(
        signed_in=signed_in,
        roll_entry_id=entry,
        opened=round_.opened_by is not None and round_.frozen_at is not None,
        span=vote_span(round_),
        counted=bool(counted),
        revision=revision,
        final=round_.revote is Revote.FINAL,
        paper=bool(paper),
        ended_at=ended_at,
    )


def progress_of(round_: Round) -> Progress:
    """Return how far the office has come with a round, in one statement."""
    return list_progress([round_])[0]


def list_progress(rounds: list[Round]) -> list[Progress]:
    """Return how far the office has come with each of these rounds, in their order, in one statement."""
    items = select(func.count()).select_from(BallotItem).where(BallotItem.round_id == Round.id)
    query = (
        select(
            Round.id, items.scalar_subquery(), OpeningSignature.person_id,
            RoundResult.round_id, RoundResult.counted_by, RoundResult.published_at, Sealing.round_id,
        )
        .outerjoin(OpeningSignature, OpeningSignature.round_id == Round.id)
        .outerjoin(RoundResult, RoundResult.round_id == Round.id)
        .outerjoin(Sealing, Sealing.round_id == Round.id)
        .where(Round.id.in_([round_.id for round_ in rounds]))
    )  # fmt: skip
    rows = {row[0]: tuple(row)[1:] for row in session().execute(query)}
    return [_progress(round_, *rows[round_.id]) for round_ in rounds]


def _progress(
    round_: Round,
    items: int,
    signed_by: int | None,
    counted: int | None,
    counted_by: int | None,
    published_at: datetime | None,
    sealed: int | None,
) -> Progress:
    return Progress(
        opened=round_.opened_by is not None,
        signed_by=signed_by,
        items=items,
        span=vote_span(round_),
        counted_by=counted_by,
        counted=counted is not None,
        published=published_at is not None,
        sealed=sealed is not None,
    )


def has_voted(round_id: int, roll_entry_id: int) -> bool:
    """Tell whether this roll entry has a ballot in the box of the round."""
    query = select(VoterMark.roll_entry_id).where(
        VoterMark.roll_entry_id == roll_entry_id, VoterMark.round_id == round_id
    )
    return session().scalar(query) is not None


def find_own_ballot(round_: Round, standing: Standing) -> OwnBallot | None:
    """Return a voter's own ballot while the box key exists, None without a ballot or key."""
    key = keys.store().find(round_.seed_hash)
    if key is None or standing.roll_entry_id is None or not standing.revision:
        return None
    slot = box.slot(key.key, round_.id, standing.roll_entry_id)
    query = select(BoxedBallot.choices, BoxedBallot.leaf)
    row = session().execute(query.where(BoxedBallot.slot_revision == f"{slot}:{standing.revision}")).first()
    return OwnBallot(box.read_canonical(row.choices), box.code_of(row.leaf)) if row else None


def find_receipt(code: str) -> FoundReceipt | None:
    """Return what became of the ballot behind a typed receipt code, None when neither box nor board knows it."""
    try:
        prefix = box.prefix_of(code)
    except ValueError:
        return _find_paper(code)
    row = _on_board(prefix) or _in_box(prefix)
    if row is None:
        return None
    leaf, position, fate, round_id, district_code, year, published_at = row
    trace = Trace(fate.value) if published_at and fate else Trace.RECORDED
    return FoundReceipt(box.code_of(leaf), round_id, district_code, year, trace, leaf, position)


def _on_board(prefix: str) -> Found | None:
    query = (
        select(
            BoardLeaf.leaf, BoardLeaf.position, BoardLeaf.fate,
            Round.id, Round.district_code, Round.year, RoundResult.published_at,
        )
        .join(Round, Round.id == BoardLeaf.round_id)
        .outerjoin(RoundResult, RoundResult.round_id == Round.id)
        .where(BoardLeaf.leaf >= prefix, BoardLeaf.leaf < prefix + "g")
    )  # fmt: skip
    row = session().execute(query.limit(1)).first()
    return (row[0], row[1], row[2], row[3], row[4], row[5], row[6]) if row else None


def _in_box(prefix: str) -> Found | None:
    query = (
        select(BoxedBallot.leaf, Round.id, Round.district_code, Round.year)
        .join(Round, Round.id == BoxedBallot.round_id)
        .where(BoxedBallot.leaf >= prefix, BoxedBallot.leaf < prefix + "g")
    )
    row = session().execute(query.limit(1)).first()
    return (row[0], None, None, row[1], row[2], row[3], None) if row else None


def _find_paper(code: str) -> FoundReceipt | None:
    """Return what became of the ballot paper with this printed code, once its batch is accepted."""
    try:
        printed = normalise_voter_code(code)
    except ValueError:
        return None
    query = (
        select(PaperSheet.code, PaperSheet.round_id, Round.district_code, Round.year, RoundResult.published_at)
        .join(Round, Round.id == PaperSheet.round_id)
        .outerjoin(RoundResult, RoundResult.round_id == Round.id)
        .where(PaperSheet.code == printed, PaperSheet.fate == SheetFate.IN_THE_BOX)
    )
    row = session().execute(query).first()
    if row is None:
        return None
    return FoundReceipt(row[0], row[1], row[2], row[3], Trace.COUNTED if row.published_at else Trace.RECORDED)


_item, _entry, _mark = table_of(BallotItem), table_of(RollEntry), table_of(VoterMark)
_checkpoint, _issue, _end = table_of(BoardCheckpoint), table_of(PaperIssue), table_of(VoteEnd)
_ITEMS = (
    select(_item.c.proposal_id, _item.c.cost)
    .where(_item.c.round_id == bindparam("round_id"))
    .order_by(_item.c.number)
)
_STANDINGS = (
    select(
        _entry.c.id,
        func.coalesce(_mark.c.revision, 0),
        select(_checkpoint.c.number)
        .where(_checkpoint.c.round_id == bindparam("round_id"), _checkpoint.c.kind == CheckpointKind.CLOSING)
        .exists(),
        select(_issue.c.roll_entry_id).where(_issue.c.roll_entry_id == _entry.c.id).exists(),
        _end.c.seen_at,
    )
    .outerjoin(_mark, _mark.c.roll_entry_id == _entry.c.id)
    .outerjoin(_end, _end.c.round_id == _entry.c.round_id)
    .where(_entry.c.round_id == bindparam("round_id"))
)
_STANDING = _STANDINGS.where(_entry.c.person_id == bindparam("person_id"))
_STANDING_OF_ENTRY = _STANDINGS.where(_entry.c.id == bindparam("entry_id"))
"""Built once: every ballot asks them."""
