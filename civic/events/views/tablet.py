"""Open a table's tablet and serve what it keeps for working offline: its page, its worker, its manifest."""

import hashlib

import orjson
from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.events import service
from civic.events.forms import KindItem
from civic.events.rules import NOTE_LABELS
from civic.events.tablet_board import CHANGED
from civic.events.tablet_login import give_cookie, tablet
from civic.kit import languages
from civic.kit.clock import now
from civic.kit.errors import Refused
from civic.web import locale
from civic.web.application import CivicFlask
from civic.web.assets import ROOT
from civic.web.guard import public
from civic.web.limits import limiter
from civic.web.pages import page

bp = Blueprint("tablet", __name__, url_prefix="/tablet", template_folder="../templates")
LANGUAGES = {"zh": "zh_Hant_TW", "en": "en"}
ASSETS = (
    "css/civic.css", "css/tablet.css", "img/sprite.svg", "img/brand.svg", "img/favicon.svg", "img/icon-192.png",
    "img/icon-512.png", "js/tablet.js",
)  # fmt: skip
MODULES = tuple(sorted(f"js/{path.name}" for path in (ROOT / "js").glob("tablet-*.js")))
WORKER = (ROOT / "js" / "worker.js").read_text(encoding="utf-8")


@bp.after_request
def _keep_nothing(response: Response) -> Response:
    """Let neither our page cache nor any other keep what a tablet was answered."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@bp.get("/")
@public
def door() -> ResponseReturnValue:
    """Ask for the six digits of a table."""
    return _door()


@bp.post("/")
@public
@limiter.limit("30 per 15 minutes", deduct_when=lambda response: response.status_code != 303)
@limiter.limit("300 per hour", key_func=lambda: "everybody", deduct_when=lambda response: response.status_code != 303)
def open_table() -> ResponseReturnValue:
    """Open a table with its code, and give the tablet its own cookie."""
    try:
        opened = service.open_tablet(request.form.get("code", ""), now())
    except Refused as refusal:
        return _door(_(refusal.reason.text), 422)
    app = current_app
    place = f"{opened.event.id}/{opened.table_no}"
    response = redirect(url_for(".shell", language="zh" if locale.is_chinese() else "en", _anchor=place), 303)
    if isinstance(app, CivicFlask):
        give_cookie(app, response, opened)
    return response


@bp.get("/<any(zh, en):language>")
@public
def shell(language: str) -> ResponseReturnValue:
    """Serve the tablet's page: the same for everybody, filled on the device."""
    return Response(_shell(language), content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})


@bp.get("/worker.js")
@public
def worker() -> ResponseReturnValue:
    """Serve the service worker with the list of what it keeps, named by its content."""
    static_url = current_app.jinja_env.globals["static_url"]
    shells = {url_for(".shell", language=language): _shell(language) for language in LANGUAGES}
    files = [static_url(name) for name in ASSETS] + [f"/static/{name}" for name in MODULES]  # type: ignore[operator]
    hashes = [static_url(name) for name in MODULES]  # type: ignore[operator]
    version = hashlib.sha256("\n".join([*files, *hashes, *shells.values()]).encode()).hexdigest()[:16]
    kept = {"version": version, "files": [*shells, *files], "door": url_for(".door")}
    script = f"const KEPT = {orjson.dumps(kept).decode()};\n{WORKER}"
    return Response(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@bp.get("/<any(zh, en):language>.webmanifest")
@public
def manifest(language: str) -> ResponseReturnValue:
    """Describe the tablet as something that can be installed."""
    static_url = current_app.jinja_env.globals["static_url"]
    with locale.speaking(LANGUAGES[language]):
        body = {
            "name": _("Table tablet"),
            "short_name": _("Table tablet"),
            "lang": locale.tag(),
            "id": "/tablet/",
            "start_url": url_for(".shell", language=language),
            "scope": url_for(".door"),
            "display": "standalone",
            "background_color": "#fbfaf5",
            "theme_color": "#12312f",
            "icons": [
                {"src": static_url(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}  # type: ignore[operator]
                for size in (192, 512)
            ],
        }
    return Response(
        orjson.dumps(body), content_type="application/manifest+json", headers={"Cache-Control": "no-cache"}
    )


def _door(problem: str = "", status: int = 200) -> Response:
    return page("events/tablet_door.html", status=status, problem=problem, opened=tablet())


def _shell(language: str) -> str:
    with locale.speaking(LANGUAGES[language]):
        prompts = {
            "issue": _("What is going on here?"),
            "need": _("What do you need here?"),
            "idea": _("What could be done?"),
            "concern": _("What worries you?"),
            "character": _("What should stay as it is?"),
            "consensus": _("What do we all agree on?"),
            "dissent": _("Who sees it differently?"),
        }
        kinds = [(KindItem(kind.value, _(label)), prompts[kind.value]) for kind, label in NOTE_LABELS.items()]
        other = "en" if language == "zh" else "zh"
        return render_template(
            "events/tablet.html",
            kinds=kinds,
            language=language,
            other=url_for(".shell", language=other),
            other_label=languages.known(LANGUAGES[other]).name,
            changed=CHANGED.code,
        )
