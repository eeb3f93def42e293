"""Know the city's names by code: read once a process, forgotten when the reference data is loaded again."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import select

from civic.db.session import session
from civic.kit.errors import Missing
from civic.programme.models import Agency, District, Facet, FundingSource, Village


@dataclass(frozen=True)
class Named:
    """Be one thing with a code and a name in both languages."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class DistrictName(Named):
    """Be one district as pages show it; `letters` begin its case numbers."""

    slug: str
    letters: str
    eligible_estimate: int
    lat: float
    lng: float


@dataclass(frozen=True)
class VillageName(Named):
    """Be one village; show it with its district, for two names exist twice."""

    district_code: str
    lat: float
    lng: float


@dataclass(frozen=True)
class AgencyName(Named):
    """Be one agency with its short name and its part in the programme."""

    short_zh: str
    role: str


@dataclass(frozen=True)
class FacetName(Named):
    """Be one facet with its lead agency and what it covers."""

    lead_agency_code: str
    scope_zh: str
    scope_en: str


AnyName = TypeVar("AnyName", bound=Named)


@dataclass(frozen=True, eq=False)
class Directory:
    """Hold every district, village, facet, agency and funding source in the order they are shown."""

    districts: tuple[DistrictName, ...]
    villages: tuple[VillageName, ...]
    facets: tuple[FacetName, ...]
    agencies: tuple[AgencyName, ...]
    funding_sources: tuple[Named, ...]
    participating: tuple[DistrictName, ...]
    by_code: Mapping[tuple[type[Named], str], Named]

    def district(self, code: str) -> DistrictName:
        """Return the district with this code, or raise Missing."""
        return self._get(DistrictName, code)

    def village(self, code: str) -> VillageName:
        """Return the village with this code, or raise Missing."""
        return self._get(VillageName, code)

    def facet(self, code: str) -> FacetName:
        """Return the facet with this code, or raise Missing."""
        return self._get(FacetName, code)

    def agency(self, code: str) -> AgencyName:
        """Return the agency with this code, or raise Missing."""
        return self._get(AgencyName, code)

    def funding_source(self, code: str) -> Named:
        """Return the funding source with this code, or raise Missing."""
        return self._get(Named, code)

    def villages_of(self, district_code: str) -> tuple[VillageName, ...]:
        """Return the villages of one district by code."""
        return tuple(village for village in self.villages if village.district_code == district_code)

    def _get(self, kind: type[AnyName], code: str) -> AnyName:
        found = self.by_code.get((kind, code))
        if not isinstance(found, kind):
            raise Missing
        return found


class _Shelf:
    """Hold the directory of this process, or nothing yet."""

    held: Directory | None = None


_PARTICIPATING = select(District).where(District.participating).order_by(District.position, District.code)


def directory() -> Directory:
    """Return the city's names; the first call in a process reads the database."""
    if _Shelf.held is None:
        _Shelf.held = _read()
    return _Shelf.held


def forget() -> None:
    """Drop the names held, so that the next reader sees the reference data as it is now."""
    _Shelf.held = None


def _read() -> Directory:
    db = session()
    districts = tuple(_district(row) for row in db.scalars(select(District).order_by(District.code)))
    villages = tuple(_village(row) for row in db.scalars(select(Village).order_by(Village.code)))
    facets = tuple(_facet(row) for row in db.scalars(select(Facet).order_by(Facet.position)))
    agencies = tuple(_agency(row) for row in db.scalars(select(Agency).order_by(Agency.position)))
    funding = tuple(_funding(row) for row in db.scalars(select(FundingSource).order_by(FundingSource.position)))
    everything: tuple[Named, ...] = (*districts, *villages, *facets, *agencies, *funding)
    index = MappingProxyType({(type(item), item.code): item for item in everything})
    participating = tuple(_district(row) for row in db.scalars(_PARTICIPATING))
    return Directory(districts, villages, facets, agencies, funding, participating, index)


def _district(row: District) -> DistrictName:
    return DistrictName(
        row.code, row.name_zh, row.name_en, row.slug, row.letters, row.eligible_estimate, row.lat, row.lng
    )


def _village(row: Village) -> VillageName:
    return VillageName(row.code, row.name_zh, row.name_en, row.district_code, row.lat, row.lng)


def _agency(row: Agency) -> AgencyName:
    return AgencyName(row.code, row.name_zh, row.name_en, row.short_zh, row.role)


def _facet(row: Facet) -> FacetName:
    return FacetName(row.code, row.name_zh, row.name_en, row.lead_agency_code, row.scope_zh, row.scope_en)


def _funding(row: FundingSource) -> Named:
    return Named(row.code, row.name_zh, row.name_en)
