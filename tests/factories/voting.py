"""Make rounds with a ballot, voters and whole votes through the services, as two officials would."""

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from civic.access.actor import Actor
from civic.accounts.models import RollEntry
from civic.accounts.queries import actor_of
from civic.programme.models import Round
from civic.programme.queries import get_round, spans
from civic.programme.rules import PhaseKind, PhaseSpan, find_span
from civic.proposals import queries as proposal_queries
from civic.proposals import service as proposals
from civic.proposals.inputs import DraftInput, ReviewInput, Screening
from civic.proposals.models import Proposal
from civic.proposals.rules import Light, Outcome, Stage
from civic.voting import keys, service
from civic.voting.box import Receipt
from civic.voting.service import CastInput
from tests.factories.people import OFFICE, make_office, make_person, make_round, make_voter

_numbers = count(1)
_folder = Path(tempfile.mkdtemp(prefix="civic-keys-"))


@dataclass(frozen=True)
class Vote:
    """Be one round in hand: its two officials, its proposals, when it opens and closes."""

    round: Round
    first: Actor
    second: Actor
    proposals: tuple[Proposal, ...]
    span: PhaseSpan

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(proposal.id for proposal in self.proposals)

    @property
    def after(self) -> datetime:
        """Return an instant after the close."""
        return self.span.closes_at + timedelta(minutes=1)


def make_ready_proposal(round_: Round, now: datetime, cost: int = 100_000) -> Proposal:
    """Bring one proposal through screening and review until it is ready for the ballot."""
    author = actor_of(make_person(now=now).id)
    collect = find_span(spans(round_), PhaseKind.COLLECT)
    assert collect is not None
    early = collect.opens_at
    text = "Mend the path so that wheelchairs can pass."
    draft = DraftInput(round_.id, f"Path {next(_numbers)}", text, "Park", facet_code="transport", cost=cost)
    proposal = proposals.submit(author, proposals.create_draft(author, draft, early), early)
    routed = Screening(Outcome.STAGE_ONE, facet_code="transport", agency_code="pwd")
    proposals.screen(OFFICE, proposal, routed, early)
    review = proposal_queries.find_review(proposal.id, Stage.ONE)
    assert review is not None
    green = ReviewInput(Light.GREEN, Light.GREEN, Light.GREEN, "We can do this.", cost=cost)
    proposals.complete_review(OFFICE, review, green, early)
    return proposal


def make_ballot(now: datetime, items: int = 3, costs: tuple[int, ...] = (), **rules: int | str) -> Vote:
    """Make a round whose vote opened yesterday by the schedule, its proposals placed on the ballot."""
    if not keys.is_configured():
        keys.configure(_folder)
    round_ = make_round(now, PhaseKind.VOTE, **rules)
    amounts = costs or (100_000,) * items
    ready = tuple(make_ready_proposal(round_, now, cost) for cost in amounts)
    first, second = make_office(now), make_office(now)
    service.place_on_ballot(first, round_, now)
    span = find_span(spans(round_), PhaseKind.VOTE)
    assert span is not None
    return Vote(round_, first, second, ready, span)


def open_vote(now: datetime, items: int = 3, costs: tuple[int, ...] = (), **rules: int | str) -> Vote:
    """Make a round whose vote is open: signed by one official, opened by another."""
    vote = make_ballot(now, items, costs, **rules)
    service.open_round(vote.first, vote.round, now)
    service.open_round(vote.second, vote.round, now)
    return vote


def ballot(*choices: int, nonce: str = "", blank: bool = False, points: tuple[int, ...] = ()) -> CastInput:
    """Fill in a ballot on a fresh form."""
    return CastInput(choices, nonce or f"form-nonce-for-tests-{next(_numbers)}", blank, points)


def make_voter_of(vote: Vote, now: datetime) -> tuple[Actor, RollEntry]:
    """Put a new person on the round's roll."""
    return make_voter(vote.round, now)


def cast_by_new_voters(vote: Vote, voters: int, now: datetime, *choices: int) -> list[Receipt]:
    """Let new voters cast the same choices, a blank ballot when there are none."""
    return [
        service.cast(make_voter(vote.round, now)[0], vote.round, ballot(*choices, blank=not choices), now)
        for _ in range(voters)
    ]


def seal(vote: Vote) -> None:
    """Draw the sample, look at it and seal the box after the close, by both officials."""
    round_ = get_round(vote.round.id)
    service.draw(vote.first, round_, "dice 4 2 6 1", vote.after)
    service.draw(vote.second, round_, "dice 3 3 5 2", vote.after)
    service.seal(vote.first, round_, vote.after)
    service.seal(vote.second, round_, vote.after)


def count_and_publish(vote: Vote) -> None:
    """Seal and count after the close, and announce by the other official."""
    seal(vote)
    service.count(vote.first, get_round(vote.round.id), vote.after)
    service.publish(vote.second, get_round(vote.round.id), vote.after)
