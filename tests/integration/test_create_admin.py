"""Appoint officials from the terminal."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from civic.access.actor import Role
from civic.accounts import queries, service
from civic.cli.main import main
from civic.config import load
from civic.db.session import Database
from civic.kit.clock import now

ADDRESS = "chief@agency.example"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Return a terminal on a fresh installation."""
    monkeypatch.setenv("CIVIC_DATABASE_URL", f"sqlite:///{tmp_path}/civic.sqlite")
    monkeypatch.setenv("CIVIC_DATA_DIR", str(tmp_path))
    runner = CliRunner()
    assert runner.invoke(main, ["db", "upgrade"]).exit_code == 0
    return runner


def roles() -> frozenset[Role]:
    database = Database(load().database_url)
    with database.reading():
        person = queries.find_person_by_email(ADDRESS)
        held = queries.roles_of(person.id) if person else frozenset()
    database.dispose()
    return held


def test_the_first_administrator_can_sign_in(installation: CliRunner) -> None:
    done = installation.invoke(main, ["create-admin", ADDRESS])

    found = re.search(r"First password: (\S+)", done.stdout)
    assert found is not None
    assert roles() == {Role.ADMIN}
    database = Database(load().database_url)
    with database.writing():
        assert service.sign_in(ADDRESS, found[1], "test", now())
    database.dispose()


def test_an_account_that_exists_keeps_its_password(installation: CliRunner) -> None:
    installation.invoke(main, ["create-admin", ADDRESS, "--role", "office"])

    again = installation.invoke(main, ["create-admin", ADDRESS, "--role", "office"])

    assert again.exit_code == 1
    assert "already holds this duty" in again.stderr
    assert "password" not in again.stdout


def test_an_administrator_holds_no_other_duty(installation: CliRunner) -> None:
    installation.invoke(main, ["create-admin", ADDRESS])

    refused = installation.invoke(main, ["create-admin", ADDRESS, "--role", "office"])

    assert refused.exit_code == 1
    assert roles() == {Role.ADMIN}
