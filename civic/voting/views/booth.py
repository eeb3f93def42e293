"""Serve the booth: read, choose, check, cast, take the receipt. Everything works without a script."""

from dataclasses import dataclass

from flask import Response, request, url_for
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.kit.errors import Reason, Refused
from civic.kit.ids import random_token
from civic.kit.qr import qr_code
from civic.programme.models import Round
from civic.programme.queries import get_district, get_round
from civic.programme.rules import BallotKind
from civic.voting import queries, service
from civic.voting.forms import has_doubled_rank, hidden_fields, read_marks
from civic.voting.reasons import DOUBLED_RANK
from civic.voting.rules import POINTS_TO_GIVE, Marks, Standing, why_not_vote
from civic.voting.service import CastInput
from civic.voting.views.blueprint import bp, received_at
from civic.voting.views.cards import Card, cards_of, order_for
from civic.voting.views.years import round_of
from civic.web.application import house
from civic.web.guard import public, requires
from civic.web.pages import current_actor, page

KINDS = {
    BallotKind.APPROVAL: "check",
    BallotKind.KNAPSACK: "check",
    BallotKind.RANKING: "rank",
    BallotKind.POINTS: "points",
}


@dataclass(frozen=True)
class Problem:
    """Be one line of the error summary."""

    text: str
    href: str


@bp.get("/vote")
@public
def index() -> Response:
    """Show which votes are open, and to a person on the roll whether they have voted."""
    actor, moment = current_actor(), received_at()
    mine = queries.list_my_rounds(actor.person_id) if actor.person_id else []
    return page(
        "voting/index.html",
        mine=mine,
        open_rounds=[] if mine else queries.open_rounds(moment),
        district=get_district,
        round_of=round_of,
        moment=moment,
    )


@bp.get("/vote/<int:round_id>")
@public
def booth(round_id: int) -> Response:
    """Show the ballot with what the agencies said; who cannot vote now reads why."""
    round_ = get_round(round_id)
    standing = queries.standing_of(current_actor(), round_)
    own = queries.find_own_ballot(round_, standing)
    return _booth(round_, standing, own.marks if own else Marks(), own_code=own.code if own else "")


@bp.post("/vote/<int:round_id>/check")
@requires(Permission.CAST_BALLOT)
def check(round_id: int) -> Response:
    """Show the ballot for a last look, or the booth again with what to mend."""
    round_ = get_round(round_id)
    standing = queries.standing_of(current_actor(), round_)
    _refuse_if(why_not_vote(standing, received_at()))
    ids = _ids_to_read(round_)
    marks = read_marks(round_.ballot_kind, request.form, ids)
    try:
        _refuse_if(DOUBLED_RANK if has_doubled_rank(round_.ballot_kind, request.form, ids) else None)
        tidied = service.check(round_, CastInput(marks.items, "", points=marks.points))
    except Refused as refused:  # shown beside the form, so that nothing chosen is lost
        text = _(refused.reason.text) % refused.params
        return _booth(round_, standing, marks, Problem(text, "#ballot"))
    return _check(round_, standing, tidied)


@bp.get("/vote/<int:round_id>/blank")
@requires(Permission.CAST_BALLOT)
def blank(round_id: int) -> Response:
    """Show a blank ballot for a last look."""
    round_ = get_round(round_id)
    standing = queries.standing_of(current_actor(), round_)
    _refuse_if(why_not_vote(standing, received_at()))
    return _check(round_, standing, Marks())


@bp.post("/vote/<int:round_id>/cast")
@requires(Permission.CAST_BALLOT)
def cast(round_id: int) -> Response:
    """Put the checked ballot into the box and show the receipt.

    The receipt answers the form itself: its code stands in no address, and the form sent again shows it again.
    """
    round_ = get_round(round_id)
    marks = read_marks(round_.ballot_kind, request.form, _ids_to_read(round_))
    meant_blank = request.form.get("blank", "") == "1"
    ballot = CastInput(marks.items, request.form.get("nonce", ""), meant_blank, marks.points)
    receipt = service.cast(current_actor(), round_, ballot, received_at())
    link = house().settings.base_url + url_for("voting.receipts", code=receipt.code)
    return page(
        "voting/receipt.html",
        round=round_,
        district=get_district(round_.district_code),
        receipt=receipt,
        span=queries.vote_span(round_),
        code_picture=qr_code(link),
    )


def _booth(
    round_: Round, standing: Standing, marks: Marks, problem: Problem | None = None, own_code: str = ""
) -> Response:
    reason = why_not_vote(standing, received_at())
    cards = order_for(standing, round_.id, cards_of(round_.id, marks))
    return page(
        "voting/booth.html",
        status=422 if problem else 200,
        round=round_,
        district=get_district(round_.district_code),
        span=standing.span,
        cards=cards,
        kind=KINDS[round_.ballot_kind],
        most_given=POINTS_TO_GIVE if round_.ballot_kind is BallotKind.POINTS else round_.max_choices,
        pot=round_.pot if round_.ballot_kind is BallotKind.KNAPSACK else None,
        spent=sum(card.amount for card in cards if card.checked),
        count=sum(card.checked for card in cards),
        reason=reason,
        signed_in=standing.signed_in,
        problem=problem,
        own_code=own_code,
        voted=standing.revision > 0,
        threshold=queries.votes_to_reach(round_),
    )


def _ids_to_read(round_: Round) -> tuple[int, ...]:
    """Return the items whose ranks or points a form gives; ticked boxes name their items themselves."""
    if KINDS[round_.ballot_kind] == "check":
        return ()
    return tuple(item.id for item in queries.list_items(round_.id))


def _check(round_: Round, standing: Standing, marks: Marks) -> Response:
    return page(
        "voting/check.html",
        round=round_,
        district=get_district(round_.district_code),
        span=standing.span,
        chosen=_chosen(round_.id, marks),
        fields=hidden_fields(round_.ballot_kind, marks),
        blank=marks.blank,
        nonce=random_token(24),
        final=standing.final,
        voted=standing.revision > 0,
    )


def _chosen(round_id: int, marks: Marks) -> list[Card]:
    """Return the chosen cards, in the voter's order."""
    by_id = {card.id: card for card in cards_of(round_id, marks)}
    return [by_id[item] for item in marks.items if item in by_id]


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
