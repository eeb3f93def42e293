"""Show events on lower pages: cards for home and districts, one's own places, where a proposal came from."""

from flask import render_template

from civic.events import queries
from civic.events.rows import EventRow, Filters
from civic.events.rules import Place
from civic.events.views.cards import card_of, note_card, place_words, title_of
from civic.kit.clock import now

NEWEST = 3


def cards_panel(rows: list[EventRow]) -> str:
    """Return events as cards, or words that say there are none."""
    return render_template("events/cards_panel.html", events=[card_of(row) for row in rows])


def published_panel(district_code: str) -> str:
    """Return what the last cafés of a district said, with the way to their minutes; nothing before the first."""
    rows = queries.list_published(district_code, NEWEST)
    if not rows:
        return ""
    notes = [(note_card(row.note, []), row.event, title_of(row.event)) for row in rows]
    return render_template("events/published_panel.html", notes=notes, district_code=district_code)


def district_panel(district_code: str) -> str:
    """Return the next three events of a district under a heading."""
    rows = queries.list_events(Filters(district=district_code), now(), limit=3)
    cards = [card_of(row) for row in rows]
    return render_template("events/district_panel.html", events=cards, district_code=district_code)


def account_panel(person_id: int) -> str:
    """Return the places a person holds at coming events."""
    moment = now()
    places = [
        (event, title_of(event), place_words(registration))
        for registration, event in queries.list_registrations_of(person_id)
        if event.ends_at > moment and registration.place is not Place.CANCELLED
    ]
    return render_template("events/account_panel.html", places=places) if places else ""


def notes_panel(proposal_id: int) -> str:
    """Return the notes a proposal came from; their words show once the event has published them."""
    origins = queries.notes_of_proposal(proposal_id)
    if not origins:
        return ""
    rows = [(origin, title_of(origin.event), origin.event.minutes_at is not None) for origin in origins]
    return render_template("events/notes_panel.html", rows=rows)
