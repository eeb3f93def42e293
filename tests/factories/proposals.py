"""Make proposals in every state, through the services a user would use."""

from datetime import UTC, datetime, timedelta
from itertools import count

from civic.access.actor import Actor, Duty, Role
from civic.accounts.models import Person
from civic.db.session import session
from civic.programme.models import Phase, Round
from civic.programme.rules import PhaseKind
from civic.proposals import queries, service
from civic.proposals.inputs import DraftInput, ReviewInput, Screening
from civic.proposals.models import Proposal
from civic.proposals.rules import Light, Outcome, Stage, State

TITLE = "石牌站前人行動線整理"
BEITOU, XINYI = "63000120", "63000020"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
_numbers = count(1)

OFFICE_DUTY = Duty(Role.OFFICE)


def make_actor(*duties: Duty, now: datetime = NOW) -> Actor:
    """Write a minimal person and return who acts for them."""
    number = next(_numbers)
    person = Person(
        email=f"p{number}@proposals.test",
        name=f"Person {number}",
        password_hash="x",
        created_at=now,
        confirmed_at=now,
    )
    session().add(person)
    session().flush()
    return Actor(person_id=person.id, name=person.name, duties=frozenset(duties), confirmed=True)


def make_resident(district: str = BEITOU) -> Actor:
    return make_actor(Duty(Role.RESIDENT, district))


def make_office() -> Actor:
    return make_actor(OFFICE_DUTY)


def make_clerk(district: str = BEITOU) -> Actor:
    return make_actor(Duty(Role.MODERATOR, district))


def make_officer(agency: str = "pwd") -> Actor:
    return make_actor(Duty(Role.AGENCY, agency))


def make_collecting_round(district: str = BEITOU, year: int = 2026, now: datetime = NOW) -> Round:
    """Write a round whose collection is open at `now`."""
    place = Round(district_code=district, year=year, eligible=1000, eligibility_date=now.date())
    session().add(place)
    session().flush()
    span = (now - timedelta(days=30), now + timedelta(days=30))
    session().add(Phase(round_id=place.id, kind=PhaseKind.COLLECT, opens_at=span[0], closes_at=span[1]))
    session().flush()
    return place


def draft_input(round_id: int, title: str = TITLE, **changes: object) -> DraftInput:
    """Return what a careful author would write."""
    written: dict[str, object] = {
        "summary": "石牌站出口前的人行道被機車格切成好幾段，希望重新劃設動線。",
        "place": "捷運石牌站1號出口周邊",
        "facet_code": "transport",
        "cost": 3_200_000,
    }
    return DraftInput(round_id=round_id, title=title, **(written | changes))  # type: ignore[arg-type]


def make_draft(author: Actor, round_id: int, now: datetime = NOW, title: str = TITLE) -> Proposal:
    return service.create_draft(author, draft_input(round_id, title), now)


def make_submitted(author: Actor, round_id: int, now: datetime = NOW, title: str = TITLE) -> Proposal:
    return service.submit(author, make_draft(author, round_id, now, title), now)


def make_public(author: Actor, round_id: int, now: datetime = NOW, title: str = TITLE) -> Proposal:
    """Return a proposal at the residents' assembly: public, open for seconds and arguments."""
    proposal = make_submitted(author, round_id, now, title)
    return service.screen(make_office(), proposal, Screening(Outcome.ASSEMBLY), now)


def make_under_review(author: Actor, round_id: int, now: datetime = NOW, agency: str = "dot") -> Proposal:
    """Return a proposal in stage one that an agency has been asked to review."""
    proposal = make_submitted(author, round_id, now)
    return service.screen(make_office(), proposal, Screening(Outcome.STAGE_ONE, agency_code=agency), now)


def review_input(light: Light = Light.GREEN, reason: str = "") -> ReviewInput:
    return ReviewInput(
        light, Light.GREEN, Light.GREEN, public_answer="可於現有人行道更新時一併辦理。", reason=reason
    )


def make_reviewed(
    author: Actor,
    round_id: int,
    now: datetime = NOW,
    title: str = TITLE,
    light: Light = Light.GREEN,
) -> Proposal:
    """Return a proposal whose first review is completed: in stage two, ready for the ballot (or not feasible)."""
    proposal = make_submitted(author, round_id, now, title)
    service.screen(make_office(), proposal, Screening(Outcome.STAGE_ONE, agency_code="dot"), now)
    review = queries.find_review(proposal.id, Stage.ONE)
    assert review is not None
    reason = "用地不屬市府管理。" if light is Light.RED else ""
    service.complete_review(make_officer("dot"), review, review_input(light, reason), now)
    return proposal


def make_on_ballot(author: Actor, round_id: int, now: datetime = NOW, title: str = TITLE) -> Proposal:
    proposal = make_reviewed(author, round_id, now, title)
    return service.move(make_office(), proposal, State.ON_BALLOT, "", now)
