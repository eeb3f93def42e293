"""Read events: lists, one event, its names, who may see and manage it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_

from civic.access.actor import Actor, Role
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may
from civic.db.session import session
from civic.events.features import Feature
from civic.events.models import Event, EventFacet, EventType
from civic.events.records import EventFeature, EventSeries
from civic.events.rows import (
    EventNames,
    EventRow,
    Filters,
)
from civic.events.rules import EventState
from civic.kit.errors import Missing
from civic.programme.queries import Named, directory

SHOWN = (EventState.OPEN, EventState.COMPLETED, EventState.CANCELLED)


def scope_of(event: Event) -> Scope:
    """Return whose and where an event is, for the access table."""
    return Scope(district=event.district_code, event=str(event.id))


def scope_of_table(event: Event, number: int) -> Scope:
    """Return whose and where a table of an event is, for the access table."""
    return Scope(district=event.district_code, event=str(event.id), table=f"{event.id}/{number}")


def list_events(filters: Filters, now: datetime, after: int | None = None, limit: int = 20) -> list[EventRow]:
    """List announced events: coming ones soonest first, past ones latest first, behind the id `after`."""
    key = tuple_(Event.starts_at, Event.id)
    query = _rows(Event.state.in_(SHOWN), *_chosen(filters, now))
    if after is not None:
        last = select(Event.starts_at, Event.id).where(Event.id == after).scalar_subquery()
        query = query.where(key < last if filters.past else key > last)
    order = (Event.starts_at.desc(), Event.id.desc()) if filters.past else (Event.starts_at, Event.id)
    return [_event_row(*row) for row in session().execute(query.order_by(*order).limit(limit))]


def list_between(filters: Filters, since: datetime, until: datetime, limit: int = 500) -> list[EventRow]:
    """List announced events that begin in a span of time, in order: a month, or what a feed holds."""
    query = _rows(
        Event.state.in_(SHOWN), Event.starts_at >= since, Event.starts_at < until, *_wanted(filters)
    ).order_by(Event.starts_at, Event.id)
    return [_event_row(*row) for row in session().execute(query.limit(limit))]


def list_of_series(series_id: int, with_drafts: bool = False) -> list[EventRow]:
    """List the events of a series in order; drafts only for those who plan."""
    states = (*SHOWN, EventState.DRAFT) if with_drafts else SHOWN
    query = _rows(Event.series_id == series_id, Event.state.in_(states)).order_by(Event.starts_at, Event.id)
    return [_event_row(*row) for row in session().execute(query)]


def get_series(series_id: int) -> EventSeries:
    """Return a series, or raise Missing."""
    series = session().get(EventSeries, series_id)
    if series is None:
        raise Missing
    return series


def list_series(actor: Actor) -> list[EventSeries]:
    """List the series whose events the actor may plan, newest first."""
    everything = session().scalars(select(EventSeries).order_by(EventSeries.id.desc()))
    return [s for s in everything if may(actor, Permission.MANAGE_EVENT, Scope(district=s.district_code))]


def features_of(event_id: int) -> frozenset[Feature]:
    """Return the languages, services and facts of access an event promises."""
    return frozenset(session().scalars(select(EventFeature.feature).where(EventFeature.event_id == event_id)))


def facets_of(event_id: int) -> list[str]:
    """Return the codes of the facets an event is about."""
    return list(session().scalars(select(EventFacet.facet_code).where(EventFacet.event_id == event_id)))


def spent_in_year(since: datetime, until: datetime) -> int:
    """Return the cost (NT$) of all events that begin in a span of time and were not called off."""
    query = select(func.coalesce(func.sum(Event.cost), 0)).where(
        Event.starts_at >= since, Event.starts_at < until, Event.state != EventState.CANCELLED
    )
    return int(session().scalar(query) or 0)


def list_unannounced(actor: Actor) -> list[EventRow]:
    """List the drafts the actor may manage."""
    query = _rows(Event.state == EventState.DRAFT).order_by(Event.starts_at, Event.id)
    rows = [_event_row(*row) for row in session().execute(query)]
    return [row for row in rows if may(actor, Permission.MANAGE_EVENT, Scope(district=row.district.code))]


def list_run_by(actor: Actor, now: datetime) -> list[EventRow]:
    """List the announced events whose door or tables the actor works at, until a week after their end."""
    recent = Event.ends_at >= now - timedelta(days=7)
    query = _rows(Event.state == EventState.OPEN, recent).order_by(Event.starts_at, Event.id)
    rows = [_event_row(*row) for row in session().execute(query)]
    scopes = {row.id: Scope(district=row.district.code, event=str(row.id)) for row in rows}
    return [row for row in rows if may(actor, Permission.SEE_ROSTER, scopes[row.id])]


def districts_managed_by(actor: Actor) -> frozenset[str]:
    """Return the codes of the districts in which the actor may hold events; empty means everywhere."""
    if may(actor, Permission.MANAGE_EVENT, Scope()):
        return frozenset()
    return actor.scopes(Role.MODERATOR)


def list_event_types() -> list[Named]:
    """List the types of events in their order."""
    query = select(EventType.code, EventType.name_zh, EventType.name_en).order_by(EventType.position)
    return [Named(*row) for row in session().execute(query)]


def get_event(event_id: int) -> Event:
    """Return an event in any state, or raise Missing."""
    event = session().get(Event, event_id)
    if event is None:
        raise Missing
    return event


def get_visible(actor: Actor, event_id: int) -> Event:
    """Return an event this actor may see: drafts are there only for those who manage them."""
    event = get_event(event_id)
    if event.state is EventState.DRAFT and not may(actor, Permission.MANAGE_EVENT, scope_of(event)):
        raise Missing
    return event


def get_managed(actor: Actor, event_id: int, permission: Permission) -> Event:
    """Return an event on which the actor holds the permission; Refused otherwise."""
    event = get_visible(actor, event_id)
    demand(actor, permission, scope_of(event))
    return event


def names_of(event: Event) -> EventNames:
    """Return the names of an event's type, place, organiser and facets in one statement."""
    query = (
        select(EventType, EventFacet.facet_code)
        .outerjoin(EventFacet, EventFacet.event_id == event.id)
        .where(EventType.code == event.type_code)
    )
    rows = session().execute(query).all()
    about = {code for _, code in rows}
    known = directory()
    return EventNames(
        type=_named(rows[0][0]),
        district=known.district(event.district_code),
        village=known.village(event.village_code) if event.village_code else None,
        organiser=known.agency(event.organiser_code),
        facets=tuple(facet for facet in known.facets if facet.code in about),
    )


def _rows(*conditions: ColumnElement[bool]) -> Select[Event, EventType]:
    return select(Event, EventType).join(EventType, EventType.code == Event.type_code).where(*conditions)


def _named(event_type: EventType) -> Named:
    return Named(event_type.code, event_type.name_zh, event_type.name_en)


def _event_row(event: Event, event_type: EventType) -> EventRow:
    return EventRow(
        id=event.id,
        type=_named(event_type),
        district=directory().district(event.district_code),
        state=event.state,
        title=event.title,
        title_en=event.title_en,
        venue=event.venue,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        capacity=event.capacity,
        taken=event.taken,
        waiting=event.waiting,
        tables=event.tables,
        admission=event.admission,
        ask_age=event.ask_age,
        lat=event.lat,
        lng=event.lng,
        village_code=event.village_code,
        address=event.address,
        sequence=event.sequence,
        call_off_reason=event.call_off_reason,
    )


def _chosen(filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    return [Event.ends_at < now if filters.past else Event.ends_at >= now, *_wanted(filters)]


def _wanted(filters: Filters) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if filters.district:
        chosen.append(Event.district_code == filters.district)
    if filters.type_code:
        chosen.append(Event.type_code == filters.type_code)
    if filters.facet:
        about = exists().where(EventFacet.event_id == Event.id, EventFacet.facet_code == filters.facet)
        chosen.append(about)
    if filters.feature:
        promised = exists().where(EventFeature.event_id == Event.id, EventFeature.feature == filters.feature)
        chosen.append(promised)
    return chosen
