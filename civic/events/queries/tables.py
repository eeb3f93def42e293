"""Read tables, their notes, and what the notes became."""

from sqlalchemy import bindparam, func, select

from civic.db.session import session
from civic.events.models import CafeTable, Event, Note, NoteProposal
from civic.events.plenum_rules import PLENUM
from civic.events.rows import (
    NoteOrigin,
    NoteOutcome,
    NoteRow,
)
from civic.events.rules import NoteKind
from civic.kit.errors import Missing
from civic.proposals.models import Proposal


def get_table(event_id: int, number: int) -> CafeTable:
    """Return a table of an event, or raise Missing."""
    query = select(CafeTable).where(CafeTable.event_id == event_id, CafeTable.number == number)
    table = session().scalars(query).first()
    if table is None:
        raise Missing
    return table


def list_tables(event_id: int) -> list[CafeTable]:
    """List the tables of an event by number."""
    query = select(CafeTable).where(CafeTable.event_id == event_id).order_by(CafeTable.number)
    return list(session().scalars(query))


def get_note(note_id: int) -> Note:
    """Return a note, removed ones included, or raise Missing."""
    note = session().get(Note, note_id)
    if note is None:
        raise Missing
    return note


def find_removed(note_id: int) -> Note | None:
    """Return a note that was taken off its table."""
    return session().scalars(select(Note).where(Note.id == note_id, Note.removed_at.is_not(None))).first()


def find_note_by_client(client_id: str) -> Note | None:
    """Return the note a device already wrote under this id."""
    return session().scalars(select(Note).where(Note.client_id == client_id)).first()


def list_notes(event_id: int, table_no: int | None = None) -> list[NoteRow]:
    """List the notes that stand at the tables, by table, round and time; of one table if asked."""
    query = select(Note.id, Note.table_no, Note.round_no, Note.kind, Note.text, Note.dots).where(
        Note.event_id == event_id, Note.table_no != PLENUM, Note.removed_at.is_(None)
    )
    if table_no is not None:
        query = query.where(Note.table_no == table_no)
    return [NoteRow(*row) for row in session().execute(query.order_by(Note.table_no, Note.round_no, Note.id))]


def count_notes(event_id: int, table_no: int, kind: NoteKind | None = None) -> int:
    """Count the notes of a table that stand, of one kind if asked."""
    query = select(func.count()).where(Note.event_id == event_id, Note.table_no == table_no, Note.removed_at.is_(None))
    return session().scalar(query.where(Note.kind == kind) if kind else query) or 0


def notes_of_proposal(proposal_id: int) -> list[NoteOrigin]:
    """List the notes a proposal came from, oldest link first."""
    return [NoteOrigin(*row) for row in session().execute(_ORIGINS, {"proposal_id": proposal_id})]


def find_draft_of_note(note_id: int, person_id: int | None) -> Proposal | None:
    """Return the draft a person began from a note and has not submitted."""
    query = (
        select(Proposal)
        .join(NoteProposal, NoteProposal.proposal_id == Proposal.id)
        .where(NoteProposal.note_id == note_id, NoteProposal.linked_by == person_id, Proposal.case_no.is_(None))
    )
    return session().scalars(query.order_by(Proposal.id)).first()


def list_outcomes(event_id: int) -> list[NoteOutcome]:
    """List which notes of an event became public cases."""
    query = (
        select(NoteProposal.note_id, Proposal.case_no, Proposal.title)
        .join(Note, Note.id == NoteProposal.note_id)
        .join(Proposal, Proposal.id == NoteProposal.proposal_id)
        .where(Note.event_id == event_id, Proposal.case_no.is_not(None))
        .order_by(NoteProposal.note_id, Proposal.id)
    )
    return [NoteOutcome(note_id, case_no or "", title) for note_id, case_no, title in session().execute(query)]


_ORIGINS = (
    select(Note, Event, NoteProposal.linked_at, NoteProposal.linked_role)
    .join(Note, Note.id == NoteProposal.note_id)
    .join(Event, Event.id == Note.event_id)
    .where(NoteProposal.proposal_id == bindparam("proposal_id"))
    .order_by(NoteProposal.linked_at, Note.id)
)
"""Built once: the page of every proposal asks it."""
