"""Take what a door's tablet has collected: each operation once, each with an answer the tablet can show."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import demand
from civic.db.session import session
from civic.events import queries, rules
from civic.events.doorway import Batch, CheckIn, Operation
from civic.events.inputs import Arrival, RegistrationInput
from civic.events.models import Event, Registration
from civic.events.rules import Place
from civic.events.service.registrations import check_in, walk_in
from civic.kit.errors import Missing, Reason, Refused


class Outcome(StrEnum):
    """Name what became of an operation."""

    DONE = "done"
    ELSEWHERE = "elsewhere"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """Say what became of one operation, and where the person stands now."""

    id: str
    outcome: Outcome
    registration: Registration | None
    reason: Reason | None = None


def sync(actor: Actor, event: Event, batch: Batch, now: datetime) -> list[Answer]:
    """Do every operation of a tablet in order; what was done before is answered again and changes nothing."""
    demand(actor, Permission.SEE_ROSTER, queries.scope_of(event))
    return [_one(actor, event, operation, batch.door, now) for operation in batch.operations]


def _one(actor: Actor, event: Event, operation: Operation, door: str, now: datetime) -> Answer:
    arrival = Arrival(min(now, max(operation.at, event.starts_at - rules.DOOR_OPENS)), door)
    try:
        with session().begin_nested():
            if isinstance(operation, CheckIn):
                return _check_in(actor, event, operation, arrival, now)
            entry = RegistrationInput(
                operation.name,
                operation.contact,
                sector=operation.sector,
                people=operation.people,
                client_id=operation.id,
            )
            return Answer(operation.id, Outcome.DONE, walk_in(actor, event, entry, now, arrival))
    except Refused as refusal:
        return Answer(operation.id, Outcome.REFUSED, None, refusal.reason)
    except Missing:
        return Answer(operation.id, Outcome.REFUSED, None, rules.CANCELLED)


def _check_in(actor: Actor, event: Event, operation: CheckIn, arrival: Arrival, now: datetime) -> Answer:
    """Check in once; who was checked in at another door before is told when and where."""
    registration = queries.get_registration(actor, operation.registration)
    if registration.event_id != event.id:
        raise Missing
    session().refresh(event, with_for_update=True)
    session().refresh(registration)
    if registration.place is Place.ATTENDED:
        mine = (registration.door, registration.checked_in_at) == (arrival.door, arrival.at)
        return Answer(operation.id, Outcome.DONE if mine else Outcome.ELSEWHERE, registration)
    return Answer(operation.id, Outcome.DONE, check_in(actor, registration, now, arrival=arrival))
