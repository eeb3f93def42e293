"""Show the vote: the booth, receipts, results, and the office's desk."""

from civic.voting.views import board, booth, office, receipts, results, sealing
from civic.voting.views.blueprint import bp
from civic.voting.views.notices import list_notices
from civic.voting.views.panels import district_actions, eligibility_actions, proposal_links, round_office

__all__ = [
    "board", "booth", "bp", "district_actions", "eligibility_actions", "list_notices", "office", "proposal_links",
    "receipts", "results", "round_office", "sealing",
]  # fmt: skip
