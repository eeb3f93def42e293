"""Show and erase what proposals keep about one person."""

from datetime import datetime

from sqlalchemy import delete, select

from civic.accounts.own_data import Fact, Section
from civic.db.session import session
from civic.proposals.models import Argument, Proposal, Support
from civic.proposals.rules import State


def own_data(person_id: int) -> Section:
    """Return a person's proposals, arguments and supports."""
    db = session()
    written = db.scalars(select(Proposal).where(Proposal.author_id == person_id).order_by(Proposal.id))
    said = db.scalars(select(Argument).where(Argument.author_id == person_id).order_by(Argument.id))
    seconded = db.scalars(select(Support).where(Support.person_id == person_id).order_by(Support.proposal_id))
    return Section(
        "proposals",
        (
            *(_proposal(proposal) for proposal in written),
            *((Fact("argument", a.body), Fact("proposal", a.proposal_id), Fact("at", a.at.isoformat())) for a in said),
            *((Fact("supported", s.proposal_id), Fact("at", s.at.isoformat())) for s in seconded),
        ),
    )


def forget(person_id: int, _now: datetime) -> None:
    """Delete a person's drafts; what is public stays, without its author."""
    db = session()
    db.execute(delete(Proposal).where(Proposal.author_id == person_id, Proposal.state == State.DRAFT))
    for proposal in db.scalars(select(Proposal).where(Proposal.author_id == person_id)):
        proposal.author_id = None
    for argument in db.scalars(select(Argument).where(Argument.author_id == person_id)):
        argument.author_id = None
    db.flush()


def _proposal(proposal: Proposal) -> tuple[Fact, ...]:
    return (
        Fact("case_no", proposal.case_no),
        Fact("state", proposal.state.value),
        Fact("title", proposal.title),
        Fact("summary", proposal.summary),
        Fact("background", proposal.background),
        Fact("content", proposal.content),
        Fact("benefits", proposal.benefits),
        Fact("place", proposal.place),
        Fact("written_at", proposal.created_at.isoformat()),
    )
