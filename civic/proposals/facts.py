"""Gather what rules and letters need to know about one proposal."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from civic.accounts.models import Person
from civic.db.session import session
from civic.programme.models import Phase, Village
from civic.programme.rules import PhaseSpan
from civic.proposals.models import Proposal, Support
from civic.proposals.rules import BASIS_TO, BODY_TO, LINE_TO, LONG_TO, Case, Draft, Essentials, State


@dataclass(frozen=True)
class Recipient:
    """Hold where to write to a person, and in which language."""

    person_id: int
    email: str
    locale: str


class PageRow(NamedTuple):
    """Hold what a proposal's page shows of the proposal itself, as it was read; `helpers` are codes with commas."""

    id: int
    round_id: int
    case_no: str | None
    state: State
    author_id: int | None
    entered_by: int | None
    district_code: str
    village_code: str | None
    facet_code: str | None
    lead_agency_code: str | None
    title: str
    title_en: str
    summary_html: str
    background: str
    content_html: str
    benefits: str
    need_basis: str
    place: str
    lat: float | None
    lng: float | None
    cost: int | None
    support_count: int
    merged_into_id: int | None
    published_at: datetime | None
    helpers: str | None


def list_supporters(proposal_id: int) -> list[Recipient]:
    """Return where to write to those who seconded a proposal: for letters only, never for a page."""
    query = select(Person.id, Person.email, Person.locale).join(Support, Support.person_id == Person.id)
    rows = session().execute(query.where(Support.proposal_id == proposal_id, Person.closed_at.is_(None)))
    return [Recipient(*row) for row in rows]


def find_author(proposal: Proposal) -> Recipient | None:
    """Return where to write to the author, None when a clerk entered it or the account is closed."""
    query = select(Person.id, Person.email, Person.locale).where(Person.id == proposal.author_id)
    row = session().execute(query.where(Person.closed_at.is_(None))).first()
    return Recipient(*row) if row else None


def phases_of(round_id: int) -> tuple[PhaseSpan, ...]:
    """Return the phases of a round in their order."""
    query = select(Phase.kind, Phase.opens_at, Phase.closes_at).where(Phase.round_id == round_id)
    return tuple(PhaseSpan(*row) for row in session().execute(query.order_by(Phase.opens_at)))


def case_of(proposal: Proposal | PageRow, agencies: frozenset[str] = frozenset()) -> Case:
    """Return what the rules need of a proposal; `agencies` are those asked besides the lead agency."""
    lead = {proposal.lead_agency_code} if proposal.lead_agency_code else set()
    return Case(
        id=proposal.id,
        state=proposal.state,
        round_id=proposal.round_id,
        district=proposal.district_code,
        author_id=proposal.author_id,
        public=proposal.published_at is not None,
        agencies=agencies or frozenset(lead),
    )


def essentials_of(proposal: Proposal) -> Essentials:
    """Return what the rules check before a proposal is submitted."""
    return Essentials(
        title=proposal.title,
        summary=proposal.summary,
        place=proposal.place,
        village_elsewhere=not village_fits(proposal.district_code, proposal.village_code),
        cost=proposal.cost,
    )


def draft_of(proposal: Proposal) -> Draft:
    """Return what the rules check each time a text is saved."""
    limits = (
        (proposal.title_en, LINE_TO),
        (proposal.place, LINE_TO),
        (proposal.need_basis, BASIS_TO),
        (proposal.background, LONG_TO),
        (proposal.benefits, LONG_TO),
        (proposal.content, BODY_TO),
    )
    return Draft(
        title=proposal.title,
        summary=proposal.summary,
        cost=proposal.cost,
        longest_over=any(len(text) > limit for text, limit in limits),
        half_a_position=(proposal.lat is None) != (proposal.lng is None),
        village_elsewhere=not village_fits(proposal.district_code, proposal.village_code),
    )


def village_fits(district_code: str, village_code: str | None) -> bool:
    """Tell whether a village lies in a district; no village fits everywhere."""
    if village_code is None:
        return True
    query = select(Village.district_code).where(Village.code == village_code)
    return session().scalar(query) == district_code
