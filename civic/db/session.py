"""Open units of work and end them: the only place that commits.

A unit of work is one session and one transaction. `reading()` may not write: PostgreSQL refuses, SQLite
too. `writing()` takes the writer's place first: on SQLite by BEGIN IMMEDIATE behind one line of
all threads and processes.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from civic.db.line import LINE_TIMEOUT, WritersLine

_current: ContextVar[Session] = ContextVar("civic_session")
WRITER_TIMEOUT = 10.0


_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON")
"""Every commit is on the disk before it is answered; what is deleted is overwritten."""


class Busy(Exception):
    """Say that the database could not take a write in time; nothing was changed."""


class Database:
    """Hold the engine of one database and open units of work on it."""

    def __init__(self, url: str, threads: int = 4) -> None:
        self.url = url
        self.engine = _create_engine(url, threads)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._read = self.engine.execution_options(**self._read_options())
        self._write = self.engine.execution_options(civic_write=True)
        self._writer = WritersLine(self.engine.url.database if self.sqlite else None)

    def _read_options(self) -> dict[str, bool]:
        return {"civic_write": False} if self.sqlite else {"postgresql_readonly": True}

    def reading(self) -> AbstractContextManager[Session]:
        """Open a unit of work that may only read."""
        return self._unit(self._read, nullcontext())

    def writing(self) -> AbstractContextManager[Session]:
        """Open a unit of work that is committed when it ends without an exception."""
        return self._unit(self._write, self._writers_place() if self.sqlite else nullcontext())

    @contextmanager
    def _unit(self, engine: Engine | Connection, place: AbstractContextManager[None]) -> Iterator[Session]:
        with place, Session(engine, expire_on_commit=False) as session:
            yield from _in_hand(session)
        _run_waiting(session)

    @contextmanager
    def _writers_place(self) -> Iterator[None]:
        if not self._writer.acquire(timeout=LINE_TIMEOUT):
            raise Busy
        try:
            yield
        finally:
            self._writer.release()

    def sweep(self, table: str) -> None:
        """Take deleted rows of a table off the disk: cut SQLite's log, remove PostgreSQL's dead rows."""
        if self.sqlite:
            with closing(self.engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f'VACUUM "{table}"')

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open a database for one command and close its connections at the end."""
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


class PinnedDatabase(Database):
    """Run every unit of work inside one open transaction: for tests, which roll it back at the end."""

    def __init__(self, connection: Connection) -> None:
        self.url = str(connection.engine.url)
        self.engine = connection.engine
        self.sqlite = connection.dialect.name == "sqlite"
        self._connection = connection
        self._place = threading.RLock()

    def reading(self) -> AbstractContextManager[Session]:
        """Open a unit of work in a savepoint of the pinned transaction."""
        return self._pinned()

    def writing(self) -> AbstractContextManager[Session]:
        """Open a unit of work in a savepoint of the pinned transaction."""
        return self._pinned()

    def sweep(self, table: str) -> None:
        """Leave the disk alone: the pinned transaction is still open."""

    @contextmanager
    def _pinned(self) -> Iterator[Session]:
        with self._place, Session(
            self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        ) as session:
            yield from _in_hand(session)
        _run_waiting(session)


def on_commit(task: Callable[[], None]) -> None:
    """Run a task once the unit of work in hand is committed and closed; never when it is rolled back."""
    session().info.setdefault("on_commit", []).append(task)


def _in_hand(session: Session) -> Iterator[Session]:
    """Make the session the ambient one while the block runs, then commit."""
    token = _current.set(session)
    try:
        yield session
        session.commit()
    finally:
        _current.reset(token)


def _run_waiting(session: Session) -> None:
    for task in session.info.pop("on_commit", []):
        task()


def session() -> Session:
    """Return the session of the unit of work in hand; LookupError outside of one."""
    return _current.get()


def in_hand() -> bool:
    """Tell whether a unit of work is in hand: a page that says "busy" has none and must still appear."""
    return _current.get(None) is not None


def _create_engine(url: str, threads: int) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _create_sqlite(url, parsed.database)
    return create_engine(url, pool_size=threads, max_overflow=threads, pool_pre_ping=True)


def _create_sqlite(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": WRITER_TIMEOUT, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("civic_write", True)
    if write:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")
