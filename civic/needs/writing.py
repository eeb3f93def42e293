"""Write what every command on needs writes: changes, evidence, agencies; and ask who may."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm.exc import StaleDataError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.db.session import session
from civic.kit.errors import Reason, Refused
from civic.kit.text import clean, clean_line
from civic.needs import rules
from civic.needs.inputs import Assignment, EvidenceInput
from civic.needs.models import Evidence, Need, NeedChange, NeedCoAgency
from civic.needs.rules import NeedMove, NeedState


def demand_managing(actor: Actor, need: Need) -> None:
    """Ask for the programme office."""
    demand(actor, Permission.MANAGE_NEEDS, Scope(district=need.district_code))


def demand_updating(actor: Actor, need: Need) -> None:
    """Ask for the programme office or an officer of the lead agency (R04)."""
    demand(actor, Permission.REVIEW_PROPOSAL, Scope(agencies=frozenset({need.lead_agency_code or ""})))


def refuse(reason: Reason | None) -> None:
    """Raise Refused when there is a reason."""
    if reason is not None:
        raise Refused(reason)


def write_evidence(actor: Actor, need: Need, given: EvidenceInput, now: datetime) -> Evidence:
    """Store a piece of evidence that has been checked."""
    evidence = Evidence(
        need_id=need.id,
        kind=given.kind,
        source=given.source,
        text=clean_line(given.text)[:500],
        subject=given.subject,
        dots=given.dots,
        added_at=now,
        added_by=actor.person_id,
    )
    session().add(evidence)
    session().flush()
    return evidence


def set_agencies(need: Need, given: Assignment) -> None:
    """Write the lead agency and the co-agencies in their order, each once."""
    need.lead_agency_code = given.lead
    session().execute(delete(NeedCoAgency).where(NeedCoAgency.need_id == need.id))
    names = [code for code in dict.fromkeys(given.co_agencies) if code != given.lead]
    session().add_all(
        NeedCoAgency(need_id=need.id, agency_code=code, position=place) for place, code in enumerate(names)
    )


def write_change(actor: Actor, need: Need, after: NeedState, given: NeedMove, now: datetime) -> NeedChange:
    """Bring a need to a state and sign the step with the actor's role."""
    change = NeedChange(
        need_id=need.id,
        at=now,
        actor_id=actor.person_id,
        actor_role=actor.label or actor.title,
        before=need.state,
        after=after,
        reason=clean_line(given.reason)[:1000],
        internal_note=clean(given.internal_note)[:1000],
    )
    need.state = after
    session().add(change)
    flush()
    return change


def flush() -> None:
    """Write what changed; a need that somebody else changed meanwhile is refused."""
    try:
        session().flush()
    except StaleDataError as stale:
        raise Refused(rules.CHANGED_MEANWHILE) from stale
