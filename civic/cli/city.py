"""Load a written scenario; build and serve the demo city."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path

import click
import orjson

from civic.accounts import roll_key
from civic.cli.database import prepare
from civic.cli.output import JsonValue, as_json, show_json, show_table
from civic.cli.running import free_port, run_server
from civic.config import Settings
from civic.config import load as load_settings
from civic.db import migrate
from civic.db.session import Database
from civic.demo.city import build, list_sign_ins
from civic.demo.load import Made, MadeThing, load
from civic.demo.reading import ScenarioError
from civic.demo.scenario import Scenario, read_scenario
from civic.events import passes
from civic.kit.clock import now
from civic.voting import keys

KEPT = "made.json"
DATABASE = "civic.sqlite"
FRESH = timedelta(days=1)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def seed(file: Path, json_output: bool) -> None:
    """Play the scenario in FILE (docs/scenarios.md) into the database and print what was made."""
    settings, instant = load_settings(), now()
    if settings.production:
        raise click.ClickException("a scenario's people are invented; it is not loaded where real people vote")
    made = _play(settings, _read(file, instant), instant)
    if json_output:
        show_json(document(made))
        return
    show_table([(each.key, each.email, each.password) for each in made.people])


@click.command()
@click.option("--reset", is_flag=True, help="Build it anew even when it is fresh.")
@click.option("--serve", is_flag=True, help="Serve it when it is built.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, help="Port; the next free one is taken when it is in use.")
@as_json
def demo(reset: bool, serve: bool, host: str, port: int, json_output: bool) -> None:
    """Build the demo city, print its sign-ins, and serve it with --serve. Everything in it is invented."""
    settings = demo_settings(load_settings())
    kept = None if reset else find_fresh(settings.folder, now())
    if kept is None:
        click.echo("Building the demo city, its dates counted from today …", err=True)
        kept = build_city(settings, now())
    if serve:
        port = free_port(host, port)
        settings = replace(settings, base_url=f"http://{host}:{port}")
    if json_output:
        click.echo(kept)
    else:
        _show_sign_ins(settings)
    if serve:
        os.environ.update(environment_of(settings))
        run_server(settings, host, port)


def demo_settings(settings: Settings) -> Settings:
    """Return settings for the demo: mode demo and its own folder and SQLite file inside the data folder."""
    folder = (settings.folder / "demo").resolve()
    return replace(settings, mode="demo", data_dir=str(folder), database_url=_address(folder), processes="1")


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the settings as environment variables: the server's processes read them from there."""
    return {each.metadata["env"]: str(getattr(settings, each.name)) for each in fields(settings)}


def find_fresh(folder: Path, instant: datetime) -> str | None:
    """Return what the last build wrote down (JSON), None when it is over a day old or of another schema."""
    try:
        text = (folder / KEPT).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    content = orjson.loads(text)
    age = instant - datetime.fromisoformat(content["built_at"])
    same = content["migration"] == migrate.head()
    whole = (folder / DATABASE).exists()
    return text if whole and same and timedelta(0) <= age < FRESH else None


def build_city(settings: Settings, instant: datetime) -> str:
    """Build the demo city beside the old one and take its place when complete; return what was made (JSON)."""
    folder = settings.folder
    beside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    made = _play(replace(settings, data_dir=str(beside), database_url=_address(beside)), build(instant), instant)
    content = {"built_at": instant.isoformat(), "migration": migrate.head(), **document(made)}
    text = orjson.dumps(content, option=orjson.OPT_INDENT_2).decode()
    (beside / KEPT).write_text(text, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)
    keys.configure(folder)  # the ballot keys have moved with it
    return text


def document(made: Made) -> dict[str, JsonValue]:
    """Return what was made as plain values for JSON."""
    people: list[JsonValue] = [
        {"key": each.key, "name": each.name, "email": each.email, "password": each.password, "id": each.id}
        for each in made.people
    ]
    things = {
        "rounds": made.rounds,
        "proposals": made.proposals,
        "events": made.events,
        "needs": made.needs,
        "meetings": made.meetings,
        "surveys": made.surveys,
    }
    return {"people": people, **{name: _list(each) for name, each in things.items()}}


def _list(things: Iterable[MadeThing]) -> list[JsonValue]:
    return [
        {"key": each.key, "id": each.id, "url": each.url, "case_no": each.case_no, "trace_url": each.trace_url}
        for each in things
    ]


def _play(settings: Settings, scenario: Scenario, instant: datetime) -> Made:
    """Bring the database up to date and play a scenario into it."""
    roll_key.use(settings.roll_key)
    keys.configure(settings.folder)
    passes.use(settings.secret_key)
    database = Database(settings.database_url)
    try:
        prepare(database, settings.district_codes, settings.reference_dir)
        return load(database, scenario, instant)
    except ScenarioError as problem:
        raise click.ClickException(str(problem)) from problem
    finally:
        database.dispose()


def _read(file: Path, instant: datetime) -> Scenario:
    try:
        return read_scenario(file.read_text(encoding="utf-8-sig"), instant)
    except (ScenarioError, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{file.name}: {problem}") from problem


def _address(folder: Path) -> str:
    return f"sqlite:///{folder / DATABASE}"


def _show_sign_ins(settings: Settings) -> None:
    people = list_sign_ins()
    click.echo(f"The demo city is at {settings.base_url} (everything in it is invented).")
    click.echo(f"Everybody's password: {people[0].password}")
    show_table([(f"  {each.email}", each.title) for each in people])


COMMANDS = (seed, demo)
