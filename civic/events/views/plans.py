"""Let staff plan an event, announce it and complete it."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.events import queries, service
from civic.events.forms import EventForm
from civic.events.views.public import bp
from civic.kit.clock import now
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page

USUAL = {"capacity": 36, "tables": 6, "seats_per_table": 6, "rounds": 3, "round_minutes": 25}


@bp.get("/new")
@requires(Permission.MANAGE_EVENT)
def ask_event() -> ResponseReturnValue:
    """Show the form for a new event, with the numbers of a usual café."""
    return _form(EventForm(formdata=None, data=USUAL))


@bp.post("/new")
@requires(Permission.MANAGE_EVENT)
def create() -> ResponseReturnValue:
    """Write down the event; it is announced by a step of its own."""
    actor = current_actor()
    form = EventForm().prepare(actor)
    if not form.validate():
        return _form(form, status=422)
    event = service.create_event(actor, form.plan(), now())
    return done(
        _("The event is saved. Nobody else sees it until you announce it."), url_for(".show", event_id=event.id)
    )


@bp.post("/<int:event_id>/open")
@requires(Permission.MANAGE_EVENT)
def open_event(event_id: int) -> ResponseReturnValue:
    """Announce an event."""
    actor = current_actor()
    event = service.open_event(actor, queries.get_managed(actor, event_id, Permission.MANAGE_EVENT), now())
    return done(_("The event is announced and open for registration."), url_for(".show", event_id=event.id))


@bp.post("/<int:event_id>/complete")
@requires(Permission.MANAGE_EVENT)
def complete(event_id: int) -> ResponseReturnValue:
    """Complete an event and publish its notes."""
    actor = current_actor()
    event = service.complete_event(actor, queries.get_managed(actor, event_id, Permission.MANAGE_EVENT), now())
    return done(_("The event is completed and its notes are published."), url_for(".show", event_id=event.id))


def _form(form: EventForm, status: int = 200) -> ResponseReturnValue:
    return page("events/new.html", status=status, form=form.prepare(current_actor()))
