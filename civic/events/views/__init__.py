"""Show events and take what people send: the public pages, registration, the door, the tables, the plan."""

from civic.events.views import (
    calendars,
    door,
    doorway,
    harvest,
    lead,
    minutes,
    plans,
    plenum,
    registration,
    seating,
    series,
    tables,
    tablet_sync,
)
from civic.events.views.panels import account_panel, cards_panel, district_panel, notes_panel
from civic.events.views.public import bp
from civic.events.views.tablet import bp as tablet_bp

__all__ = [
    "account_panel",
    "bp",
    "calendars",
    "cards_panel",
    "district_panel",
    "door",
    "doorway",
    "harvest",
    "lead",
    "minutes",
    "notes_panel",
    "plans",
    "plenum",
    "registration",
    "seating",
    "series",
    "tables",
    "tablet_bp",
    "tablet_sync",
]
