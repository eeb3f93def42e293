"""Work that is put off is done by a worker, whatever keeps the queue."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from civic.config import Settings
from civic.db import migrate
from civic.db.session import opened
from civic.jobs.queue import make_queue
from civic.models import metadata
from tests.conftest import create_postgres, postgres_server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    server = postgres_server()
    url = create_postgres(server, f"jobs_{tmp_path.name}") if server else f"sqlite:///{tmp_path}/civic.sqlite"
    return Settings(database_url=url, data_dir=str(tmp_path))


def test_a_task_waits_in_the_queue_until_a_worker_takes_it(settings: Settings) -> None:
    queue, done = make_queue(settings), []
    task = queue.task(name="note")(lambda: done.append("done"))

    task()
    before = list(done)
    queue.execute(queue.dequeue())

    assert (before, done) == ([], ["done"])
    queue.storage.close()


def test_the_queues_own_tables_are_no_difference_of_the_schema(settings: Settings) -> None:
    with opened(settings.database_url) as database:
        migrate.upgrade(database)
        queue = make_queue(settings)

        assert migrate.differences(database, metadata) == []
    queue.storage.close()


@pytest.mark.skipif(not postgres_server(), reason="SQLite serves one process")
def test_several_processes_that_start_at_once_on_an_empty_database_share_one_queue() -> None:
    url = create_postgres(postgres_server(), f"queue_{secrets.token_hex(6)}")
    settings, barrier = Settings(mode="development", database_url=url), threading.Barrier(8)

    def start(_number: int) -> bool:
        barrier.wait()
        queue = make_queue(settings)
        queue.storage.close()
        return True

    with ThreadPoolExecutor(8) as processes:
        started = list(processes.map(start, range(8)))

    assert started == [True] * 8
