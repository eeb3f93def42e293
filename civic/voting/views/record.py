"""Show the public record of a vote: rules, dates, hashes, who did what when and why, outages, rehearsals."""

from dataclasses import dataclass

from flask import Response, url_for
from flask_babel import gettext as _

from civic.kit.errors import Missing
from civic.programme.queries import get_district, get_round
from civic.voting import queries
from civic.voting.explanation import rule_words
from civic.voting.office import queries as office
from civic.voting.office.models import PublicAct
from civic.voting.office.rules import ACT_LABELS
from civic.voting.results import find_announced
from civic.voting.views.blueprint import bp
from civic.voting.views.years import round_of
from civic.web.filters import show_datetime, show_money, show_number
from civic.web.guard import public
from civic.web.pages import page


@dataclass(frozen=True)
class Hop:
    """Be one station of the record's line."""

    title: str
    when: str
    actor: str
    reason: str
    url: str = ""
    tone: str = "info"


@bp.get("/vote/<int:round_id>/record")
@public
def about(round_id: int) -> Response:
    """Show everything about a vote but its numbers; those stand on the result's page once they are announced."""
    round_ = get_round(round_id)
    span = queries.vote_span(round_)
    if span is None:
        raise Missing
    words = {"threshold": show_number(queries.votes_to_reach(round_)), "pot": show_money(round_.pot)}
    return page(
        "voting/record.html",
        round=round_,
        district=get_district(round_.district_code),
        round_of=round_of,
        span=span,
        rule=_(rule_words(round_.rule)) % words,
        items=len(queries.list_items(round_id)),
        hops=[_hop(act) for act in office.list_acts(round_id)],
        outages=office.list_outages(round_id),
        rehearsals=office.list_rehearsals(round_id),
        result=url_for("voting.result", round_id=round_id) if find_announced(round_id) else "",
    )


def _hop(act: PublicAct) -> Hop:
    title = _(ACT_LABELS[act.kind])
    if act.closes_at is not None:
        title = _("%(act)s: until %(when)s", act=title, when=show_datetime(act.closes_at))
    return Hop(title, show_datetime(act.at), _("Programme office"), act.reason)
