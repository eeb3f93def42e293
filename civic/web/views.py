"""Serve what belongs to no feature: the language switch, health."""

from flask import Blueprint, redirect, request
from sqlalchemy import text
from werkzeug.wrappers import Response

from civic.db.session import session
from civic.kit.errors import Missing
from civic.kit.languages import LANGUAGES
from civic.web.guard import light, public
from civic.web.locale import remember
from civic.web.pages import local_path

bp = Blueprint("web", __name__)


@bp.get("/language/<code>")
@light
def language(code: str) -> Response:
    """Remember the reader's language and go back to where they were."""
    if code not in LANGUAGES:
        raise Missing
    response = remember(redirect(local_path(request.args.get("back")), 303), code)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/healthz")
@light
def healthz() -> tuple[str, int, dict[str, str]]:
    """Say that the process runs."""
    return "ok\n", 200, {"Content-Type": "text/plain", "Cache-Control": "no-store"}


@bp.get("/readyz")
@public
def readyz() -> tuple[str, int, dict[str, str]]:
    """Say that the database answers."""
    session().execute(text("SELECT 1"))
    return "ready\n", 200, {"Content-Type": "text/plain", "Cache-Control": "no-store"}
