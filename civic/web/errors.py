"""Say no kindly: every refusal and every fault becomes a page that tells what to do next."""

from contextlib import nullcontext

import structlog
from flask import Response, g, request
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as BaseResponse

from civic.db.session import Busy
from civic.kit.errors import Kind, Missing, Refused
from civic.web.application import CivicFlask, house
from civic.web.pages import page

log = structlog.get_logger("civic.errors")
STATUS = {
    Kind.NOT_ALLOWED: 403,
    Kind.NOT_NOW: 409,
    Kind.CONFLICT: 409,
    Kind.INVALID: 422,
    Kind.TOO_MANY: 429,
}
TITLES = {
    400: lazy_gettext("We could not read that"),
    401: lazy_gettext("Please sign in first"),
    403: lazy_gettext("You may not do this"),
    404: lazy_gettext("There is no such page"),
    405: lazy_gettext("This page cannot be used that way"),
    409: lazy_gettext("This is not possible now"),
    413: lazy_gettext("That is too large"),
    422: lazy_gettext("Please check what you entered"),
    429: lazy_gettext("Please wait a little"),
    500: lazy_gettext("Something broke on our side"),
    503: lazy_gettext("Too many people at once"),
}
ADVICE = {
    400: lazy_gettext("Go back, reload the page and try again. Nothing was changed."),
    401: lazy_gettext("Sign in and then send the form again. Nothing was changed."),
    403: lazy_gettext("Your account may not do this here. Ask the programme office if you should."),
    404: lazy_gettext("The address may be mistyped, or the page is not public. Search or start from the home page."),
    405: lazy_gettext("Start from the home page and use the buttons there."),
    409: lazy_gettext("Somebody changed this at the same moment. Go back, reload and try again. Nothing was lost."),
    413: lazy_gettext("Shorten the text or choose a smaller file, then send it again. Nothing was changed."),
    422: lazy_gettext("Go back and correct the marked fields. Nothing was changed."),
    429: lazy_gettext("Too many attempts came from here. Wait some minutes and try again."),
    500: lazy_gettext("Nothing was changed. We have been told. Please try again in a few minutes."),
    503: lazy_gettext("Nothing was changed. Please try again in a few seconds."),
}

SAVED = lazy_gettext("What you sent is saved; only this page could not be shown. Reload it to see it.")
"""Stands in place of the advice that nothing was changed, once the request's unit of work is committed."""


def init_errors(app: CivicFlask) -> None:
    """Register the answers to everything that can go wrong."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Missing, lambda _problem: _answer(404))
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    for conflict in (StaleDataError, IntegrityError):
        app.register_error_handler(conflict, lambda _problem: _answer(409))
    app.register_error_handler(DataError, lambda _problem: _answer(422))
    for busy in (Busy, OperationalError, PoolTimeout):
        app.register_error_handler(busy, _busy)
    app.register_error_handler(Exception, _broken)


def _refused(problem: Refused) -> Response:
    text = gettext(problem.reason.text) % problem.params if problem.params else gettext(problem.reason.text)
    return _answer(STATUS[problem.reason.kind], text)


def _stale_form(_problem: CSRFError) -> Response:
    text = gettext("This form was open too long. Go back, reload the page and send it again; nothing was changed.")
    return _answer(400, text)


def _http(problem: HTTPException) -> BaseResponse:
    if isinstance(problem, RequestRedirect):
        return problem.get_response(request.environ)
    code = problem.code or 500
    if code < 400:
        return problem.get_response(request.environ)
    response = _answer(code)
    if code == 405 and problem.get_headers():
        response.headers["Allow"] = dict(problem.get_headers(request.environ)).get("Allow", "GET")
    return response


def _busy(problem: Exception) -> Response:
    log.warning("busy", endpoint=request.endpoint, kind=type(problem).__name__)
    response = _answer(503)
    response.headers["Retry-After"] = "2"
    return response


def _broken(problem: Exception) -> Response:
    log.error("broken", endpoint=request.endpoint, exc_info=problem)
    return _answer(500)


def _answer(code: int, text: str = "") -> Response:
    """Render the error page inside a unit of work of its own: the request's one is over."""
    database = house().database
    signed_in = g.get("actor") is not None and g.actor.is_signed_in
    known = code if code in TITLES else (400 if code < 500 else 500)
    with database.reading() if signed_in and code < 500 else nullcontext():
        return page(
            "errors/error.html",
            status=code,
            code=code,
            title=TITLES[known],
            text=text or (SAVED if g.get("saved") and code >= 500 else ADVICE[known]),
        )
