"""Load districts, villages, agencies, facets, funding and budgets from data files, as often as wanted."""

import csv
from collections.abc import Iterator
from pathlib import Path

from civic.db.base import Base
from civic.db.session import session
from civic.programme.directory import forget
from civic.programme.models import Agency, BudgetLine, District, Facet, FundingSource, Village, Zone

OWN_DATA = Path(__file__).parent / "data"
LETTERS = {
    "songshan": "SS", "xinyi": "XY", "daan": "DA", "zhongshan": "ZS", "zhongzheng": "ZZ", "datong": "DT",
    "wanhua": "WH", "wenshan": "WS", "nangang": "NG", "neihu": "NH", "shilin": "SL", "beitou": "BT",
}  # fmt: skip


def load_reference(folder: Path, participating: tuple[str, ...]) -> None:
    """Write the city's data files into the database; running it again changes only what the files changed."""
    _load(_districts(folder, participating))
    _load(_villages(folder))
    _load(_agencies(folder))
    _load(_facets(folder))
    _load(_funding(folder))
    _load(_zones(folder))
    _load_budgets(folder)
    forget()


def _load(rows: Iterator[Base]) -> None:
    db = session()
    for row in rows:
        db.merge(row)
    db.flush()


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _districts(folder: Path, participating: tuple[str, ...]) -> Iterator[District]:
    for row in _read(folder / "districts.csv"):
        code = row["code"]
        yield District(
            code=code,
            slug=row["slug"],
            letters=LETTERS.get(row["slug"], row["slug"][:2].upper()),
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            eligible_estimate=int(row["eligible_estimate"]),
            lat=float(row["centroid_lat"]),
            lng=float(row["centroid_lng"]),
            participating=code in participating,
            position=participating.index(code) if code in participating else len(participating),
        )


def _villages(folder: Path) -> Iterator[Village]:
    for row in _read(folder / "villages.csv"):
        yield Village(
            code=row["village_code"],
            district_code=row["district_code"],
            name_zh=row["village_zh"],
            name_en=row["village_en"],
            lat=float(row["lat"]),
            lng=float(row["lng"]),
        )


def _agencies(folder: Path) -> Iterator[Agency]:
    for position, row in enumerate(_read(folder / "agencies.csv")):
        yield Agency(
            code=row["code"],
            name_zh=row["name_zh"],
            short_zh=row["short_zh"],
            name_en=row["name_en"],
            role=row["role"],
            position=position,
        )


def _facets(folder: Path) -> Iterator[Facet]:
    for row in _read(folder / "facets.csv"):
        yield Facet(
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            lead_agency_code=row["lead_agency"],
            scope_zh=row["scope_zh"],
            scope_en=row["scope_en"],
            position=int(row["sort"]),
        )


def _funding(folder: Path) -> Iterator[FundingSource]:
    for row in _read(folder / "funding_sources.csv"):
        yield FundingSource(code=row["code"], name_zh=row["name_zh"], name_en=row["name_en"], position=int(row["sort"]))


def _zones(folder: Path) -> Iterator[Zone]:
    for row in _read(folder / "budgets.csv"):
        yield Zone(code=row["plan"], name_zh=row["name_zh"], name_en=row["name_en"])


def _load_budgets(folder: Path) -> None:
    db = session()
    for number, row in enumerate(_read(folder / "budgets.csv"), start=1):
        db.merge(
            BudgetLine(
                id=number,
                zone_code=row["plan"],
                agency_code=row["agency"],
                year=int(row["year"]),
                amount=int(row["amount_twd"]),
                status=row["status"],
                clause=row["seed_clause"],
            )
        )
    db.flush()
