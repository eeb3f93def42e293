"""Serve the kiosk: one voter after the other, no account, nothing of the last one left.

The kiosk's browser holds the secret of the booth in its own cookie. Every page says no-store; with the ballot cast,
left or idle the secret is gone, and the back button finds a closed booth.
"""

from flask import make_response, request, session, url_for
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from civic.kit.clock import now
from civic.kit.errors import Refused
from civic.programme.queries import get_round
from civic.voting import kiosk
from civic.voting.forms import Ballot
from civic.voting.reasons import KIOSK_SIGNED_IN
from civic.voting.rules import Marks
from civic.voting.views.blueprint import bp, received_at
from civic.voting.views.booth import filled_in, receipt_page
from civic.voting.views.filling import refuse_unread, show_blank, show_booth, show_check, show_item
from civic.voting.views.seats import Seat, kiosk_seat, read_form
from civic.web.guard import public
from civic.web.limits import limiter
from civic.web.locale import COOKIE
from civic.web.pages import current_actor, page

KEY = "kiosk"
CODES = "30 per minute"


@bp.get("/kiosk")
@public
def kiosk_start() -> BaseResponse:
    """Wait for the next voter: ask for the code of a booth."""
    return _unkept(page("voting/kiosk_start.html", signed_in=current_actor().is_signed_in, error=""))


@bp.post("/kiosk")
@public
@limiter.limit(CODES)
def kiosk_enter() -> BaseResponse:
    """Open a booth with the code the desk gave out."""
    if current_actor().is_signed_in:
        raise Refused(KIOSK_SIGNED_IN)
    try:
        secret = kiosk.enter(request.form.get("code", ""), received_at())
    except Refused as refused:
        text = _(refused.reason.text)
        return _unkept(page("voting/kiosk_start.html", status=422, signed_in=False, error=text))
    session.clear()
    session[KEY] = secret
    return _unkept(redirect(url_for("voting.kiosk_booth"), 303))


@bp.get("/kiosk/booth")
@public
def kiosk_booth() -> BaseResponse:
    """Show the voter's ballot, empty: what an earlier one says is not shown in a public place."""
    seat = _seat()
    return _unkept(show_booth(seat, Ballot(Marks(), {}))) if seat else _closed()


@bp.post("/kiosk/booth")
@public
def kiosk_resume() -> BaseResponse:
    """Come back to the booth with the marks made so far."""
    seat = _seat(active=True)
    return _unkept(show_booth(seat, read_form(seat))) if seat else _closed()


@bp.post("/kiosk/items/<int:proposal_id>")
@public
def kiosk_item(proposal_id: int) -> BaseResponse:
    """Read one item."""
    seat = _seat(active=True)
    return _unkept(show_item(seat, proposal_id)) if seat else _closed()


@bp.post("/kiosk/check")
@public
def kiosk_check() -> BaseResponse:
    """Show the ballot for a last look, or what to mend."""
    seat = _seat(active=True)
    return _unkept(show_check(seat)) if seat else _closed()


@bp.get("/kiosk/blank")
@public
def kiosk_blank() -> BaseResponse:
    """Show a blank ballot for a last look."""
    seat = _seat()
    return _unkept(show_blank(seat)) if seat else _closed()


@bp.post("/kiosk/cast")
@public
def kiosk_cast() -> BaseResponse:
    """Put the ballot into the box, show the receipt for a minute, and forget the voter."""
    seat = _seat()
    if seat is None:
        return _closed()
    refuse_unread(seat)
    receipt = kiosk.cast(_secret(), filled_in(seat), received_at(), now())
    return _forgotten(receipt_page(seat, receipt))


@bp.post("/kiosk/stay")
@public
def kiosk_stay() -> BaseResponse:
    """Say that the voter is still there."""
    return _unkept(make_response("", 204)) if _seat(active=True) else _closed()


@bp.post("/kiosk/leave")
@public
def kiosk_leave() -> BaseResponse:
    """End the booth without a ballot."""
    kiosk.leave(_secret())
    return _forgotten(redirect(url_for("voting.kiosk_start"), 303))


def _seat(active: bool = False) -> Seat | None:
    """Return the seat of the voter at this kiosk, None when there is none; what they do shows they are there."""
    secret, moment = _secret(), received_at()
    try:
        booth = kiosk.get_booth(secret, moment)
    except Refused:
        return None
    if active:
        kiosk.stay(secret, moment)
    round_ = get_round(booth.round_id)
    return kiosk_seat(round_, booth.roll_entry_id)


def _secret() -> str:
    return str(session.get(KEY, ""))


def _closed() -> BaseResponse:
    """Say that the booth is closed, and forget whoever was in it."""
    return _forgotten(page("voting/kiosk_closed.html", status=403))


def _forgotten(response: BaseResponse) -> BaseResponse:
    if KEY in session:
        session.clear()
        response.delete_cookie(COOKIE)
    return _unkept(response)


def _unkept(response: BaseResponse) -> BaseResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
