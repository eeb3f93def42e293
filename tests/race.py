"""Let many hands act at once on a database of their own, whose transactions really commit."""

import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from civic.db.session import Database
from civic.events.reference import load_event_types
from civic.kit.errors import Refused
from civic.models import metadata
from civic.programme.directory import forget
from civic.programme.reference import OWN_DATA, load_reference
from tests.conftest import FIVE, create_postgres, postgres_server

Answer = TypeVar("Answer")


@contextmanager
def own_city(folder: Path, threads: int = 4) -> Iterator[Database]:
    """Give a city its own database, a file or one on CIVIC_TEST_POSTGRES, with a connection for every thread."""
    server = postgres_server()
    url = create_postgres(server, f"race_{secrets.token_hex(6)}") if server else f"sqlite:///{folder}/race.sqlite"
    database = Database(url, threads=threads)
    metadata.create_all(database.engine)
    with database.writing():
        load_reference(OWN_DATA, FIVE)
        load_event_types()
    yield database
    database.dispose()
    forget()


def at_once(count: int, act: Callable[[int], Answer]) -> list[Answer]:
    """Do it in so many threads that start together; a thread's fault fails the test."""
    gate = threading.Barrier(count)

    def run(number: int) -> Answer:
        gate.wait()
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def refusals_at_once(city: Database, count: int, act: Callable[[int], object]) -> list[str]:
    """Do it in so many units of work that start together; return, sorted, "" for each done, else why it was not."""

    def run(number: int) -> str:
        try:
            with city.writing():
                act(number)
        except Refused as refused:
            return refused.reason.code
        return ""

    return sorted(at_once(count, run))
