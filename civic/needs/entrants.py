"""Read what a counted round brings into the inventory, in five statements however many items it has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, func, select

from civic.db.session import session
from civic.events.models import Event, Note, NoteProposal
from civic.needs.models import Need
from civic.programme.models import Facet, Round
from civic.proposals.models import CoAgency, Proposal, Review
from civic.voting.models import ItemResult, RoundResult
from civic.voting.rules import Gate

Thing = TypeVar("Thing")
CONSENSUS = (Gate.A, Gate.B)


@dataclass(frozen=True)
class WaitingRound:
    """Be an announced round with items that have not entered the inventory."""

    round_id: int
    district_code: str
    year: int
    items: int


def list_waiting_rounds() -> list[WaitingRound]:
    """Return the announced rounds whose consensus items still wait to enter, oldest first."""
    query = (
        select(Round.id, Round.district_code, Round.year, func.count())
        .join(RoundResult, RoundResult.round_id == Round.id)
        .join(ItemResult, ItemResult.round_id == Round.id)
        .where(RoundResult.published_at.is_not(None), ItemResult.gate.in_(CONSENSUS))
        .where(ItemResult.proposal_id.not_in(_entered()))
        .group_by(Round.id, Round.district_code, Round.year)
        .order_by(Round.id)
    )
    return [WaitingRound(*row) for row in session().execute(query)]


@dataclass(frozen=True)
class Entrant:
    """Be one item that enters: its result, proposal, last completed review, helpers and origins."""

    item: ItemResult
    proposal: Proposal
    facet_lead: str | None
    review: Review | None
    co_agencies: tuple[str, ...]
    notes: tuple[Note, ...]


def list_entrants(round_id: int) -> list[Entrant]:
    """Return the items of class A and B of a counted round that are not in the inventory, best first."""
    query = (
        select(ItemResult, Proposal, Facet.lead_agency_code)
        .join(Proposal, Proposal.id == ItemResult.proposal_id)
        .outerjoin(Facet, Facet.code == Proposal.facet_code)
        .where(ItemResult.round_id == round_id, ItemResult.gate.in_(CONSENSUS))
        .where(ItemResult.proposal_id.not_in(_entered()))
        .order_by(ItemResult.gate, ItemResult.rank, ItemResult.votes.desc(), Proposal.case_no)
    )
    found = session().execute(query).all()
    ids = [proposal.id for _, proposal, _ in found]
    reviews, helpers, notes = _reviews(ids), _helpers(ids), _notes(ids)
    return [
        Entrant(item, proposal, lead, reviews.get(proposal.id), _of(proposal.id, helpers), _of(proposal.id, notes))
        for item, proposal, lead in found
    ]


def _entered() -> Select[int | None]:
    return select(Need.proposal_id).where(Need.proposal_id.is_not(None))


def _reviews(ids: list[int]) -> dict[int, Review]:
    """Return the last completed review of each proposal."""
    query = select(Review).where(Review.proposal_id.in_(ids), Review.completed_at.is_not(None))
    found = session().scalars(query.order_by(Review.completed_at, Review.id))
    return {review.proposal_id: review for review in found}


def _helpers(ids: list[int]) -> list[tuple[int, str]]:
    query = select(CoAgency.proposal_id, CoAgency.agency_code).where(CoAgency.proposal_id.in_(ids))
    return [(owner, code) for owner, code in session().execute(query.order_by(CoAgency.agency_code))]


def _notes(ids: list[int]) -> list[tuple[int, Note]]:
    """Return the notes of published minutes that proposals came from."""
    query = select(NoteProposal.proposal_id, Note).join(Note, Note.id == NoteProposal.note_id)
    query = query.join(Event, Event.id == Note.event_id).where(Event.minutes_at.is_not(None))
    query = query.where(NoteProposal.proposal_id.in_(ids), Note.removed_at.is_(None)).order_by(Note.id)
    return [(proposal, note) for proposal, note in session().execute(query)]


def _of(proposal_id: int, pairs: Iterable[tuple[int, Thing]]) -> tuple[Thing, ...]:
    return tuple(thing for owner, thing in pairs if owner == proposal_id)
