"""Show a series on one page and register for one or several of its events."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.access.permissions import Permission
from civic.access.policy import Scope, may
from civic.events import passes, queries, rules, service
from civic.events.admission import ADMISSION_LABELS, ADMISSION_WORDS
from civic.events.forms import RegistrationForm
from civic.events.passes import Use
from civic.events.plan_forms import SeriesForm
from civic.events.records import EventSeries
from civic.events.rules import EventState
from civic.events.views.cards import card_of, seats_words, title_of
from civic.events.views.public import bp
from civic.events.views.registration import GUESTS
from civic.kit.clock import now
from civic.programme import queries as programme
from civic.web.guard import public, requires
from civic.web.limits import limiter
from civic.web.pages import current_actor, done, page


@bp.get("/series/<int:series_id>")
@public
def series(series_id: int) -> ResponseReturnValue:
    """Show what a series is about, its events, and one form for several of them."""
    return _show(queries.get_series(series_id), RegistrationForm(formdata=None, data={"name": current_actor().name}))


@bp.post("/series/<int:series_id>")
@requires(Permission.REGISTER_AS_GUEST)
@limiter.limit(GUESTS)
def register_for_series(series_id: int) -> ResponseReturnValue:
    """Register for every event that was ticked; each gives a seat or a number of its own."""
    actor, instant = current_actor(), now()
    found = queries.get_series(series_id)
    form = RegistrationForm().prepare()
    rows = queries.list_of_series(series_id)
    open_ids = [row.id for row in rows if rules.why_not_register(row, None, instant) is None]
    ticked = set(request.form.getlist("event"))
    wanted = [event_id for event_id in open_ids if str(event_id) in ticked]
    if not form.validate() or not wanted:
        if not wanted:
            form.form_errors.append(_("Tick at least one event you would like to come to."))
        return _show(found, form, status=422)
    register = service.register if actor.is_signed_in else service.register_guest
    made = [register(actor, queries.get_event(event_id), form.entry(), instant) for event_id in wanted]
    said = ngettext("You are registered for %(num)s event.", "You are registered for %(num)s events.", len(made))
    if actor.is_signed_in:
        return done(said, url_for("account.show"))
    return done(said, url_for(".place", code=passes.sign(made[0].id, Use.MANAGE)))


@bp.get("/series/new")
@requires(Permission.MANAGE_EVENT)
def ask_series() -> ResponseReturnValue:
    """Show the form for a new series."""
    return _form(SeriesForm(formdata=None))


@bp.post("/series/new")
@requires(Permission.MANAGE_EVENT)
def create_series() -> ResponseReturnValue:
    """Write down a series."""
    actor = current_actor()
    form = SeriesForm().prepare(actor)
    if not form.validate():
        return _form(form, status=422)
    made = service.create_series(actor, form.plan(), now())
    return done(_("The series is saved. Plan its events now."), url_for(".series", series_id=made.id))


def _form(form: SeriesForm, status: int = 200) -> ResponseReturnValue:
    return page("events/new_series.html", status=status, form=form.prepare(current_actor()))


def _show(found: EventSeries, form: RegistrationForm, status: int = 200) -> ResponseReturnValue:
    actor, instant = current_actor(), now()
    manages = may(actor, Permission.MANAGE_EVENT, Scope(district=found.district_code))
    rows = queries.list_of_series(found.id, with_drafts=manages)
    bookable = [row for row in rows if row.state is EventState.OPEN and instant < row.starts_at]
    return page(
        "events/series.html",
        status=status,
        series=found,
        title=title_of(found),
        district=programme.get_district(found.district_code),
        cards=[card_of(row) for row in rows],
        bookable=[(row, title_of(row), seats_words(row).text, ADMISSION_LABELS[row.admission]) for row in bookable],
        rules=[ADMISSION_WORDS[rule] for rule in dict.fromkeys(row.admission for row in bookable)],
        asks_age=any(row.ask_age for row in bookable),
        ticked=request.form.getlist("event"),
        form=form.prepare(),
        may_create=manages,
    )
