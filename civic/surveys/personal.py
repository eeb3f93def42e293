"""Show and erase what surveys keep about one person."""

from datetime import datetime

from sqlalchemy import select

from civic.accounts.own_data import Fact, Section
from civic.db.session import session
from civic.surveys import queries
from civic.surveys.models import Survey, SurveyAnswer
from civic.surveys.rules import Stage, stage_of
from civic.surveys.service import erase


def own_data(person_id: int) -> Section:
    """Return a person's answers."""
    given = session().scalars(select(SurveyAnswer).where(SurveyAnswer.person_id == person_id).order_by(SurveyAnswer.id))
    return Section("surveys", tuple(_answer(one) for one in given))


def forget(person_id: int, now: datetime) -> None:
    """Delete answers to surveys that still run; those that count already stay, without their account."""
    query = (
        select(SurveyAnswer, Survey)
        .join(Survey, Survey.id == SurveyAnswer.survey_id)
        .where(SurveyAnswer.person_id == person_id)
    )
    for given, survey in session().execute(query).all():
        if stage_of(survey.dates, now) is Stage.CLOSED:
            given.person_id = None
        else:
            erase(given)
    session().flush()


def _answer(kept: SurveyAnswer) -> tuple[Fact, ...]:
    given = queries.read_answer(kept)
    return (
        Fact("survey", kept.survey_id),
        Fact("answered_at", kept.answered_at.isoformat()),
        *(Fact("need", f"{need.facet_code} {need.village_code or ''}: {need.sentence}") for need in given.needs),
        *(Fact("urgency", f"{facet}: {level.value}") for facet, level in given.urgency),
        Fact("age", given.age_band.value if given.age_band else ""),
        Fact("sector", given.sector.value if given.sector else ""),
    )
