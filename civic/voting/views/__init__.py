"""Show the vote: the booth, receipts, results, and the office's desk."""

from civic.voting.views import asking, board, booth, office, receipts, record, results, running, sealing
from civic.voting.views.blueprint import bp
from civic.voting.views.notices import list_notices
from civic.voting.views.panels import district_actions, eligibility_actions, proposal_links, round_office

__all__ = [
    "asking", "board", "booth", "bp", "district_actions", "eligibility_actions", "list_notices", "office",
    "proposal_links", "receipts", "record", "results", "round_office", "running", "sealing",
]  # fmt: skip
