"""Serve what belongs to no feature: the language switch, health."""

from datetime import timedelta

from flask import Blueprint, redirect, request
from sqlalchemy import text
from werkzeug.wrappers import Response

from civic.db.session import session
from civic.kit.errors import Missing
from civic.web.guard import light, public
from civic.web.locale import COOKIE, LABELS
from civic.web.pages import local_path

bp = Blueprint("web", __name__)


@bp.get("/language/<code>")
@light
def language(code: str) -> Response:
    """Remember the reader's language and go back to where they were."""
    if code not in LABELS:
        raise Missing
    response = redirect(local_path(request.args.get("back")), 303)
    response.set_cookie(
        COOKIE, code, max_age=timedelta(days=365), httponly=True, samesite="Lax", secure=request.is_secure
    )
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
