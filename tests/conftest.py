"""Give every test a clean city: one database a worker, one rolled-back transaction a test."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings as hypothesis
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from civic.app import create_app
from civic.cli.city import build_city
from civic.cli.city import demo_settings as settings_of_demo
from civic.cli.database import prepare
from civic.config import Settings
from civic.db.session import Database, PinnedDatabase
from civic.events import passes
from civic.web.application import CivicFlask
from tests.reader import Reader
from tests.town import town, visit

__all__ = ["town", "visit"]

hypothesis.register_profile("civic", deadline=None, max_examples=int(os.environ.get("CIVIC_TEST_EXAMPLES", "100")))
hypothesis.load_profile("civic")

FIVE = ("63000120", "63000110", "63000080", "63000090", "63000020")
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DEMO_NOW = datetime.now(UTC)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of this worker's database: SQLite, or PostgreSQL when CIVIC_TEST_POSTGRES is set."""
    server = postgres_server()
    if not server:
        return f"sqlite:///{tmp_path_factory.mktemp('db')}/civic.sqlite"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return create_postgres(server, f"civic_{worker}_{os.getpid()}")


def postgres_server() -> str:
    """Return the address of the PostgreSQL server to test on; "" for SQLite."""
    return os.environ.get("CIVIC_TEST_POSTGRES", "")


def create_postgres(server: str, name: str) -> str:
    """Create an empty database on the server and return its address."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def loaded(database_url: str) -> Iterator[Database]:
    """Return a migrated database with the reference data."""
    database = Database(database_url)
    prepare(database, FIVE)
    yield database
    database.dispose()


@pytest.fixture
def database(loaded: Database) -> Iterator[PinnedDatabase]:
    """Return a database whose every change is rolled back after the test."""
    with loaded.engine.connect() as connection:
        outer = connection.begin()
        yield PinnedDatabase(connection)
        outer.rollback()


@pytest.fixture
def db(database: PinnedDatabase) -> Iterator[Session]:
    """Open one unit of work for tests that call services directly."""
    with database.writing() as session:
        yield session


@pytest.fixture
def now() -> datetime:
    """Return a fixed instant: 22 November 2026, noon in Taipei."""
    return NOW


@pytest.fixture(scope="session")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a demo city built once a worker, as of DEMO_NOW; nobody may change it."""
    settings = settings_of_demo(Settings(data_dir=str(tmp_path_factory.mktemp("city"))))
    build_city(settings, DEMO_NOW)
    return settings


@pytest.fixture(scope="session")
def application(loaded: Database, tmp_path_factory: pytest.TempPathFactory) -> CivicFlask:
    """Return the whole application on this worker's database; `app` swaps in the rolled-back one."""
    settings = Settings(
        mode="test", database_url=loaded.url, mail="memory", data_dir=str(tmp_path_factory.mktemp("data"))
    )
    return create_app(settings, loaded)


@pytest.fixture
def app(application: CivicFlask, database: PinnedDatabase) -> Iterator[CivicFlask]:
    """Return the application on a database that is rolled back after the test."""
    before = application.house.database
    application.house.database = database
    application.extensions["civic.mails"].clear()
    application.extensions["civic.phases"].forget()
    passes.use(application.house.settings.secret_key)
    yield application
    application.house.database = before


@pytest.fixture
def client(app: CivicFlask) -> Reader:
    """Return a visitor who reads every page strictly."""
    return Reader(app)
