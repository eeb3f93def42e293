"""Take a published result into the inventory: what was agreed, with its evidence as it stands that day."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit import service as audit
from civic.db.session import session
from civic.events.models import Note
from civic.kit.errors import Refused
from civic.needs import rules, writing
from civic.needs.entrants import Entrant, list_entrants
from civic.needs.inputs import Assignment, EvidenceInput
from civic.needs.models import Need
from civic.needs.rules import EvidenceKind, EvidenceSource, NeedMove, NeedState, Origin
from civic.programme.models import Round
from civic.proposals import service as proposals
from civic.proposals.rules import State
from civic.voting import queries as voting
from civic.voting.models import RoundResult


def enter_results(actor: Actor, round_: Round, now: datetime) -> list[Need]:
    """Enter every item of class A or B of a published round that is not in yet; return the new needs.

    Missing before publication. Running it again enters nothing twice.
    """
    demand(actor, Permission.MANAGE_NEEDS, Scope(district=round_.district_code))
    result = voting.get_result(round_.id)
    entered = [_enter(actor, entrant, result, now) for entrant in list_entrants(round_.id)]
    if entered:
        audit.record(actor, "need.entered", f"round:{round_.id}", now, count=len(entered))
    return entered


def _enter(actor: Actor, entrant: Entrant, result: RoundResult, now: datetime) -> Need:
    need = _need_of(entrant, result, now)
    try:
        with session().begin_nested():
            session().add(need)
    except IntegrityError as entered:  # somebody entered the same result at this moment
        raise Refused(rules.CHANGED_MEANWHILE) from entered
    writing.set_agencies(need, Assignment(need.lead_agency_code or "", entrant.co_agencies))
    writing.write_change(actor, need, NeedState.NEW, NeedMove(rules.ENTERED_FROM_VOTE), now)
    for piece in _evidence_of(entrant):
        writing.write_evidence(actor, need, piece, now)
    proposals.move(actor, entrant.proposal, State.IN_INVENTORY, rules.ENTERED_FROM_VOTE, now)
    return need


def _need_of(entrant: Entrant, result: RoundResult, now: datetime) -> Need:
    """Copy what the inventory keeps: the vote, the lights and the cost (NT$) as they stand now."""
    proposal, item, review = entrant.proposal, entrant.item, entrant.review
    return Need(
        case_no=proposal.case_no,
        proposal_id=proposal.id,
        round_id=item.round_id,
        state=NeedState.NEW,
        origin=Origin.VOTE,
        gate=item.gate,
        title=proposal.title,
        title_en=proposal.title_en,
        district_code=proposal.district_code,
        village_code=proposal.village_code,
        facet_code=proposal.facet_code,
        place=proposal.place,
        lat=proposal.lat,
        lng=proposal.lng,
        votes=item.votes,
        threshold=result.threshold,
        publicness=review.publicness if review else None,
        legality=review.legality if review else None,
        feasibility=review.feasibility if review else None,
        lead_agency_code=proposal.lead_agency_code or entrant.facet_lead,
        cost=item.cost or None,
        entered_at=now,
    )


def _evidence_of(entrant: Entrant) -> list[EvidenceInput]:
    """Return the vote for the first gate, the proposer's grounds and workshops' notes for the second."""
    item, basis = entrant.item, entrant.proposal.need_basis
    vote = EvidenceInput(EvidenceKind.CONSENSUS, EvidenceSource.VOTE, rules.REACHED_THRESHOLD, f"round:{item.round_id}")
    shown = EvidenceInput(EvidenceKind.ACTUAL_NEED, EvidenceSource.REPORTS, basis, f"proposal:{item.proposal_id}")
    notes = [_note_evidence(note) for note in entrant.notes]
    return [vote, *([shown] if basis.strip() else []), *notes]


def _note_evidence(note: Note) -> EvidenceInput:
    return EvidenceInput(EvidenceKind.ACTUAL_NEED, EvidenceSource.NOTE, note.text, f"note:{note.id}", note.dots)
