"""Show people their own account: profile, devices, data, right to vote, the way out."""

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from civic.access.permissions import Permission
from civic.accounts import login, own_data, queries, rules, service
from civic.accounts.forms import CloseForm, CodeForm, ProfileForm, refusals_on
from civic.accounts.views.entry import lock, source
from civic.accounts.views.scopes import scope_name
from civic.kit.clock import now
from civic.programme import queries as programme
from civic.programme.rules import PhaseKind, find_span
from civic.web.guard import requires
from civic.web.locale import remember
from civic.web.pages import attachment, current_actor, done, page

bp = Blueprint("account", "civic.accounts", template_folder="templates", url_prefix="/account")


@bp.get("")
@requires(Permission.MANAGE_ACCOUNT)
def show() -> Response:
    """Show profile, devices and what can be done with the account."""
    return _account_page()


@bp.post("")
@requires(Permission.MANAGE_ACCOUNT)
def change() -> BaseResponse:
    """Change the profile."""
    form = ProfileForm()
    form.offer()
    if form.validate_on_submit():
        with refusals_on(form):
            service.change_profile(current_actor(), form.profile(), now())
    if form.errors:
        return _account_page(form, 422)
    return remember(done(_("Your account is changed."), url_for(".show")), form.locale.data)


@bp.post("/devices/<int:device_id>/revoke")
@requires(Permission.MANAGE_ACCOUNT)
def revoke(device_id: int) -> BaseResponse:
    """End the sign-in on another device."""
    service.revoke_device(current_actor(), device_id, now())
    return done(_("That device is signed out."), url_for(".show"))


@bp.get("/data")
@requires(Permission.MANAGE_ACCOUNT)
def data() -> Response:
    """Send all that is kept about the person as JSON."""
    sections = own_data.gather(current_actor().person_id or 0)
    return attachment(own_data.as_json(sections).encode(), "civic-my-data.json", "application/json")


@bp.get("/close")
@requires(Permission.MANAGE_ACCOUNT)
def closing() -> Response:
    """Say what closing an account does, and ask for the password."""
    return page("accounts/close.html", form=CloseForm())


@bp.post("/close")
@requires(Permission.MANAGE_ACCOUNT)
def close() -> BaseResponse:
    """Close the account."""
    form, actor = CloseForm(), current_actor()
    if form.validate_on_submit():
        guess = lock().guarding(f"close:{actor.person_id}", source(), rules.WRONG_SIGN_IN)
        with refusals_on(form), guess:
            service.close_account(actor, form.password.data or "", now())
    if form.errors:
        return page("accounts/close.html", status=422, form=form)
    login.leave()
    return done(_("Your account is closed."), "/")


@bp.get("/eligibility")
@requires(Permission.MANAGE_ACCOUNT)
def eligibility() -> Response:
    """Show in which rounds the person may vote and why not in the others."""
    return _eligibility_page(CodeForm())


@bp.post("/eligibility")
@requires(Permission.MANAGE_ACCOUNT)
def claim() -> BaseResponse:
    """Claim a place on a roll by a voter code."""
    form, actor = CodeForm(), current_actor()
    if form.validate_on_submit():
        guess = lock().guarding(f"code:{actor.person_id}", source(), rules.UNKNOWN_CODE)
        with refusals_on(form), guess:
            service.claim_code(actor, form.code.data or "", now())
    if form.errors:
        return _eligibility_page(form, 422)
    return done(_("You are on the roll. You can vote in this round."), url_for(".eligibility"))


def _account_page(typed: ProfileForm | None = None, status: int = 200) -> Response:
    actor = current_actor()
    person = queries.get_person(actor.person_id or 0)
    form = typed or ProfileForm(obj=person)
    form.offer()
    return page(
        "accounts/account.html",
        status=status,
        form=form,
        email=person.email,
        devices=queries.list_devices(actor, now()),
        duties=[
            (rules.ROLE_LABELS[duty.role], scope_name(duty.scope), duty.scope)
            for duty in sorted(actor.duties, key=lambda duty: (duty.role, duty.scope))
        ],
    )


def _eligibility_page(form: CodeForm, status: int = 200) -> Response:
    names = programme.directory()
    rows = [
        (row, names.district(row.round.district_code), find_span(programme.spans(row.round), PhaseKind.VOTE))
        for row in queries.list_eligibility(current_actor().person_id or 0, now())
    ]
    return page("accounts/eligibility.html", status=status, form=form, rows=rows, relations=rules.RELATION_LABELS)
