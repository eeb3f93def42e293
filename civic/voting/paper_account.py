"""Read the papers: urns and their keyings, the account of every paper handed out, the report of differences."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from civic.db.session import session
from civic.kit.errors import Missing
from civic.voting.desk_models import PaperDifference, PaperIssue, PaperKeying, PaperSheet, PaperTurn, PaperUrn
from civic.voting.models import BallotItem, VoterMark
from civic.voting.paper_rules import Account, SheetFate, Turn, UrnState
from civic.voting.rules import Channel

Column = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


@dataclass(frozen=True)
class Difference:
    """Be one line of the discrepancy report."""

    code: str
    stood: str


def get_urn(urn_id: int) -> PaperUrn:
    """Return one urn, or raise Missing."""
    urn = session().get(PaperUrn, urn_id)
    if urn is None:
        raise Missing
    return urn


def find_urn(round_id: int, number: str) -> PaperUrn:
    """Return one urn of a round by its number as a form gives it; Missing for anything else."""
    known = {str(urn.id): urn for urn in list_urns(round_id)}
    if number not in known:
        raise Missing
    return known[number]


def list_urns(round_id: int) -> list[PaperUrn]:
    """Return the urns of a round in the order they were opened."""
    return list(session().scalars(select(PaperUrn).where(PaperUrn.round_id == round_id).order_by(PaperUrn.id)))


def accounts_of(urns: list[PaperUrn]) -> dict[int, Account]:
    """Account for the papers of several urns, in two statements."""
    ids = [urn.id for urn in urns]
    issued = _counts(PaperIssue.urn_id, ids)
    spoiled = _counts(PaperSheet.urn_id, ids, PaperSheet.fate == SheetFate.SPOILED)
    return {
        urn.id: Account(
            issued.get(urn.id, 0) + spoiled.get(urn.id, 0), urn.in_the_box, urn.unreadable, spoiled.get(urn.id, 0)
        )
        for urn in urns
    }


def turns_of(urn_id: int) -> dict[Turn, PaperTurn]:
    """Return the keyings of an urn that somebody has taken."""
    return {each.turn: each for each in session().scalars(select(PaperTurn).where(PaperTurn.urn_id == urn_id))}


def keyed_by(urn_id: int, turn: Turn) -> dict[str, str]:
    """Return what one keying holds: choices by code. For the person of that turn and for the comparison only."""
    query = select(PaperKeying.code, PaperKeying.choices)
    rows = session().execute(query.where(PaperKeying.urn_id == urn_id, PaperKeying.turn == turn))
    return {row[0]: row[1] for row in rows}


def list_differences(urn_id: int) -> list[Difference]:
    """Return the discrepancy report of an accepted urn: codes and whose reading stood."""
    query = select(PaperDifference.code, PaperDifference.stood).where(PaperDifference.urn_id == urn_id)
    return [Difference(*row) for row in session().execute(query.order_by(PaperDifference.code))]


def numbers_of(round_id: int) -> Mapping[int, int]:
    """Return the proposal behind each number of the paper."""
    query = select(BallotItem.number, BallotItem.proposal_id).where(BallotItem.round_id == round_id)
    return {row[0]: row[1] for row in session().execute(query)}


def count_printed(round_id: int) -> int:
    """Return how many sheets were printed for a round."""
    return session().scalar(select(func.count()).where(PaperSheet.round_id == round_id)) or 0


def has_open_urn(round_id: int) -> bool:
    """Tell whether papers of the round are still out or being keyed: then nothing may be counted."""
    query = select(PaperUrn.id).where(PaperUrn.round_id == round_id, PaperUrn.state != UrnState.ACCEPTED)
    return session().scalar(query.limit(1)) is not None


def count_without_ballot(round_id: int) -> int:
    """Return how many roll entries took a paper that did not come into the box: marks minus these are voters."""
    issued = (
        select(func.count())
        .select_from(PaperIssue)
        .join(PaperUrn, PaperUrn.id == PaperIssue.urn_id)
        .where(PaperUrn.round_id == round_id)
    )
    boxed = select(func.coalesce(func.sum(PaperUrn.in_the_box), 0)).where(PaperUrn.round_id == round_id)
    return (session().scalar(issued) or 0) - (session().scalar(boxed) or 0)


def count_voters(round_id: int) -> dict[Channel, int]:
    """Count voters by channel: marks on the roll, less papers that brought no ballot into the box."""
    counts = count_marks(round_id)
    if counts.get(Channel.PAPER):
        counts[Channel.PAPER] -= count_without_ballot(round_id)
    return {channel: voters for channel, voters in sorted(counts.items()) if voters}


def count_marks(round_id: int) -> dict[Channel, int]:
    """Count the marks on the roll by channel: who has voted or taken a paper."""
    query = select(VoterMark.channel, func.count()).where(VoterMark.round_id == round_id).group_by(VoterMark.channel)
    return {row[0]: row[1] for row in session().execute(query)}


def _counts(column: Column, ids: list[int], *wanted: ColumnElement[bool]) -> dict[int, int]:
    query = select(column, func.count()).where(column.in_(ids), *wanted).group_by(column)
    return {row[0]: row[1] for row in session().execute(query) if row[0] is not None}
