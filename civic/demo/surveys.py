"""Play needs surveys: drawn up and announced at once, answered, sentences read, results made public."""

from collections.abc import Iterator

from civic.demo.scenario import Scenario
from civic.demo.scripts_survey import SurveyAnswerScript, SurveyScript
from civic.demo.stage import Play, Stage, Step
from civic.surveys import queries
from civic.surveys import service as surveys
from civic.surveys.inputs import SurveyPlan
from civic.surveys.rules import AnswerInput, NeedNamed, Reading


def steps(scenario: Scenario) -> Iterator[Step]:
    """Yield each survey with its answers."""
    for number, script in enumerate(scenario.surveys):
        path = f"surveys[{number}]"
        yield Step(script.announced.at, f"{path}.announced", _announcing(script))
        for place, answer in enumerate(script.answers):
            yield Step(answer.at, f"{path}.answers[{place}]", _answering(script.key, answer))
        if script.approved is not None:
            yield Step(script.approved.at, f"{path}.approved", _approving(script))
        if script.counted is not None:
            yield Step(script.counted.at, f"{path}.counted", _counting(script))


def _announcing(script: SurveyScript) -> Play:
    plan, act = SurveyPlan(script.district, script.year, script.opens, script.closes), script.announced

    def announce(stage: Stage) -> None:
        actor = stage.actor(act.by)
        survey = surveys.announce(actor, surveys.draw_up(actor, plan, act.at), act.at)
        stage.surveys[script.key] = survey.id

    return announce


def _answering(key: str, script: SurveyAnswerScript) -> Play:
    given = AnswerInput(
        needs=tuple(NeedNamed(need.facet, need.sentence, need.village or None) for need in script.needs),
        urgency=tuple(script.urgency.items()),
        age_band=script.age,
        sector=script.sector,
    )

    def answer(stage: Stage) -> None:
        survey = stage.survey(key)
        if script.sheet is None:
            surveys.answer(stage.actor(script.person), survey, given, script.at)
        else:
            surveys.key_sheet(stage.actor(script.by), survey, script.sheet, given, script.at)

    return answer


def _approving(script: SurveyScript) -> Play:
    act = script.approved or script.announced

    def approve(stage: Stage) -> None:
        survey = stage.survey(script.key)
        waiting = queries.list_sentences(survey.id, Reading.WAITING)
        surveys.judge(stage.actor(act.by), survey, {one.id: Reading.APPROVED for one in waiting}, act.at)

    return approve


def _counting(script: SurveyScript) -> Play:
    act = script.counted or script.announced
    return lambda stage: surveys.finish(stage.actor(act.by), stage.survey(script.key), act.at)
