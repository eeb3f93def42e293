"""Gather what the home page says about one district: its phases, what is open, what came of it."""

from dataclasses import dataclass
from datetime import datetime

from civic.access.actor import Actor, Role
from civic.needs.queries import Filters as NeedFilters
from civic.needs.queries import count_by_state
from civic.needs.rules import NeedState
from civic.programme.models import Round
from civic.programme.queries import DistrictName, latest_round, list_districts, spans
from civic.programme.rules import PhaseKind, PhaseSpan, current_phase, days_left

PLANNED = {NeedState.PLANNED, NeedState.BUDGETED, NeedState.FUND_APPLIED, NeedState.FUND_APPROVED}
ANSWERED = {NeedState.NEW, NeedState.ASSIGNED}
DONE = {NeedState.COMPLETED, NeedState.RELEASED}


@dataclass(frozen=True)
class Year:
    """Hold one district's round as the home page tells it; `days_left` of the open phase."""

    district: DistrictName
    districts: list[DistrictName]
    round: Round | None
    spans: tuple[PhaseSpan, ...]
    phase: PhaseKind | None
    days_left: int


@dataclass(frozen=True)
class Fates:
    """Count what became of the needs: entered, under study, planned or funded, under way, completed."""

    entered: int
    studied: int
    planned: int
    under_way: int
    completed: int


def find_year(actor: Actor, slug: str, now: datetime) -> Year:
    """Return the year of the chosen district, else of the reader's own, else of the first."""
    districts = list_districts()
    district = _choose(districts, slug, actor)
    found = latest_round(district.code)
    phases = spans(found) if found else ()
    phase = current_phase(phases, now)
    return Year(district, districts, found, phases, phase, days_left(phases, phase, now))


def count_fates(year: Year) -> Fates:
    """Count what became of the district's needs."""
    counts = dict(count_by_state(NeedFilters(district=year.district.code)))

    def total(states: set[NeedState]) -> int:
        return sum(number for state, number in counts.items() if state in states)

    settled = PLANNED | DONE | {NeedState.IN_PROGRESS}
    return Fates(
        entered=sum(counts.values()),
        studied=total(set(NeedState) - settled - ANSWERED),
        planned=total(PLANNED),
        under_way=total({NeedState.IN_PROGRESS}),
        completed=total(DONE),
    )


def _choose(districts: list[DistrictName], slug: str, actor: Actor) -> DistrictName:
    own = actor.scopes(Role.RESIDENT)
    by_choice = [district for district in districts if district.slug == slug]
    return [*by_choice, *(d for d in districts if d.code in own), *districts][0]
