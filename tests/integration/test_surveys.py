"""Answers are kept once, sheets keyed once, results stand by the clock, and a need cites what everybody can see."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.access.actor import Actor, Duty, Role
from civic.audit.models import AuditEntry
from civic.db.session import Database, session
from civic.kit.errors import Missing, Reason, Refused
from civic.needs import queries as needs
from civic.needs import rules as need_rules
from civic.needs import service as need_service
from civic.needs.export import export_table
from civic.needs.inputs import Citation
from civic.needs.queries import Filters
from civic.needs.rules import EvidenceKind
from civic.programme.ages import AgeBand
from civic.surveys import personal, queries, rules, service
from civic.surveys.inputs import SurveyPlan
from civic.surveys.models import Survey, SurveyAnswer, SurveyNeed
from civic.surveys.rules import AnswerInput, NeedNamed, Reading, Urgency
from tests.factories.needs import make_need
from tests.factories.people import BEITOU, OFFICE, SHILIN, make_clerk
from tests.factories.surveys import DAY, VILLAGES, make_answer, make_closed, make_draft, make_open, make_resident
from tests.race import refusals_at_once

CROWD = 8


def refused(reason: Reason, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as problem:
        act()
    assert problem.value.reason is reason


def test_an_account_has_one_answer_which_the_next_one_changes(db: Session, now: datetime) -> None:
    survey, actor = make_open(now), make_resident()
    first = AnswerInput((NeedNamed("environment", "遮蔭", VILLAGES[0]),), (("energy", Urgency.LATER),), AgeBand.FROM_65)

    service.answer(actor, survey, first, now)
    service.answer(actor, survey, first, now)
    kept = service.answer(actor, survey, make_answer("種樹", "health"), now)

    assert queries.count(survey).answers == 1
    assert queries.read_answer(kept) == make_answer("種樹", "health")


def test_a_sentence_that_stays_keeps_its_decision_and_a_new_one_waits(db: Session, now: datetime) -> None:
    survey, actor = make_open(now), make_resident()
    service.answer(actor, survey, make_answer("遮蔭"), now)
    said = queries.list_sentences(survey.id, Reading.WAITING)[0]
    service.judge(OFFICE, survey, {said.id: Reading.APPROVED}, now)

    both = AnswerInput((NeedNamed("health", "運動空間"), NeedNamed("environment", "遮蔭")))
    service.answer(actor, survey, both, now)

    assert [one.sentence for one in queries.list_sentences(survey.id, Reading.APPROVED)] == ["遮蔭"]
    assert [one.sentence for one in queries.list_sentences(survey.id, Reading.WAITING)] == ["運動空間"]


def test_nobody_answers_before_the_first_day_or_after_the_last(db: Session, now: datetime) -> None:
    survey, actor = make_open(now), make_resident()

    refused(rules.NOT_OPEN_YET, lambda: service.answer(actor, survey, make_answer(), survey.opens_at - DAY))
    refused(rules.NOW_CLOSED, lambda: service.answer(actor, survey, make_answer(), survey.closes_at))
    refused(rules.NOT_ANNOUNCED, lambda: service.answer(actor, make_draft(now, SHILIN), make_answer(), now))


def test_a_sheet_is_keyed_once_and_the_audit_says_so(db: Session, now: datetime) -> None:
    survey, clerk = make_open(now), make_clerk()
    service.key_sheet(clerk, survey, 7, make_answer(), now)

    refused(rules.SHEET_TWICE, lambda: service.key_sheet(clerk, survey, 7, make_answer("別的"), now))
    service.take_back(clerk, survey, 7, now)
    service.key_sheet(clerk, survey, 7, make_answer("別的"), now)

    actions = db.scalars(select(AuditEntry.action).where(AuditEntry.action.like("survey.%")).order_by(AuditEntry.seq))
    assert list(actions)[-3:] == ["survey.keyed", "survey.taken_back", "survey.keyed"]
    with pytest.raises(Missing):
        service.take_back(clerk, survey, 8, now)


def test_sheets_are_keyed_after_the_close_until_the_results_stand(db: Session, now: datetime) -> None:
    survey, clerk = make_open(now), make_clerk()
    after = survey.closes_at + timedelta(hours=1)

    service.key_sheet(clerk, survey, 1, make_answer(), after)
    service.finish(clerk, survey, after)

    refused(rules.RESULTS_STAND, lambda: service.key_sheet(clerk, survey, 2, make_answer(), after))
    refused(rules.RESULTS_STAND, lambda: service.finish(clerk, survey, after))


def test_a_district_has_one_survey_a_year(db: Session, now: datetime) -> None:
    make_draft(now)

    refused(rules.YEAR_TAKEN, lambda: make_draft(now))
    make_draft(now, SHILIN)


def test_a_clerk_works_on_the_surveys_of_the_own_district_alone(db: Session, now: datetime) -> None:
    survey, stranger = make_open(now), make_clerk(SHILIN)

    for act in (
        lambda: service.key_sheet(stranger, survey, 1, make_answer(), now),
        lambda: service.extend(stranger, survey, survey.closes_at + DAY, now),
        lambda: service.judge(stranger, survey, {}, now),
        lambda: service.draw_up(stranger, SurveyPlan(BEITOU, 2030, now, now + DAY), now),
    ):
        with pytest.raises(Refused):
            act()


def test_judging_passes_over_sentences_of_another_survey(db: Session, now: datetime) -> None:
    mine, other = make_open(now), make_open(now, SHILIN)
    service.answer(make_resident(), other, make_answer(), now)
    said = queries.list_sentences(other.id, Reading.WAITING)[0]

    assert service.judge(OFFICE, mine, {said.id: Reading.APPROVED}, now) == 0
    assert queries.count_sentences(other.id)[Reading.APPROVED] == 0


def test_who_closes_the_account_takes_a_running_answer_along_and_leaves_a_counted_one_nameless(
    db: Session, now: datetime
) -> None:
    running, actor = make_open(now), make_resident()
    counted = make_open(now - 30 * DAY, SHILIN, days=2)
    service.answer(actor, running, make_answer(), now)
    service.answer(actor, counted, make_answer(), now - 30 * DAY)

    assert len(personal.own_data(actor.person_id or 0).records) == 2
    personal.forget(actor.person_id or 0, now)

    assert queries.count(running).answers == 0
    assert queries.count(counted).answers == 1
    assert queries.find_answer(counted.id, actor.person_id or 0) is None


def test_a_need_cites_a_public_count_once_and_it_opens_the_second_gate(db: Session, now: datetime) -> None:
    need = make_need(now)
    survey = make_closed(now, {("safety", VILLAGES[0]): 7, ("environment", VILLAGES[1]): 3})
    given = Citation("safety", VILLAGES[0])

    need_service.cite_survey(OFFICE, need, survey, given, now)

    cited = needs.list_cited_counts(need.id)[0]
    assert (cited.answers, cited.of_answers, cited.year) == (7, 10, survey.year)
    assert [piece.kind for piece in needs.list_evidence(need.id)].count(EvidenceKind.ACTUAL_NEED) == 2
    assert [row.case_no for row in needs.list_citing(survey.id)] == [need.case_no]
    refused(need_rules.CITED_ALREADY, lambda: need_service.cite_survey(OFFICE, need, survey, given, now))
    text = str(list(export_table(Filters(), now.date()).rows))
    assert "年北投區需求問卷：10份中7份提出建民里安全防災" in text


def test_hidden_running_and_other_districts_counts_cannot_be_cited(db: Session, now: datetime) -> None:
    need = make_need(now)
    closed = make_closed(now, {("safety", VILLAGES[0]): 7, ("environment", VILLAGES[1]): 3})
    running = make_open(now.replace(year=2025))
    elsewhere = make_closed(now, {("safety", None): 7}, SHILIN)
    running.closes_at = now + DAY

    small = Citation("environment", VILLAGES[1])
    refused(rules.TOO_FEW, lambda: need_service.cite_survey(OFFICE, need, closed, small, now))
    refused(rules.NOT_CLOSED, lambda: need_service.cite_survey(OFFICE, need, running, Citation("safety"), now))
    with pytest.raises(Missing):
        need_service.cite_survey(OFFICE, need, elsewhere, Citation("safety"), now)
    with pytest.raises(Refused):
        need_service.cite_survey(make_clerk(), need, closed, Citation("safety"), now)
    assert needs.list_cited_counts(need.id) == []


def test_a_cited_count_stays_as_it_was(db: Session, now: datetime) -> None:
    need, survey = make_need(now), make_closed(now, {("safety", VILLAGES[0]): 7})
    need_service.cite_survey(OFFICE, need, survey, Citation("safety"), now)

    service.erase(queries.find_sheet(survey.id, 1) or SurveyAnswer())

    assert needs.list_cited_counts(need.id)[0].answers == 7


def test_one_account_that_answers_many_times_at_once_has_one_whole_answer(city: Database, now: datetime) -> None:
    with city.writing():
        survey_id, actor = make_open(now).id, make_resident()

    def answer(number: int) -> None:
        given = AnswerInput((NeedNamed("environment", f"{number} a"), NeedNamed("health", f"{number} b")))
        service.answer(actor, queries.get_survey(survey_id), given, now)

    assert refusals_at_once(city, CROWD, answer) == [""] * CROWD
    with city.reading():
        kept = session().scalars(select(SurveyAnswer)).one()
        first, second = queries.list_needs(kept.id)
        assert first.sentence[0] == second.sentence[0]
        assert session().scalar(select(func.count()).select_from(SurveyNeed)) == 2


def test_many_clerks_key_one_sheet_once(city: Database, now: datetime) -> None:
    with city.writing():
        survey_id = make_open(now).id

    def key(number: int) -> None:
        service.key_sheet(OFFICE, queries.get_survey(survey_id), 5, make_answer(f"第 {number} 句"), now)

    assert refusals_at_once(city, CROWD, key) == ["", *["survey_sheet_twice"] * (CROWD - 1)]


def test_the_results_are_made_public_once(city: Database, now: datetime) -> None:
    with city.writing():
        survey_id = make_open(now - 20 * DAY, days=14).id

    def finish(_number: int) -> None:
        service.finish(OFFICE, queries.get_survey(survey_id), now - 5 * DAY)

    assert refusals_at_once(city, CROWD, finish) == ["", *["survey_results_stand"] * (CROWD - 1)]


def test_many_needs_cite_one_count_and_each_once(city: Database, now: datetime) -> None:
    with city.writing():
        need = make_need(now)
        survey_id, case_no = make_closed(now, {("safety", VILLAGES[0]): 7}).id, need.case_no

    def cite(_number: int) -> None:
        survey = session().get_one(Survey, survey_id)
        need_service.cite_survey(OFFICE, needs.get_need(case_no), survey, Citation("safety"), now)

    assert refusals_at_once(city, CROWD, cite) == ["", *["need_cited_already"] * (CROWD - 1)]


def test_staff_answer_like_anybody(db: Session, now: datetime) -> None:
    survey = make_open(now)
    staff = Actor(make_resident().person_id, duties=frozenset({Duty(Role.AGENCY, "pwd")}), confirmed=True)

    service.answer(staff, survey, make_answer(), now)

    assert queries.count(survey).answers == 1
