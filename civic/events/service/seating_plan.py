"""Make the plan of tables and rounds from who has a seat, and keep it."""

from datetime import datetime

from sqlalchemy import delete, update

import civic.events.service.seats as seats
from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import demand
from civic.audit.service import record
from civic.db.session import session
from civic.events import queries, rules, seating
from civic.events.models import Event, Registration
from civic.events.records import Seating, SeatingPlan
from civic.kit.errors import Refused
from civic.kit.ids import random_token


def plan_seating(actor: Actor, event: Event, hosts: frozenset[int], now: datetime, seed: str = "") -> seating.Plan:
    """Seat everybody with a seat over the tables of all rounds; `hosts` are registrations that stay at a table."""
    demand(actor, Permission.SEE_ROSTER, queries.scope_of(event))
    seats.hold(event)
    if not event.tables or not event.seats_per_table:
        raise Refused(rules.NO_TABLES)
    _mark_hosts(event, hosts)
    parties = queries.list_parties(event.id)
    seed = seed or random_token(16)
    plan = seating.seat(parties, event.tables, event.seats_per_table, max(event.rounds, 1), seed)
    _keep(event, plan, seed, now)
    record(actor, "event.seated", f"event:{event.id}", now, seed=seed, parties=len(parties))
    return plan


def _mark_hosts(event: Event, hosts: frozenset[int]) -> None:
    mine = update(Registration).where(Registration.event_id == event.id)
    session().execute(mine.values(is_host=Registration.id.in_(hosts)).execution_options(synchronize_session=False))
    session().expire_all()
    seats.hold(event)


def _keep(event: Event, plan: seating.Plan, seed: str, now: datetime) -> None:
    """Put the new plan in the place of the old one."""
    session().execute(delete(Seating).where(Seating.event_id == event.id))
    session().merge(SeatingPlan(event_id=event.id, seed=seed, rounds=max(event.rounds, 1), made_at=now))
    session().add_all(
        Seating(
            registration_id=seat.party,
            round_no=seat.round_no,
            event_id=event.id,
            table_no=seat.table,
            same_sector=seat.same_sector,
            same_village=seat.same_village,
            met_before=seat.met_before,
        )
        for seat in plan.seats
    )
    session().flush()
