"""Read announced results; before publication nobody, not even the office, reads a number here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from civic.db.session import session
from civic.kit.errors import Missing
from civic.programme.models import Round
from civic.proposals.models import Proposal
from civic.voting import box, paper_account
from civic.voting.models import BallotItem, ItemResult, OpenBallot, RoundResult
from civic.voting.rules import Channel, Gate, Verdict


@dataclass(frozen=True)
class ItemRow:
    """Be one item's announced result beside its proposal; cost in NT$."""

    proposal_id: int
    number: int
    title: str
    title_en: str
    case_no: str
    facet_code: str
    votes: int
    rank: int | None
    verdict: Verdict
    votes_lacking: int
    cost: int
    gate: Gate
    explanation: str

    @property
    def name_zh(self) -> str:
        """Return the title as written."""
        return self.title

    @property
    def name_en(self) -> str:
        """Return the English title, or the one written."""
        return self.title_en or self.title


@dataclass(frozen=True)
class ResultHead:
    """Be one announced result as the list of results shows it."""

    round_id: int
    district_code: str
    year: int
    eligible: int
    voters: int
    winners: int
    published_at: datetime


@dataclass(frozen=True)
class ChannelCount:
    """Count the voters of one channel."""

    channel: Channel
    voters: int


def get_result(round_id: int) -> RoundResult:
    """Return the announced result of a round; Missing before publication."""
    found = find_announced(round_id)
    if found is None:
        raise Missing
    return found


def find_announced(round_id: int) -> RoundResult | None:
    """Return the announced result of a round, None before publication."""
    query = select(RoundResult).where(RoundResult.round_id == round_id, RoundResult.published_at.is_not(None))
    return session().scalar(query)


def find_announced_round(district_code: str) -> int | None:
    """Return the newest round of a district whose result is announced, None when there is none."""
    query = select(Round.id).join(RoundResult, RoundResult.round_id == Round.id)
    announced = query.where(Round.district_code == district_code, RoundResult.published_at.is_not(None))
    return session().scalar(announced.order_by(Round.year.desc()).limit(1))


def find_count(round_id: int) -> RoundResult | None:
    """Return a round's counted result, announced or not: only for the commands that count and announce."""
    return session().get(RoundResult, round_id)


def list_item_results(round_id: int) -> list[ItemRow]:
    """Return the announced items of a round: selected ones by rank, then the others by votes."""
    query = (
        select(
            ItemResult.proposal_id, BallotItem.number, Proposal.title, Proposal.title_en,
            func.coalesce(Proposal.case_no, ""), func.coalesce(Proposal.facet_code, ""),
            ItemResult.votes, ItemResult.rank, ItemResult.verdict, ItemResult.votes_lacking,
            ItemResult.cost, ItemResult.gate, ItemResult.explanation,
        )
        .join(RoundResult, RoundResult.round_id == ItemResult.round_id)
        .join(Proposal, Proposal.id == ItemResult.proposal_id)
        .join(
            BallotItem,
            (BallotItem.round_id == ItemResult.round_id) & (BallotItem.proposal_id == ItemResult.proposal_id),
        )
        .where(ItemResult.round_id == round_id, RoundResult.published_at.is_not(None))
    )  # fmt: skip
    by_place = (ItemResult.rank.is_(None), ItemResult.rank, ItemResult.votes.desc(), BallotItem.number)
    return [ItemRow(*tuple(row)) for row in session().execute(query.order_by(*by_place))]


def result_of(proposal_id: int) -> ItemResult | None:
    """Return one proposal's announced result, None before publication."""
    query = (
        select(ItemResult)
        .join(RoundResult, RoundResult.round_id == ItemResult.round_id)
        .where(ItemResult.proposal_id == proposal_id, RoundResult.published_at.is_not(None))
    )
    return session().scalars(query.order_by(ItemResult.round_id.desc()).limit(1)).first()


def list_results() -> list[ResultHead]:
    """Return the announced results, newest first."""
    won = (
        select(func.count())
        .select_from(ItemResult)
        .where(ItemResult.round_id == RoundResult.round_id, ItemResult.verdict == Verdict.SELECTED)
    )
    query = (
        select(
            Round.id, Round.district_code, Round.year, RoundResult.eligible, RoundResult.voters,
            won.scalar_subquery(), RoundResult.published_at,
        )
        .join(Round, Round.id == RoundResult.round_id)
        .where(RoundResult.published_at.is_not(None))
    )  # fmt: skip
    return [ResultHead(*row) for row in session().execute(query.order_by(Round.year.desc(), Round.district_code))]


def count_channels(round_id: int) -> list[ChannelCount]:
    """Count the voters of an announced round by channel; Missing before publication."""
    get_result(round_id)
    return [ChannelCount(*each) for each in paper_account.count_voters(round_id).items()]


def last_ballots(round_id: int) -> list[str]:
    """Return the canonical text of each ballot that counts, in the order of the text; none before the sealing."""
    return sorted(session().scalars(select(OpenBallot.choices).where(OpenBallot.round_id == round_id)))


def ballot_file(round_id: int) -> str:
    """Return the announced round's open ballots as CSV; Missing before publication."""
    get_result(round_id)
    return box.ballot_file(last_ballots(round_id))
