"""Read surveys, one's own answer, the sentences to read, and the counts in six statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from civic.db.session import session
from civic.kit.errors import Missing
from civic.programme.ages import AgeBand
from civic.programme.queries import directory, list_villages
from civic.programme.sectors import Sector
from civic.surveys.counts import Counts
from civic.surveys.models import Survey, SurveyAnswer, SurveyNeed, SurveyUrgency
from civic.surveys.rules import AnswerInput, NeedNamed, Reading, Stage, Urgency, stage_of


@dataclass(frozen=True)
class Sentence:
    """Be one sentence somebody wrote: the need's id, where it belongs, what was decided about it."""

    id: int
    facet_code: str
    village_code: str | None
    sentence: str
    reading: Reading


def get_survey(survey_id: int) -> Survey:
    """Return a survey, a draft too; Missing if there is none."""
    found = session().get(Survey, survey_id)
    if found is None:
        raise Missing
    return found


def list_announced(limit: int = 60) -> list[Survey]:
    """Return the surveys that are announced, the newest first."""
    query = select(Survey).where(Survey.announced_at.is_not(None))
    return list(session().scalars(query.order_by(Survey.opens_at.desc(), Survey.district_code).limit(limit)))


def list_all(district_codes: Collection[str] | None) -> list[Survey]:
    """Return the surveys of these districts (None: of all), drafts too, the newest first."""
    query = select(Survey).order_by(Survey.year.desc(), Survey.district_code)
    if district_codes is not None:
        query = query.where(Survey.district_code.in_(district_codes))
    return list(session().scalars(query))


def list_of_district(district_code: str) -> list[Survey]:
    """Return a district's two newest announced surveys, the newest first."""
    query = select(Survey).where(Survey.district_code == district_code, Survey.announced_at.is_not(None))
    return list(session().scalars(query.order_by(Survey.year.desc()).limit(2)))


def list_citable(district_code: str, now: datetime) -> list[Survey]:
    """Return a district's surveys whose results are public, the newest first."""
    query = select(Survey).where(Survey.district_code == district_code).order_by(Survey.year.desc())
    return [survey for survey in session().scalars(query) if stage_of(survey.dates, now) is Stage.CLOSED]


def find_answer(survey_id: int, person_id: int) -> SurveyAnswer | None:
    """Return an account's answer to a survey, None when it has given none."""
    mine = (SurveyAnswer.survey_id == survey_id) & (SurveyAnswer.person_id == person_id)
    return session().scalars(select(SurveyAnswer).where(mine)).one_or_none()


def find_sheet(survey_id: int, sheet_no: int) -> SurveyAnswer | None:
    """Return the answer keyed from a sheet, None when it is not keyed."""
    this = (SurveyAnswer.survey_id == survey_id) & (SurveyAnswer.sheet_no == sheet_no)
    return session().scalars(select(SurveyAnswer).where(this)).one_or_none()


def last_sheet(survey_id: int) -> int:
    """Return the highest number of a keyed sheet, 0 when none is keyed."""
    return session().scalar(select(func.max(SurveyAnswer.sheet_no)).where(SurveyAnswer.survey_id == survey_id)) or 0


def list_needs(answer_id: int) -> list[SurveyNeed]:
    """Return the needs of an answer in their order."""
    query = select(SurveyNeed).where(SurveyNeed.answer_id == answer_id).order_by(SurveyNeed.position)
    return list(session().scalars(query))


def read_answer(answer: SurveyAnswer) -> AnswerInput:
    """Return an answer as it was given."""
    rated = select(SurveyUrgency.facet_code, SurveyUrgency.urgency).where(SurveyUrgency.answer_id == answer.id)
    return AnswerInput(
        needs=tuple(named(need) for need in list_needs(answer.id)),
        urgency=tuple((code, level) for code, level in session().execute(rated)),
        age_band=answer.age_band,
        sector=answer.sector,
    )


def named(need: SurveyNeed) -> NeedNamed:
    """Return a stored need as it was given."""
    return NeedNamed(need.facet_code, need.sentence, need.village_code)


def list_sentences(survey_id: int, reading: Reading, limit: int | None = None) -> list[Sentence]:
    """Return the sentences of a survey about which this was decided, by facet; in no order of who wrote them."""
    query = (
        select(SurveyNeed.id, SurveyNeed.facet_code, SurveyNeed.village_code, SurveyNeed.sentence, SurveyNeed.reading)
        .join(SurveyAnswer, SurveyAnswer.id == SurveyNeed.answer_id)
        .where(SurveyAnswer.survey_id == survey_id, SurveyNeed.reading == reading)
        .order_by(SurveyNeed.facet_code, SurveyNeed.sentence, SurveyNeed.id)
        .limit(limit)
    )
    return [Sentence(**row) for row in session().execute(query).mappings()]


def count_sentences(survey_id: int) -> dict[Reading, int]:
    """Count a survey's sentences by what was decided about them."""
    query = (
        select(SurveyNeed.reading, func.count())
        .join(SurveyAnswer, SurveyAnswer.id == SurveyNeed.answer_id)
        .where(SurveyAnswer.survey_id == survey_id)
        .group_by(SurveyNeed.reading)
    )
    return dict.fromkeys(Reading, 0) | dict(session().execute(query).all())


def count(survey: Survey) -> Counts:
    """Count a survey's answers, with a zero for every facet, village, age and sector nobody named."""
    facets = [facet.code for facet in directory().facets]
    villages: list[str | None] = [*(village.code for village in list_villages(survey.district_code)), None]
    places = _count_places(survey.id)
    return Counts(
        answers=_total(SurveyAnswer.survey_id == survey.id),
        on_paper=_total(SurveyAnswer.survey_id == survey.id, SurveyAnswer.sheet_no.is_not(None)),
        facets=dict.fromkeys(facets, 0) | _count_facets(survey.id),
        villages=dict.fromkeys(villages, 0) | _count_villages(survey.id),
        places={(village, facet): places.get((village, facet), 0) for village in villages for facet in facets},
        urgency=_count_urgency(survey.id, facets),
        ages=dict.fromkeys([*AgeBand, None], 0) | _count_ages(survey.id),
        sectors=dict.fromkeys([*Sector, None], 0) | _count_sectors(survey.id),
    )


def _total(*conditions: ColumnElement[bool]) -> int:
    return session().scalar(select(func.count()).select_from(SurveyAnswer).where(*conditions)) or 0


_ANSWERS = func.count(SurveyNeed.answer_id.distinct())


def _count_facets(survey_id: int) -> dict[str, int]:
    query = select(SurveyNeed.facet_code, _ANSWERS).join(SurveyAnswer, SurveyAnswer.id == SurveyNeed.answer_id)
    rows = session().execute(query.where(SurveyAnswer.survey_id == survey_id).group_by(SurveyNeed.facet_code))
    return dict(rows.all())


def _count_villages(survey_id: int) -> dict[str | None, int]:
    query = select(SurveyNeed.village_code, _ANSWERS).join(SurveyAnswer, SurveyAnswer.id == SurveyNeed.answer_id)
    rows = session().execute(query.where(SurveyAnswer.survey_id == survey_id).group_by(SurveyNeed.village_code))
    return dict(rows.all())


def _count_places(survey_id: int) -> dict[tuple[str | None, str], int]:
    query = (
        select(SurveyNeed.village_code, SurveyNeed.facet_code, _ANSWERS)
        .join(SurveyAnswer, SurveyAnswer.id == SurveyNeed.answer_id)
        .where(SurveyAnswer.survey_id == survey_id)
        .group_by(SurveyNeed.village_code, SurveyNeed.facet_code)
    )
    return {(village, facet): number for village, facet, number in session().execute(query)}


def _count_urgency(survey_id: int, facets: Collection[str]) -> dict[str, dict[Urgency, int]]:
    query = (
        select(SurveyUrgency.facet_code, SurveyUrgency.urgency, func.count())
        .join(SurveyAnswer, SurveyAnswer.id == SurveyUrgency.answer_id)
        .where(SurveyAnswer.survey_id == survey_id)
        .group_by(SurveyUrgency.facet_code, SurveyUrgency.urgency)
    )
    found = {facet: dict.fromkeys(Urgency, 0) for facet in facets}
    for facet, urgency, number in session().execute(query):
        found.setdefault(facet, dict.fromkeys(Urgency, 0))[urgency] = number
    return found


def _count_ages(survey_id: int) -> dict[AgeBand | None, int]:
    query = select(SurveyAnswer.age_band, func.count()).where(SurveyAnswer.survey_id == survey_id)
    return dict(session().execute(query.group_by(SurveyAnswer.age_band)).all())


def _count_sectors(survey_id: int) -> dict[Sector | None, int]:
    query = select(SurveyAnswer.sector, func.count()).where(SurveyAnswer.survey_id == survey_id)
    return dict(session().execute(query.group_by(SurveyAnswer.sector)).all())
