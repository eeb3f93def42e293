"""Units of work: one commit, reads that cannot write, writers that queue."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from civic.db.session import Database, session
from civic.events.models import EventType
from civic.models import metadata
from tests.conftest import create_postgres, postgres_server


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    server = postgres_server()
    url = create_postgres(server, f"session_{tmp_path.name}") if server else f"sqlite:///{tmp_path}/fresh.sqlite"
    database = Database(url)
    metadata.create_all(database.engine)
    yield database
    database.dispose()


def kind(code: str) -> EventType:
    return EventType(code=code, name_zh="場次", name_en="Session", position=1)


def count(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(EventType)) or 0


def test_a_reading_unit_cannot_write(fresh: Database) -> None:
    with pytest.raises(DBAPIError), fresh.reading() as db:
        db.add(kind("a"))

    assert count(fresh) == 0


def test_an_exception_leaves_nothing_behind(fresh: Database) -> None:
    with pytest.raises(RuntimeError), fresh.writing() as db:
        db.add(kind("a"))
        db.flush()
        raise RuntimeError

    assert count(fresh) == 0


def test_there_is_no_session_outside_a_unit_of_work() -> None:
    with pytest.raises(LookupError):
        session()


def test_many_writers_at_once_all_get_their_turn(fresh: Database) -> None:
    def write(number: int) -> None:
        with fresh.writing() as db:
            db.add(kind(f"k{number}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count(fresh) == 32
