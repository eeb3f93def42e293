"""Open units of work and end them: the only place that commits.

A unit of work is one session. `reading()` may not write: its engine's connections refuse. `writing()` is one
transaction and takes the writer's place first: on SQLite by BEGIN IMMEDIATE behind one line of all that write.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from contextvars import ContextVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from civic.db.engines import make_engines
from civic.db.line import LINE_TIMEOUT, WritersLine

_current: ContextVar[Session] = ContextVar("civic_session")


class Busy(Exception):
    """Say that the database could not take a write in time; nothing was changed."""


class Database:
    """Hold the engines of one database and open units of work on it; `engine` is the one that writes."""

    def __init__(self, url: str, threads: int = 4) -> None:
        self.url = url
        self._engines = make_engines(url, threads)
        self.engine = self._engines.write
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._writer = WritersLine(self.engine.url.database if self.sqlite else None)

    @property
    def engines(self) -> tuple[Engine, ...]:
        """Return every engine of this database, for those who watch what is sent."""
        return (self._engines.read, self._engines.write)

    def reading(self) -> AbstractContextManager[Session]:
        """Open a unit of work that may only read."""
        return self._reading()

    def writing(self) -> AbstractContextManager[Session]:
        """Open a unit of work that is committed when it ends without an exception."""
        return self._writing()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with Session(self._engines.read, expire_on_commit=False) as session:
            token = _current.set(session)
            try:
                yield session
                session.flush()  # whoever tried to write hears the database refuse
            finally:
                _current.reset(token)
        _run_waiting(session)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        place = self._writers_place() if self.sqlite else nullcontext()
        with place, Session(self.engine, expire_on_commit=False) as session:
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
        self._engines.dispose()


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

    @property
    def engines(self) -> tuple[Engine, ...]:
        """Return the engine of the pinned connection."""
        return (self.engine,)

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
