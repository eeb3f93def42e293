"""Time what runs apart from requests: writing exports."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

from civic.kit.tables import Cell, Column, Kind, Table, write_csv, write_json, write_ods, write_xlsx
from civic.needs.fields import FIELDS
from tests.bench.figures import Fact

NEEDS = 10_000
WRITERS = {"ODS": write_ods, "XLSX": write_xlsx, "CSV": write_csv, "JSON": write_json}
SAMPLES = {
    Kind.TEXT: "石牌站前人行道動線整理與照明",
    Kind.INTEGER: 2055,
    Kind.MONEY: 3_900_000,
    Kind.DATE: date(2027, 6, 30),
}


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
