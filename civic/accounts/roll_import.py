"""Bring a district's whole roll in: one officer tries the file, another one brings the same file in.

The file is never kept. What ties the two steps together is its SHA-256 in the audit trail.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import NEEDS_ANOTHER_PERSON, Scope, demand
from civic.accounts import queries, roll_key, rules
from civic.accounts.models import RollEntry
from civic.accounts.roll_file import Problem, Voter, read_roll
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Refused
from civic.kit.ids import voter_code
from civic.kit.text import fold
from civic.programme import queries as programme
from civic.programme.models import Round

CHUNK = 5_000


@dataclass(frozen=True)
class Trial:
    """Tell what a file would bring: new voters, voters already on the roll, wrong rows, its digest."""

    new: int
    known: int
    problems: tuple[Problem, ...]
    digest: str


@dataclass(frozen=True)
class Issued:
    """Be one voter code for the person in one row of the file."""

    row: int
    code: str


def try_roll(actor: Actor, round_: Round, data: bytes, now: datetime) -> Trial:
    """Read a file without taking anything from it; from now on another officer may bring it in."""
    _check(actor, round_, now)
    voters, problems = _read(round_, data)
    new = _new_ones(round_, voters)
    trial = Trial(len(new), len(voters) - len(new), problems, hashlib.sha256(data).hexdigest())
    record(actor, "roll.tried", f"round:{round_.id}", now, file=trial.digest, new=trial.new)
    return trial


def import_roll(actor: Actor, round_: Round, data: bytes, now: datetime) -> tuple[Issued, ...]:
    """Put every new voter of a file on the roll and return their codes; a different officer has tried it."""
    _check(actor, round_, now)
    digest = hashlib.sha256(data).hexdigest()
    if not queries.was_roll_tried_by_another(round_.id, digest, actor.person_id or 0):
        raise Refused(NEEDS_ANOTHER_PERSON)
    voters, _problems = _read(round_, data)
    new = _new_ones(round_, voters)
    issued = tuple(Issued(voter.row, voter_code()) for voter in new)
    rows = [_row(actor, round_, voter, each.code, now) for voter, each in zip(new, issued, strict=True)]
    for start in range(0, len(rows), CHUNK):
        session().execute(insert(RollEntry), rows[start : start + CHUNK])
    record(actor, "roll.imported", f"round:{round_.id}", now, file=digest, new=len(new))
    return issued


def _check(actor: Actor, round_: Round, now: datetime) -> None:
    demand(actor, Permission.CHANGE_ROLL, Scope(district=round_.district_code))
    reason = rules.why_not_enrol(programme.spans(round_), now)
    if reason is not None:
        raise Refused(reason)


def _read(round_: Round, data: bytes) -> tuple[tuple[Voter, ...], tuple[Problem, ...]]:
    villages = programme.list_villages(round_.district_code)
    named = {fold(name): each.code for each in villages for name in (each.name_zh, each.name_en, each.code)}
    return read_roll(data, programme.plan_of(round_), named)


def _new_ones(round_: Round, voters: tuple[Voter, ...]) -> list[Voter]:
    known = queries.identities_on_roll(round_.id)
    return [voter for voter in voters if roll_key.identity_hash(round_.id, voter.identity) not in known]


def _row(actor: Actor, round_: Round, voter: Voter, code: str, now: datetime) -> dict[str, str | int | datetime | None]:
    return {
        "round_id": round_.id,
        "identity_hash": roll_key.identity_hash(round_.id, voter.identity),
        "relation": voter.relation,
        "village_code": voter.village,
        "code_hash": roll_key.code_hash(code),
        "issued_by": actor.person_id,
        "created_at": now,
    }
