import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.kit.ids import (
    ALPHABET,
    DISTRICT_LETTERS,
    CaseNumber,
    case_number,
    hash_token,
    is_receipt_code,
    keyed_hash,
    normalise_receipt_code,
    normalise_voter_code,
    parse_case_number,
    random_token,
    receipt_code,
    voter_code,
)

LEAVES = st.binary(min_size=10, max_size=10)


def test_tokens_differ_and_hold_the_chance_asked_for() -> None:
    tokens = {random_token(32) for _ in range(100)}

    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)


def test_a_token_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="guessed"):
        random_token(8)


def test_hashes_are_the_standard_ones() -> None:
    assert hash_token("abc") == hashlib.sha256(b"abc").hexdigest()
    assert keyed_hash(b"k" * 32, "臺") == hmac.new(b"k" * 32, "臺".encode(), "sha256").hexdigest()


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="guessed"):
        keyed_hash(b"short", "A123456789")


def test_a_case_number_has_year_district_and_serial() -> None:
    assert case_number(115, DISTRICT_LETTERS["beitou"], 1) == "115-BT-001"
    assert case_number(115, "SL", 1234) == "115-SL-1234"


@pytest.mark.parametrize(
    "typed", ["115-BT-001", "115-bt-1", "１１５－ＢＴ－００１", " 115 BT 001 ", "115bt001"]
)
def test_a_typed_case_number_is_found(typed: str) -> None:
    assert parse_case_number(typed) == CaseNumber(115, "BT", 1)


@pytest.mark.parametrize(
    "typed", ["", "115", "115-B-1", "BT-115-1", "115-BT-0", "115-BT-1234567", "000-BT-1"]
)
def test_what_is_no_case_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="case number"):
        parse_case_number(typed)


@pytest.mark.parametrize(
    ("year", "letters", "serial"), [(0, "BT", 1), (115, "bt", 1), (115, "BTX", 1), (115, "BT", 0)]
)
def test_a_case_number_out_of_form_is_not_made(year: int, letters: str, serial: int) -> None:
    with pytest.raises(ValueError, match="case number"):
        case_number(year, letters, serial)


def test_the_twelve_districts_have_letters_of_their_own() -> None:
    assert len(DISTRICT_LETTERS) == len(set(DISTRICT_LETTERS.values())) == 12


def test_a_voter_code_survives_small_letters_spaces_and_misread_symbols() -> None:
    code = voter_code()
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert normalise_voter_code(code) == code
    assert normalise_voter_code(typed) == code


@given(LEAVES, st.integers(0, 16), st.integers(1, 31))
def test_one_wrong_symbol_in_a_receipt_is_always_found(leaf: bytes, place: int, shift: int) -> None:
    symbols = list(receipt_code(leaf).replace("-", ""))
    symbols[place] = ALPHABET[(ALPHABET.index(symbols[place]) + shift) % 32]

    assert not is_receipt_code("".join(symbols))


@given(LEAVES, st.integers(0, 16), st.integers(0, 16))
def test_two_swapped_symbols_in_a_receipt_are_always_found(leaf: bytes, one: int, other: int) -> None:
    symbols = list(receipt_code(leaf).replace("-", ""))
    changed = symbols[one] != symbols[other]
    symbols[one], symbols[other] = symbols[other], symbols[one]

    assert is_receipt_code("".join(symbols)) != changed


@given(LEAVES)
def test_a_receipt_is_read_back_in_its_one_form(leaf: bytes) -> None:
    code = receipt_code(leaf)

    assert normalise_receipt_code(f" {code.lower().replace('-', '－')} ") == code


def test_known_receipts_stay_as_printed() -> None:
    assert receipt_code(bytes(range(10))) == "000G-40R4-0M30-E209-J"
    assert receipt_code(b"\xff" * 10).startswith("ZZZZ-ZZZZ-ZZZZ-ZZZZ-")


@given(LEAVES, LEAVES)
def test_two_leaves_never_share_a_receipt(one: bytes, other: bytes) -> None:
    assert (receipt_code(one) == receipt_code(other)) == (one == other)


@given(st.text(max_size=40))
def test_any_text_is_a_receipt_or_not_without_error(text: str) -> None:
    assert is_receipt_code(text) in (True, False)


def test_a_receipt_is_made_of_ten_bytes() -> None:
    with pytest.raises(ValueError, match="10 bytes"):
        receipt_code(b"short")


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "UUUU-UUUU-UUUU", "*" * 12, "0" * 11 + "1", "0" * 61, "臺" * 12]
)
def test_what_is_no_voter_code_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"code|check"):
        normalise_voter_code(typed)


def test_voter_codes_differ() -> None:
    assert len({voter_code() for _ in range(1_000)}) == 1_000
