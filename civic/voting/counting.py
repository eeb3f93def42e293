"""Count a closed round by its declared rule, and let another official announce the result."""

from datetime import datetime

from sqlalchemy import CursorResult, delete, insert, select, update

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Reason, Refused
from civic.programme.models import Round
from civic.proposals import queries as proposal_queries
from civic.proposals import service as proposals
from civic.proposals.rules import Light, State
from civic.voting import box, keys, paper_account, queries
from civic.voting.declared import election_of, keep_valid, options_of
from civic.voting.explanation import explain
from civic.voting.gate import Across, Findings, classify
from civic.voting.models import BoxedBallot, ItemResult, RoundResult
from civic.voting.paper_rules import URNS_OPEN
from civic.voting.reasons import ALREADY_PUBLISHED, BOX_MISMATCH
from civic.voting.results import find_count, last_ballots
from civic.voting.rules import Verdict, why_not_count, why_not_publish
from civic.voting.tally.count import run
from civic.voting.tally.outcome import Outcome, Step


def count(actor: Actor, round_: Round, now: datetime) -> RoundResult:
    """Count the last ballot of each voter by the declared rule and keep the result, unannounced.

    Counting again returns the same result. Refused before the close, while ballot papers are out or being keyed,
    and when box and roll do not match.
    """
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    _refuse_if(why_not_count(queries.progress_of(round_), now))
    if (counted := find_count(round_.id)) is not None:
        return counted
    _refuse_if(URNS_OPEN if paper_account.has_open_urn(round_.id) else None)
    seed = keys.store().get(round_.seed_hash).seed
    _forget_order(round_.id)
    valid = _valid_ballots(round_)
    outcome = run(round_.rule, election_of(round_, valid), options_of(round_, seed))
    result = _keep(actor, round_, valid, outcome, seed, now)
    record(actor, "round.counted", f"round:{round_.id}", now, rule=outcome.rule, ballots_hash=result.ballots_hash)
    return result


def publish(actor: Actor, round_: Round, now: datetime) -> RoundResult:
    """Announce a result, move its proposals, destroy the box key; never by the official who counted."""
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    _refuse_if(why_not_publish(queries.progress_of(round_), actor.person_id))
    _claim(actor, round_.id, now)
    _move_proposals(actor, round_.id, now)
    destroyed = keys.store().destroy(round_.seed_hash)
    record(actor, "round.published", f"round:{round_.id}", now)
    record(actor, "round.key_destroyed", f"round:{round_.id}", now, found=int(destroyed))
    announced = select(RoundResult).where(RoundResult.round_id == round_.id)
    return session().scalars(announced.execution_options(populate_existing=True)).one()


def _forget_order(round_id: int) -> None:
    """Write the whole box anew, in the order of its random commitments.

    Where a database keeps each row's transaction (PostgreSQL's xmin), the rows could otherwise be laid beside
    the roll's. SQLite's box is kept in the order of the commitments from the start.
    """
    if session().get_bind().dialect.name == "sqlite":
        return
    box_rows = select(*BoxedBallot.__table__.columns).where(BoxedBallot.round_id == round_id)
    rows = [dict(row) for row in session().execute(box_rows.order_by(BoxedBallot.leaf)).mappings()]
    if rows:
        session().execute(delete(BoxedBallot).where(BoxedBallot.round_id == round_id))
        session().execute(insert(BoxedBallot), rows)


def _valid_ballots(round_: Round) -> list[str]:
    """Return each voter's last ballot if it is valid; Refused unless there are as many ballots as voters."""
    last = last_ballots(round_.id)
    voters = _count_voters(round_.id)
    if len(last) != voters:
        raise Refused(BOX_MISMATCH, ballots=len(last), voters=voters)
    return keep_valid(round_, last)


def _count_voters(round_id: int) -> int:
    """Count the voters of all channels; a paper that brought no ballot into the box is accounted for apart."""
    return sum(paper_account.count_voters(round_id).values())


def _keep(actor: Actor, round_: Round, ballots: list[str], outcome: Outcome, seed: str, now: datetime) -> RoundResult:
    result = RoundResult(
        round_id=round_.id,
        rule=outcome.rule,
        eligible=round_.eligible,
        voters=_count_voters(round_.id),
        ballots=len(ballots),
        blank=sum(box.read_canonical(text).blank for text in ballots),
        threshold=queries.votes_to_reach(round_),
        ballots_hash=box.file_hash(box.ballot_file(ballots)),
        seed=seed,
        counted_at=now,
        counted_by=actor.person_id,
    )
    session().add(result)
    session().flush()
    session().add_all(_item_results(result, outcome))
    session().flush()
    return result


def _item_results(result: RoundResult, outcome: Outcome) -> list[ItemResult]:
    reviewed = _reviewed([int(step.project) for step in outcome.steps])
    ranks = {project: rank for rank, project in enumerate(outcome.winners, 1)}
    return [
        _item_result(result, step, ranks.get(step.project), int(step.project) in reviewed) for step in outcome.steps
    ]


def _item_result(result: RoundResult, step: Step, rank: int | None, reviewed: bool) -> ItemResult:
    across = Across.NOT_MEASURED
    findings = Findings(reviewed, step.votes >= result.threshold, step.kind.wins, across)
    return ItemResult(
        round_id=result.round_id,
        proposal_id=int(step.project),
        votes=step.votes,
        rank=rank,
        verdict=Verdict.SELECTED if step.kind.wins else Verdict.NOT_SELECTED,
        votes_lacking=max(result.threshold - step.votes, 0),
        cost=step.cost,
        gate=classify(findings),
        explanation=explain(step, across).dump(),
    )


def _reviewed(proposal_ids: list[int]) -> frozenset[int]:
    """Return the proposals whose three lights were recorded by a reviewer, none of them red (gate G0)."""
    reviews = proposal_queries.reviews_of(proposal_ids)
    return frozenset(
        review.proposal_id
        for review in reviews
        if review.completed_at is not None and Light.RED not in (review.publicness, review.legality, review.feasibility)
    )


def _claim(actor: Actor, round_id: int, now: datetime) -> None:
    """Take the announcing for this official, once."""
    claimed = session().execute(
        update(RoundResult)
        .where(RoundResult.round_id == round_id, RoundResult.published_at.is_(None))
        .values(published_at=now, published_by=actor.person_id)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(claimed, CursorResult) or claimed.rowcount != 1:
        raise Refused(ALREADY_PUBLISHED)


def _move_proposals(actor: Actor, round_id: int, now: datetime) -> None:
    query = select(ItemResult.proposal_id).where(
        ItemResult.round_id == round_id, ItemResult.verdict == Verdict.SELECTED
    )
    won = set(session().scalars(query))
    for proposal in queries.list_proposals(round_id):
        state = State.ADOPTED if proposal.id in won else State.BELOW_THRESHOLD
        proposals.move(actor, proposal, state, "", now)


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
