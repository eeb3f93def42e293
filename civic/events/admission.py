"""Say by which rule seats are given, whom a seat fits, and how long an offer stands. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from civic.kit.errors import Kind, Reason
from civic.kit.text import N_
from civic.programme.ages import AgeBand
from civic.programme.sectors import Sector


class Admission(StrEnum):
    """Name the rules by which seats are given: 先到先得, 抽籤, 保障名額."""

    FIRST_COME = "first_come"
    LOTTERY = "lottery"
    QUOTA = "quota"


class QuotaKind(StrEnum):
    """Name what seats can be kept for."""

    SECTOR = "sector"
    VILLAGE = "village"
    AGE = "age"


ADMISSION_LABELS = {
    Admission.FIRST_COME: N_("First come, first served"),
    Admission.LOTTERY: N_("Lottery with a published seed"),
    Admission.QUOTA: N_("Seats kept for groups"),
}
ADMISSION_WORDS = {
    Admission.FIRST_COME: N_("Seats are given in the order of registration; after the last seat there is a list."),
    Admission.LOTTERY: N_("Everybody who registers before the draw has the same chance. Anyone can repeat the draw."),
    Admission.QUOTA: N_("Some seats are kept for groups until two days before the start; the rest go in order."),
}

MOST_PEOPLE = 10
QUOTA_RELEASED = timedelta(days=2)
MOST_OFFER_HOURS = 168

FREED = N_("A seat was given back, and you were the first on the list whom it fits.")
DRAWN = N_("Your number was drawn. Anyone can repeat the draw on the event's page.")
NOT_DRAWN = N_("The draw is over; your number stands on the list in the order of the draw.")
EXPIRED = N_("The seat offered was not confirmed in time, so it was passed on.")
RELEASED = N_("The seats kept for groups were released, and you were the first on the list whom one fits.")
ADDED = N_("More seats were added, and you were the first on the list whom they fit.")
DESK = N_("The desk confirmed the seat.")

NOTHING_OFFERED = Reason(
    "nothing_offered",
    N_("There is no seat to confirm: the offer is over or was confirmed before. This page shows your place."),
    Kind.CONFLICT,
)
TOO_MANY_PEOPLE = Reason(
    "too_many_people", N_("One registration holds from 1 to 10 people. Register the others separately."), Kind.INVALID
)
MORE_THAN_SEATS = Reason(
    "more_than_seats", N_("The event has fewer seats than your group. Register fewer people."), Kind.INVALID
)
NO_DRAW_DATE = Reason("no_draw_date", N_("A lottery needs a draw that lies ahead and before the start."), Kind.INVALID)
QUOTAS_TOO_LARGE = Reason("quotas_too_large", N_("More seats are kept for groups than there are."), Kind.INVALID)
QUOTAS_MISSING = Reason("quotas_missing", N_("Write for which groups seats are kept, one on a line."), Kind.INVALID)
BAD_OFFER = Reason("bad_offer", N_("An offer stands from 1 to 168 hours."), Kind.INVALID)


@dataclass(frozen=True)
class Quota:
    """Keep `seats` for one group: a sector, a village's code or an age band."""

    kind: QuotaKind
    group: str
    seats: int


class PersonFacts(Protocol):
    """Be what decides into which group a registration falls."""

    @property
    def sector(self) -> Sector:
        """Return the sector."""

    @property
    def village_code(self) -> str | None:
        """Return the village's code."""

    @property
    def age_band(self) -> AgeBand | None:
        """Return the age band, where the event asks for it."""


def group_of(person: PersonFacts, quotas: Sequence[Quota]) -> str:
    """Return the group a registration falls into, "" for none of those with seats kept."""
    kind = quotas[0].kind if quotas else None
    value = {
        QuotaKind.SECTOR: person.sector.value,
        QuotaKind.VILLAGE: person.village_code or "",
        QuotaKind.AGE: person.age_band.value if person.age_band else "",
        None: "",
    }[kind]
    return value if value in {quota.group for quota in quotas} else ""


def fits(capacity: int, quotas: Sequence[Quota], used: Mapping[str, int], group: str, people: int) -> bool:
    """Tell whether so many people of a group still find seats beside those kept for the other groups.

    `used` counts seats by group, "" for people of none.
    """
    after = {**used, group: used.get(group, 0) + people}
    kept = {quota.group: quota.seats for quota in quotas}
    return sum(max(after.get(name, 0), kept.get(name, 0)) for name in {*after, *kept}) <= capacity


def is_released(starts_at: datetime, now: datetime) -> bool:
    """Tell whether the seats kept for groups are released: two days before the start."""
    return now >= starts_at - QUOTA_RELEASED


def offer_ends(now: datetime, hours: int, starts_at: datetime) -> datetime:
    """Return until when an offered seat must be confirmed: never beyond the start."""
    return min(now + timedelta(hours=hours), starts_at)


@dataclass(frozen=True)
class AdmissionPlan:
    """Hold the rule of an event: how long offers stand, when a lottery is drawn, which seats are kept."""

    admission: Admission = Admission.FIRST_COME
    offer_hours: int = 24
    draw_at: datetime | None = None
    quotas: tuple[Quota, ...] = ()


def why_not_admit(plan: AdmissionPlan, capacity: int, now: datetime, starts_at: datetime) -> Reason | None:
    """Tell what is wrong with the rule planned for an event."""
    if not 1 <= plan.offer_hours <= MOST_OFFER_HOURS:
        return BAD_OFFER
    if plan.admission is Admission.LOTTERY and (plan.draw_at is None or not now < plan.draw_at < starts_at):
        return NO_DRAW_DATE
    if plan.admission is Admission.QUOTA and not plan.quotas:
        return QUOTAS_MISSING
    return QUOTAS_TOO_LARGE if sum(quota.seats for quota in plan.quotas) > capacity else None


def why_not_people(people: int, capacity: int) -> Reason | None:
    """Tell why a registration cannot be for so many people."""
    if not 1 <= people <= MOST_PEOPLE:
        return TOO_MANY_PEOPLE
    return MORE_THAN_SEATS if people > capacity else None
