"""Let tablets send what they kept and fetch what is new: a small JSON interface that may be called any number of times.

A tablet is known by its own cookie, sent by no other site (SameSite=Strict); bodies are JSON or pictures, which
no form of another site can send. That stands in for the token of our forms, which a tablet offline would outlive.
"""

import orjson
from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.events import queries, service
from civic.events.models import Event
from civic.events.rules import EventState
from civic.events.tablet_codes import LOCK_ROUNDS
from civic.events.tablet_login import tablet, take_cookie
from civic.events.tablet_models import TabletDevice
from civic.events.tablet_ops import BAD_OPERATION, ID, ONLINE_ONLY, Op, read_op
from civic.events.views.cards import title_of
from civic.events.views.tablet import LANGUAGES, bp
from civic.kit.clock import milliseconds, now
from civic.kit.errors import Missing, Refused
from civic.web import locale
from civic.web.application import CivicFlask
from civic.web.guard import requires
from civic.web.pages import current_actor, query_int
from civic.web.security import csrf

BATCH = 100
PAGE = 500
MOST_BYTES = 512 * 1024


@bp.get("/pull")
@requires(Permission.CAPTURE_NOTES)
def pull() -> ResponseReturnValue:
    """Answer with what happened at this table, and what the lead said, since a number."""
    device, event = _tablet()
    return _json(_news(device, event, query_int("since") or 0))


@bp.post("/push")
@csrf.exempt
@requires(Permission.CAPTURE_NOTES)
def push() -> ResponseReturnValue:
    """Accept a batch of operations, each once; answer each, and add what is new."""
    device, event = _tablet()
    body = _body()
    ops = _ops(body, device)
    with locale.speaking(LANGUAGES["en" if body.get("language") == "en" else "zh"]):
        answers = [
            {"id": answer.op.id, "seq": answer.seq}
            if answer.reason is None
            else {"id": answer.op.id, "reason": answer.reason.code, "text": _(answer.reason.text)}
            for answer in service.accept(current_actor(), event, ops, now())
        ]
    since = body.get("since")
    news = _news(device, event, since if type(since) is int and 0 <= since < 2**31 else 0)
    return _json({**news, "answers": answers})


@bp.post("/photos/<uid>")
@csrf.exempt
@requires(Permission.CAPTURE_NOTES)
def send_photo(uid: str) -> ResponseReturnValue:
    """Take one photo of the wall poster, once."""
    device, event = _tablet()
    if not request.mimetype.startswith("image/") or not ID.fullmatch(uid) or len(uid) > 34:
        raise Refused(BAD_OPERATION)
    round_no = min(max(query_int("round") or 1, 1), 99)
    sent = service.SentPhoto(uid, device.table_no, round_no, request.get_data())
    reason = service.take_photo(current_actor(), event, sent, now())
    if reason is not None:
        raise Refused(reason)
    return _json({"kept": uid})


@bp.get("/photos/<uid>")
@requires(Permission.CAPTURE_NOTES)
def see_photo(uid: str) -> ResponseReturnValue:
    """Show a photo to its table and to the lead."""
    body = service.read_photo(current_actor(), uid)
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "Content-Disposition": "inline"}
    return Response(body, content_type="image/jpeg", headers=headers)


@bp.post("/leave")
@csrf.exempt
@requires(Permission.CAPTURE_NOTES)
def leave() -> ResponseReturnValue:
    """End this tablet: it has sent everything and was wiped."""
    device, _event = _tablet()
    _body()
    service.end_tablet(device.id, now())
    response = _json({"left": True})
    if isinstance(current_app, CivicFlask):
        take_cookie(current_app, response)
    return response


def _tablet() -> tuple[TabletDevice, Event]:
    device = tablet()
    if device is None:
        raise Missing
    return device, queries.get_event(device.event_id)


def _body() -> dict[str, object]:
    if request.mimetype != "application/json":
        abort(415)
    data = request.get_data()
    try:
        body = orjson.loads(data) if len(data) <= MOST_BYTES else None
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise Refused(BAD_OPERATION)
    return body


def _ops(body: dict[str, object], device: TabletDevice) -> list[Op]:
    """Read the operations of a batch: only this table's own, and only what tablets may push."""
    given = body.get("ops")
    if not isinstance(given, list) or len(given) > BATCH:
        raise Refused(BAD_OPERATION)
    ops = [read_op(each) for each in given]
    if any(op.table != device.table_no or op.do in ONLINE_ONLY for op in ops):
        raise Refused(BAD_OPERATION)
    return ops


def _news(device: TabletDevice, event: Event, since: int) -> dict[str, object]:
    rows = queries.list_ops(event.id, device.table_no, since, PAGE)
    return {
        "now": milliseconds(now()),
        "event": {
            "id": event.id,
            "title": title_of(event),
            "question": event.question,
            "rounds": event.rounds,
            "open": event.state is EventState.OPEN,
            "ends": milliseconds(event.ends_at),
        },
        "table": device.table_no,
        "lock": {"salt": device.lock_salt, "hash": device.lock_hash, "rounds": LOCK_ROUNDS},
        "ops": [{"seq": row.seq, **row.op.body()} for row in rows],
        "cursor": rows[-1].seq if rows else since,
        "more": len(rows) == PAGE,
    }


def _json(body: object) -> Response:
    return Response(orjson.dumps(body), content_type="application/json")
