"""Seat people at tables: sectors and villages spread, groups together, hosts fixed, new faces each round. Pure.

World Café (Brown & Isaacs, 2005): a host stays at each table, the others move on between rounds and should meet
people they have not met. The order of choices comes from a published seed, so the same people give the same plan.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

SWAPS = 4


@dataclass(frozen=True)
class Party:
    """Be one person, or one group that stays together; `host` fixes who hosts at the table where they begin."""

    id: int
    people: int
    sector: str
    village: str
    host: bool = False


@dataclass(frozen=True)
class Seat:
    """Say where a party sits in one round and what the choice rested on."""

    party: int
    round_no: int
    table: int
    same_sector: int
    same_village: int
    met_before: int


@dataclass(frozen=True)
class Plan:
    """Hold the seats of all rounds and the parties for whom there was no room."""

    seats: tuple[Seat, ...]
    left_over: tuple[int, ...]

    def table_of(self, party: int, round_no: int) -> int | None:
        """Return a party's table in a round, None when it found no room."""
        return next((seat.table for seat in self.seats if (seat.party, seat.round_no) == (party, round_no)), None)

    def repeats(self, parties: Sequence[Party]) -> int:
        """Count the pairs of people who meet again, each meeting after the first."""
        return repeats(self.rounds(), {party.id: party.people for party in parties})

    def rounds(self) -> list[dict[int, int]]:
        """Return for each round which party sits at which table."""
        last = max((seat.round_no for seat in self.seats), default=0)
        return [{s.party: s.table for s in self.seats if s.round_no == number} for number in range(1, last + 1)]


@dataclass
class _Round:
    """Hold the tables of one round while they fill."""

    size: int
    tables: dict[int, list[Party]] = field(default_factory=dict)

    def room(self, table: int) -> int:
        return self.size - sum(party.people for party in self.tables[table])


Met = Counter[tuple[int, int]]


def seat(parties: Sequence[Party], tables: int, size: int, rounds: int, seed: str) -> Plan:
    """Return the plan of all rounds for tables of `size` chairs; the same input gives the same plan."""
    order = sorted(parties, key=lambda party: (not party.host, -party.people, _chance(seed, party.id)))
    hosts = {party.id: number for number, party in enumerate((p for p in order if p.host), start=1)}
    met: Met = Counter()
    seats: list[Seat] = []
    left: set[int] = set()
    for round_no in range(1, rounds + 1):
        filled = _fill(order, _Round(size, {n: [] for n in range(1, tables + 1)}), hosts, met, f"{seed}|{round_no}")
        _improve(filled, hosts, met)
        seats += _seats_of(filled, round_no, met)
        seated = {party.id for around in filled.tables.values() for party in around}
        left |= {party.id for party in parties} - seated
        _remember(filled, met)
    return Plan(tuple(sorted(seats, key=lambda s: (s.round_no, s.table, s.party))), tuple(sorted(left)))


def repeats(rounds: Sequence[dict[int, int]], people: dict[int, int]) -> int:
    """Count the pairs of people of different parties who meet again over the rounds."""
    met: Met = Counter()
    for seated in rounds:
        ids = sorted(seated)
        for index, one in enumerate(ids):
            met.update((one, other) for other in ids[index + 1 :] if seated[one] == seated[other])
    return sum((times - 1) * people[one] * people[other] for (one, other), times in met.items())


def _fill(order: Sequence[Party], filled: _Round, hosts: dict[int, int], met: Met, seed: str) -> _Round:
    """Seat hosts first, then the largest groups, then everybody where they meet fewest they know or are like."""
    fixed = [party for party in order if hosts.get(party.id, 0) in filled.tables]
    for party in fixed:
        filled.tables[hosts[party.id]].append(party)
    moving = [party for party in order if party not in fixed]
    for party in sorted(moving, key=lambda p: (-p.people, _chance(seed, p.id))):
        free = [number for number in filled.tables if filled.room(number) >= party.people]
        if free:
            filled.tables[min(free, key=partial(_rank, filled, party, met))].append(party)
    return filled


def _rank(filled: _Round, party: Party, met: Met, table: int) -> tuple[int, int, int]:
    return _cost(party, filled.tables[table], met), -filled.room(table), table


def _improve(filled: _Round, hosts: dict[int, int], met: Met) -> None:
    """Swap parties of one size between tables while that lets more people meet somebody new."""
    for _ in range(SWAPS):
        swaps = sum(_swap_once(filled, one, hosts, met) for one in sorted(filled.tables))
        if not swaps:
            return


def _swap_once(filled: _Round, one: int, hosts: dict[int, int], met: Met) -> bool:
    changed = False
    for mine in [party for party in filled.tables[one] if party.id not in hosts]:
        for other in sorted(filled.tables):
            theirs = _better(filled, one, other, mine, hosts, met) if other != one else None
            if theirs is not None:
                _exchange(filled, (one, mine), (other, theirs))
                changed = True
                break
    return changed


def _better(
    filled: _Round, one: int, other: int, mine: Party, hosts: dict[int, int], met: Met
) -> Party | None:
    """Return somebody of equal size at another table with whom to change places, if both tables gain by it."""
    here = [party for party in filled.tables[one] if party is not mine]
    for theirs in filled.tables[other]:
        if theirs.id in hosts or theirs.people != mine.people:
            continue
        there = [party for party in filled.tables[other] if party is not theirs]
        now = _cost(mine, here, met) + _cost(theirs, there, met)
        if _cost(mine, there, met) + _cost(theirs, here, met) < now:
            return theirs
    return None


def _exchange(filled: _Round, one: tuple[int, Party], other: tuple[int, Party]) -> None:
    for (table, leaves), (_, comes) in ((one, other), (other, one)):
        filled.tables[table] = [party for party in filled.tables[table] if party is not leaves] + [comes]


def _cost(party: Party, around: Sequence[Party], met: Met) -> int:
    """Weigh a table for a party: people met before count most, then one's own village, then one's own sector."""
    return sum(
        other.people
        * party.people
        * (
            10 * met[_pair(party, other)]
            + 2 * (party.village != "" and other.village == party.village)
            + (other.sector == party.sector)
        )
        for other in around
    )


def _seats_of(filled: _Round, round_no: int, met: Met) -> list[Seat]:
    return [
        Seat(
            party.id,
            round_no,
            table,
            sum(other.people for other in around if other is not party and other.sector == party.sector),
            sum(o.people for o in around if o is not party and party.village and o.village == party.village),
            sum(other.people for other in around if other is not party and met[_pair(party, other)]),
        )
        for table, around in filled.tables.items()
        for party in around
    ]


def _remember(filled: _Round, met: Met) -> None:
    for around in filled.tables.values():
        for index, one in enumerate(around):
            met.update(_pair(one, other) for other in around[index + 1 :])


def _pair(one: Party, other: Party) -> tuple[int, int]:
    return (min(one.id, other.id), max(one.id, other.id))


def _chance(seed: str, party_id: int) -> str:
    return hashlib.sha256(f"{seed}|{party_id}".encode()).hexdigest()
