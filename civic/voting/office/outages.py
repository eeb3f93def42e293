"""Log what disturbed a vote, for everybody to read."""

from dataclasses import dataclass
from datetime import datetime

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import NEEDS_ANOTHER_PERSON, Scope, demand
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Refused
from civic.kit.text import clean
from civic.programme.models import Round
from civic.voting.office.models import Outage
from civic.voting.office.rules import Span, why_not_outage


@dataclass(frozen=True)
class OutageInput:
    """Be what is told of an outage: whom it touched, when (UTC), what happened, what was decided."""

    affected: str
    began_at: datetime
    ended_at: datetime | None
    happened: str
    decided: str


def log_outage(actor: Actor, round_: Round, told: OutageInput, now: datetime) -> Outage:
    """Write an outage into the public log; what is written stays, a correction is another entry."""
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    if actor.person_id is None:
        raise Refused(NEEDS_ANOTHER_PERSON)
    affected, happened, decided = (clean(text).strip() for text in (told.affected, told.happened, told.decided))
    reason = why_not_outage(Span(told.began_at, told.ended_at), (affected, happened, decided), now)
    if reason is not None:
        raise Refused(reason)
    outage = Outage(
        round_id=round_.id,
        began_at=told.began_at,
        ended_at=told.ended_at,
        affected=affected,
        happened=happened,
        decided=decided,
        written_by=actor.person_id,
        written_at=now,
    )
    session().add(outage)
    session().flush()
    record(actor, "round.outage_logged", f"round:{round_.id}", now, outage=outage.id)
    return outage
