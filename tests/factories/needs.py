"""Make needs as the city gets them: proposals through review, an announced result, entry, agencies, meetings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from civic.accounts.queries import actor_of
from civic.db.session import session
from civic.events.models import Event, Note, NoteProposal
from civic.events.rules import EventState, NoteKind
from civic.needs import service
from civic.needs.models import Need
from civic.programme import queries as programme
from civic.programme.models import Round
from civic.programme.rules import PhaseKind
from civic.proposals import queries as proposal_queries
from civic.proposals import service as proposals
from civic.proposals.inputs import DraftInput, ReviewInput, Screening
from civic.proposals.models import Proposal
from civic.proposals.rules import Light, Outcome, Stage, State
from civic.voting.models import BallotItem, ItemResult, RoundResult
from civic.voting.rules import Gate, Verdict
from tests.factories import events as event_factory
from tests.factories.people import BEITOU, OFFICE, make_person, make_round

_numbers = count(1)


@dataclass(frozen=True)
class Ask:
    """Be what residents ask for and how it fared: words, agencies, cost (NT$), votes and class."""

    title: str = "行義路邊坡傾斜監測與簡訊預警"
    village: str | None = None
    place: str = "行義路溫泉區上方邊坡"
    facet: str = "safety"
    basis: str = "近三年豪雨通報5次"
    lead: str = "pwd"
    co_agencies: tuple[str, ...] = ("geo", "fire")
    cost: int = 3_900_000
    votes: int = 2731
    gate: Gate = Gate.B


def make_voted_round(
    now: datetime, asks: tuple[Ask, ...] = (Ask(),), district: str = BEITOU, threshold: int = 2055
) -> Round:
    """Make a round whose result is announced, its proposals adopted or not; the counts stand in for ballots."""
    earlier = now - timedelta(days=60)
    round_ = make_round(earlier, PhaseKind.COLLECT, district, year=now.year)
    voted = [(ask, make_voted_proposal(round_, ask, earlier)) for ask in asks]
    session().add(
        RoundResult(
            round_id=round_.id, rule="threshold", eligible=205_500, voters=9000, ballots=9000, blank=0,
            threshold=threshold, ballots_hash="0" * 64, seed="0" * 64, counted_at=now, published_at=now,
        )
    )  # fmt: skip
    session().flush()
    for number, (ask, proposal) in enumerate(voted, start=1):
        _announce(round_, number, ask, proposal, now)
    session().flush()
    return round_


def make_voted_proposal(round_: Round, ask: Ask, now: datetime) -> Proposal:
    """Bring one proposal from its draft through a green review onto the ballot."""
    author = actor_of(make_person(now=now).id)
    draft = DraftInput(
        round_.id, ask.title, f"{ask.title}，請機關評估。", ask.place, ask.village, ask.facet,
        need_basis=ask.basis, cost=ask.cost,
    )  # fmt: skip
    proposal = proposals.submit(author, proposals.create_draft(author, draft, now), now)
    routed = Screening(Outcome.STAGE_ONE, facet_code=ask.facet, agency_code=ask.lead, co_agencies=ask.co_agencies)
    proposals.screen(OFFICE, proposal, routed, now)
    review = proposal_queries.find_review(proposal.id, Stage.ONE)
    assert review is not None
    found = ReviewInput(Light.GREEN, Light.GREEN, Light.GREEN, "可以辦理。", cost=ask.cost)
    proposals.complete_review(OFFICE, review, found, now)
    proposals.move(OFFICE, proposal, State.ON_BALLOT, "", now)
    return proposals.move(OFFICE, proposal, State.VOTING, "", now)


def _announce(round_: Round, number: int, ask: Ask, proposal: Proposal, now: datetime) -> None:
    won = ask.gate in (Gate.A, Gate.B)
    session().add(BallotItem(round_id=round_.id, proposal_id=proposal.id, number=number, cost=ask.cost))
    session().add(
        ItemResult(
            round_id=round_.id, proposal_id=proposal.id, votes=ask.votes, rank=number if won else None,
            verdict=Verdict.SELECTED if won else Verdict.NOT_SELECTED, cost=ask.cost, gate=ask.gate,
        )
    )  # fmt: skip
    proposals.move(OFFICE, proposal, State.ADOPTED if won else State.BELOW_THRESHOLD, "", now)


def make_need(now: datetime, ask: Ask | None = None, district: str = BEITOU) -> Need:
    """Make one need, newly entered from a vote."""
    round_ = make_voted_round(now, (ask or Ask(),), district)
    return service.enter_results(OFFICE, round_, now)[0]


def make_assigned_need(now: datetime, ask: Ask | None = None, district: str = BEITOU) -> Need:
    """Make one need in the hands of its lead agency and co-agencies."""
    wanted = ask or Ask()
    need = make_need(now, wanted, district)
    return service.assign(OFFICE, need, wanted.lead, wanted.co_agencies, now)


def link_note(proposal_id: int, dots: int, now: datetime) -> Note:
    """Link a consensus note of a café with published minutes to the proposal it became."""
    place: Event = event_factory.event(now)
    place.state, place.minutes_at, place.minutes_role = EventState.COMPLETED, now, "facilitator"
    note = Note(
        event_id=place.id, client_id=f"note-{next(_numbers)}", table_no=5, round_no=3, kind=NoteKind.CONSENSUS,
        text="邊坡要有人看著", dots=dots, written_at=now,
    )  # fmt: skip
    session().add(note)
    session().flush()
    link = NoteProposal(note_id=note.id, proposal_id=proposal_id, linked_at=now, linked_role="facilitator")
    session().add(link)
    session().flush()
    return note


def village_code(district: str, name_zh: str) -> str:
    """Return the code of a village by its name in its district."""
    return next(v.code for v in programme.list_villages(district) if v.name_zh == name_zh)
