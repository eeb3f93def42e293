"""Show the vote: the booth, receipts, results, and the office's desk."""

from civic.voting.views import booth, office, receipts, results
from civic.voting.views.blueprint import bp
from civic.voting.views.notices import list_notices

__all__ = ["booth", "bp", "list_notices", "office", "receipts", "results"]
