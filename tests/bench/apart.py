"""Time what runs apart from requests: counting votes, writing exports."""

import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

from civic.kit.tables import Cell, Column, Kind, Table, write_csv, write_json, write_ods, write_xlsx
from civic.needs.fields import FIELDS
from civic.voting.pabulib import read
from civic.voting.tally.count import run
from civic.voting.tally.election import Election, Project, approvals, group
from civic.voting.tally.options import Options
from tests.bench.figures import Fact
from tests.unit.voting.elections import DATA

NEEDS = 10_000
REAL = DATA / "Poland_Wieliczka_2023_Green_Budget.pb"
WRITERS = {"ODS": write_ods, "XLSX": write_xlsx, "CSV": write_csv, "JSON": write_json}
SAMPLES = {
    Kind.TEXT: "石牌站前人行道動線整理與照明",
    Kind.INTEGER: 2055,
    Kind.MONEY: 3_900_000,
    Kind.DATE: date(2027, 6, 30),
}


def time_tallies(large: bool) -> Iterator[Fact]:
    """Count a real election by Equal Shares and drawn ones greedily; the largest only when asked for."""
    if REAL.exists():
        election = read(REAL.read_text(encoding="utf-8")).election
        yield _timed("tally: Wieliczka 2023, equal shares, add1", lambda: run("equal_shares/add1", election, Options()))
    yield _timed("tally: 100,000 ballots × 5 choices, greedy", lambda: run("greedy", _drawn(100_000, 20, 5), Options()))
    if large:
        million = lambda: run("greedy", _drawn(1_000_000, 60, 5), Options())  # noqa: E731
        yield _timed("tally: 1,000,000 ballots on 60 items, greedy", million)


def _drawn(ballots: int, items: int, choices: int) -> Election:
    chance = random.Random(7)
    names = [str(number) for number in range(items)]
    marks = (approvals(chance.sample(names, choices)) for _ in range(ballots))
    return Election(tuple(Project(name, 100) for name in names), group(marks), budget=100 * items // 3)


def time_exports() -> Iterator[Fact]:
    """Write 10,000 needs in each format; then the most memory the largest writing holds."""
    for name, write in WRITERS.items():
        yield _timed(f"export: 10,000 needs, {name}", lambda write=write: write(_needs(), BytesIO()))
    tracemalloc.start()
    write_ods(_needs(), BytesIO())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    yield Fact("export: most memory held, ODS, the file itself in it", peak / 2**20, "MiB")


def _needs() -> Table:
    columns = tuple(field.column for field in FIELDS)
    return Table(columns, (_need(number, columns) for number in range(NEEDS)), "needs")


def _need(number: int, columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    return (f"115-BT-{number:04d}", *(SAMPLES[column.kind] for column in columns[1:]))


def _timed(what: str, work: Callable[[], object]) -> Fact:
    begun = time.perf_counter()
    work()
    return Fact(what, time.perf_counter() - begun, "s")
