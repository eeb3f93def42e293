"""Take a proposal from one state to the next and keep its history; the service decides whether."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from civic.access.actor import Actor
from civic.audit import service as audit
from civic.db.session import session
from civic.kit.errors import Refused
from civic.kit.ids import case_number
from civic.kit.roc import ROC_EPOCH
from civic.outbox import service as outbox
from civic.programme.models import District, Round
from civic.proposals.facts import Recipient, find_author
from civic.proposals.listing import folded
from civic.proposals.models import Proposal, StateChange, Version
from civic.proposals.reasons import CHANGED_ELSEWHERE, MOVED_MEANWHILE, NO_NUMBER
from civic.proposals.rules import STATE_LABELS, State, is_public_from

NUMBER_TRIES = 5


@dataclass(frozen=True)
class Hop:
    """Be one step: to which state, with which public reason."""

    after: State
    reason: str = ""


def take(actor: Actor, proposal: Proposal, hop: Hop, now: datetime) -> None:
    """Change the state if it is still the one we saw, write history and audit; lost races are Refused."""
    before = proposal.state
    published = proposal.published_at or (now if is_public_from(hop.after) else None)
    session().flush()
    changed = session().execute(
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.state == before)
        .values(state=hop.after, version=Proposal.version + 1, updated_at=now, published_at=published)
        .execution_options(synchronize_session=False)
        .returning(Proposal.id)
    )
    if changed.first() is None:
        raise Refused(MOVED_MEANWHILE)
    session().refresh(proposal)
    remember(actor, proposal, before, hop, now)


def remember(actor: Actor, proposal: Proposal, before: State, hop: Hop, now: datetime) -> None:
    """Write one line of the public history and of the audit trail."""
    session().add(
        StateChange(
            proposal_id=proposal.id,
            at=now,
            actor_id=actor.person_id,
            actor_role=actor.label or actor.title,
            before=before,
            after=hop.after,
            reason=hop.reason,
        )
    )
    audit.record(
        actor,
        f"proposal.{hop.after.value}",
        f"proposal:{proposal.id}",
        now,
        before=before.value,
        case=proposal.case_no,
    )


def give_number(proposal: Proposal, now: datetime) -> None:
    """Submit under the next case number of the round; another try when somebody was faster."""
    for _ in range(NUMBER_TRIES):
        try:
            with session().begin_nested():
                _number(proposal, now)
            return
        except IntegrityError:
            session().refresh(proposal)
        except StaleDataError as lost:
            raise Refused(CHANGED_ELSEWHERE) from lost
    raise Refused(NO_NUMBER)


def _number(proposal: Proposal, now: datetime) -> None:
    highest = select(func.max(Proposal.case_serial)).where(Proposal.round_id == proposal.round_id)
    place = select(Round.year, District.letters).join(District, District.code == Round.district_code)
    year, letters = session().execute(place.where(Round.id == proposal.round_id)).one()
    proposal.case_serial = (session().scalar(highest) or 0) + 1
    proposal.case_no = case_number(year - ROC_EPOCH, letters, proposal.case_serial)
    proposal.state = State.SUBMITTED
    proposal.submitted_at = proposal.updated_at = now
    proposal.folded = fold_of(proposal)
    session().flush()


def write_version(actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Keep what the proposal says now under the next number of its public history."""
    highest = select(func.max(Version.number)).where(Version.proposal_id == proposal.id)
    session().add(
        Version(
            proposal_id=proposal.id,
            number=(session().scalar(highest) or 0) + 1,
            edited_by=actor.person_id,
            edited_at=now,
            title=proposal.title,
            text=text_of(proposal),
        )
    )
    session().flush()


def text_of(proposal: Proposal) -> str:
    """Return everything a proposal says as one text, so that edits can be compared."""
    cost = f"NT$ {proposal.cost:,}" if proposal.cost else ""
    place = proposal.place + ("\n" + cost if cost else "")
    parts = (
        proposal.summary,
        place,
        proposal.background,
        proposal.content,
        proposal.benefits,
        proposal.need_basis,
    )
    return "\n\n".join(part for part in parts if part)


def fold_of(proposal: Proposal) -> str:
    """Return the text a proposal is found by."""
    return folded(proposal.case_no, proposal.title, proposal.title_en, proposal.place, proposal.summary)


def tell_author(proposal: Proposal, hop: Hop, now: datetime) -> None:
    """Write to the author what happened to the proposal and why."""
    author = find_author(proposal)
    if author is not None:
        _tell(author, "proposals/moved", proposal, hop, now)


def tell_submitted(proposal: Proposal, now: datetime) -> None:
    """Write the author a receipt with the case number."""
    author = find_author(proposal)
    if author is not None:
        _tell(author, "proposals/submitted", proposal, Hop(State.SUBMITTED), now)


def tell_merged(person: Recipient, proposal: Proposal, target: Proposal, now: datetime) -> None:
    """Write to one supporter that a proposal was merged and that their second did not move."""
    key = f"proposal-merged:{proposal.id}:{person.person_id}"
    outbox.tell(
        person.email,
        "proposals/merged",
        person.locale,
        now,
        key=key,
        title=proposal.title,
        case_no=proposal.case_no or "",
        target=target.title,
        target_case_no=target.case_no or "",
    )


def _tell(person: Recipient, template: str, proposal: Proposal, hop: Hop, now: datetime) -> None:
    outbox.tell(
        person.email,
        template,
        person.locale,
        now,
        key=f"{template}:{proposal.id}:{proposal.version}",
        title=proposal.title,
        case_no=proposal.case_no or "",
        proposal_id=proposal.id,
        state=STATE_LABELS[hop.after],
        reason=hop.reason,
    )
