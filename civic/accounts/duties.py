"""Give and take duties; whoever's duties change signs in anew."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from civic.access.actor import SYSTEM, Actor, Role
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.accounts import queries, rules
from civic.accounts.models import Device, Person, PersonDuty
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Missing, Reason, Refused
from civic.programme import queries as programme


def give_duty(actor: Actor, person: Person, role: Role, scope: str, now: datetime) -> PersonDuty:
    """Give a person one role in one scope; SYSTEM (the command line on the server) may give any."""
    _demand(actor)
    held = queries.roles_of(person.id)
    reason = rules.why_not_give(actor, person.id, role, held) or _why_not_scope(role, scope)
    if reason is not None:
        raise Refused(reason)
    duty = PersonDuty(person_id=person.id, role=role, scope=scope, given_at=now, given_by=actor.person_id)
    try:
        with session().begin_nested():
            session().add(duty)
    except IntegrityError as lost:
        raise Refused(rules.HAS_DUTY) from lost
    _sign_out_everywhere(person.id, now)
    record(actor, "duty.given", f"person:{person.id}", now, role=role.value, scope=scope)
    return duty


def take_duty(actor: Actor, duty: PersonDuty, now: datetime) -> None:
    """Take a duty away."""
    _demand(actor)
    reason = rules.why_not_take(actor, duty.person_id, duty.role)
    if reason is not None:
        raise Refused(reason)
    session().execute(delete(PersonDuty).where(PersonDuty.id == duty.id))
    _sign_out_everywhere(duty.person_id, now)
    record(actor, "duty.taken", f"person:{duty.person_id}", now, role=duty.role.value, scope=duty.scope)


def _demand(actor: Actor) -> None:
    if actor is not SYSTEM:
        demand(actor, Permission.ASSIGN_DUTIES, Scope())


def _why_not_scope(role: Role, scope: str) -> Reason | None:
    """Return why a role cannot be held in this scope, None if it can."""
    names = programme.directory()
    try:
        if role is Role.AGENCY:
            names.agency(scope)
        if role is Role.MODERATOR:
            names.district(scope)
    except Missing:
        return rules.BAD_SCOPE
    anywhere = role not in {Role.AGENCY, Role.MODERATOR, Role.FACILITATOR}
    return rules.BAD_SCOPE if anywhere == bool(scope) else None


def _sign_out_everywhere(person_id: int, now: datetime) -> None:
    """End every sign-in: rights are read anew with the next one."""
    living = (Device.person_id == person_id) & Device.revoked_at.is_(None)
    session().execute(update(Device).where(living).values(revoked_at=now))
