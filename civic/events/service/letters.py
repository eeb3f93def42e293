"""Tell people about their place at an event; who left no mail address is told by nobody."""

from datetime import datetime

from civic.events import queries
from civic.events.models import Event, Registration
from civic.events.rules import PROMOTED, Place
from civic.kit.languages import known
from civic.kit.roc import DateStyle, format_datetime
from civic.outbox.service import tell

STYLES = {"zh_Hant_TW": DateStyle.ROC_LONG, "en": DateStyle.CE_EN}
"""How a letter writes dates; any other language takes figures everybody can read."""


def tell_place(event: Event, registration: Registration, now: datetime) -> None:
    """Tell somebody that they have a seat, or their number on the waiting list."""
    if registration.place is Place.WAITING:
        _tell("waiting", event, registration, now, number=queries.waiting_number(registration))
    else:
        _tell("registered", event, registration, now)


def tell_promoted(event: Event, registration: Registration, now: datetime) -> None:
    """Tell somebody that they moved up from the waiting list, and why."""
    _tell("promoted", event, registration, now, reason=PROMOTED)


def tell_cancelled(event: Event, registration: Registration, now: datetime) -> None:
    """Tell somebody that their registration is cancelled."""
    _tell("cancelled", event, registration, now)


def _tell(template: str, event: Event, registration: Registration, now: datetime, **params: str | int) -> None:
    address = queries.find_address(registration)
    if address is None:
        return
    chinese = known(address.locale).is_chinese
    tell(
        address.email,
        f"events/{template}",
        address.locale,
        now,
        key=f"events/{template}/{registration.id}",
        title=event.title if chinese or not event.title_en else event.title_en,
        when=format_datetime(event.starts_at, STYLES.get(address.locale, DateStyle.ISO)),
        venue=event.venue,
        path=f"/events/{event.id}",
        **params,
    )
