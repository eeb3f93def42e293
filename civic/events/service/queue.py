"""Move the list of who waits: give free seats in order, let offers run out, draw lots; each step says why."""

from datetime import datetime

import civic.events.service.letters as letters
import civic.events.service.seats as seats
from civic.access.actor import SYSTEM
from civic.audit.service import record
from civic.db.session import session
from civic.events import admission, lottery, queries, rules
from civic.events.admission import Admission
from civic.events.models import Event, Registration
from civic.events.records import EventDraw, PlaceChange
from civic.events.rules import Place


def advance(event: Event, now: datetime) -> None:
    """Do what time has brought: hold the draw, pass on offers that ran out, hand out seats that came free."""
    seats.hold(event)
    draw = queries.find_draw(event.id) if event.admission is Admission.LOTTERY else None
    if draw is not None and draw.drawn_at is None and draw.draw_at <= now:
        _hold_draw(event, draw, now)
    for registration in queries.list_overdue(event.id, now):
        _expire(event, registration, now)
    released = event.admission is Admission.QUOTA and admission.is_released(event.starts_at, now)
    fill(event, now, admission.RELEASED if released else "")


def fill(event: Event, now: datetime, reason: str = "", fresh: Registration | None = None) -> None:
    """Hand free seats to the first on the list whom they fit, until none is left; nobody after the start."""
    if not rules.may_promote(event, now) or queries.is_before_draw(event):
        return
    found = queries.find_fitting(event, now)
    while found is not None and _give(event, found, now, reason or admission.FREED, found is fresh):
        found = queries.find_fitting(event, now)


def note_change(registration: Registration, before: Place, now: datetime, reason: str = "") -> None:
    """Write down how a number moved, for everybody to read."""
    session().add(
        PlaceChange(
            event_id=registration.event_id,
            registration_id=registration.id,
            at=now,
            before=before,
            after=registration.place,
            reason=reason,
        )
    )
    session().flush()


def _give(event: Event, registration: Registration, now: datetime, reason: str, fresh: bool) -> bool:
    """Give seats: at once to who has just registered or was drawn, else as an offer to be confirmed."""
    at_once = fresh or reason == admission.DRAWN
    if not seats.take(event, registration.people):
        return False
    seats.move(registration, Place.WAITING, Place.SEAT if at_once else Place.OFFERED)
    seats.leave_queue(event, registration.people)
    if fresh:
        return True
    registration.reason = reason
    if not at_once:
        registration.offered_until = admission.offer_ends(now, event.offer_hours, event.starts_at)
    note_change(registration, Place.WAITING, now, reason)
    record(SYSTEM, "event.promoted", f"registration:{registration.id}", now, event=event.id)
    letters.tell_promoted(event, registration, now)
    return True


def _expire(event: Event, registration: Registration, now: datetime) -> None:
    if not seats.move(registration, Place.OFFERED, Place.CANCELLED):
        return
    registration.reason = admission.EXPIRED
    seats.free(event, registration.people)
    note_change(registration, Place.OFFERED, now, admission.EXPIRED)
    record(SYSTEM, "event.offer_expired", f"registration:{registration.id}", now, event=event.id)
    letters.tell_expired(event, registration, now)


def _hold_draw(event: Event, draw: EventDraw, now: datetime) -> None:
    """Put the list in the order of the draw, hand out the seats, and tell everybody."""
    waiting = {registration.arrival: registration for registration in queries.list_waiting(event.id)}
    for place, number in enumerate(lottery.draw(draw.seed, waiting), start=1):
        waiting[number].queue_no = place
    draw.entries = ",".join(str(number) for number in sorted(waiting))
    draw.drawn_at = now
    session().flush()
    record(SYSTEM, "event.drawn", f"event:{event.id}", now, entries=len(waiting))
    fill(event, now, admission.DRAWN)
    for registration in queries.list_waiting(event.id):
        registration.reason = admission.NOT_DRAWN
        letters.tell_place(event, registration, now)
