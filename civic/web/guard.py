"""Guard every route: it names a permission or says `public` aloud, or the app does not start."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue, RouteCallable
from werkzeug.exceptions import Unauthorized

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import NOT_YOURS, may_somewhere
from civic.kit.errors import Refused

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
PUBLIC = "public"
ATTRIBUTE = "civic_permission"


class UnguardedRoute(Exception):
    """Say which routes name no permission; the app refuses to start."""


def requires(permission: Permission) -> Callable[[View], View]:
    """Ask for a permission before the view runs; the service checks the thing itself."""

    def mark(view: View) -> View:
        setattr(view, ATTRIBUTE, permission)
        return view

    return mark


def public(view: View) -> View:
    """Say aloud that everybody may use this route."""
    setattr(view, ATTRIBUTE, PUBLIC)
    return view


def light(view: View) -> View:
    """Say that everybody may use this route and that it needs no database."""
    setattr(view, "civic_light", True)  # noqa: B010 - an attribute functions do not declare
    return public(view)


def admit(actor: Actor, endpoint: str, views: Mapping[str, RouteCallable]) -> ResponseReturnValue | None:
    """Let the request in (None), or send the visitor to sign in, or refuse."""
    needed = getattr(views[endpoint], ATTRIBUTE)
    if needed == PUBLIC or may_somewhere(actor, needed):
        return None
    if actor.is_signed_in:
        raise Refused(NOT_YOURS)
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    raise Unauthorized


def permission_of(app: Flask, endpoint: str) -> str:
    """Return what a route asks for: a permission's name or "public"."""
    return str(getattr(app.view_functions[endpoint], ATTRIBUTE, ""))


def refuse_unguarded(app: Flask) -> None:
    """Raise UnguardedRoute unless every route says who may use it."""
    bare = sorted(rule.rule for rule in app.url_map.iter_rules() if not permission_of(app, rule.endpoint))
    if bare:
        raise UnguardedRoute(
            "these routes have no @requires(Permission.…) and do not say @public: " + ", ".join(bare)
        )
