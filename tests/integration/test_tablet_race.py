"""Many tablets at once on a real database of their own: every operation once, in one order."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import select

from civic.access.actor import Actor
from civic.db.session import Database
from civic.events import queries, service
from civic.events.tablet_board import fold
from civic.events.tablet_models import TableOperation
from civic.events.tablet_ops import Do, Op
from tests.factories import events as make
from tests.race import at_once

TABLETS = 8


@pytest.fixture
def event_id(city: Database, now: datetime) -> int:
    """Return an event that is being held."""
    with city.writing():
        return make.event(now, starts_at=now).id


def batch(table: int) -> list[Op]:
    uids = [f"n{table}-{number}" for number in range(5)]
    notes = [Op(f"w{uid}", Do.WRITE, table, 0, on=uid, kind="need", text=uid) for uid in uids]
    return [*notes, *(Op(f"d{uid}", Do.ADD_DOTS, table, 0, on=uid, dots=1) for uid in uids)]


def push(city: Database, event_id: int, actor: Actor, ops: list[Op], now: datetime) -> list[int]:
    with city.writing():
        return [answer.seq for answer in service.accept(actor, queries.get_event(event_id), ops, now)]


def test_a_batch_sent_by_many_at_once_is_accepted_once(city: Database, event_id: int, now: datetime) -> None:
    with city.reading():
        lead = make.facilitator(queries.get_event(event_id))

    answers = at_once(TABLETS, lambda _: push(city, event_id, lead, batch(1), now))

    with city.reading():
        notes = queries.list_notes(event_id)
        assert (len(notes), {note.dots for note in notes}, queries.last_seq(event_id)) == (5, {1}, 10)
    assert answers == [list(range(1, 11))] * TABLETS


def test_taps_from_pages_opened_before_are_all_counted(city: Database, event_id: int, now: datetime) -> None:
    with city.writing():
        lead = make.facilitator(queries.get_event(event_id))
        note_id = make.note(queries.get_event(event_id), now).id
    looked = threading.Barrier(TABLETS)

    def tap(_: int) -> list[int]:
        with city.reading():
            queries.get_note(note_id)
        looked.wait()
        with city.writing():
            return [service.move_dots(lead, queries.get_note(note_id), 1, now).dots]

    at_once(TABLETS, tap)

    with city.reading():
        assert queries.get_note(note_id).dots == TABLETS


def test_the_order_of_an_event_has_no_gaps_and_its_log_gives_its_notes(
    city: Database, event_id: int, now: datetime
) -> None:
    with city.reading():
        lead = make.facilitator(queries.get_event(event_id))

    at_once(6, lambda table: push(city, event_id, lead, batch(table + 1), now))

    with city.reading() as db:
        numbers = list(db.scalars(select(TableOperation.seq).order_by(TableOperation.id)))
        logs = [queries.list_ops(event_id, table, 0, 500) for table in range(1, 7)]
        boards = [queries.load_board(event_id, [table]) for table in range(1, 7)]
    assert sorted(numbers) == list(range(1, 61))
    assert [fold(row.op for row in log).notes for log in logs] == [board.notes for board in boards]
