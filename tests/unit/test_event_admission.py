"""Who fits beside the seats kept, how lots are drawn, which numbers stay hidden, what a tablet may send."""

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.events import admission, lottery, passes
from civic.events.admission import Admission, AdmissionPlan, Quota, QuotaKind, fits
from civic.events.doorway import CheckIn, WalkIn, read_batch
from civic.events.passes import Use
from civic.kit.cells import veil
from civic.programme.sectors import Sector

START = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
TOO_MANY = Quota(QuotaKind.SECTOR, "public", 5)
KEPT = (Quota(QuotaKind.SECTOR, "academia", 4), Quota(QuotaKind.SECTOR, "media", 2))


@pytest.mark.parametrize(
    ("used", "group", "people", "fit"),
    [
        ({}, "", 4, True),
        ({}, "", 5, False),
        ({"": 4}, "academia", 4, True),
        ({"": 4}, "academia", 5, False),
        ({"": 3}, "academia", 5, True),
        ({"": 4, "academia": 4}, "media", 2, True),
        ({"": 4, "academia": 4}, "", 1, False),
    ],
)
def test_seats_kept_for_a_group_are_taken_by_nobody_else(
    used: dict[str, int], group: str, people: int, fit: bool
) -> None:
    assert fits(10, KEPT, used, group, people) is fit


@given(st.lists(st.tuples(st.sampled_from(["", "academia", "media"]), st.integers(1, 5)), max_size=40))
def test_whoever_comes_in_what_order_the_kept_seats_are_there_for_their_group(came: list[tuple[str, int]]) -> None:
    used: Counter[str] = Counter()
    for group, people in came:
        if fits(10, KEPT, used, group, people):
            used[group] += people

    assert used.total() <= 10
    for quota in KEPT:
        free_for_group = 10 - used.total()
        assert used[quota.group] >= quota.seats or free_for_group >= quota.seats - used[quota.group]


def test_kept_seats_are_released_two_days_before_the_start() -> None:
    release = START - timedelta(days=2)

    assert not admission.is_released(START, release - timedelta(seconds=1))
    assert admission.is_released(START, release)


def test_an_offer_never_stands_beyond_the_start() -> None:
    assert admission.offer_ends(START - timedelta(days=3), 24, START) == START - timedelta(days=2)
    assert admission.offer_ends(START - timedelta(hours=2), 24, START) == START


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (AdmissionPlan(), None),
        (AdmissionPlan(offer_hours=0), admission.BAD_OFFER),
        (AdmissionPlan(Admission.LOTTERY), admission.NO_DRAW_DATE),
        (AdmissionPlan(Admission.LOTTERY, draw_at=START - timedelta(days=9)), admission.NO_DRAW_DATE),
        (AdmissionPlan(Admission.LOTTERY, draw_at=START), admission.NO_DRAW_DATE),
        (AdmissionPlan(Admission.LOTTERY, draw_at=START - timedelta(days=1)), None),
        (AdmissionPlan(Admission.QUOTA), admission.QUOTAS_MISSING),
        (AdmissionPlan(Admission.QUOTA, quotas=KEPT), None),
        (AdmissionPlan(Admission.QUOTA, quotas=(*KEPT, TOO_MANY)), admission.QUOTAS_TOO_LARGE),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(plan: AdmissionPlan, reason: object) -> None:
    assert admission.why_not_admit(plan, 10, START - timedelta(days=9), START) is reason


def test_a_draw_is_repeated_with_hashes_alone() -> None:
    drawn = lottery.draw("seed", [3, 1, 2])

    code = hashlib.sha256(b"seed:1,2,3").hexdigest()
    by_hand = sorted([1, 2, 3], key=lambda n: hashlib.sha256(f"{code}:{n}".encode()).hexdigest())
    assert drawn == by_hand
    assert lottery.commitment("seed") == hashlib.sha256(b"seed").hexdigest()


@given(st.sets(st.integers(1, 500), max_size=60), st.text(max_size=20))
def test_a_draw_orders_every_number_once_whatever_order_they_came_in(numbers: set[int], seed: str) -> None:
    drawn = lottery.draw(seed, sorted(numbers))

    assert sorted(drawn) == sorted(numbers)
    assert lottery.draw(seed, sorted(numbers, reverse=True)) == drawn


def test_every_number_is_drawn_first_about_equally_often() -> None:
    first = Counter(lottery.draw(f"seed {n}", range(1, 11))[0] for n in range(2000))

    assert set(first) == set(range(1, 11))
    assert max(first.values()) < 280 and min(first.values()) > 130


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), min_size=2, max_size=4))
def test_no_hidden_number_can_be_worked_out_from_the_total(counts: dict[str, int]) -> None:
    shown = veil(counts)

    hidden = [key for key, text in shown.items() if not text.isdigit()]
    assert all(text == str(counts[key]) for key, text in shown.items() if text.isdigit())
    rest = sum(counts[key] for key in hidden)
    spans = [range(5) if shown[key] == "<5" else range(5, rest + 1) for key in hidden]
    worlds = [world for world in product(*spans) if sum(world) == rest]
    readable = any(text.isdigit() for text in shown.values())
    for place, key in enumerate(hidden):
        if shown[key] == "<5" and readable:
            assert len({world[place] for world in worlds}) > 1


def test_a_code_opens_one_registration_for_one_use() -> None:
    code = passes.sign(12, Use.DOOR)

    assert passes.read(code, Use.DOOR) == 12
    assert passes.read(code, Use.MANAGE) is None
    assert passes.read(code.replace("12-", "13-"), Use.DOOR) is None
    odd = ("", "-", "12", "x-1", "１２-1", "9" * 40 + "-1", "12-é")
    assert [passes.read(text, Use.DOOR) for text in odd] == [None] * len(odd)


def test_a_tablets_batch_is_read_as_written() -> None:
    came = {"id": "a", "kind": "check_in", "registration": 3, "at": "2026-11-29T04:00:00.000Z"}
    walked = {"id": "b", "kind": "walk_in", "name": " 王  小姐", "sector": "public", "people": 2}

    batch = read_batch({"door": "東門", "ops": [came, {**walked, "at": "2026-11-29T12:00+08:00"}]})

    assert batch.door == "東門"
    assert batch.operations == (CheckIn("a", 3, START), WalkIn("b", "王 小姐", "", Sector.PUBLIC, 2, START))


GOOD = {"id": "a", "kind": "check_in", "registration": 3, "at": "2026-11-29T04:00:00Z"}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {},
        {"ops": {}},
        {"ops": [GOOD] * 201},
        {"ops": [None]},
        {"ops": [{**GOOD, "registration": "3"}]},
        {"ops": [{**GOOD, "registration": True}]},
        {"ops": [{**GOOD, "registration": 2**31}]},
        {"ops": [{**GOOD, "at": "2026-11-29T04:00:00"}]},
        {"ops": [{**GOOD, "at": "yesterday"}]},
        {"ops": [{**GOOD, "id": ""}]},
        {"ops": [{**GOOD, "id": "x" * 41}]},
        {"ops": [{**GOOD, "kind": "walk_in", "name": "", "sector": "public", "people": 1}]},
        {"ops": [{**GOOD, "kind": "walk_in", "name": "a", "sector": "king", "people": 1}]},
        {"ops": [{**GOOD, "kind": "walk_in", "name": "a", "sector": "public", "people": 11}]},
    ],
)
def test_what_no_tablet_writes_is_refused(sent: object) -> None:
    with pytest.raises(ValueError):
        read_batch(sent)
