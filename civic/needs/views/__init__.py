"""Serve the inventory's pages: the public's, the agencies' and the programme office's."""

from civic.needs.views import files, inbox, public, work, workshop
from civic.needs.views.blueprint import bp
from civic.needs.views.cards import proposal_card

__all__ = ["bp", "files", "inbox", "proposal_card", "public", "work", "workshop"]
