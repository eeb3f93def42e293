"""Make surveys and answers as residents and clerks give them."""

from datetime import datetime, timedelta

from civic.access.actor import Actor
from civic.accounts.queries import actor_of
from civic.programme.queries import directory
from civic.surveys import service
from civic.surveys.inputs import SurveyPlan
from civic.surveys.models import Survey
from civic.surveys.rules import AnswerInput, NeedNamed
from tests.factories.people import BEITOU, OFFICE, make_person

DAY = timedelta(days=1)
VILLAGES = ("63000120001", "63000120002", "63000120003")


def make_draft(now: datetime, district: str = BEITOU, days: int = 14) -> Survey:
    """Make a draft that would be open since yesterday and for so many days."""
    plan = SurveyPlan(district, now.year, now - DAY, now + days * DAY)
    return service.draw_up(OFFICE, plan, now - 2 * DAY)


def make_open(now: datetime, district: str = BEITOU, days: int = 14) -> Survey:
    """Make a survey that is open since yesterday and for so many days."""
    return service.announce(OFFICE, make_draft(now, district, days), now - 2 * DAY)


def make_answer(sentence: str = "河岸缺少遮蔭", facet: str = "environment", village: str | None = None) -> AnswerInput:
    """Return an answer that names one need."""
    return AnswerInput((NeedNamed(facet, sentence, village),))


def make_resident() -> Actor:
    """Make somebody with an account."""
    return actor_of(make_person().id)


def make_closed(now: datetime, answers: dict[tuple[str, str | None], int], district: str = BEITOU) -> Survey:
    """Make a survey whose results are public, keyed from so many sheets for each (facet, village)."""
    then = now - 10 * DAY
    survey = make_open(then, district, days=2)
    sheets = [make_answer(f"{facet} {number}", facet, village) for (facet, village), many in answers.items()
              for number in range(many)]  # fmt: skip
    for number, given in enumerate(sheets, start=1):
        service.key_sheet(OFFICE, survey, number, given, then)
    return service.finish(OFFICE, survey, then + 3 * DAY)


def village_name(code: str) -> str:
    """Return a village's Chinese name."""
    village = directory().village(code)
    assert village is not None
    return village.name_zh
