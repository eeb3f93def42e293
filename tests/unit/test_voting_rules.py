"""Who may vote, what a ballot may hold, when the office may act, which class an item gets."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.programme.rules import BallotKind, PhaseKind, PhaseSpan
from civic.voting import reasons
from civic.voting.gate import Across, Findings, Stratum, agrees, classify, measure, objects
from civic.voting.rules import (
    BallotForm,
    Gate,
    Item,
    Marks,
    Progress,
    Stage,
    Standing,
    booth_order,
    stage_of,
    tidy,
    why_not_choices,
    why_not_count,
    why_not_open,
    why_not_publish,
    why_not_vote,
)
from civic.voting.seals import NOT_SEALED

OPENS = datetime(2026, 11, 1, tzinfo=UTC)
CLOSES = datetime(2026, 11, 14, tzinfo=UTC)
HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)
SPAN = PhaseSpan(PhaseKind.VOTE, OPENS, CLOSES)
NOON = datetime(2026, 11, 7, tzinfo=UTC)
ITEMS = tuple(Item(number, 100 * number) for number in range(1, 6))
APPROVAL = BallotForm(BallotKind.APPROVAL, 2, 3)


def standing(**changes: object) -> Standing:
    usual: dict[str, object] = {
        "signed_in": True, "roll_entry_id": 7, "opened": True, "span": SPAN,
        "counted": False, "revision": 0, "final": True,
    }  # fmt: skip
    return Standing(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"signed_in": False, "roll_entry_id": None}, reasons.SIGN_IN),
        ({"roll_entry_id": None}, reasons.NOT_ON_ROLL),
        ({"opened": False}, reasons.NOT_OPEN_YET),
        ({"span": None}, reasons.NOT_OPEN_YET),
        ({"revision": 1}, reasons.ALREADY_VOTED),
        ({"revision": 1, "final": False}, None),
        ({"counted": True}, reasons.CLOSED),
    ],
)
def test_each_reason_not_to_vote_has_its_name(changes: dict[str, object], reason: object) -> None:
    assert why_not_vote(standing(**changes), NOON) is reason


@pytest.mark.parametrize(
    ("instant", "reason"),
    [
        (OPENS - timedelta(microseconds=1), reasons.NOT_OPEN_YET),
        (OPENS, None),
        (CLOSES - timedelta(microseconds=1), None),
        (CLOSES, reasons.CLOSED),
    ],
)
def test_the_instant_of_receipt_decides(instant: datetime, reason: object) -> None:
    assert why_not_vote(standing(), instant) is reason


@pytest.mark.parametrize(
    ("ended_at", "received", "clock", "reason"),
    [
        (None, CLOSES - TICK, CLOSES + TICK, None),
        (CLOSES, CLOSES - TICK, CLOSES + TICK, None),
        (CLOSES, CLOSES - TICK, CLOSES, None),
        (CLOSES, CLOSES - TICK, None, reasons.CLOSED),
        (CLOSES, OPENS - TICK, None, reasons.CLOSED),
        (CLOSES + HOUR, CLOSES - TICK, CLOSES + TICK, reasons.CLOSED),
        (CLOSES - HOUR, CLOSES - TICK, CLOSES + TICK, reasons.CLOSED),
    ],
)
def test_a_close_that_was_seen_holds_but_for_the_ballot_that_waited(
    ended_at: datetime | None, received: datetime, clock: datetime | None, reason: object
) -> None:
    assert why_not_vote(standing(ended_at=ended_at), received, clock) is reason


def test_a_counted_round_is_closed_even_before_its_opening_hour() -> None:
    assert why_not_vote(standing(counted=True), OPENS - timedelta(days=1)) is reasons.CLOSED


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ((1, 2), None),
        ((1, 2, 3), None),
        ((1,), reasons.TOO_FEW),
        ((1, 2, 3, 4), reasons.TOO_MANY),
        ((1, 99), reasons.UNKNOWN_ITEM),
        ((), reasons.NOTHING_CHOSEN),
    ],
)
def test_a_ballot_keeps_to_its_form(items: tuple[int, ...], reason: object) -> None:
    assert why_not_choices(APPROVAL, Marks(items), ITEMS) is reason


def test_an_item_marked_twice_counts_once_before_the_limits_are_looked_at() -> None:
    assert why_not_choices(APPROVAL, tidy(APPROVAL, Marks((4, 4, 4))), ITEMS) is reasons.TOO_FEW
    assert tidy(APPROVAL, Marks((4, 1, 4))) == Marks((1, 4))


def test_a_blank_ballot_is_valid_when_it_is_meant() -> None:
    assert why_not_choices(APPROVAL, Marks(), ITEMS, blank=True) is None
    assert why_not_choices(APPROVAL, Marks((1, 2)), ITEMS, blank=True) is reasons.BLANK_WITH_CHOICES


def test_a_knapsack_holds_what_the_pot_pays() -> None:
    form = BallotForm(BallotKind.KNAPSACK, 1, 5, pot=500)

    assert why_not_choices(form, Marks((2, 3)), ITEMS) is None
    assert why_not_choices(form, Marks((1, 2, 3)), ITEMS) is reasons.TOO_COSTLY


def test_a_ranking_keeps_its_order() -> None:
    form = BallotForm(BallotKind.RANKING, 1, 3)

    assert tidy(form, Marks((5, 1, 5, 3))) == Marks((5, 1, 3))


@pytest.mark.parametrize(
    ("points", "reason"), [((6, 4), None), ((6, 5), reasons.BAD_POINTS), ((-1, 2), reasons.BAD_POINTS)]
)
def test_points_are_whole_and_limited(points: tuple[int, ...], reason: object) -> None:
    form = BallotForm(BallotKind.POINTS, 1, 3)

    assert why_not_choices(form, tidy(form, Marks((1, 2), points)), ITEMS) is reason


def test_an_item_without_points_is_not_chosen() -> None:
    form = BallotForm(BallotKind.POINTS, 1, 3)

    assert tidy(form, Marks((3, 1, 2), (0, 4, 6))) == Marks((1, 2), (4, 6))


@given(st.lists(st.integers(1, 10_000), unique=True), st.integers(1, 10_000))
def test_the_booths_order_loses_nothing_and_stays(ids: list[int], voter: int) -> None:
    order = booth_order(tuple(ids), 1, voter)

    assert sorted(order) == sorted(ids)
    assert booth_order(tuple(reversed(ids)), 1, voter) == order


def progress(**changes: object) -> Progress:
    usual: dict[str, object] = {"opened": True, "signed_by": 1, "items": 3, "span": SPAN}
    return Progress(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "instant", "stage"),
    [
        (progress(opened=False, signed_by=None), NOON, Stage.PREPARING),
        (progress(opened=False), NOON, Stage.SIGNED),
        (progress(), NOON, Stage.OPEN),
        (progress(), CLOSES, Stage.CLOSED),
        (progress(counted=True), CLOSES, Stage.COUNTED),
        (progress(counted=True, published=True), CLOSES, Stage.PUBLISHED),
    ],
)
def test_the_office_knows_where_a_round_stands(state: Progress, instant: datetime, stage: Stage) -> None:
    assert stage_of(state, instant) is stage


def test_opening_takes_two_people_items_and_time() -> None:
    signed = progress(opened=False)

    assert why_not_open(signed, 2, NOON) is None
    assert why_not_open(signed, 1, NOON) is reasons.SAME_OPENER
    assert why_not_open(progress(opened=False, items=0), 2, NOON) is reasons.NO_ITEMS
    assert why_not_open(progress(opened=False, span=None), 2, NOON) is reasons.NO_VOTE_PHASE
    assert why_not_open(signed, 2, CLOSES) is reasons.VOTE_OVER
    assert why_not_open(progress(), 2, NOON) is reasons.ALREADY_OPEN


def test_counting_waits_for_the_close_and_announcing_for_another_person() -> None:
    counted = progress(counted=True, counted_by=1)

    assert why_not_count(progress(), CLOSES - timedelta(microseconds=1)) is reasons.NOT_CLOSED
    assert why_not_count(progress(), CLOSES) is NOT_SEALED
    assert why_not_count(progress(sealed=True), CLOSES) is None
    assert why_not_count(progress(opened=False), CLOSES) is reasons.NEVER_OPENED
    assert why_not_publish(progress(), 2) is reasons.NOT_COUNTED
    assert why_not_publish(counted, 1) is reasons.SAME_COUNTER
    assert why_not_publish(counted, 2) is None
    assert why_not_publish(progress(counted=True, published=True), 2) is reasons.ALREADY_PUBLISHED


@pytest.mark.parametrize(
    ("findings", "gate"),
    [
        (Findings(True, True, True), Gate.B),
        (Findings(True, True, True, Across.PASSED), Gate.A),
        (Findings(True, True, True, Across.FAILED), Gate.C),
        (Findings(True, True, False), Gate.D),
        (Findings(True, False, True, Across.PASSED), Gate.D),
        (Findings(False, True, True, Across.PASSED), Gate.D),
    ],
)
def test_the_gate_sorts_items(findings: Findings, gate: Gate) -> None:
    assert classify(findings) is gate


def test_without_two_measured_groups_nothing_is_measured() -> None:
    assert measure(()) is Across.NOT_MEASURED
    assert measure((Stratum("a", 20, 0), Stratum("b", 9, 0))) is Across.NOT_MEASURED
    assert measure((Stratum("a", 20, 0), Stratum("b", 20, 0))) is Across.PASSED


def test_the_least_group_decides_not_the_average() -> None:
    assert measure((Stratum("a", 1000, 0), Stratum("b", 5, 3, 2))) is Across.FAILED


def test_a_third_against_is_an_objection() -> None:
    assert objects(Stratum("a", 20, 10)) and not objects(Stratum("a", 21, 10))


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_exact_bound_is_wilsons(agree: int, other: int) -> None:
    stratum = Stratum("a", agree, other)
    n = stratum.answers
    if n == 0:
        return
    p, z = agree / n, 1.96
    lower = (p + z * z / (2 * n) - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)
    if abs(lower - 0.5) < 1e-9:
        return

    assert agrees(stratum) == (Fraction(agree + 1, n + 2) >= Fraction(6, 10) and lower > 0.5)
