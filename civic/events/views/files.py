"""Write an event as a calendar file (RFC 5545)."""

from datetime import datetime

from icalendar import Calendar
from icalendar import Event as CalendarEvent

from civic.events.models import Event


def calendar(event: Event, title: str, url: str, now: datetime) -> bytes:
    """Return one event as iCalendar: times in UTC, no attendees."""
    entry = CalendarEvent()
    entry.add("uid", f"event-{event.id}@civic")
    entry.add("summary", title)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("dtstamp", now)
    entry.add("location", event.venue)
    entry.add("url", url)
    book = Calendar()
    book.add("prodid", "-//Civic//events//EN")
    book.add("version", "2.0")
    book.add_component(entry)
    return bytes(book.to_ical())
