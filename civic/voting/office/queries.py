"""Read the public record of a vote, its rehearsals, and the facts of its checklist."""

from datetime import datetime

from sqlalchemy import Row, func, select

from civic.accounts.models import RollEntry
from civic.db.session import session
from civic.programme.models import Round
from civic.programme.queries import plan_of, spans
from civic.programme.rules import fingerprint
from civic.proposals import queries as proposal_queries
from civic.voting import queries
from civic.voting.models import BallotItem
from civic.voting.office.checklist import Facts
from civic.voting.office.models import ExtensionRequest, Outage, PublicAct, Rehearsal


def list_acts(round_id: int) -> list[PublicAct]:
    """Return the public acts of a round, first to last."""
    return list(session().scalars(select(PublicAct).where(PublicAct.round_id == round_id).order_by(PublicAct.id)))


def list_outages(round_id: int) -> list[Outage]:
    """Return the logged outages of a round by their beginning."""
    query = select(Outage).where(Outage.round_id == round_id)
    return list(session().scalars(query.order_by(Outage.began_at, Outage.id)))


def list_rehearsals(round_id: int) -> list[Rehearsal]:
    """Return the records of a round's rehearsals, newest first."""
    query = select(Rehearsal).where(Rehearsal.round_id == round_id)
    return list(session().scalars(query.order_by(Rehearsal.id.desc())))


def find_request(round_id: int) -> ExtensionRequest | None:
    """Return the extension that waits for a second official, None without one."""
    return session().get(ExtensionRequest, round_id)


def facts_of(round_: Round, now: datetime) -> Facts:
    """Return what the checklist of a round asks for."""
    progress = queries.progress_of(round_)
    ids = [item.id for item in queries.list_items(round_.id)]
    reviewed = {each.proposal_id for each in proposal_queries.reviews_of(ids) if each.completed_at is not None}
    plan, phases = plan_of(round_), spans(round_)
    rules = round_.frozen_hash or fingerprint(plan, phases)
    return Facts(
        plan=plan,
        span=progress.span,
        now=now,
        roll=_count_roll(round_.id),
        items=progress.items,
        unreviewed=len(set(ids) - reviewed),
        waiting=0 if progress.opened else len(proposal_queries.list_ready_for_ballot(round_.id)),
        rehearsed=_is_rehearsed(round_.id, rules),
        signed=progress.signed_by is not None,
        opened=progress.opened,
    )


def items_to_rehearse(round_id: int) -> list[Row[int, int, int]]:
    """Return proposal id, number and cost (NT$) of each item on a round's ballot."""
    columns = (BallotItem.proposal_id, BallotItem.number, BallotItem.cost)
    return list(session().execute(select(*columns).where(BallotItem.round_id == round_id).order_by(BallotItem.number)))


def _count_roll(round_id: int) -> int:
    return session().scalar(select(func.count()).select_from(RollEntry).where(RollEntry.round_id == round_id)) or 0


def _is_rehearsed(round_id: int, rules_hash: str) -> bool:
    query = select(Rehearsal.id).where(Rehearsal.round_id == round_id, Rehearsal.rules_hash == rules_hash)
    return session().scalar(query.limit(1)) is not None
