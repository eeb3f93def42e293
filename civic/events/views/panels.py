"""Show events and notes on other features' pages."""

from flask import render_template

from civic.events import queries
from civic.events.rows import EventRow
from civic.events.views.cards import card_of


def cards_panel(rows: list[EventRow]) -> str:
    """Return events as cards, or words that say there are none."""
    return render_template("events/cards_panel.html", events=[card_of(row) for row in rows])


def notes_panel(proposal_id: int) -> str:
    """Return the notes a proposal came from, for the proposal's page."""
    origins = queries.notes_of_proposal(proposal_id)
    return render_template("events/notes_panel.html", origins=origins) if origins else ""
