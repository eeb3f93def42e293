"""Write events as calendar files (RFC 5545): one event, or a feed that calendars read again and again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar
from icalendar import Event as CalendarEvent

from civic.events.models import Event
from civic.events.rows import EventRow
from civic.events.rules import EventState

STATUS = {EventState.DRAFT: "TENTATIVE", EventState.CANCELLED: "CANCELLED"}


@dataclass(frozen=True)
class Listed:
    """Be one event with the words and the address its entry shows."""

    event: Event | EventRow
    title: str
    url: str


def calendar(listed: Iterable[Listed], now: datetime, name: str = "") -> bytes:
    """Return events as iCalendar: times in UTC, stable UIDs, a SEQUENCE that grows with each change, no attendees."""
    book = Calendar()
    book.add("prodid", "-//Civic//events//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    if name:
        book.add("x-wr-calname", name)
        book.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for each in listed:
        book.add_component(_entry(each, now))
    return bytes(book.to_ical())


def _entry(listed: Listed, now: datetime) -> CalendarEvent:
    event, entry = listed.event, CalendarEvent()
    entry.add("uid", f"event-{event.id}@civic")
    entry.add("sequence", event.sequence)
    entry.add("status", STATUS.get(event.state, "CONFIRMED"))
    entry.add("summary", listed.title)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("dtstamp", now)
    entry.add("location", f"{event.venue} {event.address}".strip())
    entry.add("url", listed.url)
    if event.call_off_reason:
        entry.add("description", event.call_off_reason)
    return entry
