"""Prepare and open a round's vote: the ballot, then two officials who fix the rules."""

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import NEEDS_ANOTHER_PERSON, Scope, demand
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Reason, Refused
from civic.programme import service as programme
from civic.programme.models import Round
from civic.programme.queries import plan_of, spans
from civic.programme.rules import fingerprint
from civic.proposals import queries as proposal_queries
from civic.proposals import service as proposals
from civic.proposals.models import Proposal
from civic.proposals.rules import State
from civic.voting import board, box, keys, queries
from civic.voting.models import BallotItem, OpeningSignature
from civic.voting.reasons import ALREADY_OPEN, NOTHING_READY, SIGNED_MEANWHILE
from civic.voting.rules import Progress, why_not_open
from civic.voting.tally.rule import parse


def place_on_ballot(actor: Actor, round_: Round, now: datetime) -> list[BallotItem]:
    """Put every ready proposal on the round's ballot; numbers are drawn by lot, costs are fixed (NT$).

    Refused once the round is open or when nothing is ready. Called again it adds what became ready since.
    """
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    _refuse_if(ALREADY_OPEN if round_.opened_by is not None else None)
    ready = proposal_queries.list_ready_for_ballot(round_.id)
    _refuse_if(None if ready else NOTHING_READY)
    taken = len(queries.list_items(round_.id))
    drawn = secrets.SystemRandom().sample(ready, len(ready))
    costs = _costs([row.id for row in ready])
    items = [
        BallotItem(round_id=round_.id, proposal_id=row.id, number=number, cost=costs.get(row.id) or row.cost or 0)
        for number, row in enumerate(drawn, taken + 1)
    ]
    session().add_all(items)
    session().flush()
    _move_all(actor, [row.id for row in ready], State.ON_BALLOT, now)
    record(actor, "round.ballot_placed", f"round:{round_.id}", now, items=taken + len(items))
    return items


def open_round(actor: Actor, round_: Round, now: datetime) -> Round:
    """Sign the opening; the second, different official fixes the rules and opens the round.

    A signature holds for the rules, dates and ballot as they were: after a change the next official signs anew.
    Opening makes the box key and the lot seed, publishes the seed's commitment, begins the public board, and
    freezes and hashes the rules. Ballots are received from the opening instant of the schedule.
    """
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    parse(round_.rule)
    progress = with_valid_signature(round_, queries.progress_of(round_))
    _refuse_if(why_not_open(progress, actor.person_id, now))
    if progress.signed_by is None:
        _sign(actor, round_, now)
        return round_
    return _open(actor, round_, now)


def with_valid_signature(round_: Round, progress: Progress) -> Progress:
    """Return the progress without a signature when what was signed has changed since."""
    if progress.signed_by is None or progress.opened:
        return progress
    query = select(OpeningSignature.content_hash).where(OpeningSignature.round_id == round_.id)
    valid = session().scalar(query) == _content_hash(round_)
    return progress if valid else replace(progress, signed_by=None)


def _sign(actor: Actor, round_: Round, now: datetime) -> None:
    """Write the signature in the place of one that no longer holds; a lost race is Refused."""
    if actor.person_id is None:
        raise Refused(NEEDS_ANOTHER_PERSON)
    content = _content_hash(round_)
    void = OpeningSignature.round_id == round_.id, OpeningSignature.content_hash != content
    signature = insert(OpeningSignature).values(
        round_id=round_.id, person_id=actor.person_id, signed_at=now, content_hash=content
    )
    try:
        with session().begin_nested():
            session().execute(delete(OpeningSignature).where(*void))
            session().execute(signature)
    except IntegrityError as lost:
        raise Refused(SIGNED_MEANWHILE) from lost
    record(actor, "round.opening_signed", f"round:{round_.id}", now, content=content)


def _content_hash(round_: Round) -> str:
    """Return the SHA-256 of everything an opening fixes: rules, dates and ballot."""
    rules = fingerprint(plan_of(round_), spans(round_))
    return box.file_hash(f"{rules}\n{_ballot_hash(round_.id)}")


def _open(actor: Actor, round_: Round, now: datetime) -> Round:
    session().refresh(round_, ["opened_by", "frozen_at"], with_for_update=True)
    _refuse_if(ALREADY_OPEN if round_.opened_by is not None else None)
    made = keys.store().create()
    programme.freeze(actor, round_, now)
    round_.seed_hash, round_.opened_by = made.commitment, actor.person_id
    session().flush()
    board.begin(round_, now)
    _move_all(actor, [item.id for item in queries.list_items(round_.id)], State.VOTING, now)
    record(
        actor, "round.opened", f"round:{round_.id}", now,
        rules=round_.frozen_hash, seed=made.commitment, ballot=_ballot_hash(round_.id),
    )  # fmt: skip
    return round_


def _ballot_hash(round_id: int) -> str:
    """Return the SHA-256 of the items as fixed at opening: number, proposal and cost, one a line."""
    rows = queries.list_ballot(round_id)
    return box.file_hash("".join(f"{row.number} {row.proposal_id} {row.cost}\n" for row in rows))


def _costs(proposal_ids: list[int]) -> dict[int, int]:
    """Return what the agencies estimate (NT$); the latest stage of review decides."""
    reviews = proposal_queries.reviews_of(proposal_ids)
    done = sorted((each for each in reviews if each.completed_at and each.cost), key=lambda each: each.id)
    return {review.proposal_id: review.cost for review in done if review.cost}


def _move_all(actor: Actor, proposal_ids: list[int], state: State, now: datetime) -> None:
    query = select(Proposal).where(Proposal.id.in_(proposal_ids)).order_by(Proposal.id)
    for proposal in session().scalars(query).all():
        proposals.move(actor, proposal, state, "", now)


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
