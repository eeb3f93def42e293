"""Let staff plan an event, announce it, change it, call it off and complete it."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.events import queries, service
from civic.events.models import Event
from civic.events.plan_forms import CallOffForm, EventForm
from civic.events.views.cards import title_of
from civic.events.views.public import bp
from civic.events.views.shown import budget_of
from civic.kit.clock import now
from civic.web.filters import show_money
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page, query_int

USUAL = {"capacity": 36, "tables": 6, "seats_per_table": 6, "rounds": 3, "round_minutes": 25}


@bp.get("/new")
@requires(Permission.MANAGE_EVENT)
def ask_event() -> ResponseReturnValue:
    """Show the form for a new event, with the numbers of a usual café."""
    series = query_int("series")
    return _form(EventForm(formdata=None, data={**USUAL, "series": str(series or "")}))


@bp.post("/new")
@requires(Permission.MANAGE_EVENT)
def create() -> ResponseReturnValue:
    """Write down the event; it is announced by a step of its own."""
    actor = current_actor()
    form = EventForm().prepare(actor)
    if not form.validate():
        return _form(form, status=422)
    event = service.create_event(actor, form.plan(), now())
    _warn(event)
    return done(
        _("The event is saved. Nobody else sees it until you announce it."), url_for(".show", event_id=event.id)
    )


@bp.get("/<int:event_id>/edit")
@requires(Permission.MANAGE_EVENT)
def ask_change(event_id: int) -> ResponseReturnValue:
    """Show an event as it stands, to be changed."""
    event = queries.get_managed(current_actor(), event_id, Permission.MANAGE_EVENT)
    return _form(EventForm(formdata=None).fill_from(event), event)


@bp.post("/<int:event_id>/edit")
@requires(Permission.MANAGE_EVENT)
def change(event_id: int) -> ResponseReturnValue:
    """Change an event; who is registered is told when time or place moved."""
    actor = current_actor()
    event = queries.get_managed(actor, event_id, Permission.MANAGE_EVENT)
    form = EventForm().prepare(actor)
    if not form.validate():
        return _form(form, event, status=422)
    service.change_event(actor, event, form.plan_of(event), now())
    _warn(event)
    return done(_("The event is changed."), url_for(".show", event_id=event.id))


@bp.get("/<int:event_id>/call-off")
@requires(Permission.MANAGE_EVENT)
def ask_call_off(event_id: int) -> ResponseReturnValue:
    """Ask why an event is called off."""
    return _call_off(queries.get_managed(current_actor(), event_id, Permission.MANAGE_EVENT), CallOffForm())


@bp.post("/<int:event_id>/call-off")
@requires(Permission.MANAGE_EVENT)
def call_off(event_id: int) -> ResponseReturnValue:
    """Call an event off and tell everybody who is registered."""
    actor, form = current_actor(), CallOffForm()
    event = queries.get_managed(actor, event_id, Permission.MANAGE_EVENT)
    if not form.validate():
        return _call_off(event, form, status=422)
    service.call_off(actor, event, form.reason.data or "", now())
    return done(
        _("The event is called off; everybody with a mail address is told."), url_for(".show", event_id=event.id)
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
    said = _("The event is completed. The lead facilitator publishes its minutes.") if event.tables else ""
    return done(said or _("The event is completed."), url_for(".show", event_id=event.id))


def _warn(event: Event) -> None:
    """Say when the year's events cost more than their ceiling; it blocks nothing."""
    budget = budget_of(event)
    if budget is not None and budget.over:
        given = {"year": budget.year, "spent": show_money(budget.spent), "ceiling": show_money(budget.ceiling)}
        flash(_("The events of %(year)s cost %(spent)s together, over the ceiling of %(ceiling)s.", **given), "wait")


def _form(form: EventForm, event: Event | None = None, status: int = 200) -> ResponseReturnValue:
    ready = form.prepare(current_actor())
    return page("events/new.html", status=status, form=ready, event=event, title=title_of(event) if event else "")


def _call_off(event: Event, form: CallOffForm, status: int = 200) -> ResponseReturnValue:
    people = sum(registration.people for registration in queries.list_living(event.id))
    return page("events/call_off.html", status=status, form=form, event=event, title=title_of(event), people=people)
