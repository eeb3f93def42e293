"""Bring a database to the schema of this code, and tell when it is not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from civic.db.base import QUEUE_TABLES
from civic.db.session import Database

FOLDER = Path(__file__).parent / "migrations"


def upgrade(database: Database, target: str = "head") -> None:
    """Run every migration up to the target, all in one transaction."""
    with _config(database) as config:
        command.upgrade(config, target)


def downgrade(database: Database, target: str) -> None:
    """Take migrations back down to the target; "base" empties the schema."""
    with _config(database) as config:
        command.downgrade(config, target)


def write_revision(database: Database, metadata: MetaData, message: str, number: str) -> None:
    """Write a new migration file from the difference between the models and the database."""
    with _config(database, metadata) as config:
        command.revision(config, message, autogenerate=True, rev_id=number)


def current(database: Database) -> str | None:
    """Return the migration the database stands at, None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the newest migration of this code."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


def differences(database: Database, metadata: MetaData) -> list[str]:
    """List what the models say and the migrated database does not; empty when they agree."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _is_ours})
        return [str(difference) for difference in compare_metadata(context, metadata)]


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not (name or "").startswith(f"{QUEUE_TABLES}_")


@contextmanager
def _config(database: Database, metadata: MetaData | None = None) -> Iterator[Config]:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    with database.engine.connect() as connection:
        _without_foreign_keys(connection)
        with connection.begin():
            config.attributes["connection"] = connection
            config.attributes["metadata"] = metadata
            yield config


def _without_foreign_keys(connection: Connection) -> None:
    """Let SQLite rebuild tables: its foreign keys are checked again by the next connection."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        if raw is not None:
            raw.execute("PRAGMA foreign_keys=OFF")
            connection.detach()
