"""Care for the database: upgrade it, check it."""

from pathlib import Path

import click

from civic.config import load
from civic.db import migrate
from civic.db.session import Database, opened
from civic.events.reference import load_event_types
from civic.models import metadata
from civic.programme.reference import OWN_DATA, load_reference


@click.group()
def db() -> None:
    """Care for the database."""


@db.command()
def upgrade() -> None:
    """Bring the schema and the city's reference data to this version."""
    settings = load()
    with opened(settings.database_url) as database:
        prepare(database, settings.district_codes, settings.reference_dir)
        click.echo(f"The database is at migration {migrate.current(database)}.")


@db.command()
def check() -> None:
    """Compare the migrated database with the models; fail when they differ."""
    with opened(load().database_url) as database:
        found = migrate.differences(database, metadata)
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException("the migrations and the models differ")
    click.echo("The migrations and the models agree.")


@db.command()
@click.argument("message")
@click.argument("number")
def revision(message: str, number: str) -> None:
    """Write migration NUMBER with MESSAGE from what the models changed."""
    with opened(load().database_url) as database:
        migrate.write_revision(database, metadata, message, number)


def prepare(database: Database, districts: tuple[str, ...], reference_dir: str = "") -> None:
    """Bring a database to this version's schema and load the reference data."""
    migrate.upgrade(database)
    with database.writing():
        load_reference(Path(reference_dir) if reference_dir else OWN_DATA, districts)
        load_event_types()

COMMANDS = (db,)
