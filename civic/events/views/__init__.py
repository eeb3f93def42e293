"""Show events and take what people send: the public pages, registration, the door, the tables, the plan."""

from civic.events.views import (
    calendars,
    door,
    doorway,
    harvest,
    plans,
    registration,
    seating,
    series,
    tables,
)
from civic.events.views.panels import account_panel, cards_panel, district_panel, notes_panel
from civic.events.views.public import bp

__all__ = [
    "account_panel",
    "bp",
    "calendars",
    "cards_panel",
    "district_panel",
    "door",
    "doorway",
    "harvest",
    "notes_panel",
    "plans",
    "registration",
    "seating",
    "series",
    "tables",
]
