"""Hold what commands on proposals are given."""

from dataclasses import dataclass

from civic.accounts.models import Relation
from civic.proposals.rules import Light, Lights, Outcome


@dataclass(frozen=True)
class DraftInput:
    """Hold what an author writes; cost in NT$. `version` is the one the author saw, None to overwrite."""

    round_id: int
    title: str
    summary: str
    place: str
    village_code: str | None = None
    facet_code: str | None = None
    title_en: str = ""
    background: str = ""
    content: str = ""
    benefits: str = ""
    need_basis: str = ""
    cost: int | None = None
    lat: float | None = None
    lng: float | None = None
    relation: Relation = Relation.RESIDING
    version: int | None = None


@dataclass(frozen=True)
class Screening:
    """Hold what a screener decides; an agency named here is asked for its review at once."""

    outcome: Outcome
    reason: str = ""
    facet_code: str | None = None
    agency_code: str | None = None
    co_agencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReviewInput:
    """Hold what an agency finds: three lights, cost in NT$, a public answer and an internal note."""

    publicness: Light
    legality: Light
    feasibility: Light
    public_answer: str
    reason: str = ""
    cost: int | None = None
    cost_note: str = ""
    internal_note: str = ""

    @property
    def lights(self) -> Lights:
        """Return the three lights as one value."""
        return Lights(self.publicness, self.legality, self.feasibility)
