"""Show and erase what events keep about one person."""

from datetime import datetime

import civic.events.service.letters as letters
import civic.events.service.seats as seats
from civic.access.actor import ANONYMOUS, SYSTEM
from civic.accounts.own_data import Fact, Section
from civic.audit.service import record
from civic.db.session import session
from civic.events import queries, rules
from civic.events.models import Event, Registration
from civic.events.service.registrations import withdraw
from civic.kit.errors import Missing, Refused


def own_data(person_id: int) -> Section:
    """Return a person's registrations as they gave them."""
    kept = queries.list_registrations_of(person_id)
    return Section("events", tuple(_facts(registration, event) for registration, event in kept))


def forget(person_id: int, now: datetime) -> None:
    """Give back the places a person still holds and blank what they wrote; the count of seats stays true."""
    for registration, event in queries.list_registrations_of(person_id):
        if rules.why_not_cancel(event, registration, now) is None:
            withdraw(SYSTEM, event, registration, now)
        _blank(registration)


def forget_guest(registration: Registration, now: datetime) -> None:
    """Blank what a guest wrote, and erase the letters to them; a place still held goes on. Twice is as once."""
    if registration.person_id is not None:
        raise Missing
    event = queries.get_event(registration.event_id)
    seats.hold(event)
    session().refresh(registration)
    if is_forgotten(registration):
        return
    if reason := rules.why_not_forget(event, registration, now):
        raise Refused(reason)
    if rules.why_not_cancel(event, registration, now) is None:
        withdraw(ANONYMOUS, event, registration, now)
    _blank(registration)
    letters.forget(registration)
    record(ANONYMOUS, "event.guest_forgotten", f"registration:{registration.id}", now, event=event.id)


def is_forgotten(registration: Registration) -> bool:
    """Tell whether what was written is erased: nobody registers without a name."""
    return not registration.name


def _blank(registration: Registration) -> None:
    registration.name = registration.contact = registration.access_needs = ""
    registration.photo_consent = False
    registration.district_code = registration.village_code = registration.age_band = None
    session().flush()


def _facts(registration: Registration, event: Event) -> tuple[Fact, ...]:
    return (
        Fact("event", event.title),
        Fact("starts_at", event.starts_at.isoformat()),
        Fact("place", registration.place.value),
        Fact("name", registration.name),
        Fact("contact", registration.contact),
        Fact("district", registration.district_code),
        Fact("village", registration.village_code),
        Fact("sector", registration.sector.value),
        Fact("people", registration.people),
        Fact("age_band", registration.age_band.value if registration.age_band else None),
        Fact("access_needs", registration.access_needs),
        Fact("photo_consent", registration.photo_consent),
        Fact("registered_at", registration.created_at.isoformat()),
    )
