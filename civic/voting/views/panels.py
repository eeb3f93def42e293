"""Show the vote on lower pages: a district's, a proposal's, a round's, one's own eligibility."""

from flask import render_template, url_for
from flask_babel import gettext as _

from civic.kit.clock import now
from civic.voting import queries
from civic.voting.rules import VERDICT_LABELS, Verdict


def district_actions(district_code: str) -> str:
    """Offer the booth while the district votes, and the newest announced result otherwise."""
    vote = queries.find_open_round(district_code, now())
    if vote is not None:
        return _link(_("Go to the booth"), url_for("voting.booth", round_id=vote.round_id), "act")
    announced = queries.find_announced_round(district_code)
    if announced is None:
        return ""
    return _link(_("See the result of the vote"), url_for("voting.result", round_id=announced), "river")


def eligibility_actions(round_id: int) -> str:
    """Offer the booth to a person who may vote."""
    return _link(_("Go to the booth"), url_for("voting.booth", round_id=round_id), "act")


def proposal_links(proposal_id: int) -> str:
    """Tell a proposal's announced result, nothing before."""
    found = queries.result_of(proposal_id)
    if found is None:
        return ""
    return render_template(
        "voting/_proposal.html",
        verdict=_(VERDICT_LABELS[found.verdict]),
        won=found.verdict is Verdict.SELECTED,
        votes=found.votes,
        url=url_for("voting.result", round_id=found.round_id),
    )


def desk_links(round_id: int) -> str:
    """Lead a clerk from the roll to the desk at which its voters vote."""
    return _link(_("Voting desk"), url_for("voting.desk", round_id=round_id), "river")


def round_office(round_id: int) -> str:
    """Lead the office from a round to its vote, and a clerk to those who ask whether a ballot is in their name."""
    desk = url_for("voting.participation_desk", round_id=round_id)
    asked = _link(_("Somebody asks whether they voted"), desk, "quiet")
    return _link(_("Check and run this vote"), url_for("voting.running", round_id=round_id), "river") + asked


def _link(label: str, url: str, tone: str) -> str:
    return render_template("voting/_link.html", label=label, url=url, tone=tone)
