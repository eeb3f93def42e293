"""Draw surveys up, take answers, key sheets, read sentences. Each answer is kept once, whoever sends it how often."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit import service as audit
from civic.db.session import session
from civic.kit.errors import Missing, Reason, Refused
from civic.kit.text import clean_line
from civic.programme.queries import list_villages
from civic.surveys import queries, rules
from civic.surveys.inputs import SurveyPlan
from civic.surveys.models import Survey, SurveyAnswer, SurveyNeed, SurveyUrgency
from civic.surveys.rules import AnswerInput, Dates, Reading


def draw_up(actor: Actor, plan: SurveyPlan, now: datetime) -> Survey:
    """Make the draft of a district's survey of a year; there is one of them."""
    demand(actor, Permission.MANAGE_SURVEYS, Scope(district=plan.district_code))
    _refuse(rules.why_not_plan(Dates(None, plan.opens_at, plan.closes_at), now))
    survey = Survey(
        district_code=plan.district_code,
        year=plan.year,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        created_at=now,
    )
    _add(survey, Refused(rules.YEAR_TAKEN))
    audit.record(actor, "survey.drawn_up", f"survey:{survey.id}", now, district=survey.district_code, year=survey.year)
    return survey


def change(actor: Actor, survey: Survey, opens_at: datetime, closes_at: datetime, now: datetime) -> Survey:
    """Give a draft other dates."""
    _demand_managing(actor, survey)
    _refuse(rules.why_not_plan(Dates(survey.announced_at, opens_at, closes_at), now))
    survey.opens_at, survey.closes_at = opens_at, closes_at
    session().flush()
    audit.record(actor, "survey.changed", f"survey:{survey.id}", now)
    return survey


def announce(actor: Actor, survey: Survey, now: datetime) -> Survey:
    """Make a draft public; from its first day it is open."""
    _demand_managing(actor, survey)
    _hold(survey, alone=True)
    _refuse(rules.why_not_plan(survey.dates, now))
    survey.announced_at = now
    session().flush()
    audit.record(actor, "survey.announced", f"survey:{survey.id}", now)
    return survey


def extend(actor: Actor, survey: Survey, closes_at: datetime, now: datetime) -> Survey:
    """Let a survey close later; never earlier, and never once it is closed."""
    _demand_managing(actor, survey)
    _hold(survey, alone=True)
    _refuse(rules.why_not_extend(survey.dates, closes_at, now))
    survey.closes_at = closes_at
    session().flush()
    audit.record(actor, "survey.extended", f"survey:{survey.id}", now, closes_at=closes_at.isoformat())
    return survey


def finish(actor: Actor, survey: Survey, now: datetime) -> Survey:
    """Say that all sheets are keyed: the results become public and stand."""
    _demand_managing(actor, survey)
    _hold(survey, alone=True)
    _refuse(rules.why_not_finish(survey.dates, now))
    survey.counted_at = now
    session().flush()
    audit.record(actor, "survey.counted", f"survey:{survey.id}", now)
    return survey


def answer(actor: Actor, survey: Survey, given: AnswerInput, now: datetime) -> SurveyAnswer:
    """Keep an account's answer, or change the one it gave; sent twice or at once it is still one."""
    demand(actor, Permission.ANSWER_SURVEY, Scope(owner_id=actor.person_id))
    _hold(survey)
    _refuse(rules.why_not_answer(survey.dates, now) or _why_not_this(survey, given))
    mine = _own(survey, actor.person_id, now)
    _write(mine, given, now)
    audit.record(actor, "survey.answered", f"survey:{survey.id}", now)
    return mine


def key_sheet(actor: Actor, survey: Survey, sheet_no: int, given: AnswerInput, now: datetime) -> SurveyAnswer:
    """Key one paper sheet (紙本代鍵); the same number twice is refused."""
    _demand_keying(actor, survey)
    _hold(survey)
    _refuse(rules.why_not_key(survey.dates, now) or _why_not_this(survey, given))
    keyed = SurveyAnswer(survey_id=survey.id, sheet_no=sheet_no, answered_at=now)
    _add(keyed, Refused(rules.SHEET_TWICE, sheet=sheet_no))
    _write(keyed, given, now)
    audit.record(actor, "survey.keyed", f"survey:{survey.id}", now, sheet=sheet_no)
    return keyed


def take_back(actor: Actor, survey: Survey, sheet_no: int, now: datetime) -> None:
    """Take a keyed sheet out, to key it again; Missing if it is not keyed."""
    _demand_keying(actor, survey)
    _hold(survey)
    _refuse(rules.why_not_key(survey.dates, now))
    keyed = queries.find_sheet(survey.id, sheet_no)
    if keyed is None:
        raise Missing
    erase(keyed)
    audit.record(actor, "survey.taken_back", f"survey:{survey.id}", now, sheet=sheet_no)


def judge(actor: Actor, survey: Survey, decisions: Mapping[int, Reading], now: datetime) -> int:
    """Show or hide sentences of a survey by their needs' ids; return how many changed. Others' ids are passed over."""
    _demand_managing(actor, survey)
    query = (
        select(SurveyNeed)
        .join(SurveyAnswer, SurveyAnswer.id == SurveyNeed.answer_id)
        .where(SurveyAnswer.survey_id == survey.id, SurveyNeed.id.in_(decisions))
    )
    changed = [need for need in session().scalars(query) if need.reading is not decisions[need.id]]
    for need in changed:
        need.reading = decisions[need.id]
    session().flush()
    if changed:
        audit.record(actor, "survey.sentences_read", f"survey:{survey.id}", now, count=len(changed))
    return len(changed)


def erase(given: SurveyAnswer) -> None:
    """Delete one answer with its needs and ratings."""
    _clear(given)
    session().delete(given)
    session().flush()


def _own(survey: Survey, person_id: int | None, now: datetime) -> SurveyAnswer:
    """Return the account's answer, made if need be, held until the end of this unit of work."""
    mine = (SurveyAnswer.survey_id == survey.id) & (SurveyAnswer.person_id == person_id)
    held = select(SurveyAnswer).where(mine).with_for_update()
    if (found := session().scalars(held).one_or_none()) is not None:
        return found
    try:
        with session().begin_nested():
            fresh = SurveyAnswer(survey_id=survey.id, person_id=person_id, answered_at=now)
            session().add(fresh)
        return fresh
    except IntegrityError:  # the same account answered at this moment: this answer changes that one
        return session().scalars(held).one()


def _write(kept: SurveyAnswer, given: AnswerInput, now: datetime) -> None:
    """Put what was given in place of what stood; a sentence that stays word for word keeps what was decided of it."""
    before = queries.list_needs(kept.id)
    decided = {queries.named(need): need.reading for need in before}
    _clear(kept)
    for position, need in enumerate(given.needs, start=1):
        sentence = clean_line(need.sentence)[: rules.SENTENCE_TO]
        same = rules.NeedNamed(need.facet_code, sentence, need.village_code)
        session().add(
            SurveyNeed(
                answer_id=kept.id,
                position=position,
                facet_code=need.facet_code,
                village_code=need.village_code,
                sentence=sentence,
                reading=decided.get(same, Reading.WAITING),
            )
        )
    session().add_all(
        SurveyUrgency(answer_id=kept.id, facet_code=facet, urgency=level)
        for facet, level in dict(given.urgency).items()
    )
    kept.age_band, kept.sector, kept.answered_at = given.age_band, given.sector, now
    session().flush()


def _clear(kept: SurveyAnswer) -> None:
    session().execute(delete(SurveyNeed).where(SurveyNeed.answer_id == kept.id))
    session().execute(delete(SurveyUrgency).where(SurveyUrgency.answer_id == kept.id))


def _hold(survey: Survey, alone: bool = False) -> None:
    """Hold the survey's row and read its dates anew, so that none is answered while it closes."""
    query = select(Survey).where(Survey.id == survey.id).with_for_update(read=not alone)
    session().scalars(query.execution_options(populate_existing=True)).one()


def _add(row: Survey | SurveyAnswer, taken: Refused) -> None:
    try:
        with session().begin_nested():
            session().add(row)
    except IntegrityError as there:
        raise taken from there


def _why_not_this(survey: Survey, given: AnswerInput) -> Reason | None:
    return rules.why_not_this(given, [village.code for village in list_villages(survey.district_code)])


def _demand_managing(actor: Actor, survey: Survey) -> None:
    demand(actor, Permission.MANAGE_SURVEYS, Scope(district=survey.district_code))


def _demand_keying(actor: Actor, survey: Survey) -> None:
    demand(actor, Permission.ENTER_ON_PAPER, Scope(district=survey.district_code))


def _refuse(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
