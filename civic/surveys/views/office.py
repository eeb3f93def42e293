"""Let the office draw a survey up, announce it, extend it, read its sentences and make its results public."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs

import civic.surveys.views.shown as shown
from civic.access.actor import Role
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand, may
from civic.db.types import MAX_INT
from civic.kit.clock import local, now
from civic.programme.queries import list_districts
from civic.surveys import queries, rules, service
from civic.surveys.forms import PLACES, AnswerForm, DatesForm, DrawUpForm, ExtendForm, ask, last_day
from civic.surveys.inputs import SurveyPlan
from civic.surveys.models import Survey
from civic.surveys.rules import READING_LABELS, STAGE_LABELS, URGENCY_LABELS, Reading, Stage, stage_of
from civic.surveys.views.blueprint import bp
from civic.web.accepting import accepted, status_of
from civic.web.filters import show_date, show_name, translated
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page

AT_ONCE = 50
"""Sentences read on one page."""


@bp.get("/office")
@requires(Permission.MANAGE_SURVEYS)
def office() -> Response:
    """List the surveys the reader looks after."""
    actor = current_actor()
    districts = None if Role.OFFICE in actor.roles else actor.scopes(Role.MODERATOR)
    listed = [shown.shown(survey, "surveys.manage") for survey in queries.list_all(districts)]
    return page("surveys/office.html", surveys=listed)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_SURVEYS)
def draw_up() -> ResponseReturnValue:
    """Draw up the survey of a district and a year."""
    form, actor = DrawUpForm(year=local(now()).year), current_actor()
    mine = [d for d in list_districts() if may(actor, Permission.MANAGE_SURVEYS, Scope(district=d.code))]
    form.district_code.choices = [SelectChoice(district.code, show_name(district)) for district in mine]
    made: list[Survey] = []
    if form.validate_on_submit() and accepted(form, lambda: made.append(service.draw_up(actor, _plan(form), now()))):
        drawn = _("The survey is drawn up. Look at it, then announce it.")
        return done(drawn, url_for(".manage", survey_id=made[0].id))
    return page("surveys/draw_up.html", status_of(form), form=form)


@bp.get("/<int:survey_id>/manage")
@requires(Permission.MANAGE_SURVEYS)
def manage(survey_id: int) -> Response:
    """Show a survey to its office: where it stands, what can be done, its counts so far."""
    return _manage(_managed(survey_id))


@bp.post("/<int:survey_id>/dates")
@requires(Permission.MANAGE_SURVEYS)
def change(survey_id: int) -> ResponseReturnValue:
    """Give a draft other days."""
    survey, form, actor = _managed(survey_id), DatesForm(), current_actor()
    if form.validate_on_submit() and accepted(
        form, lambda: service.change(actor, survey, form.opens_at(), form.closes_at(), now())
    ):
        return done(_("The days are changed."), url_for(".manage", survey_id=survey.id))
    return _manage(survey, dates=form)


@bp.get("/<int:survey_id>/preview")
@requires(Permission.MANAGE_SURVEYS)
def preview(survey_id: int) -> Response:
    """Show the questions as residents will see them; nothing is kept."""
    survey = _managed(survey_id)
    form = ask(AnswerForm, survey)
    return page(
        "surveys/answer.html",
        survey=survey,
        name=shown.title_of(survey),
        last=show_date(last_day(survey)),
        form=form,
        places=PLACES,
        ratings=[field for field in form if field.name.startswith("urgency_")],
        preview=True,
    )


@bp.post("/<int:survey_id>/announce")
@requires(Permission.MANAGE_SURVEYS)
def announce(survey_id: int) -> ResponseReturnValue:
    """Announce a draft."""
    survey = service.announce(current_actor(), _managed(survey_id), now())
    return done(_("The survey is announced. It opens on its first day."), url_for(".manage", survey_id=survey.id))


@bp.post("/<int:survey_id>/extend")
@requires(Permission.MANAGE_SURVEYS)
def extend(survey_id: int) -> ResponseReturnValue:
    """Let a survey close later."""
    survey, form, actor = _managed(survey_id), ExtendForm(), current_actor()
    if form.validate_on_submit() and accepted(form, lambda: service.extend(actor, survey, form.closes_at(), now())):
        return done(_("The survey is extended."), url_for(".manage", survey_id=survey.id))
    return _manage(survey, later=form)


@bp.post("/<int:survey_id>/finish")
@requires(Permission.MANAGE_SURVEYS)
def finish(survey_id: int) -> ResponseReturnValue:
    """Say that all sheets are keyed, which makes the results public."""
    survey = service.finish(current_actor(), _managed(survey_id), now())
    return done(_("The results are public."), url_for(".show", survey_id=survey.id))


@bp.get("/<int:survey_id>/sentences")
@requires(Permission.MANAGE_SURVEYS)
def sentences(survey_id: int) -> Response:
    """List sentences to decide about; `?about=hidden` or `approved` shows those decided before."""
    survey, about = _managed(survey_id), request.args.get("about", "")
    reading = Reading(about) if about in set(Reading) else Reading.WAITING
    numbers, names = queries.count_sentences(survey.id), shown.village_names(survey.district_code)
    found = queries.list_sentences(survey.id, reading, AT_ONCE)
    return page(
        "surveys/sentences.html",
        survey=survey,
        name=shown.title_of(survey),
        reading=reading.value,
        tabs=[(key.value, translated(label), numbers[key]) for key, label in READING_LABELS.items()],
        sentences=[(one.id, shown.said(one, names)) for one in found],
    )


@bp.post("/<int:survey_id>/sentences")
@requires(Permission.MANAGE_SURVEYS)
def judge(survey_id: int) -> ResponseReturnValue:
    """Show or hide the sentences that were decided about."""
    survey = _managed(survey_id)
    changed = service.judge(current_actor(), survey, _decisions(), now())
    said = ngettext("%(num)s sentence is decided.", "%(num)s sentences are decided.", changed)
    return done(said, url_for(".sentences", survey_id=survey.id), "ok" if changed else "info")


def _decisions() -> dict[int, Reading]:
    """Read which sentence gets which decision; what is no number of a sentence is passed over."""
    found = {}
    for name, given in request.form.items():
        number = name.removeprefix("need-")
        is_number = number != name and number.isascii() and number.isdigit() and len(number) < 11
        if is_number and int(number) <= MAX_INT and given in {Reading.APPROVED, Reading.HIDDEN}:
            found[int(number)] = Reading(given)
    return found


def _managed(survey_id: int) -> Survey:
    survey = queries.get_survey(survey_id)
    demand(current_actor(), Permission.MANAGE_SURVEYS, Scope(district=survey.district_code))
    return survey


def _plan(form: DrawUpForm) -> SurveyPlan:
    return SurveyPlan(form.district_code.data or "", form.year.data or 0, form.opens_at(), form.closes_at())


def _manage(survey: Survey, dates: DatesForm | None = None, later: ExtendForm | None = None) -> Response:
    refused, stage = dates or later, stage_of(survey.dates, now())
    why_not = rules.why_not_finish(survey.dates, now())
    first = local(survey.opens_at).date()
    return page(
        "surveys/manage.html",
        status_of(refused) if refused else 200,
        survey=survey,
        name=shown.title_of(survey),
        stage=stage.value,
        stage_label=translated(STAGE_LABELS[stage]),
        tone=shown.TONES[stage],
        days=shown.days_of(survey),
        results_day=shown.results_day(survey),
        dates=dates or DatesForm(formdata=None, first_day=first, last_day=last_day(survey)),
        later=later or ExtendForm(formdata=None),
        why_not_finish=translated(why_not.text) if why_not else "",
        keys=rules.why_not_key(survey.dates, now()) is None,
        to_read=queries.count_sentences(survey.id)[Reading.WAITING],
        results=None if stage is Stage.DRAFT else shown.results_of(survey),
        levels=[translated(label) for label in URGENCY_LABELS.values()],
    )
