"""Show agencies what is due."""

from flask import Response

import civic.needs.views.cards as cards
from civic.access.actor import Role
from civic.access.permissions import Permission
from civic.kit.clock import local, now
from civic.needs import queries
from civic.needs.views.blueprint import bp
from civic.web.guard import requires
from civic.web.pages import current_actor, page


@bp.get("/inbox")
@requires(Permission.READ_INBOX)
def inbox() -> Response:
    """List the needs of the reader's agencies, all agencies' for the programme office."""
    actor, moment = current_actor(), now()
    everything = bool({Role.OFFICE, Role.OBSERVER} & actor.roles)
    codes = None if everything else actor.scopes(Role.AGENCY)
    rows = queries.inbox(codes, moment)
    today = local(moment).date()
    return page(
        "needs/inbox.html",
        needs=[(cards.inbox_card(row, today), row.answered) for row in rows],
        overdue=sum(row.overdue for row in rows),
        agencies=[cards.agency_name(code) for code in sorted(codes or [])],
        can_answer=bool(actor.scopes(Role.AGENCY)),
        codes=codes,
    )
