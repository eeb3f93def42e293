"""Serve what belongs to no feature: the language switch, the manifest, health."""

from flask import Blueprint, current_app, redirect, request
from orjson import dumps
from sqlalchemy import text
from werkzeug.wrappers import Response

from civic.db.session import session
from civic.kit.errors import Missing
from civic.kit.languages import LANGUAGES
from civic.web.application import house
from civic.web.guard import light, public
from civic.web.locale import is_chinese, remember, tag
from civic.web.pages import local_path

bp = Blueprint("web", __name__)
MANIFEST_HEADERS = {
    "Content-Type": "application/manifest+json",
    "Cache-Control": "no-cache",
    "Vary": "Cookie, Accept-Language",
}


@bp.get("/language/<code>")
@light
def language(code: str) -> Response:
    """Remember the reader's language and go back to where they were."""
    if code not in LANGUAGES:
        raise Missing
    response = remember(redirect(local_path(request.args.get("back")), 303), code)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/site.webmanifest")
@light
def manifest() -> tuple[bytes, int, dict[str, str]]:
    """Tell a phone how to keep this site beside its apps: name, icons, colour."""
    settings, assets = house().settings, current_app.extensions["civic.assets"]
    icons = [
        {"src": assets.url(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    described = {
        "name": settings.site_name_zh if is_chinese() else settings.site_name_en,
        "lang": tag(),
        "start_url": "/",
        "display": "minimal-ui",
        "theme_color": settings.brand_colour,
        "background_color": settings.brand_colour,
        "icons": icons,
    }
    return dumps(described), 200, MANIFEST_HEADERS


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
