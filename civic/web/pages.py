"""Make the three answers a view gives: a page, "done" with a way on, and a file."""

from flask import Response, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from civic.access.actor import ANONYMOUS, Actor
from civic.db.types import MAX_INT


def current_actor() -> Actor:
    """Return who is behind this request."""
    actor: Actor = g.get("actor", ANONYMOUS)
    return actor


def page(template: str, status: int = 200, **context: object) -> Response:
    """Render a page; the layout's own variables come by themselves."""
    return Response(render_template(template, **context), status=status, content_type="text/html; charset=utf-8")


def done(message: str, url: str, tone: str = "ok") -> BaseResponse:
    """Say what was done on the next page and go there."""
    flash(message, tone)
    return redirect(url, 303)


def attachment(body: bytes, name: str, content_type: str) -> Response:
    """Send a file to be saved under an ASCII name."""
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def query_int(name: str) -> int | None:
    """Return a number from the query string, None when it is absent or no id of ours."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= MAX_INT else None


def local_path(text: str | None, otherwise: str = "/") -> str:
    """Return an address on this site, never another one."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")) or "\\" in text:
        return otherwise
    return text if text.isprintable() else otherwise

