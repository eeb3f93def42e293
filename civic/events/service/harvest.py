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


def make_proposal(actor: Actor, note: Note, draft: DraftInput, now: datetime, whole: bool = False) -> Proposal:
    """Begin a proposal from a note, as a draft of the facilitator; the links are kept for good.

    `whole` links the notes that say the same too: the note's group, or all that a point of the plenum stands for.
    While one's draft from this note is not submitted, asking again returns it.
    """
    event = queries.get_event(note.event_id)
    demand(actor, Permission.CAPTURE_NOTES, queries.scope_of(event))
    session().refresh(event, with_for_update={"key_share": True})
    if note.removed_at is not None:
        raise Refused(rules.NOTE_REMOVED)
    begun = queries.find_draft_of_note(note.id, actor.person_id)
    if begun is not None:
        return begun
    proposal = proposals.create_draft(actor, draft, now)
    linked = [note, *(queries.list_mates(note) if whole else [])]
    session().add_all(
        NoteProposal(
            note_id=one.id,
            proposal_id=proposal.id,
            linked_at=now,
            linked_by=actor.person_id,
            linked_role=actor.title,
        )
        for one in linked
    )
    session().flush()
    subject = f"proposal:{proposal.id}"
    record(actor, "note.became_proposal", subject, now, note=note.id, notes=len(linked), event=event.id)
    return proposal
