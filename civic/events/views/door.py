"""Work at the door: the roster, check-in by one tap, walk-ins and entries at the desk."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.events import queries, rules, service
from civic.events.forms import DoorForm
from civic.events.models import Event, Registration
from civic.events.passes import Use
from civic.events.rules import EventState, Place
from civic.events.views.cards import place_words, seats_words, title_of
from civic.events.views.public import bp
from civic.kit.clock import now
from civic.kit.errors import Missing
from civic.programme.sectors import SECTOR_LABELS
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@bp.get("/work")
@requires(Permission.SEE_ROSTER)
def work() -> ResponseReturnValue:
    """List the events at whose door or tables the actor works."""
    actor, moment = current_actor(), now()
    return page("events/work.html", rows=[(row, title_of(row)) for row in queries.list_run_by(actor, moment)])


@bp.get("/<int:event_id>/roster")
@requires(Permission.SEE_ROSTER)
def roster(event_id: int) -> ResponseReturnValue:
    """Show who is registered, found by name or the last three digits of a phone."""
    event = queries.get_managed(current_actor(), event_id, Permission.SEE_ROSTER)
    return _roster(event, DoorForm(formdata=None))


@bp.post("/registrations/<int:registration_id>/check-in")
@requires(Permission.SEE_ROSTER)
def check_in(registration_id: int) -> ResponseReturnValue:
    """Check in one person by one tap and say number and table."""
    actor = current_actor()
    guest = service.check_in(actor, queries.get_registration(actor, registration_id), now())
    return done(_checked_in(guest), _back(guest.event_id))


@bp.post("/registrations/<int:registration_id>/confirm")
@requires(Permission.SEE_ROSTER)
def confirm_at_desk(registration_id: int) -> ResponseReturnValue:
    """Confirm an offered seat for somebody who telephoned."""
    actor = current_actor()
    registration = queries.get_registration(actor, registration_id)
    service.confirm_at_desk(actor, registration, now())
    return done(_("The seat is confirmed."), url_for(".roster", event_id=registration.event_id))


@bp.get("/door/<code>")
@requires(Permission.SEE_ROSTER)
def scanned(code: str) -> ResponseReturnValue:
    """Show whose code was scanned, with the one button to check them in."""
    registration = queries.find_by_code(code, Use.DOOR)
    if registration is None:
        raise Missing
    guest = queries.get_registration(current_actor(), registration.id)
    event = queries.get_managed(current_actor(), guest.event_id, Permission.SEE_ROSTER)
    return page(
        "events/scanned.html",
        event=event,
        title=title_of(event),
        guest=guest,
        place=place_words(guest, event),
        why_not=rules.why_not_check_in(event, guest, now()),
    )


@bp.get("/<int:event_id>/door/")
@requires(Permission.SEE_ROSTER)
def door(event_id: int) -> ResponseReturnValue:
    """Show the door's page: find, scan, check in, enter; it goes on without a network."""
    event = queries.get_managed(current_actor(), event_id, Permission.SEE_ROSTER)
    return _door(event, DoorForm(formdata=None))


@bp.post("/<int:event_id>/walk-in")
@requires(Permission.SEE_ROSTER)
def walk_in(event_id: int) -> ResponseReturnValue:
    """Enter somebody: at the door with check-in, before that as a registration by telephone or paper."""
    actor, instant = current_actor(), now()
    event = queries.get_managed(actor, event_id, Permission.SEE_ROSTER)
    form = DoorForm().prepare()
    if not form.validate():
        return (_door if request.form.get("back") == "door" else _roster)(event, form, status=422)
    if instant >= event.starts_at - rules.DOOR_OPENS:
        message = _checked_in(service.walk_in(actor, event, form.entry(), instant))
    else:
        message = _entered(service.register_at_desk(actor, event, form.entry(), instant))
    return done(message, _back(event.id))


def _back(event_id: int) -> str:
    """Return to the door's page if the form came from there, else to the roster."""
    return url_for(".door" if request.form.get("back") == "door" else ".roster", event_id=event_id)


def _checked_in(guest: Registration) -> str:
    """Say the check-in number and the table aloud."""
    given = {"name": guest.name, "number": guest.check_in_no, "table": guest.table_no}
    if guest.table_no is None:
        return str(_("%(name)s is checked in as no. %(number)s.", **given))
    return str(_("%(name)s is checked in as no. %(number)s and sits at table %(table)s.", **given))


def _entered(guest: Registration) -> str:
    """Say whether the person has a seat."""
    if guest.place is Place.WAITING:
        return str(_("%(name)s is on the waiting list.", name=guest.name))
    return str(_("%(name)s has a seat.", name=guest.name))


def _door(event: Event, form: DoorForm, status: int = 200) -> ResponseReturnValue:
    search, instant = request.args.get("q", "")[:80], now()
    rows = queries.list_roster(current_actor(), event)
    found = [row for row in rows if rules.matches(row.name, row.contact, search)] if search.strip() else []
    if not found and not form.is_submitted() and any(letter.isalpha() for letter in search):
        form.name.data = search.strip()
    response = page(
        "events/door.html",
        status=status,
        event=event,
        title=title_of(event),
        rows=found,
        search=search,
        people=sum(row.people for row in rows if row.place in rules.HOLDS_SEAT),
        arrived=sum(row.people for row in rows if row.place is Place.ATTENDED),
        seats=seats_words(event),
        places=rules.PLACE_LABELS,
        form=form.prepare(),
        why_closed=rules.why_door_closed(event, instant),
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    return response


def _roster(event: Event, form: DoorForm, status: int = 200) -> ResponseReturnValue:
    search = request.args.get("q", "")[:80]
    instant = now()
    rows = queries.list_roster(current_actor(), event)
    return page(
        "events/roster.html",
        status=status,
        event=event,
        title=title_of(event),
        seats=seats_words(event),
        rows=[row for row in rows if not search.strip() or rules.matches(row.name, row.contact, search)],
        arrived=sum(row.people for row in rows if row.place is Place.ATTENDED),
        places=rules.PLACE_LABELS,
        sectors=SECTOR_LABELS,
        search=search,
        form=form.prepare(),
        at_door=instant >= event.starts_at - rules.DOOR_OPENS,
        is_open=event.state is EventState.OPEN,
    )
