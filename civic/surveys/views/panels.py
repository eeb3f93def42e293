"""Show surveys on lower pages: a district's, and what can be done now on the home page."""

from flask import render_template, url_for

from civic.kit.clock import now
from civic.surveys import queries
from civic.surveys.models import Survey
from civic.surveys.rules import Stage, stage_of
from civic.surveys.views import shown


def district_panel(district_code: str) -> str:
    """Return the district's open survey and its last result; nothing before its first survey."""
    found = queries.list_of_district(district_code)
    running, over = _first(found, Stage.OPEN), _first(found, Stage.CLOSED)
    if running is None and over is None:
        return ""
    return render_template(
        "surveys/district_panel.html",
        running=shown.shown(running, "surveys.answer") if running else None,
        over=shown.shown(over) if over else None,
    )


def home_action(district_code: str) -> str:
    """Offer the district's open survey."""
    running = _first(queries.list_of_district(district_code), Stage.OPEN)
    if running is None:
        return ""
    return render_template("surveys/_action.html", url=url_for("surveys.answer", survey_id=running.id))


def _first(found: list[Survey], stage: Stage) -> Survey | None:
    return next((survey for survey in found if stage_of(survey.dates, now()) is stage), None)
