"""Show events and take what people send: the public pages, registration, the door, the tables, the plan."""

from civic.events.views import door, harvest, lead, plans, registration, tables, tablet_sync
from civic.events.views.panels import account_panel, cards_panel, district_panel, notes_panel
from civic.events.views.public import bp
from civic.events.views.tablet import bp as tablet_bp

__all__ = [
    "account_panel",
    "bp",
    "cards_panel",
    "district_panel",
    "door",
    "harvest",
    "lead",
    "notes_panel",
    "plans",
    "registration",
    "tables",
    "tablet_bp",
    "tablet_sync",
]
