"""Serve the voting desk: find a voter on the roll after seeing papers, open a kiosk booth or hand out a paper."""

from flask import Response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may
from civic.accounts import queries as roll
from civic.accounts.models import RollEntry
from civic.kit.errors import Refused
from civic.programme.models import Round
from civic.programme.queries import get_district, get_round, list_rounds
from civic.voting import kiosk, paper, paper_account, queries
from civic.voting.paper_rules import UrnState
from civic.voting.reasons import NO_SUCH_VOTER, PAPERS_NOT_SEEN
from civic.voting.views.blueprint import bp, received_at
from civic.voting.views.years import round_of
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@bp.get("/desk/vote")
@requires(Permission.ASSIST_VOTER)
def desks() -> Response:
    """List the votes at which the clerk serves: the open ones first."""
    actor, moment = current_actor(), received_at()
    mine = [each for each in list_rounds() if may(actor, Permission.ASSIST_VOTER, Scope(district=each.district_code))]
    opened = [each for each in mine if each.opened_by is not None]
    rows = [(each, get_district(each.district_code), _is_open(each)) for each in opened]
    rows.sort(key=lambda row: not row[2])
    return page("voting/desks.html", rows=rows, round_of=round_of, moment=moment)


@bp.get("/desk/vote/<int:round_id>")
@requires(Permission.ASSIST_VOTER)
def desk(round_id: int) -> Response:
    """Show the form for the next voter, and the urns of the round."""
    return _desk(desk_round(round_id))


@bp.post("/desk/vote/<int:round_id>/kiosk")
@requires(Permission.ASSIST_VOTER)
def open_kiosk(round_id: int) -> Response:
    """Open a booth for the voter and show the code that opens it on the kiosk, once."""
    round_ = desk_round(round_id)
    try:
        code = kiosk.open_booth(current_actor(), round_, _voter(round_).id, received_at())
    except Refused as refused:
        return _desk(round_, refused)
    return page("voting/kiosk_code.html", round=round_, district=get_district(round_.district_code), code=code)


@bp.post("/desk/vote/<int:round_id>/paper")
@requires(Permission.ASSIST_VOTER)
def hand_out(round_id: int) -> BaseResponse:
    """Mark on the roll that the voter takes a paper."""
    round_ = desk_round(round_id)
    try:
        urn = paper_account.find_urn(round_.id, request.form.get("urn", ""))
        paper.hand_out(current_actor(), round_, urn, _voter(round_).id, received_at())
    except Refused as refused:
        return _desk(round_, refused)
    told = _("Marked: this voter votes on paper. Let the voter draw a sheet from the pile, unseen.")
    return done(told, url_for("voting.desk", round_id=round_.id))


def desk_round(round_id: int, permission: Permission = Permission.ASSIST_VOTER) -> Round:
    """Return a round at whose desk the actor serves; Missing or Refused otherwise."""
    found = get_round(round_id)
    demand(current_actor(), permission, Scope(district=found.district_code))
    return found


def _voter(round_: Round) -> RollEntry:
    """Find the roll entry behind a typed identity number or voter code; it is never shown or kept."""
    if request.form.get("seen") != "1":
        raise Refused(PAPERS_NOT_SEEN)
    typed = request.form.get("voter", "")[:40]
    entry = roll.find_entry_by_code(typed)
    if entry is None:
        try:
            entry = roll.find_entry_by_identity(round_.id, typed)
        except ValueError:
            entry = None
    if entry is None or entry.round_id != round_.id:
        raise Refused(NO_SUCH_VOTER)
    return entry


def _desk(round_: Round, refused: Refused | None = None) -> Response:
    actor, scope = current_actor(), Scope(district=round_.district_code)
    urns = paper_account.list_urns(round_.id)
    return page(
        "voting/desk.html",
        status=200 if refused is None else 422,
        round=round_,
        district=get_district(round_.district_code),
        round_of=round_of,
        open=_is_open(round_),
        error=_(refused.reason.text) % refused.params if refused else "",
        urns=[urn for urn in urns if urn.state is UrnState.HANDING_OUT],
        may_key=may(actor, Permission.KEY_PAPER_BALLOTS, scope),
    )


def _is_open(round_: Round) -> bool:
    span = queries.vote_span(round_)
    return round_.opened_by is not None and span is not None and span.holds(received_at())
