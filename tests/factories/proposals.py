"""Make proposals in every state, through the services a user would use."""

from datetime import UTC, datetime

from civic.access.actor import Actor
from civic.programme import service as programme
from civic.programme.models import Round
from civic.programme.queries import find_round
from civic.programme.rules import PhaseKind
from civic.proposals import queries, service
from civic.proposals.inputs import DraftInput, ReviewInput, Screening
from civic.proposals.models import Proposal
from civic.proposals.rules import Light, Outcome, Stage, State
from tests.factories.people import (
    BEITOU,
    OFFICE,
    XINYI,
    make_actor,
    make_clerk,
    make_office,
    make_officer,
    make_plan,
    make_resident,
    spans_around,
)

__all__ = [
    "BEITOU", "XINYI", "draft_input", "make_actor", "make_clerk", "make_collecting_round", "make_draft",
    "make_office", "make_officer", "make_on_ballot", "make_public", "make_resident", "make_reviewed",
    "make_submitted", "make_under_review", "review_input",
]  # fmt: skip

TITLE = "石牌站前人行動線整理"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def make_collecting_round(district: str = BEITOU, year: int = 2026, now: datetime = NOW) -> Round:
    """Return the district's round of the year, made if there is none, with its collection open at `now`."""
    place = find_round(district, year) or programme.create_round(OFFICE, make_plan(district, year), now)
    return programme.set_phases(OFFICE, place, spans_around(now, PhaseKind.COLLECT), now)


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
    return ReviewInput(light, Light.GREEN, Light.GREEN, public_answer="可於現有人行道更新時一併辦理。", reason=reason)


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
