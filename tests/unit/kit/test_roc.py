from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kit.roc import DateStyle, format_date, format_datetime, parse_date, roc_year

ELECTION = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        (DateStyle.ROC_LONG, "115年11月22日（日）"),
        (DateStyle.ROC_SHORT, "115/11/22"),
        (DateStyle.CE_ZH, "2026年11月22日（日）"),
        (DateStyle.CE_EN, "22 November 2026"),
        (DateStyle.ISO, "2026-11-22"),
    ],
)
def test_a_day_is_written_in_each_style(style: DateStyle, shown: str) -> None:
    assert format_date(ELECTION, style) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "115/11/22",
        "1151122",
        "115年11月22日",
        "115-11-22",
        "115.11.22",
        "2026-11-22",
        "2026/11/22",
        "20261122",
        "１１５／１１／２２",
        "民國115年11月22日",
        "115 年 11 月 22 日（日）",
        " 115/11/22 ",
    ],
)
def test_every_usual_form_of_a_day_is_read(typed: str) -> None:
    assert parse_date(typed) == ELECTION


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "115/2/29",
        "2026-02-29",
        "115/13/1",
        "115/11-22",
        "22/11/2026",
        "0/1/1",
        "0000-01-01",
        "115/11",
        "-115/1/1",
        "11511220",
        "1" * 5000,
        "115年11月",
        "一一五年",
        "0115/11/22",
        "115/११/22",
        "\ud800",
    ],
)
def test_nonsense_is_not_a_day(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_date(typed)


def test_the_leap_day_of_a_leap_year_is_read() -> None:
    assert parse_date("113/2/29") == date(2024, 2, 29)


@given(st.dates(min_value=date(1912, 1, 1), max_value=date(2910, 12, 31)), st.sampled_from(list(DateStyle)))
def test_a_written_day_reads_back_as_itself(day: date, style: DateStyle) -> None:
    if style is not DateStyle.CE_EN:
        assert parse_date(format_date(day, style)) == day


def test_an_instant_is_shown_in_taipei_where_it_may_be_tomorrow() -> None:
    instant = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)

    assert format_datetime(instant, DateStyle.ROC_SHORT) == "115/11/22 02:00"
    assert format_datetime(instant, DateStyle.CE_EN) == "22 November 2026, 02:00"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        format_datetime(datetime(2026, 11, 22, 14), DateStyle.ROC_LONG)  # noqa: DTZ001


def test_there_is_no_roc_year_before_1912() -> None:
    assert roc_year(date(1912, 1, 1)) == 1
    with pytest.raises(ValueError, match="before"):
        roc_year(date(1911, 12, 31))
