"""Be the Flask application of Civic: one unit of work a request, always in the same order.

begin → identify actor → guard → view → COMMIT → afterwards; an exception rolls the whole request back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from itsdangerous import URLSafeTimedSerializer

from civic.access.actor import ANONYMOUS, Actor
from civic.config import Settings
from civic.db.session import Database
from civic.kit.errors import Refused
from civic.web.boundary import CivicRequest, SmallIntConverter
from civic.web.guard import admit
from civic.web.later import Later

READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
Task = Callable[[], None]


@dataclass
class House:
    """Hold what every request of one application needs; features register their parts at start."""

    settings: Settings
    database: Database
    identify: Callable[[], Actor] = lambda: ANONYMOUS


class CivicFlask(Flask):
    """Run each view inside the pipeline."""

    request_class = CivicRequest
    house: House

    def dispatch_request(self) -> ResponseReturnValue:
        """Open the unit of work, find out who asks, guard the route, run the view, commit."""
        if request.routing_exception is not None or is_light():
            return super().dispatch_request()
        try:
            response = self._run_view()
        except Refused:
            self._run_afterwards()
            raise
        self._run_afterwards()
        return response

    def _run_afterwards(self) -> None:
        for task in g.pop("afterwards", []):
            with self.house.database.writing():
                task()

    def _run_view(self) -> ResponseReturnValue:
        database = self.house.database
        unit = database.reading() if request.method in READ_METHODS else database.writing()
        with unit:
            g.actor = self.house.identify()
            refusal = admit(g.actor, request.endpoint or "", self.view_functions)
            if refusal is not None:
                return refusal
            answer = self.ensure_sync(self.view_functions[request.endpoint or ""])(**(request.view_args or {}))
            if not isinstance(answer, Later):
                return self.make_response(answer)
        g.saved = True
        with database.reading():
            return answer.draw()


    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: none of ours is asynchronous, and Flask asks that thirteen times a request."""
        return func


class OwnSessions(SecureCookieSessionInterface):
    """Keep the serializer of the session's cookie instead of making it for each request."""

    def __init__(self) -> None:
        self._held: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the serializer of the application's one secret key."""
        if self._held is None:
            self._held = super().get_signing_serializer(app)
        return self._held


def is_light() -> bool:
    """Tell whether the view needs neither database nor actor: static files, health."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "civic_light", False))


def house() -> House:
    """Return the house of the application in hand."""
    app = current_app
    if not isinstance(app, CivicFlask):
        raise TypeError("this is not the Civic application")
    return app.house


def afterwards(task: Task) -> None:
    """Run a small write in its own unit of work after this request's one has ended, or was refused."""
    g.setdefault("afterwards", []).append(task)


def make_flask(settings: Settings, database: Database) -> CivicFlask:
    """Return an application without routes, ready for the floors to be put in."""
    app = CivicFlask("civic", static_folder=None, template_folder="web/templates")
    app.house = House(settings, database)
    app.session_interface = OwnSessions()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.mode == "test",
        SESSION_COOKIE_NAME="__Host-civic" if settings.production else "civic",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=1000,
    )
    app.url_map.converters["int"] = SmallIntConverter
    return app
