"""Gather everything that happened to one item, in at most a dozen statements however long its story is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from civic.access.actor import Role
from civic.db.session import session
from civic.events import queries as events
from civic.events.rows import NoteOrigin
from civic.governance import queries as governance
from civic.governance.queries import NeedMeeting
from civic.kit.errors import Missing
from civic.needs import queries as needs
from civic.needs.models import Answer, Need, NeedChange
from civic.needs.queries import CitedCount
from civic.proposals import queries as proposals
from civic.proposals.models import Proposal
from civic.proposals.queries import ChangeRow, ReviewRow
from civic.proposals.rules import State
from civic.voting.models import BallotItem, ItemResult, RoundResult
from civic.voting.rules import Verdict


@dataclass(frozen=True)
class BallotFate:
    """Be one item's place on the ballot, and once it is announced its votes against the threshold."""

    round_id: int
    number: int
    votes: int | None
    threshold: int | None
    verdict: Verdict | None
    published_at: datetime | None


@dataclass(frozen=True)
class Story:
    """Be one item's whole story; a need that no proposal became has only its second half."""

    case_no: str
    proposal: Proposal | None
    notes: tuple[NoteOrigin, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    reviews: tuple[ReviewRow, ...] = ()
    ballot: BallotFate | None = None
    need: Need | None = None
    need_changes: tuple[NeedChange, ...] = ()
    meetings: tuple[NeedMeeting, ...] = ()
    answers: tuple[Answer, ...] = ()
    cited: tuple[CitedCount, ...] = ()


def get_story(case_no: str) -> Story:
    """Return the story behind a case number; Missing if nothing public has it."""
    proposal, need = _find_proposal(case_no), _find_need(case_no)
    if proposal is None and need is None:
        raise Missing
    first = _first_half(case_no, proposal)
    return first if need is None else _second_half(first, need)


def _find_proposal(case_no: str) -> Proposal | None:
    try:
        return proposals.get_by_case_no(case_no)
    except Missing:  # a need may have entered without a proposal
        return None


def _find_need(case_no: str) -> Need | None:
    return session().scalars(select(Need).where(Need.case_no == case_no)).one_or_none()


def _first_half(case_no: str, proposal: Proposal | None) -> Story:
    if proposal is None:
        return Story(case_no, None)
    return Story(
        case_no,
        proposal,
        notes=tuple(events.notes_of_proposal(proposal.id)),
        changes=tuple(proposals.list_changes(proposal.id)),
        reviews=tuple(review for review in proposals.list_reviews(proposal.id) if review.completed_at is not None),
        ballot=_ballot(proposal.id),
    )


def _second_half(first: Story, need: Need) -> Story:
    return Story(
        first.case_no,
        first.proposal,
        _all_notes(first, need),
        first.changes,
        first.reviews,
        first.ballot,
        need=need,
        need_changes=tuple(needs.list_changes(need.id)),
        meetings=tuple(governance.items_of_need(need.id)),
        answers=tuple(needs.list_answers(need.id)),
        cited=tuple(needs.list_cited_counts(need.id)),
    )


def _all_notes(first: Story, need: Need) -> tuple[NoteOrigin, ...]:
    """Return the notes the proposal came from, then those that stand as evidence of the need, each once."""
    told = {origin.note.id for origin in first.notes}
    cited = needs.notes_of_need(need.id)
    return (*first.notes, *(origin for origin in cited if origin.note.id not in told))


def _ballot(proposal_id: int) -> BallotFate | None:
    """Return the newest ballot the proposal was on; nothing about votes before they are announced."""
    query = (
        select(
            BallotItem.round_id,
            BallotItem.number,
            ItemResult.votes,
            RoundResult.threshold,
            ItemResult.verdict,
            RoundResult.published_at,
        )
        .outerjoin(RoundResult, (RoundResult.round_id == BallotItem.round_id) & RoundResult.published_at.is_not(None))
        .outerjoin(
            ItemResult,
            (ItemResult.round_id == RoundResult.round_id) & (ItemResult.proposal_id == BallotItem.proposal_id),
        )
        .where(BallotItem.proposal_id == proposal_id)
        .order_by(BallotItem.round_id.desc())
        .limit(1)
    )
    row = session().execute(query).mappings().first()
    return None if row is None else BallotFate(**row)


def reached(story: Story) -> frozenset[State]:
    """Return every state the proposal has been in."""
    return frozenset(change.after for change in story.changes)


def signed_by(role: str) -> str:
    """Return the role a hop is signed with; an author signs as a resident."""
    return Role.REGISTERED.value if role in {"", Role.RESIDENT.value} else role
