"""Take answers: a resident's on a phone, a clerk's from paper sheets, one after the other."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

import civic.surveys.views.shown as shown
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.kit.clock import now
from civic.kit.errors import Refused
from civic.programme.ages import AGE_LABELS
from civic.programme.queries import directory
from civic.programme.sectors import SECTOR_LABELS
from civic.surveys import queries, rules, service
from civic.surveys.forms import PLACES, AnswerForm, SheetForm, TakeBackForm, ask, last_day
from civic.surveys.models import Survey
from civic.surveys.rules import URGENCY_LABELS
from civic.surveys.views.blueprint import bp
from civic.surveys.views.public import get_visible
from civic.web.accepting import accepted, status_of
from civic.web.filters import show_date, translated
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@bp.route("/<int:survey_id>/answer", methods=["GET", "POST"])
@requires(Permission.ANSWER_SURVEY)
def answer(survey_id: int) -> ResponseReturnValue:
    """Answer a survey, or change one's answer."""
    survey, actor = get_visible(survey_id), current_actor()
    mine = queries.find_answer(survey.id, actor.person_id) if actor.person_id else None
    form = ask(AnswerForm, survey, queries.read_answer(mine) if mine else None)
    if not form.is_submitted() and (reason := rules.why_not_answer(survey.dates, now())):
        raise Refused(reason)
    if form.validate_on_submit() and accepted(form, lambda: service.answer(actor, survey, form.answer(), now())):
        thanks = _("Thank you. Your answer is kept. You can change it until %(day)s.", day=show_date(last_day(survey)))
        return done(thanks, url_for(".show", survey_id=survey.id))
    return _questions(survey, form, "surveys/answer.html", changing=mine is not None)


@bp.route("/<int:survey_id>/paper", methods=["GET", "POST"])
@requires(Permission.ENTER_ON_PAPER)
def paper(survey_id: int) -> ResponseReturnValue:
    """Key one paper sheet; the form for the next one follows at once."""
    survey, form = _keyed(survey_id)
    if form.validate_on_submit():
        number = form.sheet_no.data or 0
        if accepted(form, lambda: service.key_sheet(current_actor(), survey, number, form.answer(), now())):
            said = _("Sheet %(sheet)s is keyed. Here is the next one.", sheet=number)
            return done(said, url_for(".paper", survey_id=survey.id))
    return _sheet(survey, form, TakeBackForm(formdata=None))


@bp.post("/<int:survey_id>/paper/take-back")
@requires(Permission.ENTER_ON_PAPER)
def take_back(survey_id: int) -> ResponseReturnValue:
    """Take a keyed sheet out, to key it again."""
    survey, form = queries.get_survey(survey_id), TakeBackForm()
    demand(current_actor(), Permission.ENTER_ON_PAPER, Scope(district=survey.district_code))
    number = form.taken.data if form.validate_on_submit() else None
    if number is None or queries.find_sheet(survey.id, number) is None:
        wrong = _("No sheet with this number is keyed. Look at the number on the paper.")
        return done(wrong, url_for(".paper", survey_id=survey.id), "no")
    service.take_back(current_actor(), survey, number, now())
    return done(_("Sheet %(sheet)s is taken out.", sheet=number), url_for(".paper", survey_id=survey.id))


@bp.get("/<int:survey_id>/sheet")
@requires(Permission.ENTER_ON_PAPER)
def sheet(survey_id: int) -> Response:
    """Show the paper sheet to print: the same questions, facets and villages under the clerk's numbers."""
    survey = queries.get_survey(survey_id)
    demand(current_actor(), Permission.ENTER_ON_PAPER, Scope(district=survey.district_code))
    form = ask(SheetForm, survey)
    return page(
        "surveys/sheet.html",
        survey=survey,
        name=shown.title_of(survey),
        days=shown.days_of(survey),
        facets=directory().facets,
        villages=directory().villages_of(survey.district_code),
        places=PLACES,
        levels=[translated(label) for label in URGENCY_LABELS.values()],
        about=[
            (form.age_band.label.text, [translated(label) for label in AGE_LABELS.values()]),
            (form.sector.label.text, [translated(label) for label in SECTOR_LABELS.values()]),
        ],
    )


def _keyed(survey_id: int) -> tuple[Survey, SheetForm]:
    """Return a survey whose sheets the reader keys now, with an empty form; Refused when none may be keyed."""
    survey = queries.get_survey(survey_id)
    demand(current_actor(), Permission.ENTER_ON_PAPER, Scope(district=survey.district_code))
    form = ask(SheetForm, survey)
    if not form.is_submitted():
        if reason := rules.why_not_key(survey.dates, now()):
            raise Refused(reason)
        form.sheet_no.render_kw = {"autofocus": True}
        form.sheet_no.data = min(queries.last_sheet(survey.id) + 1, rules.SHEETS[1])
    return survey, form


def _sheet(survey: Survey, form: SheetForm, taken: TakeBackForm) -> Response:
    return _questions(survey, form, "surveys/paper.html", taken=taken)


def _questions(survey: Survey, form: AnswerForm, template: str, **more: object) -> Response:
    return page(
        template,
        status_of(form),
        survey=survey,
        name=shown.title_of(survey),
        last=show_date(last_day(survey)),
        form=form,
        places=PLACES,
        ratings=[field for field in form if field.name.startswith("urgency_")],
        **more,
    )
