"""Plan events and series, announce them, change them, call them off, and complete them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update

import civic.events.service.letters as letters
import civic.events.service.queue as queue
import civic.events.service.seats as seats
from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit.service import record
from civic.db.session import session
from civic.events import admission, lottery, queries, rules
from civic.events.admission import Admission, AdmissionPlan, why_not_admit
from civic.events.inputs import EventInput, SeriesInput
from civic.events.models import CafeTable, Event, EventFacet
from civic.events.queries import scope_of
from civic.events.records import EventDraw, EventFeature, EventQuota, EventSeries
from civic.events.rules import NOT_HELD, NOT_READY, EventState, why_not_complete, why_not_open, why_not_plan
from civic.kit.errors import Reason, Refused
from civic.kit.ids import random_token
from civic.kit.text import clean, clean_line


def create_series(actor: Actor, plan: SeriesInput, now: datetime) -> EventSeries:
    """Write down a series; events join it when they are planned."""
    demand(actor, Permission.MANAGE_EVENT, Scope(district=plan.district_code))
    series = EventSeries(
        district_code=plan.district_code,
        title=clean_line(plan.title),
        title_en=clean_line(plan.title_en),
        description=clean(plan.description),
        created_at=now,
    )
    session().add(series)
    session().flush()
    record(actor, "event_series.created", f"event_series:{series.id}", now)
    return series


def create_event(actor: Actor, plan: EventInput, now: datetime) -> Event:
    """Write down a planned event with its tables; it stays out of sight until it is opened."""
    demand(actor, Permission.MANAGE_EVENT, Scope(district=plan.district_code))
    _check(plan, now)
    event = Event(created_at=now)
    _write_facts(event, plan)
    _write_admission(event, plan.admission)
    session().add(event)
    session().flush()
    _write_beside(event, plan)
    session().add_all(_draw_and_quotas(event.id, plan.admission))
    session().add_all(CafeTable(event_id=event.id, number=number) for number in range(1, plan.tables + 1))
    session().flush()
    record(actor, "event.created", f"event:{event.id}", now, capacity=event.capacity, tables=event.tables)
    return event


def change_event(actor: Actor, event: Event, plan: EventInput, now: datetime) -> Event:
    """Change an event's facts; who is registered is told when time or place moved, new seats go to who waits."""
    demand(actor, Permission.MANAGE_EVENT, scope_of(event))
    demand(actor, Permission.MANAGE_EVENT, Scope(district=plan.district_code))
    queue.advance(event, now)
    _check_change(event, plan)
    before = (event.starts_at, event.ends_at, event.venue, event.address)
    had, grown = event.tables, plan.capacity > event.capacity
    _write_facts(event, plan)
    event.sequence += 1
    _write_beside(event, plan)
    session().add_all(CafeTable(event_id=event.id, number=number) for number in range(had + 1, plan.tables + 1))
    session().flush()
    record(actor, "event.changed", f"event:{event.id}", now, sequence=event.sequence)
    if event.state is EventState.OPEN and before != (event.starts_at, event.ends_at, event.venue, event.address):
        for registration in queries.list_living(event.id):
            letters.tell_moved(event, registration, now)
    if grown:
        queue.fill(event, now, admission.ADDED)
    return event


def open_event(actor: Actor, event: Event, now: datetime) -> Event:
    """Announce an event: residents can see it and register."""
    demand(actor, Permission.MANAGE_EVENT, scope_of(event))
    if reason := why_not_open(event):
        raise Refused(reason)
    draw = queries.find_draw(event.id)
    if draw is not None and draw.draw_at <= now:
        raise Refused(admission.NO_DRAW_DATE)
    _move(event, EventState.DRAFT, EventState.OPEN, NOT_READY)
    record(actor, "event.opened", f"event:{event.id}", now)
    return event


def call_off(actor: Actor, event: Event, reason: str, now: datetime) -> Event:
    """Call an event off with a reason and tell everybody who is registered or waits."""
    demand(actor, Permission.MANAGE_EVENT, scope_of(event))
    why = clean_line(reason)[:300]
    if refusal := rules.why_not_call_off(event, now) or (None if why else rules.NO_REASON):
        raise Refused(refusal)
    seats.hold(event)
    _move(event, EventState.OPEN, EventState.CANCELLED, rules.NOT_TO_CALL_OFF)
    event.call_off_reason = why
    event.sequence += 1
    session().flush()
    record(actor, "event.called_off", f"event:{event.id}", now)
    for registration in queries.list_living(event.id):
        letters.tell_called_off(event, registration, now)
    return event


def complete_event(actor: Actor, event: Event, now: datetime) -> Event:
    """End an event that took place; its notes are fixed. With tables, its minutes are published by the lead later."""
    demand(actor, Permission.MANAGE_EVENT, scope_of(event))
    if reason := why_not_complete(event, now):
        raise Refused(reason)
    _move(event, EventState.OPEN, EventState.COMPLETED, NOT_HELD)
    record(actor, "event.completed", f"event:{event.id}", now)
    if not event.tables:
        for registration in queries.list_attended(event.id):
            letters.tell_results(event, registration, now)
    return event


def _check(plan: EventInput, now: datetime) -> None:
    reason = why_not_plan(plan.capacity, plan.tables, plan.starts_at, plan.ends_at)
    if reason := reason or why_not_admit(plan.admission, plan.capacity, now, plan.starts_at):
        raise Refused(reason)


def _check_change(event: Event, plan: EventInput) -> None:
    reason = rules.why_not_change(event) or why_not_plan(plan.capacity, plan.tables, plan.starts_at, plan.ends_at)
    if reason := reason or _conflict(event, plan):
        raise Refused(reason)


def _conflict(event: Event, plan: EventInput) -> Reason | None:
    """Tell why a change does not fit what is promised already: seats taken, tables, the day of the draw, kept seats."""
    draw = queries.find_draw(event.id)
    if plan.capacity < event.taken:
        return rules.BELOW_TAKEN
    if plan.tables < event.tables:
        return rules.FEWER_TABLES
    if draw is not None and draw.draw_at >= plan.starts_at:
        return admission.NO_DRAW_DATE
    kept = sum(quota.seats for quota in queries.list_quotas(event.id))
    return admission.QUOTAS_TOO_LARGE if kept > plan.capacity else None


def _move(event: Event, before: EventState, after: EventState, lost: Reason) -> None:
    """Change the state only if nobody else did meanwhile."""
    change = update(Event).where(Event.id == event.id, Event.state == before).values(state=after).returning(Event.id)
    if session().scalar(change.execution_options(synchronize_session=False)) is None:
        raise Refused(lost)
    session().refresh(event)


def _write_facts(event: Event, plan: EventInput) -> None:
    event.type_code, event.district_code = plan.type_code, plan.district_code
    event.village_code, event.organiser_code = plan.village_code or None, plan.organiser_code
    event.title, event.title_en = clean_line(plan.title), clean_line(plan.title_en)
    event.description, event.question = clean(plan.description), clean_line(plan.question)
    event.venue, event.address = clean_line(plan.venue), clean_line(plan.address)
    event.lat, event.lng = plan.lat, plan.lng
    event.starts_at, event.ends_at = plan.starts_at, plan.ends_at
    event.capacity, event.tables, event.seats_per_table = plan.capacity, plan.tables, plan.seats_per_table
    event.rounds, event.round_minutes = plan.rounds, plan.round_minutes
    event.languages, event.series_id = clean_line(plan.languages), plan.series_id
    event.ask_age, event.cost = plan.ask_age or event.ask_age or False, plan.cost


def _write_admission(event: Event, plan: AdmissionPlan) -> None:
    event.admission, event.offer_hours = plan.admission, plan.offer_hours
    by_age = any(quota.kind is admission.QuotaKind.AGE for quota in plan.quotas)
    event.ask_age = event.ask_age or by_age


def _write_beside(event: Event, plan: EventInput) -> None:
    """Write the facets and features anew."""
    for table in (EventFacet, EventFeature):
        session().execute(delete(table).where(table.event_id == event.id))
    session().add_all(EventFacet(event_id=event.id, facet_code=code) for code in dict.fromkeys(plan.facets))
    session().add_all(EventFeature(event_id=event.id, feature=feature) for feature in dict.fromkeys(plan.features))


def _draw_and_quotas(event_id: int, plan: AdmissionPlan) -> Iterable[EventDraw | EventQuota]:
    """Return what the rule needs beside the event; the seed of a draw is fixed here and its commitment published."""
    if plan.admission is Admission.LOTTERY and plan.draw_at is not None:
        seed = random_token(24)
        yield EventDraw(event_id=event_id, draw_at=plan.draw_at, seed=seed, commitment=lottery.commitment(seed))
    if plan.admission is Admission.QUOTA:
        for quota in plan.quotas:
            yield EventQuota(event_id=event_id, kind=quota.kind, group_code=quota.group, seats=quota.seats)
