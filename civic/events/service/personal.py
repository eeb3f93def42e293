"""Show and erase what events keep about one person."""

from datetime import datetime

from civic.access.actor import SYSTEM
from civic.accounts.own_data import Fact, Section
from civic.db.session import session
from civic.events import queries, rules
from civic.events.models import Event, Registration
from civic.events.service.registrations import withdraw


def own_data(person_id: int) -> Section:
    """Return a person's registrations as they gave them."""
    kept = queries.list_registrations_of(person_id)
    return Section("events", tuple(_facts(registration, event) for registration, event in kept))


def forget(person_id: int, now: datetime) -> None:
    """Give back the places a person still holds and blank what they wrote; the count of seats stays true."""
    for registration, event in queries.list_registrations_of(person_id):
        if rules.why_not_cancel(event, registration, now) is None:
            withdraw(SYSTEM, event, registration, now)
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
