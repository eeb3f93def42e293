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


@dataclass(frozen=True)
class Weights:
    """Be the kilobytes of a first visit, compressed."""

    html: float
    css: float
    js: float
    icons: float

    @property
    def total(self) -> float:
        """Return everything a first visit loads, pictures aside."""
        return self.html + self.css + self.js + self.icons


@dataclass
class Report:
    """Gather lines and facts in the order they were measured."""

    lines: list[Line] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    weights: dict[str, Weights] = field(default_factory=dict)

    def as_table(self) -> str:
        """Return the whole report as text."""
        return "\n".join([_row(HEAD), _row(tuple("-" * len(word) for word in HEAD)), *map(_line, self.lines), ""]) + (
            "\n".join(f"{fact.what:<58}{fact.value:>12,.2f} {fact.unit}" for fact in self.facts)
            + f"\n\n{weight_table(self.weights)}"
        )

    def as_data(self) -> dict[str, list[dict[str, object]]]:
        """Return the whole report for JSON."""
        return {
            "lines": [asdict(line) | {"ratio": line.ratio} for line in self.lines],
            "facts": [asdict(fact) for fact in self.facts],
            "weights": [{"page": page, **asdict(each), "total": each.total} for page, each in self.weights.items()],
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


def weight_table(weights: dict[str, Weights]) -> str:
    """Return the weights of many pages as text, the heaviest first."""
    rows = sorted(weights.items(), key=lambda row: -row[1].total)
    head = f"{'first visit, kB gz':<32}{'HTML':>7}{'CSS':>7}{'JS':>7}{'icons':>7}{'all':>7}"
    return "\n".join([head, *(_weights(page, each) for page, each in rows)])


def _weights(page: str, each: Weights) -> str:
    figures = (each.html, each.css, each.js, each.icons, each.total)
    return f"{page:<32}" + "".join(f"{figure:>7.1f}" for figure in figures)
