"""Look up receipts: no sign-in, nothing about the choice."""

from flask import Response, request

from civic.programme.queries import get_district
from civic.voting import queries
from civic.voting.rules import TRACE_LABELS
from civic.voting.views.blueprint import bp
from civic.voting.views.years import round_of
from civic.web.guard import public
from civic.web.pages import page


@bp.get("/receipts")
@public
def receipts() -> Response:
    """Tell what became of the ballot behind a code."""
    code = request.args.get("code", "").strip()[:60]
    found = queries.find_receipt(code) if code else None
    return page(
        "voting/receipts.html",
        code=found.code if found else code,
        found=found,
        district=get_district(found.district_code) if found else None,
        round_of=round_of,
        trace=TRACE_LABELS[found.trace] if found else "",
    )
