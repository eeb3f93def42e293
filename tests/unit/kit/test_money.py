import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kit.money import MAX_NTD, format_money, format_money_short, parse_money

AMOUNTS = st.integers(0, MAX_NTD) | st.integers(0, 100_000).map(lambda thousands: thousands * 1_000)


def test_an_amount_is_written_in_full_with_its_unit() -> None:
    assert format_money(4_500_000, "zh_Hant_TW") == "4,500,000 元"
    assert format_money(4_500_000, "en") == "NT$4,500,000"
    assert format_money(-300, "en") == "-NT$300"


@pytest.mark.parametrize(
    ("ntd", "chinese", "english"),
    [
        (0, "0 元", "NT$0"),
        (9_999, "9,999 元", "NT$9,999"),
        (10_000, "1 萬元", "NT$10,000"),
        (4_500_000, "450 萬元", "NT$4.5 million"),
        (44_112_000, "4,411.2 萬元", "NT$44,112,000"),
        (44_112_300, "44,112,300 元", "NT$44,112,300"),
        (870_000_000, "8.7 億元", "NT$870 million"),
        (1_234_500_000, "123,450 萬元", "NT$1,234.5 million"),
        (2_000_000_000, "20 億元", "NT$2 billion"),
        (-4_500_000, "-450 萬元", "-NT$4.5 million"),
    ],
)
def test_a_short_amount_is_exact_or_in_full(ntd: int, chinese: str, english: str) -> None:
    assert format_money_short(ntd, "zh_Hant_TW") == chinese
    assert format_money_short(ntd, "en") == english


@given(AMOUNTS, st.sampled_from(["zh_Hant_TW", "en"]))
def test_a_written_amount_reads_back_as_itself(ntd: int, locale: str) -> None:
    assert parse_money(format_money(ntd, locale)) == ntd
    assert parse_money(format_money_short(ntd, locale)) == ntd


@pytest.mark.parametrize(
    ("typed", "ntd"),
    [
        ("450萬", 4_500_000),
        ("450 萬元", 4_500_000),
        ("4,500,000元", 4_500_000),
        ("4500000", 4_500_000),
        ("新臺幣４５０萬元", 4_500_000),
        ("NT$4.5 million", 4_500_000),
        ("4.5百萬", 4_500_000),
        ("8.7億", 870_000_000),
        ("1億2千萬元", 120_000_000),
        ("1億2,000萬", 120_000_000),
        ("1萬5000", 15_000),
        ("1萬5千元", 15_000),
        ("＄９００", 900),
        ("1萬５千", 15_000),
        ("0", 0),
    ],
)
def test_usual_forms_of_an_amount_are_read(typed: str, ntd: int) -> None:
    assert parse_money(typed) == ntd


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "萬",
        "元",
        "-3",
        "1.5",
        "1e9",
        "4,50,000",
        "3萬5",
        "2萬3億",
        "1萬1萬",
        "NaN",
        "Infinity",
        "1/2",
        "９" * 40,
        "0.00001萬",
        "10000000000000",
        "१००",
        "三百萬",
        "5萬萬",
        "1億億",
    ],
)
def test_nonsense_and_what_could_mean_two_amounts_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_money(typed)
