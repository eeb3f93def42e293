"""Show surveys to everybody: the list, one survey with its results, its counts as a file."""

import io

from flask import Response

import civic.surveys.views.shown as shown
from civic.access.permissions import Permission
from civic.access.policy import Scope, may, may_somewhere
from civic.kit.clock import now
from civic.kit.errors import Missing
from civic.kit.tables import FORMATS
from civic.surveys import queries
from civic.surveys.export import results_table
from civic.surveys.models import Survey
from civic.surveys.rules import STAGE_LABELS, URGENCY_LABELS, Stage, stage_of
from civic.surveys.views.blueprint import bp
from civic.web.filters import show_date, translated
from civic.web.guard import public
from civic.web.pages import attachment, current_actor, page


@bp.get("")
@public
def index() -> Response:
    """List the surveys, those that can be answered now first."""
    found = queries.list_announced()
    running = [survey for survey in found if stage_of(survey.dates, now()) in {Stage.OPEN, Stage.COMING}]
    return page(
        "surveys/list.html",
        running=[shown.shown(survey) for survey in running],
        over=[shown.shown(survey) for survey in found if survey not in running],
        may_manage=may_somewhere(current_actor(), Permission.MANAGE_SURVEYS),
    )


@bp.get("/<int:survey_id>")
@public
def show(survey_id: int) -> Response:
    """Show one survey: how to answer while it runs, its results once they stand."""
    survey, actor = get_visible(survey_id), current_actor()
    stage = stage_of(survey.dates, now())
    manages = may(actor, Permission.MANAGE_SURVEYS, Scope(district=survey.district_code))
    mine = queries.find_answer(survey.id, actor.person_id) if actor.person_id else None
    return page(
        "surveys/show.html",
        survey=survey,
        name=shown.title_of(survey),
        stage=stage.value,
        stage_label=translated(STAGE_LABELS[stage]),
        tone=shown.TONES[stage],
        days=shown.days_of(survey),
        results_day=shown.results_day(survey),
        answered=show_date(mine.answered_at) if mine else "",
        results=shown.results_of(survey) if stage is Stage.CLOSED else None,
        levels=[translated(label) for label in URGENCY_LABELS.values()],
        files=[ending for ending in FORMATS if stage is Stage.CLOSED],
        manages=manages,
    )


@bp.get("/<int:survey_id>/counts.<ending>")
@public
def counts(survey_id: int, ending: str) -> Response:
    """Give the public counts of a survey as a file; Missing before they stand."""
    survey = get_visible(survey_id)
    if ending not in FORMATS or stage_of(survey.dates, now()) is not Stage.CLOSED:
        raise Missing
    content_type, write = FORMATS[ending]
    out = io.BytesIO()
    write(results_table(survey), out)
    return attachment(out.getvalue(), f"survey-{survey.id}.{ending}", content_type)


def get_visible(survey_id: int) -> Survey:
    """Return a survey the reader may see: an announced one, or a draft of their own office; Missing otherwise."""
    survey = queries.get_survey(survey_id)
    manages = may(current_actor(), Permission.MANAGE_SURVEYS, Scope(district=survey.district_code))
    if survey.announced_at is None and not manages:
        raise Missing
    return survey
