"""Name what lists of proposals are asked for and what each row shows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Executable, and_, or_, select

from civic.kit.text import N_, fold
from civic.proposals.models import Proposal
from civic.proposals.rules import State


class Sort(StrEnum):
    """Name the orders of a list."""

    NEWEST = "newest"
    SUPPORT = "support"


SORT_LABELS = {
    Sort.NEWEST: N_("Newest first"),
    Sort.SUPPORT: N_("Most seconded first"),
}


@dataclass(frozen=True)
class Filters:
    """Say which proposals a list shows; empty means all."""

    district: str = ""
    facet: str = ""
    state: State | None = None
    text: str = ""
    round_id: int | None = None
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True)
class ProposalRow:
    """Show one proposal in a list: codes, not names; cost in NT$, times in UTC."""

    id: int
    case_no: str | None
    state: State
    title: str
    title_en: str
    district_code: str
    village_code: str | None
    facet_code: str | None
    place: str
    lat: float | None
    lng: float | None
    cost: int | None
    support_count: int
    updated_at: datetime
    submitted_at: datetime | None

    @property
    def name_zh(self) -> str:
        """Return the title as written, for the `name` filter."""
        return self.title

    @property
    def name_en(self) -> str:
        """Return the English title, or the one written."""
        return self.title_en or self.title

    def key(self, sort: Sort) -> str:
        """Return where the next page begins."""
        return f"{self.support_count}-{self.id}" if sort is Sort.SUPPORT else str(self.id)


COLUMNS = (
    Proposal.id,
    Proposal.case_no,
    Proposal.state,
    Proposal.title,
    Proposal.title_en,
    Proposal.district_code,
    Proposal.village_code,
    Proposal.facet_code,
    Proposal.place,
    Proposal.lat,
    Proposal.lng,
    Proposal.cost,
    Proposal.support_count,
    Proposal.updated_at,
    Proposal.submitted_at,
)


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions of these filters on published proposals."""
    found: list[ColumnElement[bool]] = [Proposal.published_at.is_not(None)]
    if filters.district:
        found.append(Proposal.district_code == filters.district)
    if filters.facet:
        found.append(Proposal.facet_code == filters.facet)
    if filters.round_id is not None:
        found.append(Proposal.round_id == filters.round_id)
    if filters.state is not None:
        found.append(Proposal.state == filters.state)
    return found + [contains(word) for word in fold(filters.text).split()[:8]]


def contains(word: str) -> ColumnElement[bool]:
    """Search one folded word in title, summary, place and case number."""
    return Proposal.folded.contains(word, autoescape=True)


def folded(*parts: str | None) -> str:
    """Return the text a proposal is found by."""
    return fold(" ".join(part for part in parts if part))


def page(filters: Filters, after: str, limit: int) -> Executable:
    """Return the statement of one page, beginning after a key; a broken key begins at the start."""
    query = select(*COLUMNS).where(*conditions(filters)).limit(limit)
    if filters.sort is Sort.SUPPORT:
        query = query.order_by(Proposal.support_count.desc(), Proposal.id.desc())
    else:
        query = query.order_by(Proposal.id.desc())
    begin = _beyond(filters.sort, after)
    return query if begin is None else query.where(begin)


def _beyond(sort: Sort, after: str) -> ColumnElement[bool] | None:
    """Return the condition that leaves out what earlier pages showed."""
    texts = after.split("-")
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in texts):
        return None
    parts = [int(text) for text in texts]
    if sort is Sort.NEWEST and len(parts) == 1:
        return Proposal.id < parts[0]
    if sort is Sort.SUPPORT and len(parts) == 2:
        count, last = parts
        same = and_(Proposal.support_count == count, Proposal.id < last)
        return or_(Proposal.support_count < count, same)
    return None
