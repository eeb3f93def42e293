"""Serve the booth: read, choose, check, cast, take the receipt. Everything works without a script."""

from typing import NamedTuple

from flask import Response, request, url_for

from civic.access.permissions import Permission
from civic.kit.clock import now
from civic.kit.qr import QrCode, qr_code
from civic.programme.queries import DistrictName, get_district, get_round
from civic.programme.rules import PhaseSpan
from civic.voting import queries, service
from civic.voting.box import Receipt
from civic.voting.forms import Ballot
from civic.voting.rules import Marks
from civic.voting.service import CastInput
from civic.voting.views.blueprint import bp, received_at
from civic.voting.views.filling import refuse_unread, show_blank, show_booth, show_check, show_item
from civic.voting.views.seats import Seat, own_seat, read_form
from civic.voting.views.stamps import forget_stamps
from civic.voting.views.years import round_of
from civic.web.application import house
from civic.web.drawing import drawn_page, fill_in, gap
from civic.web.guard import public, requires
from civic.web.later import Later
from civic.web.pages import current_actor, page


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
    """Show the ballot; who cannot vote now reads why, who has voted sees the ballot as recorded."""
    seat = _seat(round_id)
    own = queries.find_own_ballot(seat.round, seat.standing)
    return show_booth(seat, Ballot(own.marks if own else Marks(), {}), own_code=own.code if own else "")


@bp.post("/vote/<int:round_id>")
@requires(Permission.CAST_BALLOT)
def resume(round_id: int) -> Response:
    """Come back to the booth with the marks made so far."""
    seat = _seat(round_id)
    return show_booth(seat, read_form(seat))


@bp.post("/vote/<int:round_id>/items/<int:proposal_id>")
@requires(Permission.CAST_BALLOT)
def item(round_id: int, proposal_id: int) -> Response:
    """Read one item; it changes nothing but the stamp in the visitor's own cookie."""
    return show_item(_seat(round_id), proposal_id)


@bp.post("/vote/<int:round_id>/check")
@requires(Permission.CAST_BALLOT)
def check(round_id: int) -> Response:
    """Show the ballot for a last look, or the booth again with what to mend."""
    return show_check(_seat(round_id))


@bp.get("/vote/<int:round_id>/blank")
@requires(Permission.CAST_BALLOT)
def blank(round_id: int) -> Response:
    """Show a blank ballot for a last look."""
    return show_blank(_seat(round_id))


@bp.post("/vote/<int:round_id>/cast")
@requires(Permission.CAST_BALLOT)
def cast(round_id: int) -> Later:
    """Put the checked ballot into the box and show the receipt.

    The receipt answers the form itself: its code stands in no address, and the form sent again shows it again.
    """
    seat = _seat(round_id)
    refuse_unread(seat)
    receipt = service.cast(current_actor(), seat.round, filled_in(seat), received_at(), now(), seat.standing)
    forget_stamps(round_id)
    return Later(lambda: receipt_page(seat, receipt))


def filled_in(seat: Seat) -> CastInput:
    """Return the ballot of the check page."""
    marks = read_form(seat).marks
    return CastInput(marks.items, request.form.get("nonce", ""), request.form.get("blank", "") == "1", marks.points)


class Slip(NamedTuple):
    """Be what is the same on many receipts: the district, when its vote closes, whether a ballot was replaced."""

    district: DistrictName
    span: PhaseSpan | None
    replaced: bool
    size: int


def receipt_page(seat: Seat, receipt: Receipt) -> Response:
    """Show the receipt with its code and QR."""
    picture, district = lookup_picture(receipt.code), get_district(seat.round.district_code)
    slip = Slip(district, queries.vote_span(seat.round), receipt.revision > 1, picture.size)
    own = {"code": receipt.code, "path": picture.path, "kept_as": seat.kept_as}
    if seat.kiosk:
        shown = slip._asdict() | own | {"layout": seat.layout, "kiosk": True, "seat": seat}
        return page("voting/receipt.html", **shown)
    return fill_in(_receipt(slip), **own)


@drawn_page("voting/receipt.html")
def _receipt(slip: Slip) -> dict[str, object]:
    own = {name: gap(name) for name in ("code", "path", "kept_as")}
    return {"layout": "layouts/base.html", "kiosk": False, **slip._asdict(), **own}


def lookup_picture(code: str) -> QrCode:
    """Draw the address at which a receipt's code is found."""
    return qr_code(house().settings.base_url + url_for("voting.receipts", code=code), alike=len(code))


def _seat(round_id: int) -> Seat:
    return own_seat(current_actor(), get_round(round_id))
