"""The migrations lead to the models' schema, up and down, with data in between."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from civic.cli.database import prepare
from civic.db import migrate
from civic.db.session import Database
from civic.models import metadata
from tests.conftest import FIVE, create_postgres, postgres_server


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    server = postgres_server()
    url = create_postgres(server, f"migrations_{tmp_path.name}") if server else f"sqlite:///{tmp_path}/empty.sqlite"
    database = Database(url)
    yield database
    database.dispose()


def test_migrating_up_gives_the_schema_of_the_models(empty: Database) -> None:
    migrate.upgrade(empty)

    assert migrate.current(empty) == migrate.head()
    assert migrate.differences(empty, metadata) == []


def test_migrations_name_every_table_check_and_unique_promise(empty: Database) -> None:
    migrate.upgrade(empty)
    looked = inspect(empty.engine)

    for table in metadata.tables.values():
        wanted = {str(c.name) for c in table.constraints if c.__visit_name__ == "check_constraint"}
        found = {str(c["name"]) for c in looked.get_check_constraints(table.name)}
        assert wanted <= found, table.name


def test_migrating_down_empties_the_schema_even_with_data(empty: Database) -> None:
    prepare(empty, FIVE)

    migrate.downgrade(empty, "base")

    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
