"""Find proposals and what belongs to one; what an actor may not see is Missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Executable, RowMapping, Select, and_, or_, select, true

from civic.access.actor import Actor, Role
from civic.access.permissions import Permission
from civic.access.policy import may
from civic.db.session import session
from civic.kit.errors import Missing
from civic.kit.ids import parse_case_number
from civic.kit.text import bigrams, similarity
from civic.proposals.facts import PageRow, case_of
from civic.proposals.listing import COLUMNS, CardRow, Filters, ProposalRow, by_state, conditions, contains, page
from civic.proposals.models import Proposal, Review, Support, Version
from civic.proposals.rules import STAGE_STATES, TO_SCREEN, Light, Lights, Side, Stage, State
from civic.proposals.statements import ARGUMENTS, ARGUMENTS_OF_MANY, CHANGES, ONE, REVIEWS, REVIEWS_OF_ONE
from civic.proposals.statements import PAGE as PAGE_OF_ONE

Found = TypeVar("Found")
PAGE = 20
MANY = 500
CANDIDATES = 500
LIKE_ENOUGH = 0.3


class ReviewRow(NamedTuple):
    """Show one review to the public: lights and answer once completed; cost in NT$, times in UTC."""

    id: int
    proposal_id: int
    stage: Stage
    agency_code: str
    assigned_at: datetime
    due_at: datetime
    completed_at: datetime | None
    publicness: Light | None
    legality: Light | None
    feasibility: Light | None
    reason: str
    cost: int | None
    cost_note: str
    public_answer: str

    @property
    def worst(self) -> Light | None:
        """Return the light that decides, None while the review is under way."""
        if self.publicness is None or self.legality is None or self.feasibility is None:
            return None
        return Lights(self.publicness, self.legality, self.feasibility).worst


class ArgumentRow(NamedTuple):
    """Show one argument; nobody's name. `total` counts those on the same side."""

    id: int
    side: Side
    body_html: str
    at: datetime
    total: int


class ChangeRow(NamedTuple):
    """Show one step of the public history: when, by which role, from, to, the public reason."""

    at: datetime
    actor_role: str
    before: State
    after: State
    reason: str


@dataclass(frozen=True)
class StateCount:
    """Count the proposals in one state."""

    state: State
    count: int


@dataclass(frozen=True)
class SimilarRow:
    """Show a proposal whose title is like another, and how much (0.0 to 1.0)."""

    proposal: ProposalRow
    likeness: float


@dataclass(frozen=True)
class ReviewDuty:
    """Show one open review in an agency's queue."""

    id: int
    stage: Stage
    agency_code: str
    assigned_at: datetime
    due_at: datetime
    proposal: ProposalRow

    def days(self, now: datetime) -> int:
        """Return which day of the review this is, the first is 1."""
        return (now - self.assigned_at).days + 1

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the review is late."""
        return now > self.due_at


def get_public(proposal_id: int) -> Proposal:
    """Return a published proposal or raise Missing."""
    return _one(select(Proposal).where(Proposal.id == proposal_id, Proposal.published_at.is_not(None)))


def get_by_case_no(case_no: str) -> Proposal:
    """Return the published proposal with this case number, typed in any usual form, or raise Missing."""
    found = find_by_case_no(case_no)
    if found is None:
        raise Missing
    return found


def find_by_case_no(case_no: str) -> Proposal | None:
    """Return the published proposal with this case number, None if there is none."""
    try:
        number = str(parse_case_number(case_no))
    except ValueError:
        return None
    return session().scalar(select(Proposal).where(Proposal.case_no == number, Proposal.published_at.is_not(None)))


def get_for(actor: Actor, proposal_id: int) -> Proposal:
    """Return a proposal this actor may see, drafts included, or raise Missing."""
    proposal = session().scalar(ONE, {"id": proposal_id})
    if proposal is None:
        raise Missing
    if proposal.published_at is None and not may_read(actor, proposal):
        raise Missing
    return proposal


def get_page(actor: Actor, proposal_id: int) -> PageRow:
    """Return what a proposal's page shows of the proposal itself, for whom it may be shown to, or raise Missing."""
    row = session().execute(PAGE_OF_ONE, {"id": proposal_id}).first()
    found = PageRow._make(row) if row else None
    if found is None or (found.published_at is None and not may_read(actor, found)):
        raise Missing
    return found


def may_read(actor: Actor, proposal: Proposal | PageRow) -> bool:
    """Tell whether the actor may read an unpublished proposal; a draft is its author's or clerk's only."""
    if proposal.state is not State.DRAFT:
        return may(actor, Permission.READ_PROPOSAL, case_of(proposal).scope)
    writer = proposal.author_id or proposal.entered_by
    return actor.is_signed_in and actor.person_id == writer


def list_public(filters: Filters, after: str = "", limit: int = PAGE) -> list[CardRow]:
    """Return one page of published proposals in one statement; `after` is the key of the row before."""
    return [CardRow._make(row) for row in session().execute(page(filters, after, limit)).all()]


def count_public(filters: Filters) -> list[StateCount]:
    """Count published proposals by state in one grouped statement; the filter's own state is left aside."""
    return [StateCount(*row) for row in session().execute(by_state(filters)).all()]


def list_on_ballot(round_id: int) -> list[ProposalRow]:
    """Return the proposals on a round's ballot, before and while it is voted on, by case number."""
    return _of_round(round_id, Proposal.state.in_((State.ON_BALLOT, State.VOTING)))


def list_ready_for_ballot(round_id: int) -> list[ProposalRow]:
    """Return proposals in stage two with a completed review, no red light in it and no other still open."""
    reviews = select(Review.id).where(Review.proposal_id == Proposal.id)
    done = reviews.where(Review.completed_at.is_not(None))
    still_open = reviews.where(Review.completed_at.is_(None))
    return _of_round(round_id, Proposal.state == State.STAGE_TWO, done.exists(), ~still_open.exists())


def list_mine(actor: Actor) -> list[ProposalRow]:
    """Return what a person wrote or entered from paper, newest first, drafts included."""
    own = or_(Proposal.author_id == actor.person_id, Proposal.entered_by == actor.person_id)
    return _rows(select(*COLUMNS).where(own).order_by(Proposal.id.desc()).limit(MANY))


def list_to_screen(actor: Actor) -> list[ProposalRow]:
    """Return what waits for the actor's screening, oldest first: a moderator sees their own districts."""
    query = select(*COLUMNS).where(Proposal.state.in_(TO_SCREEN), _in_reach(actor))
    return _rows(query.order_by(Proposal.submitted_at, Proposal.id).limit(MANY))


def list_at_assembly(actor: Actor) -> list[ProposalRow]:
    """Return what the residents' assembly has and no agency yet, oldest first."""
    query = select(*COLUMNS).where(Proposal.state == State.ASSEMBLY, _in_reach(actor))
    return _rows(query.order_by(Proposal.submitted_at, Proposal.id).limit(MANY))


def list_to_assign(actor: Actor) -> list[ProposalRow]:
    """Return what no agency has been asked to review in its stage, oldest first."""
    asked = select(Review.proposal_id)
    one = and_(Proposal.state == State.STAGE_ONE, Proposal.id.not_in(asked))
    two = and_(Proposal.state == State.STAGE_TWO, Proposal.id.not_in(asked.where(Review.stage == Stage.TWO)))
    query = select(*COLUMNS).where(or_(one, two), _in_reach(actor))
    return _rows(query.order_by(Proposal.submitted_at, Proposal.id).limit(MANY))


def list_duties(actor: Actor) -> list[ReviewDuty]:
    """Return the open reviews an agency's officer owes (the office sees all), the most urgent first."""
    query = select(*_DUTY_COLUMNS, *COLUMNS).join(Proposal, Proposal.id == Review.proposal_id)
    query = query.where(Review.completed_at.is_(None), Proposal.state.in_(STAGE_STATES.values()))
    if Role.OFFICE not in actor.roles and Role.OBSERVER not in actor.roles:
        query = query.where(Review.agency_code.in_(actor.scopes(Role.AGENCY)))
    rows = session().execute(query.order_by(Review.due_at, Review.id).limit(MANY))
    return [_read_duty(row) for row in rows.mappings()]


def similar(title: str, district_code: str, leave_out: int | None = None) -> list[SimilarRow]:
    """Return up to five published proposals of a district with like titles, the likest first.

    Compares bigrams (臺 = 台) with the newest 500 that share at least one with the title.
    """
    pairs = bigrams(title)[:24]
    if not pairs or not district_code:
        return []
    near = (*conditions(Filters(district=district_code)), or_(*(contains(pair) for pair in pairs)))
    query = select(*COLUMNS).where(*near, Proposal.id != (leave_out or 0))
    found = _rows(query.order_by(Proposal.id.desc()).limit(CANDIDATES))
    scored = [SimilarRow(row, similarity(title, row.title)) for row in found]
    alike = [row for row in scored if row.likeness >= LIKE_ENOUGH]
    return sorted(alike, key=lambda row: -row.likeness)[:5]


def get_review(review_id: int) -> Review:
    """Return one review or raise Missing."""
    return _one(select(Review).where(Review.id == review_id))


def get_reviewed(review: Review) -> Proposal:
    """Return the proposal a review is about."""
    return _one(select(Proposal).where(Proposal.id == review.proposal_id))


def find_review(proposal_id: int, stage: Stage) -> Review | None:
    """Return the review of a proposal in one stage, if an agency was asked."""
    return session().scalar(select(Review).where(Review.proposal_id == proposal_id, Review.stage == stage))


def list_changes(proposal_id: int) -> list[ChangeRow]:
    """Return the public history of a proposal, oldest first."""
    return [ChangeRow._make(row) for row in session().execute(CHANGES, {"proposal_id": proposal_id}).all()]


def list_versions(proposal_id: int) -> list[Version]:
    """Return what the proposal said after each edit, oldest first."""
    return list(session().scalars(select(Version).where(Version.proposal_id == proposal_id).order_by(Version.number)))


def list_reviews(proposal_id: int) -> list[ReviewRow]:
    """Return the reviews of a proposal, stage one first, without internal notes."""
    return [ReviewRow._make(row) for row in session().execute(REVIEWS_OF_ONE, {"proposal_id": proposal_id}).all()]


def latest_review(proposal_id: int) -> ReviewRow | None:
    """Return the last completed review of a proposal, if any."""
    done = [review for review in list_reviews(proposal_id) if review.completed_at is not None]
    return done[-1] if done else None


def reviews_of(proposal_ids: tuple[int, ...] | list[int]) -> list[ReviewRow]:
    """Return the reviews of several proposals in one statement, by proposal and stage."""
    rows = session().execute(REVIEWS, {"proposal_ids": proposal_ids})
    return [ReviewRow._make(row) for row in rows]


def list_arguments(proposal_id: int) -> list[ArgumentRow]:
    """Return the newest arguments, as many of each side, so that neither drowns; hidden ones left out."""
    return [ArgumentRow(*row) for row in session().execute(ARGUMENTS, {"proposal_id": proposal_id}).all()]


def arguments_of(proposal_ids: list[int]) -> dict[int, list[ArgumentRow]]:
    """Return the newest arguments of several proposals in one statement, a few of each side of each."""
    found: dict[int, list[ArgumentRow]] = {}
    for row in session().execute(ARGUMENTS_OF_MANY, {"proposal_ids": proposal_ids}):
        found.setdefault(row[0], []).append(ArgumentRow(*tuple(row)[1:]))
    return found


def has_supported(proposal_id: int, person_id: int | None) -> bool:
    """Tell whether a person has seconded a proposal; asked for oneself only."""
    if person_id is None:
        return False
    return session().get(Support, (proposal_id, person_id)) is not None


def _rows(query: Executable) -> list[ProposalRow]:
    return [ProposalRow(*row) for row in session().execute(query)]


def _read_duty(row: RowMapping) -> ReviewDuty:
    shown = {column.key: row[column.key] for column in COLUMNS}
    mine = {column.key.removeprefix("review_"): row[column.key] for column in _DUTY_COLUMNS}
    return ReviewDuty(**mine, proposal=ProposalRow(**shown))


def _of_round(round_id: int, *wanted: ColumnElement[bool]) -> list[ProposalRow]:
    query = select(*COLUMNS).where(Proposal.round_id == round_id, *wanted)
    return _rows(query.order_by(Proposal.case_serial))


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    """Limit a queue to what the actor may screen."""
    if Role.OFFICE in actor.roles:
        return true()
    return Proposal.district_code.in_(actor.scopes(Role.MODERATOR))


def _one(query: Select[Found]) -> Found:
    found = session().scalar(query)
    if found is None:
        raise Missing
    return found


_DUTY_COLUMNS = (
    Review.id.label("review_id"),
    Review.stage.label("review_stage"),
    Review.agency_code.label("review_agency_code"),
    Review.assigned_at.label("review_assigned_at"),
    Review.due_at.label("review_due_at"),
)
