"""Plan events, announce them, and complete them so that their notes are published."""

from datetime import datetime

from sqlalchemy import update

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit.service import record
from civic.db.session import session
from civic.events.inputs import EventInput
from civic.events.models import CafeTable, Event, EventFacet
from civic.events.queries import scope_of
from civic.events.rules import NOT_HELD, NOT_READY, EventState, why_not_complete, why_not_open, why_not_plan
from civic.kit.errors import Reason, Refused
from civic.kit.text import clean, clean_line


def create_event(actor: Actor, plan: EventInput, now: datetime) -> Event:
    """Write down a planned event with its tables; it stays out of sight until it is opened."""
    demand(actor, Permission.MANAGE_EVENT, Scope(district=plan.district_code))
    if reason := why_not_plan(plan.capacity, plan.tables, plan.starts_at, plan.ends_at):
        raise Refused(reason)
    event = _planned(plan, now)
    session().add(event)
    session().flush()
    session().add_all(EventFacet(event_id=event.id, facet_code=code) for code in dict.fromkeys(plan.facets))
    session().add_all(CafeTable(event_id=event.id, number=number) for number in range(1, plan.tables + 1))
    session().flush()
    record(actor, "event.created", f"event:{event.id}", now, capacity=event.capacity, tables=event.tables)
    return event


def open_event(actor: Actor, event: Event, now: datetime) -> Event:
    """Announce an event: residents can see it and register."""
    demand(actor, Permission.MANAGE_EVENT, scope_of(event))
    if reason := why_not_open(event):
        raise Refused(reason)
    _move(event, EventState.DRAFT, EventState.OPEN, NOT_READY)
    record(actor, "event.opened", f"event:{event.id}", now)
    return event


def complete_event(actor: Actor, event: Event, now: datetime) -> Event:
    """End an event that took place: its notes are fixed and published."""
    demand(actor, Permission.MANAGE_EVENT, scope_of(event))
    if reason := why_not_complete(event, now):
        raise Refused(reason)
    _move(event, EventState.OPEN, EventState.COMPLETED, NOT_HELD)
    record(actor, "event.completed", f"event:{event.id}", now)
    return event


def _move(event: Event, before: EventState, after: EventState, lost: Reason) -> None:
    """Change the state only if nobody else did meanwhile."""
    change = update(Event).where(Event.id == event.id, Event.state == before).values(state=after).returning(Event.id)
    if session().scalar(change.execution_options(synchronize_session=False)) is None:
        raise Refused(lost)
    session().refresh(event)


def _planned(plan: EventInput, now: datetime) -> Event:
    return Event(
        type_code=plan.type_code,
        district_code=plan.district_code,
        village_code=plan.village_code or None,
        organiser_code=plan.organiser_code,
        title=clean_line(plan.title),
        title_en=clean_line(plan.title_en),
        description=clean(plan.description),
        venue=clean_line(plan.venue),
        lat=plan.lat,
        lng=plan.lng,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        capacity=plan.capacity,
        tables=plan.tables,
        seats_per_table=plan.seats_per_table,
        rounds=plan.rounds,
        round_minutes=plan.round_minutes,
        question=clean_line(plan.question),
        languages=clean_line(plan.languages),
        created_at=now,
    )
