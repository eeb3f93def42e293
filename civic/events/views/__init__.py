"""Show events and take what people send: the public pages, registration, the door, the tables, the plan."""

from civic.events.views import door, harvest, plans, registration, tables
from civic.events.views.public import bp

__all__ = ["bp", "door", "harvest", "plans", "registration", "tables"]
