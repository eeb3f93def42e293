"""Put voters on a round's roll after their papers were seen, and let them claim their place by a code.

The right to vote hangs on the place on the roll, not on the account: a new code or a new account moves the
place, it never makes a second one.
"""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.accounts import queries, roll_key, rules
from civic.accounts.models import Person, RollEntry
from civic.accounts.rules import Relation
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Reason, Refused
from civic.kit.ids import voter_code
from civic.programme import queries as programme
from civic.programme.models import Round


def enrol(
    actor: Actor, round_: Round, identity: str, relation: Relation, now: datetime, village: str | None = None
) -> str:
    """Put one person on the roll and return their one-time voter code; it is shown once and never again.

    `village` is the code of the village the papers show, None where they show none of this district.
    """
    demand(actor, Permission.ASSIST_VOTER, Scope(district=round_.district_code))
    _refuse_if(rules.why_not_enrol(programme.spans(round_), now))
    _refuse_if(None if relation in round_.relations_allowed else rules.RELATION_NOT_ALLOWED)
    ours = {each.code for each in programme.list_villages(round_.district_code)} if village else set()
    _refuse_if(None if village is None or village in ours else rules.WRONG_VILLAGE)
    code = voter_code()
    entry = RollEntry(
        round_id=round_.id,
        identity_hash=_identity_hash(round_, identity),
        relation=relation,
        village_code=village,
        code_hash=roll_key.code_hash(code),
        issued_by=actor.person_id,
        created_at=now,
    )
    try:
        with session().begin_nested():
            session().add(entry)
    except IntegrityError as lost:
        raise Refused(rules.ALREADY_ENROLLED) from lost
    record(actor, "roll.enrolled", f"round:{round_.id}", now, relation=relation.value)
    return code


def reissue_code(actor: Actor, round_: Round, identity: str, now: datetime) -> str:
    """Return a new code for a voter who lost theirs or closed their account; the old code stops."""
    demand(actor, Permission.ASSIST_VOTER, Scope(district=round_.district_code))
    _refuse_if(rules.why_not_enrol(programme.spans(round_), now))
    _identity_hash(round_, identity)
    entry = queries.find_entry_by_identity(round_.id, identity)
    if entry is None:
        raise Refused(rules.NOT_ENROLLED)
    _refuse_if(rules.CODE_IN_USE if _has_open_account(entry) else None)
    code = voter_code()
    entry.code_hash, entry.person_id, entry.claimed_at = roll_key.code_hash(code), None, None
    session().flush()
    record(actor, "roll.code_reissued", f"round:{round_.id}", now)
    return code


def claim_code(actor: Actor, code: str, now: datetime) -> RollEntry:
    """Join the actor's account to the place a code opens: once; the same account may repeat it."""
    demand(actor, Permission.MANAGE_ACCOUNT, Scope(owner_id=actor.person_id))
    _refuse_if(None if actor.confirmed else rules.CONFIRM_FIRST)
    entry = queries.find_entry_by_code(code)
    if entry is None:
        raise Refused(rules.UNKNOWN_CODE)
    if entry.person_id == actor.person_id:
        return entry
    round_ = programme.get_round(entry.round_id)
    _refuse_if(rules.why_not_enrol(programme.spans(round_), now))
    _take_place(actor, entry, now)
    record(actor, "roll.claimed", f"round:{entry.round_id}", now)
    return entry


def _take_place(actor: Actor, entry: RollEntry, now: datetime) -> None:
    """Write the account into a free place; refuse when somebody was quicker or the account has a place."""
    free = (RollEntry.id == entry.id) & RollEntry.person_id.is_(None)
    taken = update(RollEntry).where(free).values(person_id=actor.person_id, claimed_at=now).returning(RollEntry.id)
    try:
        with session().begin_nested():
            won = session().scalar(taken)
    except IntegrityError as lost:
        raise Refused(rules.HAS_PLACE) from lost
    _refuse_if(None if won else rules.CODE_USED)
    session().refresh(entry)


def _has_open_account(entry: RollEntry) -> bool:
    person = session().get(Person, entry.person_id) if entry.person_id else None
    return person is not None and person.closed_at is None


def _identity_hash(round_: Round, identity: str) -> str:
    try:
        return roll_key.identity_hash(round_.id, rules.normalise_identity(identity))
    except ValueError as problem:
        raise Refused(rules.BAD_IDENTITY) from problem


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
