"""Let people sign up, confirm, sign in and out, and set a new password."""

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from civic.access.permissions import Permission
from civic.accounts import login, queries, rules, service
from civic.accounts.forms import AskResetForm, ResetForm, SignInForm, SignUpForm, refusals_on
from civic.accounts.lock import Lock
from civic.accounts.models import Purpose
from civic.kit.clock import now
from civic.web import locale
from civic.web.guard import public, requires
from civic.web.limits import limiter
from civic.web.pages import current_actor, done, local_path, page

bp = Blueprint("accounts", "civic.accounts", template_folder="templates")
MAILS = "60 per hour"
"""Mails one source may cause: a whole café signs up behind one address."""


def lock() -> Lock:
    """Return the lock of the application in hand."""
    held = current_app.extensions[login.KEY]
    if not isinstance(held, Lock):
        raise TypeError("the lock is missing")
    return held


def source() -> str:
    """Return the address the request came from."""
    return request.remote_addr or ""


@bp.get("/sign-up")
@public
def sign_up() -> Response:
    """Show the form for a new account."""
    form = SignUpForm()
    form.offer()
    return page("accounts/sign_up.html", form=form)


@bp.post("/sign-up")
@public
@limiter.limit(MAILS)
def make_account() -> BaseResponse:
    """Make an account and say that a mail is on its way; known and new addresses get the same page."""
    form = SignUpForm()
    form.offer()
    if form.validate_on_submit():
        with refusals_on(form):
            service.sign_up(form.sign_up(locale.code()), now())
    if form.errors:
        return page("accounts/sign_up.html", status=422, form=form)
    return redirect(url_for(".sent"), 303)


@bp.get("/sign-up/sent")
@public
def sent() -> Response:
    """Tell where to look for the mail."""
    return page("accounts/sent.html", hours=int(rules.CONFIRM_WITHIN.total_seconds() // 3600))


@bp.get("/account/confirm/<token>")
@public
def confirm(token: str) -> Response:
    """Show the button that confirms an address; mail scanners only look."""
    return page("accounts/confirm.html", alive=queries.is_link_alive(token, Purpose.CONFIRM, now()))


@bp.post("/account/confirm/<token>")
@public
def confirmed(token: str) -> BaseResponse:
    """Confirm the address."""
    service.confirm(token, now())
    return done(_("Your e-mail address is confirmed. You can sign in now."), url_for(".sign_in"))


@bp.get("/sign-in")
@public
def sign_in() -> BaseResponse:
    """Show the form to sign in, or go on if somebody is signed in."""
    onward = local_path(request.args.get("next"), url_for("account.show"))
    if current_actor().is_signed_in:
        return redirect(onward, 303)
    return page("accounts/sign_in.html", form=SignInForm())


@bp.post("/sign-in")
@public
def enter() -> BaseResponse:
    """Sign in with a new session and go where the person was going."""
    form = SignInForm()
    token = ""
    if form.validate_on_submit():
        email = form.email.data or ""
        with refusals_on(form), lock().guarding(email, source(), rules.WRONG_SIGN_IN):
            token = service.sign_in(email, form.password.data or "", login.describe_device(), now())
    if not token:
        return page("accounts/sign_in.html", status=422, form=form)
    login.enter(token)
    return redirect(local_path(request.args.get("next")), 303)


@bp.post("/sign-out")
@requires(Permission.MANAGE_ACCOUNT)
def sign_out() -> BaseResponse:
    """End this sign-in."""
    service.sign_out(current_actor(), now())
    login.leave()
    return done(_("You are signed out."), "/")


@bp.get("/account/forgot")
@public
def forgot() -> Response:
    """Show the form that asks for a mail to set a new password."""
    return page("accounts/forgot.html", form=AskResetForm())


@bp.post("/account/forgot")
@public
@limiter.limit(MAILS)
def ask_reset() -> BaseResponse:
    """Write the mail if the account exists; the answer is the same if it does not."""
    form = AskResetForm()
    if not form.validate_on_submit():
        return page("accounts/forgot.html", status=422, form=form)
    service.ask_reset(form.email.data or "", now())
    return done(_("If this address has an account, a mail with a link is on its way."), url_for(".sign_in"), "info")


@bp.get("/account/reset/<token>")
@public
def reset(token: str) -> Response:
    """Show the form for a new password."""
    return page("accounts/reset.html", form=ResetForm(), alive=queries.is_link_alive(token, Purpose.RESET, now()))


@bp.post("/account/reset/<token>")
@public
def set_password(token: str) -> BaseResponse:
    """Set the new password; every device must sign in anew."""
    form = ResetForm()
    if form.validate_on_submit():
        with refusals_on(form):
            service.reset(token, form.password.data or "", now())
    if form.errors:
        return page("accounts/reset.html", status=422, form=form, alive=True)
    return done(_("Your new password is set. Sign in with it."), url_for(".sign_in"))
