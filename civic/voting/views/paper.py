"""Serve the papers: print sheets, open and close urns, key them, read the account and the differences."""

from dataclasses import dataclass

from flask import Response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from civic.access.permissions import Permission
from civic.access.policy import Scope, may
from civic.kit.errors import Refused
from civic.programme.models import Round
from civic.programme.queries import get_district
from civic.voting import box, paper, paper_account, paper_keying, queries
from civic.voting import paper_rules as rules
from civic.voting.desk_models import PaperUrn
from civic.voting.paper_rules import TURN_LABELS, URN_LABELS, Turn, UrnState
from civic.voting.rules import Marks
from civic.voting.views.blueprint import bp, received_at
from civic.voting.views.booth import lookup_picture
from civic.voting.views.desk import desk_round
from civic.voting.views.years import round_of
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@dataclass(frozen=True)
class KeyedRow:
    """Be one sheet of one's own keying: its code and the numbers marked on it."""

    code: str
    numbers: str


@bp.get("/desk/paper/<int:round_id>")
@requires(Permission.ASSIST_VOTER)
def papers(round_id: int) -> Response:
    """Show the urns of a round with the account of every paper, and what can be done next."""
    return _papers(desk_round(round_id))


@bp.post("/desk/paper/<int:round_id>/sheets")
@requires(Permission.ASSIST_VOTER)
def print_sheets(round_id: int) -> Response:
    """Show new sheets, to be printed now: their codes are not shown again."""
    round_, count = desk_round(round_id), request.form.get("count", "")
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    try:
        codes = paper.print_sheets(current_actor(), round_, number, received_at())
    except Refused as refused:
        return _papers(round_, refused)
    return page(
        "voting/sheets.html",
        round=round_,
        district=get_district(round_.district_code),
        round_of=round_of,
        rows=queries.list_ballot(round_.id),
        sheets=[(code, lookup_picture(code)) for code in codes],
    )


@bp.post("/desk/paper/<int:round_id>/urns")
@requires(Permission.ASSIST_VOTER)
def open_urn(round_id: int) -> BaseResponse:
    """Open an urn at a place."""
    round_ = desk_round(round_id)
    try:
        paper.open_urn(current_actor(), round_, request.form.get("place", ""), received_at())
    except Refused as refused:
        return _papers(round_, refused)
    return done(_("The urn is open: papers can be handed out."), url_for("voting.papers", round_id=round_.id))


@bp.get("/desk/paper/urns/<int:urn_id>")
@requires(Permission.ASSIST_VOTER)
def urn(urn_id: int) -> Response:
    """Show one urn: its account, its keyings, its differences."""
    found = paper_account.get_urn(urn_id)
    return _urn(desk_round(found.round_id), found)


@bp.post("/desk/paper/urns/<int:urn_id>/spoil")
@requires(Permission.ASSIST_VOTER)
def spoil(urn_id: int) -> BaseResponse:
    """Take a spoiled sheet back."""
    found = paper_account.get_urn(urn_id)
    round_ = desk_round(found.round_id)
    try:
        paper.spoil(current_actor(), round_, found, request.form.get("code", ""), received_at())
    except Refused as refused:
        return _urn(round_, found, refused)
    told = _("The sheet is void. Let the voter draw another one, unseen.")
    return done(told, url_for("voting.urn", urn_id=found.id))


@bp.post("/desk/paper/urns/<int:urn_id>/close")
@requires(Permission.ASSIST_VOTER)
def close_urn(urn_id: int) -> BaseResponse:
    """End the handing out of one urn."""
    found = paper_account.get_urn(urn_id)
    paper.close_urn(current_actor(), desk_round(found.round_id), found, received_at())
    return done(_("The urn is closed. Two people key its papers now."), url_for("voting.urn", urn_id=found.id))


@bp.post("/desk/paper/urns/<int:urn_id>/turn")
@requires(Permission.KEY_PAPER_BALLOTS)
def take_turn(urn_id: int) -> BaseResponse:
    """Take the next keying of an urn."""
    round_, found = _to_key(urn_id)
    paper_keying.take_turn(current_actor(), round_, found, received_at())
    return done(_("This keying is yours."), url_for("voting.keying", urn_id=found.id))


@bp.get("/desk/paper/urns/<int:urn_id>/key")
@requires(Permission.KEY_PAPER_BALLOTS)
def keying(urn_id: int) -> Response:
    """Show the form for the next sheet and what was keyed so far, by oneself only."""
    return _keying(*_to_key(urn_id))


@bp.post("/desk/paper/urns/<int:urn_id>/key")
@requires(Permission.KEY_PAPER_BALLOTS)
def key_sheet(urn_id: int) -> BaseResponse:
    """Write what one sheet says."""
    round_, found = _to_key(urn_id)
    try:
        paper_keying.key(current_actor(), round_, found, request.form.get("code", ""), _keyed_marks(round_))
    except Refused as refused:
        return _keying(round_, found, refused)
    return done(_("Keyed. Next sheet."), url_for("voting.keying", urn_id=found.id))


@bp.post("/desk/paper/urns/<int:urn_id>/take-back")
@requires(Permission.KEY_PAPER_BALLOTS)
def take_back(urn_id: int) -> BaseResponse:
    """Take one sheet out of one's own keying."""
    round_, found = _to_key(urn_id)
    paper_keying.take_back(current_actor(), round_, found, request.form.get("code", ""))
    return done(_("Taken out. Key the sheet again."), url_for("voting.keying", urn_id=found.id))


@bp.post("/desk/paper/urns/<int:urn_id>/finish")
@requires(Permission.KEY_PAPER_BALLOTS)
def finish_turn(urn_id: int) -> BaseResponse:
    """Finish one's keying; when nothing differs any more the urn comes into the box."""
    round_, found = _to_key(urn_id)
    state = paper_keying.finish_turn(current_actor(), round_, found, received_at())
    if state is UrnState.ACCEPTED:
        told = _("The papers of this urn are in the ballot box.")
    else:
        told = _("Your keying is finished. Another person goes on.")
    return done(told, url_for("voting.urn", urn_id=found.id))


def _to_key(urn_id: int) -> tuple[Round, PaperUrn]:
    found = paper_account.get_urn(urn_id)
    return desk_round(found.round_id, Permission.KEY_PAPER_BALLOTS), found


def _keyed_marks(round_: Round) -> Marks | None:
    """Return the marks of the keyed sheet, None for one nobody can read; Refused for nonsense."""
    state = request.form.get("state", "marked")
    if state == "unreadable":
        return None
    if state == "blank":
        return Marks()
    marks = rules.parse_marks(round_.ballot_kind, request.form.get("marks", ""), paper_account.numbers_of(round_.id))
    if marks is None:
        raise Refused(rules.BAD_MARKS)
    return marks


def _papers(round_: Round, refused: Refused | None = None) -> Response:
    urns = paper_account.list_urns(round_.id)
    return page(
        "voting/papers.html",
        status=422 if refused else 200,
        round=round_,
        district=get_district(round_.district_code),
        round_of=round_of,
        error=_told(refused),
        urns=urns,
        accounts=paper_account.accounts_of(urns),
        states=URN_LABELS,
        printed=paper_account.count_printed(round_.id),
        most=rules.MOST_SHEETS,
    )


def _urn(round_: Round, found: PaperUrn, refused: Refused | None = None) -> Response:
    turns = paper_account.turns_of(found.id)
    own = paper_keying.find_own_turn(current_actor(), found)
    return page(
        "voting/urn.html",
        status=422 if refused else 200,
        round=round_,
        district=get_district(round_.district_code),
        round_of=round_of,
        urn=found,
        error=_told(refused),
        state=_(URN_LABELS[found.state]),
        account=paper_account.accounts_of([found])[found.id],
        turns=[(_(TURN_LABELS[turn]), turns[turn].finished) for turn in Turn if turn in turns],
        own=own,
        free=paper_keying.free_turn(found) if found.state is UrnState.KEYING else None,
        labels=TURN_LABELS,
        may_key=may(current_actor(), Permission.KEY_PAPER_BALLOTS, Scope(district=round_.district_code)),
        differences=paper_account.list_differences(found.id),
    )


def _keying(round_: Round, found: PaperUrn, refused: Refused | None = None) -> Response:
    own = paper_keying.find_own_turn(current_actor(), found)
    if own is None:
        raise Refused(rules.NOT_YOUR_TURN)
    keyed = paper_account.keyed_by(found.id, own.turn)
    numbers = {item: number for number, item in paper_account.numbers_of(round_.id).items()}
    settling = paper_keying.list_to_settle(found) if own.turn is Turn.THIRD else ()
    return page(
        "voting/keying.html",
        status=422 if refused else 200,
        round=round_,
        district=get_district(round_.district_code),
        urn=found,
        error=_told(refused),
        own=own,
        label=_(TURN_LABELS[own.turn]),
        rows=[KeyedRow(code, _numbers(choices, numbers)) for code, choices in sorted(keyed.items())],
        to_settle=[code for code in settling if code not in keyed],
        typed=request.form if refused else {},
    )


def _numbers(choices: str, numbers: dict[int, int]) -> str:
    """Write keyed choices as the numbers of the paper."""
    if choices == rules.UNREADABLE:
        return str(_("Unreadable"))
    marks = box.read_canonical(choices)
    if marks.blank:
        return str(_("Blank"))
    given = [f":{points}" for points in marks.points] or [""] * len(marks.items)
    return " ".join(f"{numbers[item]}{points}" for item, points in zip(marks.items, given, strict=True))


def _told(refused: Refused | None) -> str:
    return str(_(refused.reason.text) % refused.params) if refused else ""
