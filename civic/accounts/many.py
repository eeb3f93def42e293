"""Make many accounts and many places on a roll at once, for the invented people of scenarios."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from civic.access.actor import SYSTEM, Actor
from civic.access.policy import NEEDS_ANOTHER_PERSON
from civic.accounts import passwords, roll_key, rules
from civic.accounts.models import Person, RollEntry
from civic.accounts.rules import Relation
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Refused
from civic.kit.text import clean_line, normalise_email
from civic.programme import queries as programme
from civic.programme.models import Round


@dataclass(frozen=True)
class Newcomer:
    """Be one account to make: address, name, language, home district."""

    email: str
    name: str
    locale: str = "zh_Hant_TW"
    district_code: str | None = None


@dataclass(frozen=True)
class Enrolment:
    """Be one place on a roll to make: identity number, relation, the account that holds it and the village, if any."""

    identity: str
    relation: Relation = Relation.RESIDING
    person_id: int | None = None
    village_code: str | None = None


def sign_up_many(newcomers: Sequence[Newcomer], password: str, now: datetime) -> list[Person]:
    """Make confirmed accounts that share one password, hashed once; no mail is written. For invented people only.

    Refused when one of the addresses has an account.
    """
    reason = rules.why_not_password(password, "")
    if reason is not None:
        raise Refused(reason)
    hashed = passwords.hash_password(password)
    people = [_person(each, hashed, now) for each in newcomers]
    try:
        with session().begin_nested():
            session().add_all(people)
    except IntegrityError as lost:
        raise Refused(rules.ADDRESS_TAKEN) from lost
    record(SYSTEM, "account.made_many", "person:many", now, count=len(people))
    return people


def enrol_many(actor: Actor, round_: Round, voters: Sequence[Enrolment], now: datetime) -> list[int]:
    """Put invented voters on the roll and return their entries' ids in order; those with an account hold theirs.

    For SYSTEM (the command line on the server) alone: officials bring a roll in two by two, by `import_roll`.
    """
    if actor is not SYSTEM:
        raise Refused(NEEDS_ANOTHER_PERSON)
    reason = rules.why_not_enrol(programme.spans(round_), now)
    if reason is not None:
        raise Refused(reason)
    if any(each.relation not in round_.relations_allowed for each in voters):
        raise Refused(rules.RELATION_NOT_ALLOWED)
    hashes = [_identity_hash(round_, each.identity) for each in voters]
    rows = [_entry(actor, round_, each, hashed, now) for each, hashed in zip(voters, hashes, strict=True)]
    try:
        with session().begin_nested():
            session().execute(insert(RollEntry), rows)
    except IntegrityError as lost:
        raise Refused(rules.ALREADY_ENROLLED) from lost
    record(actor, "roll.listed", f"round:{round_.id}", now, count=len(rows))
    query = select(RollEntry.identity_hash, RollEntry.id).where(RollEntry.round_id == round_.id)
    ids = dict(iter(session().execute(query)))  # a Result has keys() and would be taken for a mapping
    return [ids[hashed] for hashed in hashes]


def _person(newcomer: Newcomer, hashed: str, now: datetime) -> Person:
    return Person(
        email=normalise_email(newcomer.email),
        name=clean_line(newcomer.name),
        password_hash=hashed,
        locale=newcomer.locale,
        district_code=newcomer.district_code,
        created_at=now,
        confirmed_at=now,
    )


def _entry(
    actor: Actor, round_: Round, voter: Enrolment, hashed: str, now: datetime
) -> dict[str, int | str | datetime | None]:
    return {
        "round_id": round_.id,
        "identity_hash": hashed,
        "relation": voter.relation,
        "village_code": voter.village_code,
        "person_id": voter.person_id,
        "claimed_at": now if voter.person_id else None,
        "issued_by": actor.person_id,
        "created_at": now,
    }


def _identity_hash(round_: Round, identity: str) -> str:
    try:
        return roll_key.identity_hash(round_.id, rules.normalise_identity(identity))
    except ValueError as problem:
        raise Refused(rules.BAD_IDENTITY) from problem
