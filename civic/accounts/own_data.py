"""Gather all that is kept about one person: each feature registers what it knows."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from civic.accounts import queries
from civic.accounts.models import Device, PersonDuty, RollEntry
from civic.db.session import session

Value = str | int | bool | None


@dataclass(frozen=True)
class Fact:
    """Be one named value of a record."""

    name: str
    value: Value


@dataclass(frozen=True)
class Section:
    """Be what one feature keeps about a person: a name and records of facts."""

    name: str
    records: tuple[tuple[Fact, ...], ...]


Teller = Callable[[int], Section]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Add what a feature keeps about a person id; adding it again changes nothing."""
    if teller not in _tellers:
        _tellers.append(teller)


def gather(person_id: int) -> tuple[Section, ...]:
    """Return every section about one person."""
    own = (_account, _devices, _duties, _roll)
    return tuple(teller(person_id) for teller in (*own, *_tellers))


def as_json(sections: tuple[Section, ...]) -> str:
    """Write the sections as JSON a person can read."""
    tree = {part.name: [{fact.name: fact.value for fact in record} for record in part.records] for part in sections}
    return json.dumps(tree, ensure_ascii=False, indent=2)


def _account(person_id: int) -> Section:
    person = queries.get_person(person_id)
    facts = (
        Fact("email", person.email),
        Fact("name", person.name),
        Fact("language", person.locale),
        Fact("date_style", person.date_style),
        Fact("district", person.district_code),
        Fact("village", person.village_code),
        Fact("created_at", _iso(person.created_at)),
        Fact("confirmed_at", _iso(person.confirmed_at)),
    )
    return Section("account", (facts,))


def _devices(person_id: int) -> Section:
    rows = session().scalars(select(Device).where(Device.person_id == person_id).order_by(Device.id))
    return Section("devices", tuple((Fact("device", d.description), Fact("since", _iso(d.created_at))) for d in rows))


def _duties(person_id: int) -> Section:
    rows = session().scalars(select(PersonDuty).where(PersonDuty.person_id == person_id).order_by(PersonDuty.id))
    return Section("duties", tuple((Fact("role", d.role.value), Fact("scope", d.scope)) for d in rows))


def _roll(person_id: int) -> Section:
    rows = session().scalars(select(RollEntry).where(RollEntry.person_id == person_id).order_by(RollEntry.id))
    return Section("roll", tuple(_place(each) for each in rows))


def _place(entry: RollEntry) -> tuple[Fact, ...]:
    place = (Fact("round", entry.round_id), Fact("relation", entry.relation.value))
    return (*place, Fact("village", entry.village_code))


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
