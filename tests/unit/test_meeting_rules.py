"""A year has 26 regular meetings, and each kind decides only what is its to decide."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from civic.governance import rules
from civic.governance.rules import Decision, MeetingKind, Outcome
from civic.kit.clock import local
from civic.needs.rules import NeedState

FACETS = ("transport", "environment", "energy", "safety", "health")
WHOLE = Decision(Outcome.CONCLUDE, "編列次年度預算", "pwd", date(2026, 12, 31), "agency_budget", "大地處")


def test_a_year_has_twenty_working_four_project_and_two_coordination_meetings() -> None:
    plan = list(rules.plan_year(115, FACETS))

    assert Counter(meeting.kind for meeting in plan) == {"working": 20, "project": 4, "coordination": 2}
    assert {local(meeting.starts_at).year for meeting in plan} == {2026}
    assert len({(meeting.facet_code, meeting.quarter) for meeting in plan if meeting.facet_code}) == 20


@pytest.mark.parametrize(
    ("kind", "outcome", "allowed"),
    [
        (MeetingKind.PROJECT, Outcome.REPORT_UP, True),
        (MeetingKind.PROJECT, Outcome.CONCLUDE, False),
        (MeetingKind.COORDINATION, Outcome.CONCLUDE, True),
        (MeetingKind.COORDINATION, Outcome.REPORT_UP, False),
        (MeetingKind.ADHOC, Outcome.REJECT, False),
    ],
)
def test_each_kind_of_meeting_has_its_own_outcomes(kind: MeetingKind, outcome: Outcome, allowed: bool) -> None:
    assert (outcome in rules.outcomes_of(kind)) is allowed


@pytest.mark.parametrize("outcome", [Outcome.REJECT, Outcome.MERGE, Outcome.STUDY_AGAIN])
def test_saying_no_needs_a_reason(outcome: Outcome) -> None:
    decided = rules.why_not_decide(MeetingKind.PROJECT, Decision(outcome, " "))

    assert decided is rules.OUTCOME_REASON_MISSING


def test_a_conclusion_names_agency_date_and_funding() -> None:
    bare = Decision(Outcome.CONCLUDE, "照案通過", "pwd", date(2026, 12, 31))

    assert rules.why_not_decide(MeetingKind.COORDINATION, WHOLE) is None
    assert rules.why_not_decide(MeetingKind.COORDINATION, bare) is rules.CONCLUSION_INCOMPLETE
    assert rules.why_not_decide(MeetingKind.ADHOC, bare) is None


def test_the_coordination_meeting_takes_up_only_what_was_reported_to_it() -> None:
    assert rules.why_not_take_up(MeetingKind.COORDINATION, NeedState.AT_COORDINATION) is None
    refused = rules.why_not_take_up(MeetingKind.COORDINATION, NeedState.STUDYING)
    assert refused is rules.NOT_FOR_THIS_MEETING


def test_minutes_are_overdue_from_the_first_instant_of_the_next_quarter() -> None:
    starts = datetime(2026, 2, 3, 6, tzinfo=UTC)
    ends = datetime(2026, 3, 31, 16, tzinfo=UTC)

    assert not rules.is_overdue(starts, None, datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC))
    assert rules.is_overdue(starts, None, ends)
    assert not rules.is_overdue(starts, starts, ends)
    assert rules.quarter_end(datetime(2026, 12, 1, tzinfo=UTC)) == datetime(2026, 12, 31, 16, tzinfo=UTC)
