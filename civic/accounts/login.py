"""Join Flask-Login to our own sign-ins: what the cookie carries is a token, and the database may end it."""

from flask import request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from civic.access.actor import ANONYMOUS, Actor
from civic.accounts import queries, roll_key, rules, service
from civic.accounts.lock import Lock
from civic.accounts.queries import SignIn
from civic.kit.clock import now
from civic.web.application import CivicFlask, afterwards

KEY = "civic.lock"
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
BROWSERS = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}


class SignedIn(UserMixin):  # type: ignore[misc]
    """Be the user object Flask-Login keeps for one request; its id is the session token."""

    def __init__(self, token: str, sign_in: SignIn) -> None:
        self.token = token
        self.sign_in = sign_in

    def get_id(self) -> str:
        """Return the session token, never the person's number."""
        return self.token


def init_login(app: CivicFlask) -> None:
    """Find out who asks in each request, lock out guessers, and take up the roll's key."""
    manager = LoginManager()
    manager.session_protection = None  # the token is the protection; addresses of phones change
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)
    app.house.identify = identify
    app.extensions[KEY] = Lock(app.house.settings.redis_url)
    roll_key.use(app.house.settings.roll_key)


def identify() -> Actor:
    """Return who is behind the request; note every two minutes that the sign-in is in use."""
    user = current_user._get_current_object() if "_user_id" in session else None
    if not isinstance(user, SignedIn):
        return ANONYMOUS
    at, device_id = now(), user.sign_in.device_id
    if at - user.sign_in.last_seen_at >= rules.SEEN_EVERY:
        afterwards(lambda: service.touch(device_id, at))
    return user.sign_in.actor


def enter(token: str) -> None:
    """Put a new session token into a new cookie; nothing of the visitor's old one stays."""
    found = queries.load_sign_in(token, now())
    if found is None:
        raise LookupError("a session token must be alive when it is given out")
    session.clear()
    login_user(SignedIn(token, found))


def leave() -> None:
    """Take the token out of the cookie."""
    logout_user()
    session.clear()


def describe_device() -> str:
    """Return a browser and a system such as "Firefox, Android", as the list of devices shows them."""
    agent = request.user_agent.string
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def _load(token: str) -> SignedIn | None:
    found = queries.load_sign_in(token, now())
    return SignedIn(token, found) if found else None
