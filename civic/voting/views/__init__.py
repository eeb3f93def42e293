"""Show the vote: the booth, receipts, results, and the office's desk."""

from civic.voting.views import (
    asking,
    board,
    booth,
    desk,
    kiosk,
    office,
    paper,
    receipts,
    record,
    results,
    running,
    sealing,
    turnout,
)  # fmt: skip
from civic.voting.views.blueprint import bp
from civic.voting.views.notices import list_notices
from civic.voting.views.panels import desk_links, district_actions, eligibility_actions, proposal_links, round_office

__all__ = [
    "asking", "board", "booth", "bp", "desk", "desk_links", "district_actions", "eligibility_actions", "kiosk",
    "list_notices", "office", "paper", "proposal_links", "receipts", "record", "results", "round_office", "running",
    "sealing", "turnout",
]  # fmt: skip
