"""Show observers how many have voted by which channel while a vote is open; nobody else, and never what for."""

from flask import Response
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.programme.queries import get_district
from civic.voting import paper_account, queries
from civic.voting.rules import CHANNEL_LABELS, Channel
from civic.voting.views.blueprint import bp, received_at
from civic.web.guard import requires
from civic.web.pages import current_actor, page


@bp.get("/vote/turnout")
@requires(Permission.COUNT_TURNOUT)
def turnout() -> Response:
    """Count the voters of each open vote by channel."""
    rows = []
    for each in queries.open_rounds(received_at()):
        demand(current_actor(), Permission.COUNT_TURNOUT, Scope(district=each.district_code))
        counts = paper_account.count_marks(each.round_id)
        rows.append((get_district(each.district_code), [counts.get(channel, 0) for channel in Channel]))
    return page("voting/turnout.html", rows=rows, channels=[_(CHANNEL_LABELS[channel]) for channel in Channel])
