"""Turn a note into a proposal and keep the link at both ends."""

from datetime import datetime

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import demand
from civic.audit.service import record
from civic.db.session import session
from civic.events import queries, rules
from civic.events.models import Note, NoteProposal
from civic.kit.errors import Refused
from civic.proposals import service as proposals
from civic.proposals.inputs import DraftInput
from civic.proposals.models import Proposal


def make_proposal(actor: Actor, note: Note, draft: DraftInput, now: datetime) -> Proposal:
    """Begin a proposal from a note, as a draft of the facilitator; the link is kept for good."""
    event = queries.get_event(note.event_id)
    demand(actor, Permission.CAPTURE_NOTES, queries.scope_of(event))
    if note.removed_at is not None:
        raise Refused(rules.NOTE_REMOVED)
    proposal = proposals.create_draft(actor, draft, now)
    session().add(
        NoteProposal(
            note_id=note.id,
            proposal_id=proposal.id,
            linked_at=now,
            linked_by=actor.person_id,
            linked_role=actor.title,
        )
    )
    session().flush()
    record(actor, "note.became_proposal", f"proposal:{proposal.id}", now, note=note.id, event=event.id)
    return proposal
