"""Show events and take what people send: the public pages, registration, the door, the tables, the plan."""

from civic.events.views import door, harvest, plans, registration, tables
from civic.events.views.panels import account_panel, cards_panel, district_panel, notes_panel
from civic.events.views.public import bp

__all__ = [
    "account_panel",
    "bp",
    "cards_panel",
    "district_panel",
    "door",
    "harvest",
    "notes_panel",
    "plans",
    "registration",
    "tables",
]
