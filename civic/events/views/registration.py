"""Let people register for an event with or without an account, see their place and cancel it."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.events import admission, passes, queries, rules, service
from civic.events.forms import RegistrationForm
from civic.events.models import Event, Registration
from civic.events.passes import Use
from civic.events.rules import EventState, Place
from civic.events.views.cards import place_words, seats_words, title_of
from civic.events.views.public import bp
from civic.kit.clock import now
from civic.kit.errors import Missing, Refused
from civic.kit.qr import qr_code
from civic.programme.ages import AGE_LABELS
from civic.programme.sectors import SECTOR_LABELS
from civic.web.application import house
from civic.web.guard import public, requires
from civic.web.limits import limiter
from civic.web.pages import current_actor, done, page

GUESTS = "60/hour"
SHOWN_PLACES = frozenset({Place.SEAT, Place.OFFERED})


@bp.get("/<int:event_id>/register")
@requires(Permission.REGISTER_AS_GUEST)
def ask_registration(event_id: int) -> ResponseReturnValue:
    """Show the form, the name already filled in for who is signed in."""
    actor = current_actor()
    event = queries.get_visible(actor, event_id)
    if reason := rules.why_not_register(event, queries.find_registration(event.id, actor.person_id), now()):
        raise Refused(reason)
    return _form(RegistrationForm(formdata=None, data={"name": actor.name}), event)


@bp.post("/<int:event_id>/register")
@requires(Permission.REGISTER_AS_GUEST)
@limiter.limit(GUESTS)
def register(event_id: int) -> ResponseReturnValue:
    """Register the person who is signed in, or a guest who gets a link of their own."""
    actor = current_actor()
    event = queries.get_visible(actor, event_id)
    form = RegistrationForm().prepare()
    if not form.validate():
        return _form(form, event, status=422)
    if actor.is_signed_in:
        registration = service.register(actor, event, form.entry(), now())
        return done(said(registration), url_for(".my_registration", event_id=event.id))
    registration = service.register_guest(actor, event, form.entry(), now())
    return done(said(registration), url_for(".place", code=passes.sign(registration.id, Use.MANAGE)))


@bp.get("/<int:event_id>/registration")
@requires(Permission.REGISTER_FOR_EVENT)
def my_registration(event_id: int) -> ResponseReturnValue:
    """Show one's own place: what was given, seat or waiting number, and how to cancel."""
    actor = current_actor()
    event = queries.get_visible(actor, event_id)
    mine = queries.find_registration(event.id, actor.person_id)
    if mine is None:
        raise Missing
    return _place(mine, event)


@bp.get("/places/<code>")
@public
def place(code: str) -> ResponseReturnValue:
    """Show a registration to whoever holds its link; looking changes nothing."""
    registration = _by_code(code)
    event = queries.get_event(registration.event_id)
    if service.is_forgotten(registration):
        return page("events/forgotten.html", event=event, title=title_of(event))
    return _place(registration, event, guest=True)


@bp.post("/places/<code>/confirm")
@public
def confirm_place(code: str) -> ResponseReturnValue:
    """Take the seat that was offered."""
    service.confirm(_by_code(code), now())
    return done(_("The seat is yours. See you there!"), url_for(".place", code=code))


@bp.post("/places/<code>/cancel")
@public
def cancel_place(code: str) -> ResponseReturnValue:
    """Cancel a registration by its link; the seat goes on at once."""
    registration = service.cancel_by_link(_by_code(code), now())
    return done(_("The registration is cancelled."), url_for(".show", event_id=registration.event_id))


@bp.post("/places/<code>/forget")
@public
def forget_place(code: str) -> ResponseReturnValue:
    """Erase what a guest wrote; a place still held is cancelled with it."""
    service.forget_guest(_by_code(code), now())
    return done(_("Your data is erased."), url_for(".place", code=code))


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


def said(registration: Registration) -> str:
    """Say where a new registration stands."""
    if registration.place is not Place.WAITING:
        return str(_("You have a seat. See you there!"))
    if queries.is_before_draw(queries.get_event(registration.event_id)):
        return str(_("You are in the draw with number %(number)s.", number=registration.arrival))
    number = queries.waiting_number(registration)
    return str(_("You are no. %(number)s on the waiting list. We write to you if a seat is free.", number=number))


def _by_code(code: str) -> Registration:
    registration = queries.find_by_code(code, Use.MANAGE)
    if registration is None:
        raise Missing
    return registration


def _place(mine: Registration, event: Event, guest: bool = False) -> ResponseReturnValue:
    instant = now()
    shows_code = mine.place in SHOWN_PLACES and event.state is EventState.OPEN
    link = house().settings.base_url + url_for(".scanned", code=passes.sign(mine.id, Use.DOOR))
    before = queries.is_before_draw(event)
    draw = queries.find_draw(event.id) if before else None
    response = page(
        "events/mine.html",
        event=event,
        title=title_of(event),
        mine=mine,
        place=place_words(mine, event),
        sector=SECTOR_LABELS[mine.sector],
        age=AGE_LABELS[mine.age_band] if mine.age_band else "",
        why_not=rules.why_not_cancel(event, mine, instant),
        offered=mine.place is Place.OFFERED and mine.offered_until is not None and instant < mine.offered_until,
        code=passes.sign(mine.id, Use.MANAGE),
        picture=qr_code(link) if shows_code else None,
        draw_at=draw.draw_at if draw else None,
        guest=guest,
        erasable=guest and mine.person_id is None,
        why_not_erase=rules.why_not_forget(event, mine, instant),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _form(form: RegistrationForm, event: Event, status: int = 200) -> ResponseReturnValue:
    draw = queries.find_draw(event.id)
    return page(
        "events/register.html",
        status=status,
        form=form.prepare(),
        event=event,
        title=title_of(event),
        seats=seats_words(event),
        rule_words=admission.ADMISSION_WORDS[event.admission],
        asks_age=event.ask_age,
        draw_at=draw.draw_at if draw and draw.drawn_at is None else None,
    )
