"""Seats at tables: room, families, hosts, new faces, the same plan again."""

import random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from civic.events.seating import Party, Plan, repeats, seat

SECTORS = ("public", "industry", "academia", "media")


@st.composite
def crowds(draw: st.DrawFn) -> list[Party]:
    count = draw(st.integers(0, 40))
    return [
        Party(
            number,
            draw(st.sampled_from([1, 1, 1, 1, 2, 3])),
            draw(st.sampled_from(SECTORS)),
            draw(st.sampled_from(["", "a", "b", "c"])),
            host=number < draw(st.integers(0, 4)),
        )
        for number in range(count)
    ]


def cafe(people: int, tables: int, hosts: bool = True) -> list[Party]:
    return [Party(n, 1, SECTORS[n % 4], "abcdef"[n % 6], hosts and n < tables) for n in range(people)]


def shuffled(parties: list[Party], tables: int, size: int, rounds: int, seed: int) -> int:
    """Return how many meet again when everybody but the hosts is dealt out at random each round."""
    dice, hosts = random.Random(seed), [p for p in parties if p.host]
    dealt = []
    for _ in range(rounds):
        moving = [p for p in parties if not p.host]
        dice.shuffle(moving)
        chairs = [table for table in range(1, tables + 1) for _ in range(size - (table <= len(hosts)))]
        dealt.append(
            {host.id: number for number, host in enumerate(hosts, start=1)}
            | {party.id: table for party, table in zip(moving, chairs, strict=False)}
        )
    return repeats(dealt, {p.id: p.people for p in parties})


def people_at(plan: Plan, parties: list[Party], round_no: int, table: int) -> int:
    size = {p.id: p.people for p in parties}
    return sum(size[s.party] for s in plan.seats if (s.round_no, s.table) == (round_no, table))


@given(crowds(), st.integers(1, 6), st.integers(3, 8), st.integers(1, 3), st.text(max_size=8))
@hypothesis(max_examples=60)
def test_no_table_is_overfull_and_nobody_sits_twice(
    parties: list[Party], tables: int, size: int, rounds: int, seed: str
) -> None:
    plan = seat(parties, tables, size, rounds, seed)

    for number in range(1, rounds + 1):
        assert all(people_at(plan, parties, number, table) <= size for table in range(1, tables + 1))
        here = [s.party for s in plan.seats if s.round_no == number]
        assert len(here) == len(set(here))
    seated = {(s.party, s.round_no) for s in plan.seats}
    assert all((p.id, n) in seated for p in parties if p.id not in plan.left_over for n in range(1, rounds + 1))


@given(crowds(), st.integers(1, 6), st.integers(3, 8), st.text(max_size=8))
@hypothesis(max_examples=40)
def test_the_same_seed_gives_the_same_plan_in_whatever_order_people_are_listed(
    parties: list[Party], tables: int, size: int, seed: str
) -> None:
    assert seat(parties, tables, size, 2, seed) == seat(parties[::-1], tables, size, 2, seed)


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_hosts_stay_and_a_table_has_one(seed: str) -> None:
    parties = cafe(36, 6)

    plan = seat(parties, 6, 6, 3, seed)

    for host in range(6):
        assert len({plan.table_of(host, number) for number in (1, 2, 3)}) == 1
    assert {plan.table_of(host, 1) for host in range(6)} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(("people", "tables"), [(24, 4), (36, 6), (48, 8), (60, 10)])
def test_people_meet_far_fewer_again_than_by_chance(people: int, tables: int) -> None:
    parties = cafe(people, tables)

    planned = [seat(parties, tables, 6, 3, f"s{n}").repeats(parties) for n in range(3)]
    by_chance = [shuffled(parties, tables, 6, 3, n) for n in range(20)]

    assert max(planned) * 3 <= 2 * sum(by_chance) / len(by_chance)


def test_with_room_enough_nobody_but_hosts_is_met_twice() -> None:
    parties = cafe(25, 5, hosts=False)

    plan = seat(parties, 5, 5, 2, "seed")

    assert plan.repeats(parties) <= 2


def test_sectors_are_spread_over_the_tables() -> None:
    parties = [Party(n, 1, SECTORS[n % 4], "") for n in range(24)]

    plan = seat(parties, 4, 6, 1, "seed")

    sector = {p.id: p.sector for p in parties}
    for name in SECTORS:
        each = [sum(sector[s.party] == name for s in plan.seats if s.table == table) for table in range(1, 5)]
        assert max(each) - min(each) <= 1


def test_a_family_keeps_together_and_who_finds_no_chairs_is_named() -> None:
    parties = [Party(1, 4, "public", "a"), Party(2, 4, "public", "a"), Party(3, 4, "public", "b")]

    plan = seat(parties, 2, 5, 2, "seed")

    (left,) = plan.left_over
    assert all(plan.table_of(party, 1) in {1, 2} for party in {1, 2, 3} - {left})
    assert plan.table_of(left, 1) is None
