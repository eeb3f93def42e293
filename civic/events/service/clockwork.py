"""Do what falls due without anybody's request: lists move on, people are reminded."""

from datetime import datetime

import civic.events.service.letters as letters
import civic.events.service.queue as queue
from civic.db.session import Database
from civic.events import queries


def advance_due(database: Database, now: datetime) -> int:
    """Move every list that has something to do, each in its own unit of work; return how many."""
    with database.reading():
        due = queries.list_to_advance(now)
    for event_id in due:
        with database.writing():
            queue.advance(queries.get_event(event_id), now)
    return len(due)


def remind_due(database: Database, now: datetime) -> int:
    """Remind, once, everybody who has a seat at an event within two days; return how many events that were."""
    with database.reading():
        near = queries.list_near(now)
    for event_id in near:
        with database.writing():
            event = queries.get_event(event_id)
            for registration in queries.list_to_remind(event):
                letters.tell_reminder(event, registration, now)
    return len(near)
