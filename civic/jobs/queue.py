"""Make the queue: in this process for tests, in a file beside SQLite, in PostgreSQL, or on Redis."""

import threading
import time

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.api import TaskWrapper
from huey.consumer import Consumer
from sqlalchemy import NullPool, create_engine, func, make_url, select

from civic.config import Settings
from civic.db.base import QUEUE_TABLES

TABLES_LOCK = 0x63697669
"""The advisory lock under which the queue's tables are made: "civi" in ASCII."""


class EmbeddedWorker(Consumer):  # type: ignore[misc]
    """Take tasks in threads of the web server's own process; leave signals to the server."""

    def _set_signal_handlers(self) -> None:
        """Leave the process's signals alone."""


class Bell:
    """Call for a task soon, and only once for all who ring in the meantime."""

    def __init__(self, task: TaskWrapper, seconds: int = 1) -> None:
        self._task = task
        self._seconds = seconds
        self._due = 0.0
        self._lock = threading.Lock()

    def ring(self) -> None:
        """Queue the task unless one is queued that has not begun: it will see what was written before this."""
        with self._lock:
            at = time.monotonic()
            if at < self._due:
                return
            self._due = at + self._seconds
        self._task.schedule(delay=self._seconds)


def make_queue(settings: Settings) -> Huey:
    """Return the queue the settings ask for; tests run each task at once."""
    if settings.mode == "test":
        return SqliteHuey("civic", filename=":memory:", immediate=True)
    if settings.redis_url:
        return RedisHuey("civic", url=settings.redis_url)
    if not settings.sqlite:
        return _make_postgres(settings.database_url)
    settings.folder.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("civic", filename=str(settings.folder / "jobs.sqlite"))


def make_worker(queue: Huey, workers: int = 1) -> Consumer:
    """Return a worker that takes tasks from the queue until it is stopped."""
    return Consumer(queue, workers=workers, periodic=True, check_worker_health=False)


def start_embedded(queue: Huey) -> EmbeddedWorker:
    """Start one worker inside this process: the small installation needs no second program."""
    worker = EmbeddedWorker(queue, workers=1, periodic=True, check_worker_health=False)
    worker.start()
    return worker


def _make_postgres(url: str) -> Huey:
    """Return the queue kept in PostgreSQL; one process at a time makes its tables.

    Two that start at once on an empty database both see no table, and the later CREATE IF NOT EXISTS fails.
    """
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(TABLES_LOCK)))
        return PostgresHuey("civic", dsn=_plain(url), table_prefix=QUEUE_TABLES)


def _plain(url: str) -> str:
    """Return a PostgreSQL address without the driver SQLAlchemy reads from it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
