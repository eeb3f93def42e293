"""Let people register for an event, see their place and cancel it."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.events import queries, rules, service
from civic.events.forms import RegistrationForm
from civic.events.models import Event
from civic.events.rules import Place
from civic.events.views.cards import place_words, seats_words, title_of
from civic.events.views.public import bp
from civic.kit.clock import now
from civic.kit.errors import Missing, Refused
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@bp.get("/<int:event_id>/register")
@requires(Permission.REGISTER_FOR_EVENT)
def ask_registration(event_id: int) -> ResponseReturnValue:
    """Show the form, the name already filled in."""
    actor = current_actor()
    event = queries.get_visible(actor, event_id)
    if reason := rules.why_not_register(event, queries.find_registration(event.id, actor.person_id), now()):
        raise Refused(reason)
    return _form(RegistrationForm(formdata=None, data={"name": actor.name}), event)


@bp.post("/<int:event_id>/register")
@requires(Permission.REGISTER_FOR_EVENT)
def register(event_id: int) -> ResponseReturnValue:
    """Register the person who is signed in."""
    actor = current_actor()
    event = queries.get_visible(actor, event_id)
    form = RegistrationForm().prepare()
    if not form.validate():
        return _form(form, event, status=422)
    registration = service.register(actor, event, form.entry(), now())
    if registration.place is Place.WAITING:
        number = queries.waiting_number(registration)
        message = _("You are no. %(number)s on the waiting list. We write to you if a seat is free.", number=number)
    else:
        message = _("You have a seat. See you there!")
    return done(message, url_for(".my_registration", event_id=event.id))


@bp.get("/<int:event_id>/registration")
@requires(Permission.REGISTER_FOR_EVENT)
def my_registration(event_id: int) -> ResponseReturnValue:
    """Show one's own place: what was given, seat or waiting number, and how to cancel."""
    actor = current_actor()
    event = queries.get_visible(actor, event_id)
    mine = queries.find_registration(event.id, actor.person_id)
    if mine is None:
        raise Missing
    return page(
        "events/mine.html",
        event=event,
        title=title_of(event),
        mine=mine,
        place=place_words(mine),
        sector=rules.SECTOR_LABELS[mine.sector],
        why_not=rules.why_not_cancel(event, mine, now()),
    )


@bp.post("/registrations/<int:registration_id>/cancel")
@requires(Permission.REGISTER_FOR_EVENT)
def cancel(registration_id: int) -> ResponseReturnValue:
    """Cancel one's own place, or as staff somebody's who did not come."""
    actor = current_actor()
    registration = queries.get_registration(actor, registration_id)
    service.cancel(actor, registration, now())
    own = registration.person_id == actor.person_id and actor.person_id is not None
    back = ".show" if own else ".roster"
    return done(_("The registration is cancelled."), url_for(back, event_id=registration.event_id))


def _form(form: RegistrationForm, event: Event, status: int = 200) -> ResponseReturnValue:
    return page(
        "events/register.html",
        status=status,
        form=form.prepare(),
        event=event,
        title=title_of(event),
        seats=seats_words(event),
    )
