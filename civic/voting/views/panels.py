"""Show a proposal's result, and the way to the booth, on other features' pages."""

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from civic.kit.clock import now
from civic.programme.queries import get_round
from civic.voting import queries
from civic.voting.rules import Verdict


def result_panel(proposal_id: int) -> str:
    """Return a proposal's published result, for the proposal's page."""
    found = queries.result_of(proposal_id)
    if found is None:
        return ""
    needed = queries.votes_to_reach(get_round(found.round_id))
    selected = found.verdict is Verdict.SELECTED
    return render_template("voting/result_panel.html", found=found, needed=needed, selected=selected)


def district_panel(district_code: str) -> str:
    """Return the button to the booth while the district's vote is open."""
    rows = [row for row in queries.open_rounds(now()) if row.district_code == district_code]
    return Markup("").join(eligible_panel(row.round_id) for row in rows)


def eligible_panel(round_id: int) -> Markup:
    """Return the way to the booth of a round, for somebody on its roll."""
    return _button(url_for("voting.booth", round_id=round_id), _("Go to the booth"))


def office_panel(_round_id: int) -> str:
    """Return the way to the acts two officials do together."""
    return _button(url_for("voting.office"), _("Open, count and announce"), "quiet")


def _button(url: str, label: str, tone: str = "act") -> Markup:
    return Markup('<p><a class="btn {}" href="{}">{}</a></p>').format(escape(tone), escape(url), escape(label))
