"""The rules of a round fit together, or the office is told why not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from civic.kit.errors import Reason
from civic.programme import rules
from civic.programme.rules import BallotKind, PhaseKind, PhaseSpan, RoundPlan, ThresholdKind

PLAN = RoundPlan("63000120", 2026, eligible=205_500, eligibility_date=date(2026, 9, 1))
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def span(kind: PhaseKind, opens: int, closes: int) -> PhaseSpan:
    return PhaseSpan(kind, NOON + opens * DAY, NOON + closes * DAY)


def test_the_default_rules_are_fit_for_a_round() -> None:
    assert rules.why_not_plan(PLAN) is None


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"year": 115}, rules.BAD_YEAR),
        ({"eligible": 0}, rules.BAD_ELIGIBLE),
        ({"minimum_age": -1}, rules.BAD_AGE),
        ({"relations": ()}, rules.BAD_RELATIONS),
        ({"min_choices": 5}, rules.BAD_CHOICES),
        ({"min_choices": 0, "max_choices": 0}, rules.BAD_CHOICES),
        ({"threshold_value": 0}, rules.BAD_THRESHOLD),
        ({"threshold_value": 10_001}, rules.BAD_THRESHOLD),
        ({"rule": "coin"}, rules.BAD_RULE),
        ({"rule": "equal_shares/add1"}, rules.NEEDS_POT),
        ({"ballot_kind": BallotKind.KNAPSACK}, rules.NEEDS_POT),
        ({"rule": "top_k"}, rules.NEEDS_CAP),
        ({"winners_cap": 0}, rules.NEEDS_CAP),
    ],
)
def test_rules_that_do_not_fit_are_named(wrong: dict[str, object], reason: Reason) -> None:
    assert rules.why_not_plan(replace(PLAN, **wrong)) is reason  # type: ignore[arg-type]


def test_a_threshold_in_votes_may_pass_ten_thousand() -> None:
    plan = replace(PLAN, threshold_kind=ThresholdKind.VOTES, threshold_value=12_000)

    assert rules.why_not_plan(plan) is None


@pytest.mark.parametrize(
    ("eligible", "votes"), [(205_500, 2055), (227_864, 2279), (217_304, 2174), (97_278, 973), (176_064, 1761)]
)
def test_one_percent_of_the_voters_is_rounded_up(eligible: int, votes: int) -> None:
    assert rules.votes_needed(ThresholdKind.SHARE, 100, eligible) == votes


def test_a_phase_that_closes_before_it_opens_is_refused() -> None:
    assert rules.why_not_phases((span(PhaseKind.VOTE, 2, 1),)) is rules.BAD_PHASE


def test_a_phase_given_twice_is_refused() -> None:
    assert rules.why_not_phases((span(PhaseKind.VOTE, 0, 1), span(PhaseKind.VOTE, 2, 3))) is rules.PHASE_TWICE


def test_a_vote_before_the_collection_is_refused() -> None:
    phases = (span(PhaseKind.COLLECT, 5, 6), span(PhaseKind.VOTE, 0, 1))

    assert rules.why_not_phases(phases) is rules.PHASES_OUT_OF_ORDER


def test_results_may_not_open_while_people_vote() -> None:
    phases = (span(PhaseKind.VOTE, 0, 5), span(PhaseKind.RESULTS, 4, 9))

    assert rules.why_not_phases(phases) is rules.PHASES_OUT_OF_ORDER


def test_phases_may_overlap_as_long_as_they_open_in_order() -> None:
    phases = (span(PhaseKind.COLLECT, 0, 9), span(PhaseKind.ASSEMBLY, 5, 12), span(PhaseKind.VOTE, 20, 30))

    assert rules.why_not_phases(phases) is None


def test_an_open_phase_can_only_close_later() -> None:
    vote = span(PhaseKind.VOTE, -1, 1)

    assert rules.why_not_extend(vote, NOON + 2 * DAY, NOON) is None
    assert rules.why_not_extend(vote, NOON + 1 * DAY, NOON) is rules.ONLY_LATER


def test_a_closed_phase_never_opens_again() -> None:
    vote = span(PhaseKind.VOTE, -2, 0)

    assert rules.why_not_extend(vote, NOON + 5 * DAY, NOON) is rules.ALREADY_CLOSED


def test_a_phase_is_closed_at_the_instant_it_closes() -> None:
    phases = (span(PhaseKind.VOTE, -1, 0),)

    assert rules.is_open(phases, PhaseKind.VOTE, NOON - timedelta(milliseconds=1))
    assert not rules.is_open(phases, PhaseKind.VOTE, NOON)


def test_the_next_phase_is_the_one_that_opens_first() -> None:
    phases = (span(PhaseKind.COLLECT, -2, -1), span(PhaseKind.REVIEW, 1, 2), span(PhaseKind.VOTE, 3, 4))

    coming = rules.next_phase(phases, NOON)

    assert coming is not None and coming.kind is PhaseKind.REVIEW


def test_any_changed_rule_changes_the_fingerprint() -> None:
    phases = (span(PhaseKind.VOTE, 0, 1),)

    prints = {
        rules.fingerprint(PLAN, phases),
        rules.fingerprint(replace(PLAN, max_choices=5), phases),
        rules.fingerprint(PLAN, (span(PhaseKind.VOTE, 0, 2),)),
    }

    assert len(prints) == 3


def test_a_line_removed_by_the_council_counts_in_no_total() -> None:
    assert rules.counted_total([(450_000, "approved"), (500_000, rules.REMOVED)]) == 450_000
