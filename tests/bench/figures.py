"""Hold what was measured and set it as one table."""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Load:
    """Be one run of requests: how many a second, the middle and the slow ones (ms), how many failed."""

    per_second: float
    p50: float
    p99: float
    failed: int = 0


@dataclass(frozen=True)
class Line:
    """Be one line of the table: Civic beside the bare application; statements where they were counted."""

    database: str
    what: str
    civic: Load
    bare: Load | None = None
    statements: int | None = None

    @property
    def ratio(self) -> str:
        """Return Civic's share of the bare application's speed in whole percent."""
        return f"{100 * self.civic.per_second / self.bare.per_second:.0f} %" if self.bare else "–"


@dataclass(frozen=True)
class Fact:
    """Be one figure that stands alone."""

    what: str
    value: float
    unit: str


@dataclass
class Report:
    """Gather lines and facts in the order they were measured."""

    lines: list[Line] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def as_table(self) -> str:
        """Return the whole report as text."""
        return "\n".join([_row(HEAD), _row(tuple("-" * len(word) for word in HEAD)), *map(_line, self.lines), ""]) + (
            "\n".join(f"{fact.what:<58}{fact.value:>12,.2f} {fact.unit}" for fact in self.facts)
        )

    def as_data(self) -> dict[str, list[dict[str, object]]]:
        """Return the whole report for JSON."""
        return {
            "lines": [asdict(line) | {"ratio": line.ratio} for line in self.lines],
            "facts": [asdict(fact) for fact in self.facts],
        }


HEAD = ("database", "page", "Civic/s", "p50 ms", "p99 ms", "failed", "bare/s", "p50 ms", "p99 ms", "ratio", "SQL")
WIDTHS = (11, 13, 9, 8, 8, 7, 9, 8, 8, 7, 4)


def _line(line: Line) -> str:
    own, bare = line.civic, line.bare
    beside = (f"{bare.per_second:,.0f}", f"{bare.p50:.1f}", f"{bare.p99:.1f}") if bare else ("–", "–", "–")
    counted = "–" if line.statements is None else str(line.statements)
    figures = (f"{own.per_second:,.0f}", f"{own.p50:.1f}", f"{own.p99:.1f}", str(own.failed))
    return _row((line.database, line.what, *figures, *beside, line.ratio, counted))


def _row(cells: tuple[str, ...]) -> str:
    pairs = zip(cells, WIDTHS, strict=True)
    return " ".join(cell.ljust(width) if place < 2 else cell.rjust(width) for place, (cell, width) in enumerate(pairs))
