"""Publish an event's minutes: what the tables and the plenum said, from then on for everybody."""

from datetime import datetime

from sqlalchemy import update

import civic.events.service.letters as letters
from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import demand
from civic.audit.service import record
from civic.db.session import session
from civic.events import plenum_rules, queries
from civic.events.models import Event
from civic.kit.errors import Refused
from civic.kit.text import clean


def write_remarks(actor: Actor, event: Event, remarks: str, now: datetime) -> None:
    """Write the lead's remarks on the draft of the minutes; at most 4,000 characters."""
    demand(actor, Permission.LEAD_TABLES, queries.scope_of(event))
    text = clean(remarks).strip()
    if len(text) > plenum_rules.REMARKS_LENGTH:
        raise Refused(plenum_rules.REMARKS_TOO_LONG)
    session().refresh(event, with_for_update={"key_share": True})
    if event.minutes_at is not None:
        raise Refused(plenum_rules.IS_PUBLISHED)
    event.minutes_remarks = text
    session().flush()
    record(actor, "minutes.remarks", f"event:{event.id}", now, length=len(text))


def publish_minutes(actor: Actor, event: Event, now: datetime) -> Event:
    """Publish the minutes once: notes, points and remarks are fixed and public, all who came are told where."""
    demand(actor, Permission.LEAD_TABLES, queries.scope_of(event))
    if reason := plenum_rules.why_not_publish(event, event.minutes_at is not None):
        raise Refused(reason)
    change = update(Event).where(Event.id == event.id, Event.minutes_at.is_(None)).returning(Event.id)
    change = change.values(minutes_at=now, minutes_role=actor.label or actor.title)
    if session().scalar(change.execution_options(synchronize_session=False)) is None:
        raise Refused(plenum_rules.IS_PUBLISHED)
    session().refresh(event)
    record(actor, "minutes.published", f"event:{event.id}", now)
    for registration in queries.list_attended(event.id):
        letters.tell_results(event, registration, now)
    return event
