"""Make the two engines of a database: one whose connections can only read, one that writes.

A connection that only reads says so once, when it is opened, and needs no BEGIN and no ROLLBACK: each statement
sees what is committed, as on PostgreSQL by default (docs/decisions/0024).
"""

import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

WRITER_TIMEOUT = 10.0
IDLE = 5.0
"""A connection unused for so long (s) is tried before it is given out: the server may have gone meanwhile."""

_PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON",
    "cache_size=-1000",
)  # fmt: skip
"""Every commit is on the disk before it is answered; what is deleted is overwritten; 1 MB is kept a connection."""


@dataclass(frozen=True)
class Engines:
    """Hold the engine of reading units and that of writing ones; for a database in memory they are one."""

    read: Engine
    write: Engine

    def dispose(self) -> None:
        """Close every connection."""
        self.read.dispose()
        self.write.dispose()


def make_engines(url: str, threads: int) -> Engines:
    """Return the engines of a database, each with a connection kept for every thread."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _on_server(url, threads)
    if not parsed.database or parsed.database == ":memory:":
        alone = _writing_sqlite(url)
        return Engines(alone, alone)
    Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    read = _sqlite(url, kept=threads)
    event.listen(read, "connect", _forbid_writing_sqlite)
    return Engines(read, _writing_sqlite(url))


def _on_server(url: str, threads: int) -> Engines:
    size = {"pool_size": threads, "max_overflow": threads}
    read = create_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, **size)
    event.listen(read, "connect", _forbid_writing)
    write = create_engine(url, **size)
    for engine in (read, write):
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", _try_idle)
    return Engines(read, write)


def _sqlite(url: str, kept: int) -> Engine:
    engine = create_engine(url, pool_size=kept, connect_args={"timeout": WRITER_TIMEOUT, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _writing_sqlite(url: str) -> Engine:
    engine = _sqlite(url, kept=1)  # writers stand in one line
    event.listen(engine, "begin", _take_writers_place)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _take_writers_place(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _forbid_writing_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.cursor().execute("PRAGMA query_only=ON")


def _forbid_writing(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.cursor().execute("SET default_transaction_read_only = on")


def _note_use(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def _try_idle(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Let the pool open a new connection when one that lay idle has been closed by the server."""
    if time.monotonic() - record.info.get("used", time.monotonic()) < IDLE:
        return
    try:
        connection.cursor().execute("SELECT 1")
        connection.rollback()
    except Exception as lost:
        raise DisconnectionError from lost
