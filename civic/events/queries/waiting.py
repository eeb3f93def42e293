"""Read the list of who waits: whom free seats fit, offers that are over, draws that are due, how it moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from civic.db.session import session
from civic.events.admission import (
    QUOTA_RELEASED,
    Admission,
    Quota,
    QuotaKind,
    fits,
    group_of,
    is_released,
)
from civic.events.models import Event, Registration
from civic.events.records import EventDraw, EventQuota, PlaceChange
from civic.events.rules import HOLDS_SEAT, EventState, Place

COLUMNS = {
    QuotaKind.SECTOR: Registration.sector,
    QuotaKind.VILLAGE: Registration.village_code,
    QuotaKind.AGE: Registration.age_band,
}


@dataclass(frozen=True)
class Move:
    """Be one step of a number on the list, as everybody may read it (time UTC)."""

    number: int
    people: int
    at: datetime
    before: Place
    after: Place
    reason: str


def find_fitting(event: Event, now: datetime) -> Registration | None:
    """Return the first on the list whom the free seats fit; hold the event before you ask."""
    free = event.capacity - event.taken
    if free <= 0 or not event.waiting:
        return None
    query = (
        select(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.place == Place.WAITING,
            Registration.people <= free,
        )
        .order_by(Registration.queue_no)
    )
    if event.admission is not Admission.QUOTA or is_released(event.starts_at, now):
        return session().scalars(query.limit(1)).first()
    quotas = list_quotas(event.id)
    used = _used(event.id, quotas)
    waiting = session().scalars(query)
    return next((w for w in waiting if fits(event.capacity, quotas, used, group_of(w, quotas), w.people)), None)


def list_quotas(event_id: int) -> list[Quota]:
    """Return the seats kept for groups at an event, in the order of their codes."""
    query = select(EventQuota).where(EventQuota.event_id == event_id).order_by(EventQuota.group_code)
    return [Quota(row.kind, row.group_code, row.seats) for row in session().scalars(query)]


def list_overdue(event_id: int, now: datetime) -> list[Registration]:
    """Return the offers of an event that were not confirmed in time."""
    query = select(Registration).where(
        Registration.event_id == event_id, Registration.place == Place.OFFERED, Registration.offered_until <= now
    )
    return list(session().scalars(query.order_by(Registration.queue_no)))


def list_waiting(event_id: int) -> list[Registration]:
    """Return who waits, in the order of the list."""
    query = select(Registration).where(Registration.event_id == event_id, Registration.place == Place.WAITING)
    return list(session().scalars(query.order_by(Registration.queue_no)))


def find_draw(event_id: int) -> EventDraw | None:
    """Return the lottery of an event, if it has one."""
    return session().get(EventDraw, event_id)


def is_before_draw(event: Event) -> bool:
    """Tell whether the event's seats wait for its draw."""
    if event.admission is not Admission.LOTTERY:
        return False
    draw = find_draw(event.id)
    return draw is None or draw.drawn_at is None


def list_to_advance(now: datetime) -> list[int]:
    """Return the ids of the events whose list has something to do: an offer over, a draw due, kept seats released."""
    offer_over = select(Registration.event_id).where(
        Registration.place == Place.OFFERED, Registration.offered_until <= now
    )
    draw_due = select(EventDraw.event_id).where(EventDraw.drawn_at.is_(None), EventDraw.draw_at <= now)
    released = (
        (Event.admission == Admission.QUOTA)
        & (Event.waiting > 0)
        & (Event.taken < Event.capacity)
        & (Event.starts_at > now)
        & (Event.starts_at <= now + QUOTA_RELEASED)
    )
    query = select(Event.id).where(
        Event.state == EventState.OPEN, or_(Event.id.in_(offer_over), Event.id.in_(draw_due), released)
    )
    return list(session().scalars(query.order_by(Event.id)))


def list_moves(event_id: int, limit: int = 200) -> list[Move]:
    """Return how the list of an event moved, newest first: numbers only."""
    query = (
        select(PlaceChange, Registration.arrival, Registration.people)
        .join(Registration, Registration.id == PlaceChange.registration_id)
        .where(PlaceChange.event_id == event_id)
        .order_by(PlaceChange.id.desc())
        .limit(limit)
    )
    return [
        Move(number, people, change.at, change.before, change.after, change.reason)
        for change, number, people in session().execute(query)
    ]


def _used(event_id: int, quotas: Sequence[Quota]) -> dict[str, int]:
    """Return the seats taken by group, "" for people of none."""
    column = COLUMNS[quotas[0].kind]
    groups = {quota.group for quota in quotas}
    query = (
        select(column, func.sum(Registration.people))
        .where(Registration.event_id == event_id, Registration.place.in_(HOLDS_SEAT))
        .group_by(column)
    )
    used: dict[str, int] = {}
    for value, people in session().execute(query):
        name = str(value) if value in groups else ""
        used[name] = used.get(name, 0) + int(people)
    return used
