"""Name what lists of proposals are asked for and what each row shows."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from civic.db.base import table_of
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


class CardRow(NamedTuple):
    """Show one proposal on a card: codes, not names; cost in NT$."""

    id: int
    case_no: str | None
    state: State
    title: str
    title_en: str
    district_code: str
    village_code: str | None
    facet_code: str | None
    place: str
    cost: int | None
    support_count: int

    def key(self, sort: Sort) -> str:
        """Return where the next page begins."""
        return f"{self.support_count}-{self.id}" if sort is Sort.SUPPORT else str(self.id)


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


_TABLE = table_of(Proposal)
"""The same columns without the mapper, which lists do not need."""

CARD_COLUMNS = tuple(_TABLE.c[name] for name in CardRow._fields)
STATEMENTS = 256
"""How many statements are kept: putting one together costs more than answering it."""


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions of these filters on published proposals."""
    found: list[ColumnElement[bool]] = [_TABLE.c.published_at.is_not(None)]
    if filters.district:
        found.append(_TABLE.c.district_code == filters.district)
    if filters.facet:
        found.append(_TABLE.c.facet_code == filters.facet)
    if filters.round_id is not None:
        found.append(_TABLE.c.round_id == filters.round_id)
    if filters.state is not None:
        found.append(_TABLE.c.state == filters.state)
    return found + [contains(word) for word in fold(filters.text).split()[:8]]


def contains(word: str) -> ColumnElement[bool]:
    """Search one folded word in title, summary, place and case number."""
    return _TABLE.c.folded.contains(word, autoescape=True)


def folded(*parts: str | None) -> str:
    """Return the text a proposal is found by."""
    return fold(" ".join(part for part in parts if part))


@lru_cache(maxsize=STATEMENTS)
def page(filters: Filters, after: str, limit: int) -> Select[*tuple[object, ...]]:
    """Return the statement of one page, beginning after a key; a broken key begins at the start."""
    query = select(*CARD_COLUMNS).where(*conditions(filters)).limit(limit)
    if filters.sort is Sort.SUPPORT:
        query = query.order_by(_TABLE.c.support_count.desc(), _TABLE.c.id.desc())
    else:
        query = query.order_by(_TABLE.c.id.desc())
    begin = _beyond(filters.sort, after)
    return query if begin is None else query.where(begin)


@lru_cache(maxsize=STATEMENTS)
def by_state(filters: Filters) -> Select[State, int]:
    """Return the statement that counts by state, the filter's own state left aside."""
    query = select(_TABLE.c.state, func.count()).where(*conditions(replace(filters, state=None)))
    return query.group_by(_TABLE.c.state)


def _beyond(sort: Sort, after: str) -> ColumnElement[bool] | None:
    """Return the condition that leaves out what earlier pages showed."""
    texts = after.split("-")
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in texts):
        return None
    parts = [int(text) for text in texts]
    if sort is Sort.NEWEST and len(parts) == 1:
        return _TABLE.c.id < parts[0]
    if sort is Sort.SUPPORT and len(parts) == 2:
        count, last = parts
        same = and_(_TABLE.c.support_count == count, _TABLE.c.id < last)
        return or_(_TABLE.c.support_count < count, same)
    return None
