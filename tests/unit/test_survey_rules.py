"""A survey opens and closes by the clock, takes only what it asks, and gives no small group away."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kit.cells import SMALL, veil_table
from civic.kit.errors import Reason
from civic.surveys import rules
from civic.surveys.rules import AnswerInput, Dates, NeedNamed, Stage, Urgency, stage_of

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
OPENS = datetime(2026, 11, 1, 16, tzinfo=UTC)
CLOSES = OPENS + 14 * DAY
ANNOUNCED = Dates(OPENS - DAY, OPENS, CLOSES)
NEED = NeedNamed("environment", "河岸缺少遮蔭", "A1")


@pytest.mark.parametrize(
    ("dates", "at", "stage"),
    [
        (Dates(None, OPENS, CLOSES), OPENS + DAY, Stage.DRAFT),
        (ANNOUNCED, OPENS - TICK, Stage.COMING),
        (ANNOUNCED, OPENS, Stage.OPEN),
        (ANNOUNCED, CLOSES - TICK, Stage.OPEN),
        (ANNOUNCED, CLOSES, Stage.KEYING),
        (ANNOUNCED, CLOSES + rules.KEYED_WITHIN - TICK, Stage.KEYING),
        (ANNOUNCED, CLOSES + rules.KEYED_WITHIN, Stage.CLOSED),
        (Dates(OPENS - DAY, OPENS, CLOSES, CLOSES + DAY), CLOSES + DAY - TICK, Stage.KEYING),
        (Dates(OPENS - DAY, OPENS, CLOSES, CLOSES + DAY), CLOSES + DAY, Stage.CLOSED),
    ],
)
def test_a_survey_stands_where_the_clock_says(dates: Dates, at: datetime, stage: Stage) -> None:
    assert stage_of(dates, at) is stage


def test_phones_stop_at_the_close_and_paper_when_the_results_stand() -> None:
    after, later = CLOSES, CLOSES + rules.KEYED_WITHIN

    assert rules.why_not_answer(ANNOUNCED, after - TICK) is None
    assert rules.why_not_answer(ANNOUNCED, after) is rules.NOW_CLOSED
    assert rules.why_not_key(ANNOUNCED, after) is None
    assert rules.why_not_key(ANNOUNCED, later) is rules.RESULTS_STAND
    assert rules.why_not_finish(ANNOUNCED, after - TICK) is rules.STILL_OPEN
    assert rules.why_not_finish(ANNOUNCED, after) is None


@pytest.mark.parametrize(
    ("needs", "urgency", "reason"),
    [
        ((), (), rules.ANSWER_EMPTY),
        ((NEED,), (), None),
        ((), (("energy", Urgency.SOON),), None),
        ((NeedNamed("environment", "  "),), (), rules.NEED_HALF),
        ((NeedNamed("", "河岸"),), (), rules.NEED_HALF),
        ((NEED, NeedNamed("environment", " 河岸缺少遮蔭 ", "A1")), (), rules.NEED_TWICE),
        ((NEED, NeedNamed("environment", "河岸缺少遮蔭")), (), None),
        ((NeedNamed("environment", "河岸", "B1"),), (), rules.VILLAGE_ELSEWHERE),
    ],
)
def test_an_answer_holds_what_is_asked(
    needs: tuple[NeedNamed, ...], urgency: tuple[tuple[str, Urgency], ...], reason: Reason | None
) -> None:
    assert rules.why_not_this(AnswerInput(needs, urgency), ["A1", "A2"]) is reason


def test_a_survey_is_only_ever_extended() -> None:
    open_at = OPENS + DAY

    assert rules.why_not_extend(ANNOUNCED, CLOSES + DAY, open_at) is None
    assert rules.why_not_extend(ANNOUNCED, CLOSES, open_at) is rules.ONLY_LATER
    assert rules.why_not_extend(ANNOUNCED, CLOSES - DAY, open_at) is rules.ONLY_LATER
    assert rules.why_not_extend(ANNOUNCED, CLOSES + DAY, CLOSES) is rules.ONLY_LATER
    assert rules.why_not_extend(Dates(None, OPENS, CLOSES), CLOSES + DAY, open_at) is rules.NOT_ANNOUNCED


def test_dates_must_lie_in_order_and_not_be_over() -> None:
    assert rules.why_not_plan(Dates(None, OPENS, CLOSES), OPENS) is None
    assert rules.why_not_plan(Dates(None, OPENS, OPENS), OPENS) is rules.BAD_DATES
    assert rules.why_not_plan(Dates(None, OPENS, CLOSES), CLOSES) is rules.OVER_ALREADY
    assert rules.why_not_plan(ANNOUNCED, OPENS) is rules.NOT_A_DRAFT


PLACES = tuple(product("abc", "xyz"))


@given(st.fixed_dictionaries({place: st.integers(0, 9) for place in PLACES}))
def test_no_small_number_of_a_table_can_be_worked_out_from_its_row_or_column(
    counts: dict[tuple[str, str], int],
) -> None:
    shown = veil_table(counts)

    assert all(text == str(counts[place]) for place, text in shown.items() if text.isdigit())
    assert all(counts[place] >= SMALL for place, text in shown.items() if text.isdigit())
    for line in [[p for p in PLACES if p[way] == name] for way in (0, 1) for name in {q[way] for q in PLACES}]:
        hidden = [place for place in line if not shown[place].isdigit()]
        rest = sum(counts[place] for place in hidden)
        spans = [range(SMALL) if shown[p].startswith("<") else range(SMALL, rest + 1) for p in hidden]
        worlds = [world for world in product(*spans) if sum(world) == rest]
        for number, place in enumerate(hidden):
            if 0 < counts[place] < SMALL and len(hidden) < len(line):
                assert len({world[number] for world in worlds}) > 1, (line, shown)


def test_a_number_alone_among_zeros_is_shown() -> None:
    counts = {("a", "x"): 37, ("a", "y"): 0, ("b", "x"): 0, ("b", "y"): 0}

    assert veil_table(counts)["a", "x"] == "37"


def test_a_small_number_alone_in_its_row_takes_another_with_it() -> None:
    counts = {("a", "x"): 37, ("a", "y"): 3, ("b", "x"): 50, ("b", "y"): 60}

    shown = veil_table(counts)

    assert set(shown.values()) == {"<5", "≥5"}
