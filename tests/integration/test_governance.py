"""Meetings are planned for the year, take up what stands before them, and move needs by their decisions."""

from collections import Counter
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from civic.governance import queries, rules, service
from civic.governance.inputs import ActionInput, MeetingInput
from civic.governance.models import AgendaItem, Meeting
from civic.governance.rules import ActionState, Decision, MeetingKind, Outcome
from civic.kit.errors import Reason, Refused
from civic.needs import queries as needs
from civic.needs import rules as need_rules
from civic.needs import service as needs_service
from civic.needs.models import Need
from civic.needs.rules import NeedMove, NeedState
from tests.factories.needs import make_assigned_need
from tests.factories.people import OFFICE, make_officer, make_resident

DUE = date(2026, 12, 31)
CONCLUSION = Decision(
    Outcome.CONCLUDE, "請工務局編列次年度預算", "pwd", DUE, "agency_budget", "大地處每年檢測", "編列次年度預算"
)


def refused(reason: Reason) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda no: no.reason is reason)


def call(kind: MeetingKind, now: datetime, title: str = "第1季專案會議") -> Meeting:
    given = MeetingInput(kind, title, "dol", now, "地政局會議室", "地政局副局長")
    return service.create_meeting(OFFICE, given, now)


def studied(now: datetime) -> Need:
    return needs_service.move(OFFICE, make_assigned_need(now), NeedState.STUDYING, NeedMove(), now)


def reported_up(need: Need, now: datetime) -> AgendaItem:
    """Let the project meeting report a need up; return its place on the coordination meeting's agenda."""
    item = service.put_on_agenda(OFFICE, call(MeetingKind.PROJECT, now), need, now)
    service.decide(OFFICE, item, Decision(Outcome.REPORT_UP), now)
    return service.put_on_agenda(OFFICE, call(MeetingKind.COORDINATION, now, "上半年協調會報"), need, now)


def test_a_year_is_generated_once_with_26_meetings(db: Session, now: datetime) -> None:
    made = service.generate_year(OFFICE, 115, now)

    assert Counter(meeting.kind for meeting in made) == {"working": 20, "project": 4, "coordination": 2}
    assert "交通旅遊子系統第1季工作會議" in {meeting.title for meeting in made}
    assert len(queries.list_meetings(115)) == 26
    with refused(rules.YEAR_EXISTS):
        service.generate_year(OFFICE, 115, now)
    assert len(service.generate_year(OFFICE, 116, now)) == 26


@pytest.mark.parametrize("maker", [make_officer, make_resident])
def test_only_the_programme_office_holds_meetings(db: Session, now: datetime, maker: object) -> None:
    with pytest.raises(Refused):
        service.generate_year(maker(), 115, now)  # type: ignore[operator]


def test_a_project_meeting_takes_a_need_up_and_reports_it_on(db: Session, now: datetime) -> None:
    need = studied(now)
    meeting = call(MeetingKind.PROJECT, now)

    item = service.put_on_agenda(OFFICE, meeting, need, now)
    assert need.state is NeedState.AT_PROJECT
    service.decide(OFFICE, item, Decision(Outcome.REPORT_UP, "符合共識與實際需求"), now)

    assert needs.get_need_by_id(need.id).state is NeedState.AT_COORDINATION
    assert needs.list_changes(need.id)[-1].reason == "第1季專案會議：符合共識與實際需求"


def test_a_need_is_on_an_agenda_once_and_only_where_it_stands(db: Session, now: datetime) -> None:
    need, meeting = studied(now), call(MeetingKind.PROJECT, now)
    service.put_on_agenda(OFFICE, meeting, need, now)

    with refused(rules.ON_AGENDA):
        service.put_on_agenda(OFFICE, meeting, need, now)
    with refused(rules.NOT_FOR_THIS_MEETING):
        service.put_on_agenda(OFFICE, call(MeetingKind.COORDINATION, now), need, now)


def test_a_conclusion_assigns_agency_day_and_money_and_makes_the_action_item(db: Session, now: datetime) -> None:
    need = studied(now)
    item = reported_up(need, now)

    service.decide(OFFICE, item, CONCLUSION, now)

    need = needs.get_need_by_id(need.id)
    assert need.state is NeedState.PLANNED
    assert (need.lead_agency_code, need.due_on, need.funding_code) == ("pwd", DUE, "agency_budget")
    assert need.maintenance == "大地處每年檢測" and need.promise_due_on == DUE
    actions = queries.list_actions(item.meeting_id)
    assert [(a.agency_code, a.text, a.due_on) for a in actions] == [("pwd", "編列次年度預算", DUE)]


def test_a_conclusion_without_maintenance_changes_nothing(db: Session, now: datetime) -> None:
    need = studied(now)
    item = reported_up(need, now)
    bare = Decision(Outcome.CONCLUDE, "照案", "pwd", DUE, "agency_budget")

    with refused(need_rules.MAINTENANCE_MISSING):
        service.decide(OFFICE, item, bare, now)
    assert item.outcome is None and need.state is NeedState.AT_COORDINATION


def test_what_is_not_adopted_leaves_with_its_reason_and_is_decided_once(db: Session, now: datetime) -> None:
    need = studied(now)
    item = service.put_on_agenda(OFFICE, call(MeetingKind.PROJECT, now), need, now)
    no = Decision(Outcome.REJECT, "用地不屬市府管理")

    service.decide(OFFICE, item, no, now)

    assert needs.get_need_by_id(need.id).state is NeedState.REJECTED
    with refused(rules.DECIDED):
        service.decide(OFFICE, item, no, now)


def test_an_ad_hoc_meeting_leaves_the_need_where_it_is_but_keeps_its_promise(db: Session, now: datetime) -> None:
    need = studied(now)
    item = service.put_on_agenda(OFFICE, call(MeetingKind.ADHOC, now, "個案研商會議"), need, now)
    service.decide(OFFICE, item, Decision(Outcome.CONCLUDE, "停管處覓址", "parking", DUE), now)

    assert (need.state, need.promise_due_on, need.due_on) == (NeedState.STUDYING, DUE, None)
    action = queries.list_actions(item.meeting_id)[0]
    with pytest.raises(Refused):
        service.set_action_state(make_officer("dot"), action, ActionState.DONE, now)
    service.set_action_state(make_officer("parking"), action, ActionState.DONE, now)
    assert need.promise_due_on is None


def test_the_earliest_open_promise_is_the_needs(db: Session, now: datetime) -> None:
    need, meeting = studied(now), call(MeetingKind.ADHOC, now)
    for day in (DUE, date(2026, 12, 1)):
        service.add_action(OFFICE, meeting, ActionInput("pwd", "會勘", day, need.id), now)

    assert need.promise_due_on == date(2026, 12, 1)


def test_minutes_are_published_when_written_and_everything_is_decided(db: Session, now: datetime) -> None:
    need, meeting = studied(now), call(MeetingKind.PROJECT, now)
    item = service.put_on_agenda(OFFICE, meeting, need, now)
    with refused(rules.MINUTES_MISSING):
        service.publish_minutes(OFFICE, meeting, now)
    service.write_minutes(OFFICE, meeting, "**決議**：照案通過。", now)
    with refused(rules.UNDECIDED):
        service.publish_minutes(OFFICE, meeting, now)
    service.decide(OFFICE, item, Decision(Outcome.REPORT_UP), now)

    service.publish_minutes(OFFICE, meeting, now)

    assert meeting.published_at == now and "<strong>決議</strong>" in meeting.minutes_html
    for change in (
        lambda: service.write_minutes(OFFICE, meeting, "改寫", now),
        lambda: service.put_on_agenda(OFFICE, meeting, need, now),
    ):
        with refused(rules.PUBLISHED):
            change()
