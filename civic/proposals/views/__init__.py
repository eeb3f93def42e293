"""Serve proposals: read them, write them, screen and review them."""

from civic.proposals.views import reading, staff, voices, writing
from civic.proposals.views.blueprint import bp
from civic.proposals.views.shown import cards_panel

__all__ = ["bp", "cards_panel", "reading", "staff", "voices", "writing"]
