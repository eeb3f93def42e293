"""Read the demo's tables and tell its time."""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources

from civic.demo.reading import Where, read_instant
from civic.kit.clock import local

DISTRICTS = {
    "63000120": "beitou", "63000110": "shilin", "63000080": "wenshan", "63000090": "nangang", "63000020": "xinyi",
}  # fmt: skip
"""The five districts of the demo by code, with the word in the keys of their rounds and people."""

Row = dict[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the lines of one of the demo's CSV files."""
    text = resources.files("civic.demo").joinpath("data", f"{name}.csv").read_text(encoding="utf-8-sig")
    return tuple(csv.DictReader(text.splitlines()))


def split(text: str) -> tuple[str, ...]:
    """Return the parts of a cell that lists several."""
    return tuple(part for part in text.split(";") if part)


@dataclass(frozen=True)
class Time:
    """Count days from one instant, the demo's today (UTC)."""

    now: datetime

    def at(self, days: int, clock: str = "10:00") -> datetime:
        """Return the instant of a wall clock in Taipei so many days from today."""
        return read_instant(f"{days} {clock}", Where(self.now))

    def day(self, days: int) -> date:
        """Return the day so many days from today in Taipei."""
        return local(self.now).date() + timedelta(days=days)
