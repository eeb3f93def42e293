"""Serve the desk: put voters on the roll after seeing papers; give and take duties."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from civic.access.actor import Role
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may
from civic.accounts import queries, rules, service
from civic.accounts.forms import DutyForm, EnrolForm, ReissueForm, RollFileForm, refusals_on
from civic.accounts.models import Person
from civic.accounts.roll_import import Issued, Trial
from civic.accounts.rules import Relation
from civic.accounts.views.scopes import scope_name
from civic.kit.clock import now
from civic.kit.errors import Refused
from civic.programme import queries as programme
from civic.programme.models import Round
from civic.web.guard import requires
from civic.web.pages import attachment, current_actor, done, page, query_int

bp = Blueprint("people", "civic.accounts", template_folder="templates")
ROWS = 50


@bp.get("/desk/roll")
@requires(Permission.ASSIST_VOTER)
def rolls() -> Response:
    """List the rounds whose roll the clerk keeps."""
    actor, names = current_actor(), programme.directory()
    rounds = [
        (round_, names.district(round_.district_code))
        for round_ in programme.list_rounds()
        if may(actor, Permission.ASSIST_VOTER, Scope(district=round_.district_code))
    ]
    return page("accounts/rolls.html", rounds=rounds)


@bp.get("/desk/roll/<int:round_id>")
@requires(Permission.ASSIST_VOTER)
def roll(round_id: int) -> Response:
    """Show the form for the next voter at the desk."""
    return _roll_page(_round(round_id))


@bp.post("/desk/roll/<int:round_id>")
@requires(Permission.ASSIST_VOTER)
def enrol(round_id: int) -> Response:
    """Put a voter on the roll and show the code once, to print or copy."""
    round_, code = _round(round_id), ""
    form = EnrolForm().offer(round_)
    if form.validate_on_submit():
        with refusals_on(form):
            identity, village = form.identity.data or "", form.village.data or None
            code = service.enrol(current_actor(), round_, identity, Relation(form.relation.data), now(), village)
    form.identity.data = ""  # never sent back
    return _code_page(round_, code) if code else _roll_page(round_, form=form, status=422)


@bp.post("/desk/roll/<int:round_id>/reissue")
@requires(Permission.ASSIST_VOTER)
def reissue(round_id: int) -> Response:
    """Show a new code for a voter who lost theirs."""
    round_, form, code = _round(round_id), ReissueForm(), ""
    if form.validate_on_submit():
        with refusals_on(form):
            code = service.reissue_code(current_actor(), round_, form.lost_identity.data or "", now())
    form.lost_identity.data = ""
    return _code_page(round_, code) if code else _roll_page(round_, lost=form, status=422)


@bp.get("/desk/roll/<int:round_id>/import")
@requires(Permission.CHANGE_ROLL)
def roll_file(round_id: int) -> Response:
    """Show the form for a whole roll."""
    return _import_page(_round(round_id), RollFileForm())


@bp.post("/desk/roll/<int:round_id>/import")
@requires(Permission.CHANGE_ROLL)
def take_roll(round_id: int) -> Response:
    """Try a file, or bring in the one another officer has tried and send back the codes once."""
    round_, form = _round(round_id), RollFileForm()
    if not form.validate_on_submit():
        return _import_page(round_, form, status=422)
    data, actor, trial, issued = form.file.data.read(), current_actor(), None, None
    with refusals_on(form):
        if request.form.get("act") == "import":
            issued = service.import_roll(actor, round_, data, now())
        else:
            trial = service.try_roll(actor, round_, data, now())
    if issued is not None:
        return attachment(_codes(issued), f"voter-codes-round-{round_id}.csv", "text/csv; charset=utf-8")
    return _import_page(round_, form, trial, 422 if form.errors else 200)


@bp.get("/duties")
@requires(Permission.ASSIGN_DUTIES)
def duties() -> Response:
    """List duties and offer to give one."""
    return _duties_page(DutyForm())


@bp.post("/duties")
@requires(Permission.ASSIGN_DUTIES)
def give() -> BaseResponse:
    """Give a duty."""
    form = DutyForm().offer()
    if form.validate_on_submit():
        with refusals_on(form):
            person = _person(form.email.data or "")
            service.give_duty(current_actor(), person, Role(form.role.data), form.scope(), now())
    if form.errors:
        return _duties_page(form, 422)
    return done(_("The duty is given. The person must sign in anew."), url_for(".duties"))


@bp.post("/duties/<int:duty_id>/take")
@requires(Permission.ASSIGN_DUTIES)
def take(duty_id: int) -> BaseResponse:
    """Take a duty away."""
    service.take_duty(current_actor(), queries.get_duty(duty_id), now())
    return done(_("The duty is taken away."), url_for(".duties"))


def _round(round_id: int) -> Round:
    """Return a round whose roll the actor keeps; Missing or Refused otherwise."""
    found = programme.get_round(round_id)
    demand(current_actor(), Permission.ASSIST_VOTER, Scope(district=found.district_code))
    return found


def _person(email: str) -> Person:
    person = queries.find_person_by_email(email)
    if person is None or person.confirmed_at is None:
        raise Refused(rules.NO_SUCH_PERSON)
    return person


def _roll_page(
    round_: Round, form: EnrolForm | None = None, lost: ReissueForm | None = None, status: int = 200
) -> Response:
    return page(
        "accounts/roll.html",
        status=status,
        round=round_,
        district=programme.get_district(round_.district_code),
        form=form or EnrolForm(formdata=None).offer(round_),
        lost=lost or ReissueForm(formdata=None),
        count=queries.count_roll(round_.id),
        may_import=may(current_actor(), Permission.CHANGE_ROLL, Scope(district=round_.district_code)),
    )


def _code_page(round_: Round, code: str) -> Response:
    district = programme.get_district(round_.district_code)
    return page("accounts/code.html", round=round_, district=district, code=code)


def _import_page(round_: Round, form: RollFileForm, trial: Trial | None = None, status: int = 200) -> Response:
    district = programme.get_district(round_.district_code)
    shown = trial.problems[:ROWS] if trial else ()
    context = {"round": round_, "district": district, "form": form, "trial": trial, "problems": shown}
    return page("accounts/import.html", status=status, **context)


def _codes(issued: tuple[Issued, ...]) -> bytes:
    """Write the codes as CSV by row of the file, to print and post."""
    lines = [f"{each.row},{each.code}" for each in issued]
    return "\r\n".join(["\ufeffrow,voter_code", *lines, ""]).encode()


def _duties_page(form: DutyForm, status: int = 200) -> Response:
    rows = queries.list_duties(query_int("after") or 0, ROWS + 1)
    more = rows[ROWS - 1].id if len(rows) > ROWS else None
    listed = [(row, rules.ROLE_LABELS[row.role], scope_name(row.scope)) for row in rows[:ROWS]]
    return page("accounts/duties.html", status=status, form=form.offer(), rows=listed, more=more)
