"""Serve the meetings' pages, and their panels on needs and in the inbox."""

from civic.governance.views.pages import bp
from civic.governance.views.shown import inbox_panel, need_panel

__all__ = ["bp", "inbox_panel", "need_panel"]
