"""Change proposals: each command checks, changes, records, tells and returns."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit import service as audit
from civic.db.session import session
from civic.kit.errors import Missing, Reason, Refused
from civic.kit.markup import render
from civic.kit.text import clean, clean_line
from civic.programme.models import Facet, Round
from civic.proposals import checks, queries, steps
from civic.proposals.facts import case_of, draft_of, essentials_of, list_supporters, phases_of
from civic.proposals.inputs import DraftInput, ReviewInput, Screening
from civic.proposals.models import Argument, CoAgency, Proposal, Review, Support
from civic.proposals.reasons import (
    ALREADY_SUPPORTED,
    ARGUMENT_LENGTH,
    CHANGED_ELSEWHERE,
    DISCARD_SUBMITTED,
    FACET_MISSING,
)
from civic.proposals.rules import (
    ARGUMENT_FROM,
    ARGUMENT_TO,
    OUTCOME_STATES,
    Outcome,
    Side,
    Stage,
    State,
    review_due,
    state_after_review,
)
from civic.proposals.steps import Hop


def create_draft(actor: Actor, draft: DraftInput, now: datetime) -> Proposal:
    """Begin a proposal of one's own; only its author sees it until it is submitted."""
    place = _round(draft)
    demand(actor, Permission.CREATE_PROPOSAL, Scope(owner_id=actor.person_id, district=place.district_code))
    return _begin(actor, Proposal(author_id=actor.person_id), place, draft, now)


def enter_on_paper(actor: Actor, draft: DraftInput, now: datetime) -> Proposal:
    """Begin a proposal a clerk enters from a citizen's paper form (代鍵); no account is its author."""
    place = _round(draft)
    demand(actor, Permission.ENTER_ON_PAPER, Scope(district=place.district_code))
    return _begin(actor, Proposal(entered_by=actor.person_id), place, draft, now)


def edit(actor: Actor, proposal: Proposal, draft: DraftInput, now: datetime) -> Proposal:
    """Save what the author wrote; after submission each edit is kept in the public history."""
    _refuse(checks.why_not_edit(actor, case_of(proposal)))
    if draft.version not in (None, proposal.version):
        raise Refused(CHANGED_ELSEWHERE)
    if proposal.state is State.DRAFT and draft.round_id != proposal.round_id:
        _place(proposal, _round(draft))
    _write(proposal, draft, now)
    if proposal.state is not State.DRAFT:
        _refuse(checks.why_incomplete(essentials_of(proposal)))
    _flush()
    if proposal.state is not State.DRAFT:
        steps.write_version(actor, proposal, now)
    audit.record(actor, "proposal.edited", f"proposal:{proposal.id}", now, version=proposal.version)
    return proposal


def discard(actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Delete a draft nobody else has seen."""
    _refuse(checks.why_not_edit(actor, case_of(proposal)))
    if proposal.state is not State.DRAFT:
        raise Refused(DISCARD_SUBMITTED)
    audit.record(actor, "proposal.discarded", f"proposal:{proposal.id}", now)
    session().delete(proposal)
    session().flush()


def submit(actor: Actor, proposal: Proposal, now: datetime) -> Proposal:
    """Submit a draft under a new case number, or a returned proposal again under its own."""
    phases = phases_of(proposal.round_id)
    _refuse(checks.why_not_submit(actor, case_of(proposal), essentials_of(proposal), phases, now))
    if proposal.state is State.DRAFT:
        steps.give_number(proposal, now)
        steps.write_version(actor, proposal, now)
        steps.remember(actor, proposal, State.DRAFT, Hop(State.SUBMITTED), now)
    else:
        steps.take(actor, proposal, Hop(State.SUBMITTED), now)
    steps.tell_submitted(proposal, now)
    return proposal


def screen(actor: Actor, proposal: Proposal, screening: Screening, now: datetime) -> Proposal:
    """Accept a proposal for the assembly or for review, return it, or refuse it; reasons are public."""
    reason = clean(screening.reason).strip()
    _refuse(checks.why_not_screen(actor, case_of(proposal), screening.outcome, reason))
    if screening.outcome in (Outcome.ASSEMBLY, Outcome.STAGE_ONE):
        _route(proposal, screening)
    hop = Hop(OUTCOME_STATES[screening.outcome], reason)
    steps.take(actor, proposal, hop, now)
    if screening.agency_code and screening.outcome is Outcome.STAGE_ONE:
        assign_review(actor, proposal, Stage.ONE, screening.agency_code, None, now)
    steps.tell_author(proposal, hop, now)
    return proposal


def assign_review(
    actor: Actor, proposal: Proposal, stage: Stage, agency_code: str, due_at: datetime | None, now: datetime
) -> Review:
    """Ask an agency for its review, or ask another one instead; due in 30 days unless said otherwise."""
    review = queries.find_review(proposal.id, stage)
    completed = review is not None and review.completed_at is not None
    _refuse(checks.why_not_assign(actor, case_of(proposal), stage, completed))
    if review is None:
        review = Review(proposal_id=proposal.id, stage=stage)
        session().add(review)
    review.agency_code, review.assigned_at = agency_code, now
    review.due_at = due_at or review_due(stage, now)
    proposal.lead_agency_code = agency_code
    _flush()
    audit.record(
        actor,
        "proposal.review_assigned",
        f"proposal:{proposal.id}",
        now,
        stage=stage.value,
        agency=agency_code,
    )
    return review


def complete_review(actor: Actor, review: Review, found: ReviewInput, now: datetime) -> Review:
    """Publish an agency's lights, cost and answer; a red light ends it, stage two follows stage one."""
    proposal = queries.get_reviewed(review)
    case = case_of(proposal, frozenset({review.agency_code}))
    _refuse(checks.why_not_review(actor, case, review.stage, review.completed_at is not None))
    _refuse(checks.why_review_incomplete(found.lights, found.reason.strip(), found.public_answer.strip(), found.cost))
    _complete(actor, review, found, now)
    audit.record(actor, "proposal.reviewed", f"proposal:{proposal.id}", now, stage=review.stage.value)
    after = state_after_review(found.lights)
    if after is not proposal.state:
        hop = Hop(after, review.reason)
        steps.take(actor, proposal, hop, now)
        steps.tell_author(proposal, hop, now)
    return review


def move(actor: Actor, proposal: Proposal, after: State, reason: str, now: datetime) -> Proposal:
    """Take one step of the transition table; voting and needs use it for what follows the reviews."""
    reason = clean(reason).strip()
    _refuse(checks.why_not_move(actor, case_of(proposal), after, reason))
    steps.take(actor, proposal, Hop(after, reason), now)
    return proposal


def withdraw(actor: Actor, proposal: Proposal, reason: str, now: datetime) -> Proposal:
    """Withdraw one's proposal; its page stays with the history."""
    _refuse(checks.why_not_withdraw(actor, case_of(proposal)))
    steps.take(actor, proposal, Hop(State.WITHDRAWN, clean(reason).strip()), now)
    return proposal


def merge(actor: Actor, proposal: Proposal, target: Proposal, now: datetime) -> Proposal:
    """Merge one's proposal into another, which keeps all; supporters are told, no second moves."""
    _refuse(checks.why_not_merge(actor, case_of(proposal), case_of(target)))
    proposal.merged_into_id = target.id
    _flush()
    steps.take(actor, proposal, Hop(State.MERGED, target.case_no or ""), now)
    for person in list_supporters(proposal.id):
        steps.tell_merged(person, proposal, target, now)
    return proposal


def support(actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Second a proposal once, as a verified resident of its district."""
    seconded = queries.has_supported(proposal.id, actor.person_id)
    _refuse(checks.why_not_support(actor, case_of(proposal), seconded))
    try:
        with session().begin_nested():
            session().add(Support(proposal_id=proposal.id, person_id=actor.person_id, at=now))
            session().flush()
    except IntegrityError as lost:
        raise Refused(ALREADY_SUPPORTED) from lost
    _count(proposal, Proposal.support_count + 1)
    audit.record(actor, "proposal.supported", f"proposal:{proposal.id}", now)


def unsupport(actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Take one's second back; doing it twice changes nothing."""
    _refuse(checks.why_not_unsupport(actor, case_of(proposal)))
    mine = (Support.proposal_id == proposal.id, Support.person_id == actor.person_id)
    if session().execute(delete(Support).where(*mine).returning(Support.person_id)).first() is None:
        return
    _count(proposal, Proposal.support_count - 1)
    audit.record(actor, "proposal.unsupported", f"proposal:{proposal.id}", now)


def add_argument(actor: Actor, proposal: Proposal, side: Side, body: str, now: datetime) -> Argument:
    """Say one thing for or against; the text becomes safe HTML once, here."""
    _refuse(checks.why_not_argue(actor, case_of(proposal)))
    text = clean(body).strip()
    if not ARGUMENT_FROM <= len(text) <= ARGUMENT_TO:
        raise Refused(ARGUMENT_LENGTH)
    argument = Argument(
        proposal_id=proposal.id,
        author_id=actor.person_id,
        side=side,
        body=text,
        body_html=str(render(text)),
        at=now,
    )
    session().add(argument)
    session().flush()
    audit.record(actor, "proposal.argued", f"proposal:{proposal.id}", now, argument=argument.id)
    return argument


def _refuse(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)


def _round(draft: DraftInput) -> Round:
    found = session().get(Round, draft.round_id)
    if found is None:
        raise Missing
    return found


def _begin(actor: Actor, proposal: Proposal, place: Round, draft: DraftInput, now: datetime) -> Proposal:
    proposal.created_at, proposal.state = now, State.DRAFT
    _place(proposal, place)
    _write(proposal, draft, now)
    session().add(proposal)
    session().flush()
    audit.record(actor, "proposal.drafted", f"proposal:{proposal.id}", now, paper=int(proposal.author_id is None))
    return proposal


def _place(proposal: Proposal, place: Round) -> None:
    proposal.round_id, proposal.district_code = place.id, place.district_code


def _write(proposal: Proposal, draft: DraftInput, now: datetime) -> None:
    """Copy what was written, cleaned, and render it once; refuse what no draft can hold."""
    for name in ("title", "title_en", "place", "need_basis"):
        setattr(proposal, name, clean_line(getattr(draft, name)))
    for name in ("summary", "background", "content", "benefits"):
        setattr(proposal, name, clean(getattr(draft, name)).strip())
    for name in ("village_code", "facet_code"):
        setattr(proposal, name, getattr(draft, name) or None)
    for name in ("cost", "lat", "lng", "relation"):
        setattr(proposal, name, getattr(draft, name))
    proposal.summary_html, proposal.content_html = (
        str(render(proposal.summary)),
        str(render(proposal.content)),
    )
    proposal.folded, proposal.updated_at = steps.fold_of(proposal), now
    with session().no_autoflush:
        _refuse(checks.why_not_save(draft_of(proposal)))


def _route(proposal: Proposal, screening: Screening) -> None:
    """Set facet, lead agency and co-agencies of an accepted proposal."""
    proposal.facet_code = screening.facet_code or proposal.facet_code
    facet = session().get(Facet, proposal.facet_code) if proposal.facet_code else None
    if facet is None:
        raise Refused(FACET_MISSING)
    proposal.lead_agency_code = screening.agency_code or proposal.lead_agency_code or facet.lead_agency_code
    for code in screening.co_agencies:
        session().merge(CoAgency(proposal_id=proposal.id, agency_code=code))


def _complete(actor: Actor, review: Review, found: ReviewInput, now: datetime) -> None:
    review.publicness, review.legality = found.publicness, found.legality
    review.feasibility, review.cost = found.feasibility, found.cost
    review.reason, review.public_answer = clean(found.reason).strip(), clean(found.public_answer).strip()
    review.cost_note, review.internal_note = clean_line(found.cost_note), clean(found.internal_note).strip()
    review.reviewer_id, review.completed_at = actor.person_id, now
    session().flush()


def _count(proposal: Proposal, count: ColumnElement[int]) -> None:
    """Write the counter in the database itself, so that two at once both count."""
    counted = update(Proposal).where(Proposal.id == proposal.id).values(support_count=count)
    session().execute(counted.execution_options(synchronize_session=False))
    session().refresh(proposal, ["support_count"])


def _flush() -> None:
    """Send the changes; if somebody was faster on the same proposal, say so."""
    try:
        session().flush()
    except StaleDataError as lost:
        raise Refused(CHANGED_ELSEWHERE) from lost
