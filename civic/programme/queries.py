"""Read districts, names, rounds with their phases, and the programme's budgets."""

from dataclasses import dataclass

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from civic.db.session import session
from civic.kit.errors import Missing
from civic.programme.directory import (
    AgencyName,
    Directory,
    DistrictName,
    FacetName,
    Named,
    VillageName,
    directory,
)
from civic.programme.models import BudgetLine, Round, Zone
from civic.programme.rules import PhaseSpan, RoundPlan, counted_total

__all__ = [
    "AgencyName", "Directory", "DistrictName", "FacetName", "Named", "VillageName", "ZoneBudget",
    "directory", "find_round", "get_district", "get_district_by_slug", "get_round", "latest_round",
    "list_agencies", "list_budgets", "list_districts", "list_facets", "list_funding_sources", "list_rounds",
    "list_villages", "plan_of", "spans",
]  # fmt: skip


def list_districts() -> list[DistrictName]:
    """Return the participating districts in the order the city shows them."""
    return list(directory().participating)


def get_district(code: str) -> DistrictName:
    """Return one district, participating or not; Missing if the city has none with this code."""
    return directory().district(code)


def get_district_by_slug(slug: str) -> DistrictName:
    """Return the district with this address word, or raise Missing."""
    for district in directory().districts:
        if district.slug == slug:
            return district
    raise Missing


def list_villages(district_code: str) -> tuple[VillageName, ...]:
    """Return the villages of one district."""
    return directory().villages_of(district_code)


def list_facets() -> tuple[FacetName, ...]:
    """Return the facets in their order."""
    return directory().facets


def list_agencies() -> tuple[AgencyName, ...]:
    """Return the agencies in their order."""
    return directory().agencies


def list_funding_sources() -> tuple[Named, ...]:
    """Return the funding sources in their order."""
    return directory().funding_sources


def get_round(round_id: int) -> Round:
    """Return one round with its phases, or raise Missing."""
    return session().scalars(_ROUND, {"id": round_id}).unique().one_or_none() or _missing()


def find_round(district_code: str, year: int) -> Round | None:
    """Return the round of one district in one (common) year with its phases, None if there is none."""
    return _one(_rounds().where(Round.district_code == district_code, Round.year == year))


def latest_round(district_code: str) -> Round | None:
    """Return the newest round of one district with its phases, None if it never had one."""
    newest = select(Round.id).where(Round.district_code == district_code).order_by(Round.year.desc()).limit(1)
    return _one(_rounds().where(Round.id == newest.scalar_subquery()))


def list_rounds(year: int | None = None) -> list[Round]:
    """Return the rounds of one (common) year or of all, newest year first, with their phases."""
    query = _rounds().order_by(Round.year.desc(), Round.district_code)
    if year is not None:
        query = query.where(Round.year == year)
    return list(session().scalars(query).unique())


def spans(round_: Round) -> tuple[PhaseSpan, ...]:
    """Return the phases of a loaded round as plain values in order of opening."""
    held = [PhaseSpan(phase.kind, phase.opens_at, phase.closes_at) for phase in round_.phases]
    return tuple(sorted(held, key=lambda span: span.opens_at))


def plan_of(round_: Round) -> RoundPlan:
    """Return the rules of a round as one plain value."""
    return RoundPlan(
        district_code=round_.district_code,
        year=round_.year,
        eligible=round_.eligible,
        eligible_source=round_.eligible_source,
        eligibility_date=round_.eligibility_date,
        minimum_age=round_.minimum_age,
        relations=round_.relations_allowed,
        ballot_kind=round_.ballot_kind,
        min_choices=round_.min_choices,
        max_choices=round_.max_choices,
        threshold_kind=round_.threshold_kind,
        threshold_value=round_.threshold_value,
        rule=round_.rule,
        pot=round_.pot,
        winners_cap=round_.winners_cap,
        reading=round_.reading,
        revote=round_.revote,
        paper_allowed=round_.paper_allowed,
        kiosk_allowed=round_.kiosk_allowed,
    )


@dataclass(frozen=True)
class ZoneBudget:
    """Be one zone or plan with its yearly lines; `total` (NT$) leaves out what the council removed."""

    code: str
    name_zh: str
    name_en: str
    lines: tuple[BudgetLine, ...]

    @property
    def total(self) -> int:
        """Return the sum of the lines that stand, in NT$."""
        return counted_total((line.amount, line.status) for line in self.lines)


def list_budgets() -> list[ZoneBudget]:
    """Return every zone with its budget lines by year."""
    lines = list(session().scalars(select(BudgetLine).order_by(BudgetLine.year)))
    zones = session().scalars(select(Zone))
    found = [
        ZoneBudget(
            zone.code,
            zone.name_zh,
            zone.name_en,
            tuple(line for line in lines if line.zone_code == zone.code),
        )
        for zone in zones
    ]
    return sorted(found, key=lambda zone: zone.lines[0].id if zone.lines else 0)


def _rounds() -> Select[Round]:
    return select(Round).options(joinedload(Round.phases))


def _one(query: Select[Round]) -> Round | None:
    return session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()


def _missing() -> Round:
    raise Missing


_ROUND = _rounds().where(Round.id == bindparam("id")).execution_options(populate_existing=True)
"""Built once: every ballot asks it."""
