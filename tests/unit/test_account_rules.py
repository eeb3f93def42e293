"""Passwords, identity numbers, duties and the file of a roll are judged alike everywhere."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.access.actor import Actor, Duty, Role
from civic.accounts import passwords, rules
from civic.accounts.lock import Lock
from civic.accounts.roll_file import is_old_enough, read_roll
from civic.kit.errors import Refused
from civic.programme.rules import PhaseKind, PhaseSpan, Relation, RoundPlan
from tests.factories.people import make_identity

PLAN = RoundPlan("63000120", 2026, 205_500, date(2026, 9, 1), relations=(Relation.REGISTERED, Relation.WORKING))


@pytest.mark.parametrize("number", ["A123456789", "a 123456789", "Ａ１２３４５６７８９", "A800000014", "AC01234567"])
def test_identity_and_permit_numbers_are_read_as_they_are_written(number: str) -> None:
    assert rules.normalise_identity(number)[0] == "A"


@pytest.mark.parametrize("number", ["", "A123456788", "A12345678", "A323456789", "1234567890", "A１２３ ' OR 1=1"])
def test_a_wrong_identity_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="identity"):
        rules.normalise_identity(number)


@given(st.integers(0, 99_999_999), st.integers(1, 9))
def test_every_slip_in_the_check_digit_is_found(stem: int, shift: int) -> None:
    body = f"A{1_00000000 + stem:09d}"[:9]
    right = next(digit for digit in range(10) if rules.identity_sum(f"{body}{digit}") % 10 == 0)

    assert rules.identity_sum(f"{body}{(right + shift) % 10}") % 10 != 0


@given(st.text(max_size=60))
def test_any_text_is_an_identity_number_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert len(rules.normalise_identity(text)) == 10


@pytest.mark.parametrize("password", ["12345678", "PASSWORD", "aaaaaaaa", "abababab", "mei@example.tw"])
def test_guessable_passwords_are_refused(password: str) -> None:
    assert rules.why_not_password(password, "mei@example.tw") is rules.COMMON_PASSWORD


@pytest.mark.parametrize("password", ["correct horse", "一二三四五六七八", "只要夠長就好 不必符號"])
def test_long_phrases_need_no_signs_or_capitals(password: str) -> None:
    assert rules.why_not_password(password, "mei@example.tw") is None


def test_the_hash_of_nobody_costs_as_much_as_a_real_one() -> None:
    costs = "$m=19456,t=2,p=1$"

    assert costs in passwords.NOBODY and costs in passwords.hash_password("whatever it is")
    assert not passwords.fits("whatever it is", passwords.NOBODY)


@pytest.mark.parametrize("role", [Role.ANONYMOUS, Role.REGISTERED, Role.RESIDENT])
def test_nobody_is_made_a_resident_by_hand(role: Role) -> None:
    office = Actor(1, duties=frozenset({Duty(Role.OFFICE)}))

    assert rules.why_not_give(office, 2, role, frozenset()) is rules.ROLE_NOT_GIVEN


@pytest.mark.parametrize("alone", sorted(rules.ALONE))
@pytest.mark.parametrize("other", sorted(rules.DUTIES - rules.ALONE))
def test_observers_and_administrators_stand_alone(alone: Role, other: Role) -> None:
    system = Actor(name="system")

    assert rules.why_not_give(system, 2, alone, frozenset({other})) is rules.STANDS_ALONE
    assert rules.why_not_give(system, 2, other, frozenset({alone})) is rules.STANDS_ALONE


def test_a_vote_is_open_to_people_on_the_roll_from_its_first_to_its_last_instant() -> None:
    opens, closes = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC)
    phases = (PhaseSpan(PhaseKind.VOTE, opens, closes),)

    assert rules.why_not_vote(True, phases, opens) is None
    assert rules.why_not_vote(False, phases, opens) is rules.NOT_ON_ROLL
    assert rules.why_not_vote(True, phases, closes) is rules.VOTE_CLOSED
    assert rules.why_not_vote(True, (), opens) is rules.VOTE_NOT_OPEN


def guess(lock: Lock, account: str, source: str) -> None:
    with pytest.raises(Refused), lock.guarding(account, source, rules.WRONG_SIGN_IN):
        raise Refused(rules.WRONG_SIGN_IN)


def test_a_lock_closes_for_one_account_from_one_source_only() -> None:
    lock = Lock()
    for _ in range(5):
        guess(lock, "mei@example.tw", "203.0.113.5")

    with (
        pytest.raises(Refused, match="sign_in_locked"),
        lock.guarding("MEI@example.tw ", "203.0.113.5", rules.WRONG_SIGN_IN),
    ):
        raise AssertionError("the door was open")
    with lock.guarding("mei@example.tw", "198.51.100.9", rules.WRONG_SIGN_IN):
        pass


def test_a_right_password_forgets_the_wrong_ones() -> None:
    lock = Lock()
    for _ in range(3):
        for _ in range(4):
            guess(lock, "mei@example.tw", "203.0.113.5")
        with lock.guarding("mei@example.tw", "203.0.113.5", rules.WRONG_SIGN_IN):
            pass


def test_one_source_cannot_try_a_hundred_accounts_in_a_row() -> None:
    lock = Lock()
    for number in range(100):
        guess(lock, f"person{number}@example.tw", "203.0.113.5")

    with (
        pytest.raises(Refused, match="sign_in_locked"),
        lock.guarding("x@example.tw", "203.0.113.5", rules.WRONG_SIGN_IN),
    ):
        raise AssertionError("the door was open")


def test_each_row_of_a_roll_is_taken_or_has_a_reason() -> None:
    table = "身分證號,關係,出生日期\nA123456789,設籍,099/09/01\nA123456788,設籍,\nA123456789,就業,\nA100000001,就學,\n"
    rows = f"{table}{'B100000002'},就業,99/09/02\n"

    voters, problems = read_roll(rows.encode(), PLAN, {})

    assert [(v.row, v.relation) for v in voters] == [(2, Relation.REGISTERED)]
    assert {p.row for p in problems} == {3, 4, 5, 6}
    assert {p.row: p.reason for p in problems}[4] is rules.TWICE_IN_FILE


def test_a_roll_may_name_each_voters_village_and_an_unknown_one_is_told() -> None:
    named = zip(("榮華里", "", "臺新里 ", "火星里"), map(make_identity, range(4)), strict=True)
    rows = ["identity,relation,里別", *(f"{identity},設籍,{village}" for village, identity in named)]

    voters, problems = read_roll("\n".join(rows).encode(), PLAN, {"榮華里": "63000120001", "台新里": "63000120002"})

    assert [(v.row, v.village) for v in voters] == [(2, "63000120001"), (3, None), (4, "63000120002")]
    assert [(p.row, p.reason) for p in problems] == [(5, rules.UNKNOWN_VILLAGE)]


@pytest.mark.parametrize(("data", "reason"), [(b"", "no_roll_file"), (b"name,age\nMei,20\n", "no_roll_columns")])
def test_a_file_that_is_no_roll_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read_roll(data, PLAN, {})


def test_age_counts_whole_years_on_the_cut_off_day() -> None:
    cut_off = date(2026, 9, 1)

    assert is_old_enough(date(2010, 9, 1), 16, cut_off)
    assert not is_old_enough(date(2010, 9, 2), 16, cut_off)
    assert not is_old_enough(date(2008, 2, 29), 18, date(2026, 2, 28))
