"""Tell people about their place at an event; who left no mail address is told by nobody."""

from datetime import datetime

from civic.events import passes, queries
from civic.events.admission import Admission
from civic.events.models import Event, Registration
from civic.events.rules import Place
from civic.kit.clock import local
from civic.kit.languages import known
from civic.kit.roc import DateStyle, format_datetime
from civic.outbox.service import erase, tell

TEMPLATES = (
    "registered", "in_draw", "waiting", "drawn", "promoted", "expired", "cancelled", "called_off", "moved", "reminder",
    "results",
)  # fmt: skip
STYLES = {"zh_Hant_TW": DateStyle.ROC_LONG, "en": DateStyle.CE_EN}
"""How a letter writes dates; any other language takes figures everybody can read."""


def tell_place(event: Event, registration: Registration, now: datetime) -> None:
    """Tell somebody that they have a seat, their number on the waiting list, or the day of the draw."""
    if registration.place is not Place.WAITING:
        _tell("registered", event, registration, now)
        return
    draw = queries.find_draw(event.id) if event.admission is Admission.LOTTERY else None
    if draw is not None and draw.drawn_at is None:
        _tell("in_draw", event, registration, now, draw=_shown(draw.draw_at, registration))
    else:
        _tell("waiting", event, registration, now, number=queries.waiting_number(registration))


def tell_promoted(event: Event, registration: Registration, now: datetime) -> None:
    """Tell somebody that a seat is theirs or offered to them, and why."""
    if registration.offered_until is None or registration.place is Place.SEAT:
        _tell("drawn", event, registration, now, reason=registration.reason)
        return
    until = _shown(registration.offered_until, registration)
    _tell("promoted", event, registration, now, reason=registration.reason, until=until)


def tell_expired(event: Event, registration: Registration, now: datetime) -> None:
    """Tell somebody that the seat offered was passed on."""
    _tell("expired", event, registration, now)


def tell_cancelled(event: Event, registration: Registration, now: datetime) -> None:
    """Tell somebody that their registration is cancelled."""
    _tell("cancelled", event, registration, now)


def tell_called_off(event: Event, registration: Registration, now: datetime) -> None:
    """Tell somebody that the event is called off, and why."""
    _tell("called_off", event, registration, now, why=event.call_off_reason)


def tell_moved(event: Event, registration: Registration, now: datetime) -> None:
    """Tell somebody that the time or the place of the event has changed."""
    _tell("moved", event, registration, now, version=event.sequence)


def tell_reminder(event: Event, registration: Registration, now: datetime) -> None:
    """Remind somebody who has a seat of an event that is near; once, or once more for a new date."""
    _tell("reminder", event, registration, now, version=local(event.starts_at).strftime("%Y%m%d%H%M"))


def tell_results(event: Event, registration: Registration, now: datetime) -> None:
    """Tell somebody who came where to read what the tables said."""
    _tell("results", event, registration, now)


def forget(registration: Registration) -> None:
    """Erase every letter about a registration, sent or waiting."""
    erase(f"events/{template}/{registration.id}" for template in TEMPLATES)


def _tell(template: str, event: Event, registration: Registration, now: datetime, **params: str | int) -> None:
    address = queries.find_address(registration)
    if address is None:
        return
    title = event.title if known(address.locale).is_chinese or not event.title_en else event.title_en
    version = params.get("version", "")
    tell(
        address.email,
        f"events/{template}",
        address.locale,
        now,
        key=f"events/{template}/{registration.id}" + (f"/{version}" if version else ""),
        title=title,
        when=format_datetime(event.starts_at, _style(address.locale)),
        venue=event.venue,
        path=f"/events/{event.id}",
        place=f"/events/places/{passes.sign(registration.id, passes.Use.MANAGE)}",
        **params,
    )


def _shown(instant: datetime, registration: Registration) -> str:
    address = queries.find_address(registration)
    return format_datetime(instant, _style(address.locale if address else "zh_Hant_TW"))


def _style(locale: str) -> DateStyle:
    return STYLES.get(locale, DateStyle.ISO)
