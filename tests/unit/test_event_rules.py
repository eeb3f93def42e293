"""The rules of seats, the door, tables and small cells."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.events import rules
from civic.events.rules import EventState, Place
from civic.kit.errors import Reason
from civic.programme.sectors import Sector

START = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
END = START + timedelta(hours=3)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Facts:
    state: EventState = EventState.OPEN
    starts_at: datetime = START
    ends_at: datetime = END
    tables: int = 6


@dataclass(frozen=True)
class Held:
    place: Place


@pytest.mark.parametrize(
    ("state", "existing", "now", "reason"),
    [
        (EventState.OPEN, None, START - INSTANT, None),
        (EventState.OPEN, Held(Place.CANCELLED), START - INSTANT, None),
        (EventState.OPEN, Held(Place.WAITING), START - INSTANT, rules.REGISTERED),
        (EventState.OPEN, None, START, rules.STARTED),
        (EventState.DRAFT, None, START - INSTANT, rules.NOT_OPEN),
        (EventState.COMPLETED, None, START, rules.NOT_OPEN),
        (EventState.CANCELLED, None, START - INSTANT, rules.CALLED_OFF),
    ],
)
def test_registration_is_open_until_the_start(
    state: EventState, existing: Held | None, now: datetime, reason: Reason | None
) -> None:
    assert rules.why_not_register(Facts(state), existing, now) is reason


@pytest.mark.parametrize(
    ("place", "now", "reason"),
    [
        (Place.SEAT, START, None),
        (Place.WAITING, START, None),
        (Place.SEAT, END, rules.ENDED),
        (Place.CANCELLED, START, rules.CANCELLED),
        (Place.ATTENDED, START, rules.CHECKED_IN),
    ],
)
def test_a_place_can_be_cancelled_until_the_end(place: Place, now: datetime, reason: Reason | None) -> None:
    assert rules.why_not_cancel(Facts(), Held(place), now) is reason


@pytest.mark.parametrize(
    ("place", "now", "reason"),
    [
        (Place.SEAT, START - rules.DOOR_OPENS, None),
        (Place.SEAT, START - rules.DOOR_OPENS - INSTANT, rules.TOO_EARLY),
        (Place.WAITING, START, rules.NO_SEAT),
        (Place.ATTENDED, START, rules.CHECKED_IN),
        (Place.CANCELLED, START, rules.CANCELLED),
    ],
)
def test_the_door_opens_three_hours_before(place: Place, now: datetime, reason: Reason | None) -> None:
    assert rules.why_not_check_in(Facts(), Held(place), now) is reason


def test_nobody_is_promoted_at_the_very_start() -> None:
    assert rules.may_promote(Facts(), START - INSTANT)
    assert not rules.may_promote(Facts(), START)
    assert not rules.may_promote(Facts(EventState.CANCELLED), START - INSTANT)


@pytest.mark.parametrize(
    ("capacity", "tables", "hours", "reason"),
    [
        (36, 6, 3, None),
        (0, 6, 3, rules.BAD_CAPACITY),
        (10_001, 6, 3, rules.BAD_CAPACITY),
        (36, 101, 3, rules.BAD_TABLES),
        (36, 6, 0, rules.BAD_TIMES),
    ],
)
def test_a_plan_must_be_possible(capacity: int, tables: int, hours: int, reason: Reason | None) -> None:
    assert rules.why_not_plan(capacity, tables, START, START + timedelta(hours=hours)) is reason


@pytest.mark.parametrize(
    ("search", "found"),
    [("小明", True), ("台", True), ("678", True), ("78", False), ("5678", True), ("567", False), ("大華", False)],
)
def test_people_at_the_door_are_found_by_name_or_last_digits(search: str, found: bool) -> None:
    assert rules.matches("王小明（臺北）", "0912-345-678", search) is found


def test_digits_of_a_mail_address_are_no_phone() -> None:
    assert not rules.matches("王小明", "ming678@example.tw", "678")


@given(st.lists(st.sampled_from(Sector), max_size=36), st.integers(1, 8))
def test_tables_fill_evenly_within_each_sector(sectors: list[Sector], tables: int) -> None:
    seated: list[tuple[int, Sector]] = []
    for sector in sectors:
        number = rules.choose_table(seated, tables, sector)
        assert number is not None
        seated.append((number, sector))

    for sector in set(sectors):
        per_table = Counter(number for number, other in seated if other is sector)
        sizes = [per_table[number] for number in range(1, tables + 1)]
        assert max(sizes) - min(sizes) <= 1


def test_an_event_without_tables_seats_nobody() -> None:
    assert rules.choose_table([], 0, Sector.PUBLIC) is None
