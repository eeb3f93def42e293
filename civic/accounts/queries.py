"""Read people, who is signed in, their devices and duties, and places on a roll."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Row, bindparam, func, literal, select, union_all

from civic.access.actor import Actor, Duty, Role
from civic.accounts import roll_key, rules
from civic.accounts.models import Device, OneTimeToken, Person, PersonDuty, Purpose, RollEntry
from civic.audit.models import AuditEntry
from civic.db.base import table_of
from civic.db.session import session
from civic.db.types import UTCDateTime
from civic.kit.errors import Missing, Reason
from civic.kit.ids import hash_token, normalise_voter_code
from civic.kit.text import normalise_email
from civic.programme import queries as programme
from civic.programme.models import Round


@dataclass(frozen=True)
class SignIn:
    """Be one living sign-in: who acts, on which device, when it was last used."""

    actor: Actor
    device_id: int
    last_seen_at: datetime


def load_sign_in(token: str, now: datetime) -> SignIn | None:
    """Return the living sign-in of a session token in two statements, None if it ended or never was."""
    row = session().execute(_SIGN_IN, {"token_hash": hash_token(token), "now": now}).first()
    if row is None:
        return None
    actor = _actor(row, row.device_id)
    idle = now - row.last_seen_at >= rules.idle_limit(actor)
    return None if idle else SignIn(actor, row.device_id, row.last_seen_at)


def load_actor(token: str, now: datetime) -> Actor | None:
    """Return who is signed in with a session token, None if nobody is."""
    found = load_sign_in(token, now)
    return found.actor if found else None


def actor_of(person_id: int) -> Actor:
    """Return a person as an actor, for scenarios and commands; Missing if closed or unknown."""
    return _actor(get_person(person_id), None)


def get_person(person_id: int) -> Person:
    """Return an open account, or raise Missing."""
    person = session().get(Person, person_id)
    if person is None or person.closed_at is not None:
        raise Missing
    return person


def find_person_by_email(email: str) -> Person | None:
    """Return the account with this address, however it was typed; None if there is none."""
    try:
        address = normalise_email(email)
    except ValueError:
        return None
    return session().scalar(select(Person).where(Person.email == address))


def list_devices(actor: Actor, now: datetime) -> list[Device]:
    """Return the actor's living sign-ins, latest first."""
    query = select(Device).where(Device.person_id == actor.person_id, Device.revoked_at.is_(None))
    return list(session().scalars(query.where(Device.expires_at > now).order_by(Device.last_seen_at.desc())))


def is_link_alive(token: str, purpose: Purpose, now: datetime) -> bool:
    """Tell whether a link sent by mail can still be used for this purpose."""
    query = select(OneTimeToken.id).where(
        OneTimeToken.token_hash == hash_token(token),
        OneTimeToken.purpose == purpose,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > now,
    )
    return session().scalar(query) is not None


@dataclass(frozen=True)
class DutyRow:
    """Be one duty as the office's list shows it."""

    id: int
    person_id: int
    name: str
    email: str
    role: Role
    scope: str
    given_at: datetime


def list_duties(after: int = 0, limit: int = 50) -> list[DutyRow]:
    """Return duties in the order they were given, the ones with a greater id than `after`."""
    columns = (PersonDuty.id, Person.id, Person.name, Person.email)
    more = (PersonDuty.role, PersonDuty.scope, PersonDuty.given_at)
    query = select(*columns, *more).join(Person, Person.id == PersonDuty.person_id)
    rows = session().execute(query.where(PersonDuty.id > after).order_by(PersonDuty.id).limit(limit))
    return [DutyRow(*row) for row in rows]


def get_duty(duty_id: int) -> PersonDuty:
    """Return one duty, or raise Missing."""
    duty = session().get(PersonDuty, duty_id)
    if duty is None:
        raise Missing
    return duty


def roles_of(person_id: int) -> frozenset[Role]:
    """Return the roles given to a person."""
    return frozenset(session().scalars(select(PersonDuty.role).where(PersonDuty.person_id == person_id)))


def find_roll_entry(round_id: int, person_id: int) -> RollEntry | None:
    """Return a person's place on the roll of a round, None if they have none."""
    return session().scalar(select(RollEntry).where(RollEntry.round_id == round_id, RollEntry.person_id == person_id))


def find_entry_by_identity(round_id: int, identity: str) -> RollEntry | None:
    """Return the place of an identity number on a roll, None if it has none; ValueError on nonsense."""
    hashed = roll_key.identity_hash(round_id, rules.normalise_identity(identity))
    return session().scalar(select(RollEntry).where(RollEntry.round_id == round_id, RollEntry.identity_hash == hashed))


def find_entry_by_code(code: str) -> RollEntry | None:
    """Return the place on a roll that a typed voter code opens, None if it opens none."""
    try:
        hashed = roll_key.code_hash(normalise_voter_code(code))
    except ValueError:
        return None
    return session().scalar(select(RollEntry).where(RollEntry.code_hash == hashed))


def count_roll(round_id: int) -> int:
    """Return how many voters are on the roll of a round."""
    return session().scalar(select(func.count()).where(RollEntry.round_id == round_id)) or 0


def identities_on_roll(round_id: int) -> frozenset[str]:
    """Return the keyed hashes of everybody on the roll of a round."""
    return frozenset(session().scalars(select(RollEntry.identity_hash).where(RollEntry.round_id == round_id)))


def was_roll_tried_by_another(round_id: int, digest: str, person_id: int) -> bool:
    """Tell whether somebody else has tried the file with this SHA-256 for this round."""
    tried = select(AuditEntry.seq).where(
        AuditEntry.subject == f"round:{round_id}",
        AuditEntry.action == "roll.tried",
        AuditEntry.actor_id != person_id,
        AuditEntry.detail.contains(digest),
    )
    return session().scalar(tried.limit(1)) is not None


@dataclass(frozen=True)
class Eligibility:
    """Tell a person about one round: on the roll how, and why they may not vote now (None: they may)."""

    round: Round
    entry: RollEntry | None
    why_not: Reason | None


def list_eligibility(person_id: int, now: datetime) -> list[Eligibility]:
    """Return, for each round of the newest year, whether the person may vote and why not."""
    rounds = programme.list_rounds()
    newest = [each for each in rounds if each.year == rounds[0].year]
    entries = session().scalars(select(RollEntry).where(RollEntry.person_id == person_id))
    held = {entry.round_id: entry for entry in entries}
    return [
        Eligibility(each, held.get(each.id), rules.why_not_vote(each.id in held, programme.spans(each), now))
        for each in newest
    ]


def _actor(person: Person | Row[*tuple[Any, ...]], device_id: int | None) -> Actor:
    return Actor(
        person_id=person.id,
        name=person.name,
        duties=_duties(person.id),
        locale=person.locale,
        date_style=person.date_style,
        session_id=device_id,
        confirmed=person.confirmed_at is not None,
    )


def _duties(person_id: int) -> frozenset[Duty]:
    """Return duties given by hand and the districts where the person is on a roll of the last two years."""
    rows: Iterable[Row[str, str]] = session().execute(_DUTIES, {"person_id": person_id})
    return frozenset(Duty(Role(role), scope) for role, scope in rows)


_device, _person, _duty = table_of(Device), table_of(Person), table_of(PersonDuty)
_round, _entry = table_of(Round), table_of(RollEntry)
_SIGN_IN = (
    select(
        _device.c.id.label("device_id"), _device.c.last_seen_at,
        _person.c.id, _person.c.name, _person.c.locale, _person.c.date_style, _person.c.confirmed_at,
    )
    .join(_person, _person.c.id == _device.c.person_id)
    .where(_device.c.token_hash == bindparam("token_hash"), _device.c.revoked_at.is_(None))
    .where(_device.c.expires_at > bindparam("now", type_=UTCDateTime), _person.c.closed_at.is_(None))
)  # fmt: skip
"""Built once: every request of a signed-in person asks this and the next."""

_DUTIES: CompoundSelect[str, str] = union_all(
    select(_duty.c.role, _duty.c.scope).where(_duty.c.person_id == bindparam("person_id")),
    select(literal(Role.RESIDENT.value), _round.c.district_code)
    .join(_entry, _entry.c.round_id == _round.c.id)
    .where(_entry.c.person_id == bindparam("person_id"))
    .where(_round.c.year >= select(func.max(_round.c.year)).scalar_subquery() - 1),
)
