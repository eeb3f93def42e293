"""Read who is to be told, seated and counted at an event."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import demand
from civic.db.session import session
from civic.events.models import Event, Registration
from civic.events.queries.listing import scope_of
from civic.events.records import Seating, SeatingPlan
from civic.events.rules import EventState, Place
from civic.events.seating import Party
from civic.kit.cells import shown_total, veil
from civic.programme.ages import AGE_LABELS
from civic.programme.queries import directory
from civic.programme.sectors import SECTOR_LABELS

REMIND = timedelta(days=2)


@dataclass(frozen=True)
class Count:
    """Be one line of an attendance table as the public sees it: the group's code and its veiled number."""

    group: str
    shown: str


@dataclass(frozen=True)
class Attendance:
    """Hold what a closing report says of who came, small groups hidden; `ages` only where they were asked for."""

    came: str
    sectors: tuple[Count, ...]
    villages: tuple[Count, ...]
    ages: tuple[Count, ...]


@dataclass(frozen=True)
class SeatRow:
    """Be one party at one table in one round, for the lead's eyes."""

    registration_id: int
    round_no: int
    table_no: int
    name: str
    people: int
    sector: str
    is_host: bool
    same_sector: int
    same_village: int
    met_before: int


def list_living(event_id: int) -> list[Registration]:
    """Return every registration of an event that is not cancelled, in order of arrival."""
    return _list(Registration.event_id == event_id, Registration.place != Place.CANCELLED)


def list_attended(event_id: int) -> list[Registration]:
    """Return who came to an event."""
    return _list(Registration.event_id == event_id, Registration.place == Place.ATTENDED)


def list_near(now: datetime) -> list[int]:
    """Return the ids of the open events that begin within two days."""
    near = (Event.state == EventState.OPEN) & (Event.starts_at > now) & (Event.starts_at <= now + REMIND)
    return list(session().scalars(select(Event.id).where(near).order_by(Event.id)))


def list_to_remind(event: Event) -> list[Registration]:
    """Return who has a seat and registered so long ago that a reminder helps: not who came, waits or cancelled."""
    early = Registration.created_at < event.starts_at - REMIND
    return _list(Registration.event_id == event.id, Registration.place == Place.SEAT, early)


def list_parties(event_id: int) -> list[Party]:
    """Return everybody with a seat as the seating sees them."""
    held = (Place.SEAT, Place.OFFERED, Place.ATTENDED)
    found = _list(Registration.event_id == event_id, Registration.place.in_(held))
    return [Party(r.id, r.people, r.sector.value, r.village_code or "", r.is_host) for r in found]


def find_plan(event_id: int) -> SeatingPlan | None:
    """Return the seating plan of an event, if one was made."""
    return session().get(SeatingPlan, event_id)


def find_planned_table(registration_id: int) -> int | None:
    """Return the table planned for a registration's first round."""
    return session().scalar(
        select(Seating.table_no).where(Seating.registration_id == registration_id, Seating.round_no == 1)
    )


def list_seats(actor: Actor, event: Event) -> list[SeatRow]:
    """Return the seating of all rounds with names, for the event's staff."""
    demand(actor, Permission.SEE_ROSTER, scope_of(event))
    query = (
        select(Seating, Registration)
        .join(Registration, Registration.id == Seating.registration_id)
        .where(Seating.event_id == event.id, Registration.place != Place.CANCELLED)
        .order_by(Seating.round_no, Seating.table_no, Registration.is_host.desc(), Registration.arrival)
    )
    return [
        SeatRow(
            registration_id=registration.id,
            round_no=seat.round_no,
            table_no=seat.table_no,
            name=registration.name,
            people=registration.people,
            sector=registration.sector.value,
            is_host=registration.is_host,
            same_sector=seat.same_sector,
            same_village=seat.same_village,
            met_before=seat.met_before,
        )
        for seat, registration in session().execute(query)
    ]


def attendance(event: Event) -> Attendance:
    """Count who came by sector, village and age as the public may see it."""
    came = list_attended(event.id)
    sectors, villages, ages = Counter[str](), Counter[str](), Counter[str]()
    for r in came:
        sectors[r.sector.value] += r.people
        villages[r.village_code or ""] += r.people
        ages[r.age_band.value if r.age_band else ""] += r.people
    here = [village.code for village in directory().villages_of(event.district_code)]
    return Attendance(
        came=shown_total(sum(r.people for r in came)),
        sectors=_counts(sectors, [sector.value for sector in SECTOR_LABELS]),
        villages=_counts(villages, [code for code in here if villages[code]]) if any(villages) else (),
        ages=_counts(ages, [band.value for band in AGE_LABELS]) if event.ask_age else (),
    )


def _counts(counts: Counter[str], groups: list[str]) -> tuple[Count, ...]:
    """Return the named groups and, last, everybody else, veiled together."""
    named = {group: counts[group] for group in groups}
    rest = counts.total() - sum(named.values())
    every = named | ({"": rest} if rest else {})
    return tuple(Count(group, shown) for group, shown in veil(every).items())


def _list(*conditions: ColumnElement[bool]) -> list[Registration]:
    return list(session().scalars(select(Registration).where(*conditions).order_by(Registration.arrival)))
