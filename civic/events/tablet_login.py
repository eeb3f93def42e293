"""Know a table's tablet by its own cookie: good under /tablet, for one table of one event."""

from flask import g, request
from werkzeug.wrappers import Response

from civic.access.actor import Actor
from civic.events import queries, service, tablet_codes, tablet_rules
from civic.events.photos import PhotoStore
from civic.events.service import Opened
from civic.events.tablet_models import TabletDevice
from civic.kit.clock import now
from civic.kit.ids import hash_token
from civic.web.application import CivicFlask, afterwards

PATH = "/tablet"


def init_tablets(app: CivicFlask) -> None:
    """Let tablets be recognised beside people; take up the key of their codes and the folder of their photos."""
    tablet_codes.use(app.house.settings.secret_key)
    PhotoStore.configure(app.house.settings.folder)
    person = app.house.identify
    app.config["TABLET_COOKIE"] = "__Secure-tablet" if app.house.settings.production else "tablet"
    app.house.identify = lambda: _identify(app) or person()


def tablet() -> TabletDevice | None:
    """Return the tablet behind this request."""
    found: TabletDevice | None = g.get("tablet")
    return found


def give_cookie(app: CivicFlask, response: Response, opened: Opened) -> None:
    """Put a tablet's token into its own cookie, sent to its own pages only."""
    response.set_cookie(
        app.config["TABLET_COOKIE"],
        opened.token,
        expires=opened.expires_at,
        path=PATH,
        secure=app.house.settings.production,
        httponly=True,
        samesite="Strict",
    )


def take_cookie(app: CivicFlask, response: Response) -> None:
    """Take a tablet's token away."""
    response.delete_cookie(
        app.config["TABLET_COOKIE"], PATH, secure=app.house.settings.production, httponly=True, samesite="Strict"
    )


def _identify(app: CivicFlask) -> Actor | None:
    """Return the tablet as an actor; note every half minute that it is in touch."""
    token = request.cookies.get(app.config["TABLET_COOKIE"], "")
    if not token or not f"{request.path}/".startswith(f"{PATH}/"):
        return None
    at = now()
    device = g.tablet = queries.find_device(hash_token(token), at)
    if device is None:
        return None
    if at - device.seen_at >= tablet_rules.SEEN_EVERY:
        device_id = device.id
        afterwards(lambda: service.touch_tablet(device_id, at))
    return service.device_actor(device)
