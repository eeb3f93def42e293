"""Give the door's tablet what it needs without a network, and take what it collected."""

from flask import Response, jsonify, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from civic.access.permissions import Permission
from civic.events import passes, queries, rules, service
from civic.events.doorway import read_batch
from civic.events.passes import Use
from civic.events.rows import RosterRow
from civic.events.service.doorway import Answer
from civic.events.views.public import bp
from civic.kit.clock import now
from civic.web.assets import ROOT
from civic.web.filters import show_datetime
from civic.web.guard import light, requires
from civic.web.pages import current_actor

WORKER = (ROOT / "js" / "door-worker.js").read_bytes()


@bp.get("/<int:event_id>/door/roster.json")
@requires(Permission.SEE_ROSTER)
def door_roster(event_id: int) -> Response:
    """Send the few facts the door needs, on the day of the event only: no contact but three digits, no needs."""
    event = queries.get_managed(current_actor(), event_id, Permission.SEE_ROSTER)
    is_open = rules.why_door_closed(event, now()) is None
    rows = queries.list_roster(current_actor(), event) if is_open else []
    return _json({"open": is_open, "csrf": generate_csrf(), "people": [_person(row) for row in rows]})


@bp.post("/<int:event_id>/door/sync")
@requires(Permission.SEE_ROSTER)
def door_sync(event_id: int) -> Response:
    """Take what a tablet collected; sending it again changes nothing."""
    actor = current_actor()
    event = queries.get_managed(actor, event_id, Permission.SEE_ROSTER)
    try:
        batch = read_batch(request.get_json(silent=True))
    except (ValueError, RecursionError) as problem:
        return _json({"error": str(problem)}, 400)
    answers = service.sync(actor, event, batch, now())
    return _json({"results": [_answer(answer) for answer in answers]})


@bp.get("/<int:event_id>/door/worker.js")
@light
def door_worker(event_id: int) -> Response:  # noqa: ARG001 - the address is the script's reach
    """Send the script that keeps the door's page for times without a network; it reaches no other page."""
    response = Response(WORKER, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _json(content: object, status: int = 200) -> Response:
    response = jsonify(content)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _person(row: RosterRow) -> dict[str, object]:
    digits = "".join(character for character in row.contact if character.isdigit() and "@" not in row.contact)
    return {
        "id": row.id,
        "code": passes.sign(row.id, Use.DOOR),
        "name": row.name,
        "last3": digits[-3:],
        "people": row.people,
        "place": row.place.value,
        "words": _(rules.PLACE_LABELS[row.place]),
        "number": row.check_in_no,
        "table": row.table_no,
    }


def _answer(answer: Answer) -> dict[str, object]:
    guest = answer.registration
    return {
        "id": answer.id,
        "outcome": answer.outcome.value,
        "registration": guest.id if guest else None,
        "name": guest.name if guest else "",
        "number": guest.check_in_no if guest else None,
        "table": guest.table_no if guest else None,
        "when": show_datetime(guest.checked_in_at) if guest else "",
        "door": guest.door if guest else "",
        "reason": _(answer.reason.text) if answer.reason else "",
    }
