"""Look at the house: settings, routes, health."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import click
from sqlalchemy.exc import SQLAlchemyError

from civic.app import create_app
from civic.audit import service as audit
from civic.cli.output import as_json, show_json, show_table
from civic.config import Settings, explain, load
from civic.db import migrate
from civic.db.session import Database, opened
from civic.kit.clock import TAIPEI, now
from civic.kit.languages import FOLDER, LANGUAGES
from civic.web.guard import permission_of

SYNCED = frozenset({"2", "3", "on", "remote_write", "remote_apply"})
"""SQLite's FULL and EXTRA; PostgreSQL's settings that wait for at least this machine's disk."""


@click.command()
@as_json
def config(json_output: bool) -> None:
    """List every setting, the value in force and what it is for."""
    rows = explain(load())
    if json_output:
        show_json([{"variable": r.variable, "value": r.value, "default": r.default, "help": r.help} for r in rows])
        return
    show_table([(r.variable, r.value or "–", r.help) for r in rows])


@click.command()
@as_json
def routes(json_output: bool) -> None:
    """List each route, its methods and the permission it asks for."""
    app = create_app()
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    rows = [
        (r.rule, sorted((r.methods or set()) - {"HEAD", "OPTIONS"}), permission_of(app, r.endpoint), r.endpoint)
        for r in rules
    ]
    if json_output:
        show_json([{"route": r, "methods": m, "permission": p, "endpoint": e} for r, m, p, e in rows])
        return
    show_table([(r, ",".join(m), p) for r, m, p, _e in rows])


@dataclass(frozen=True)
class Finding:
    """Be the answer of one check: what, whether it is well, what was seen."""

    check: str
    well: bool
    seen: str


@click.command()
@as_json
def doctor(json_output: bool) -> None:
    """Check database, migrations, audit trail, folders, languages, fonts, clock; fail when something is wrong."""
    settings = load()
    findings = list(_examine(settings))
    if json_output:
        show_json([{"check": f.check, "well": f.well, "seen": f.seen} for f in findings])
    else:
        show_table([("ok " if f.well else "BAD", f.check, f.seen) for f in findings])
    if not all(f.well for f in findings):
        raise SystemExit(1)


def _examine(settings: Settings) -> Iterator[Finding]:
    with opened(settings.database_url) as database:
        answers = _try("database", lambda: _answer(database))
        yield answers
        if answers.well:
            yield _examine_syncing(database)
            yield from _examine_content(database)
    yield _try("data folder", lambda: _writable(settings))
    missing = [code for code in LANGUAGES if not (FOLDER / code / "LC_MESSAGES" / "messages.mo").is_file()]
    yield Finding("languages", not missing, "compiled" if not missing else f"not compiled: {', '.join(missing)}")
    yield Finding("secret key", len(settings.secret_key) >= 32, f"{len(settings.secret_key)} characters")
    yield Finding("time zone", now().astimezone(TAIPEI).utcoffset() is not None, str(now().astimezone(TAIPEI)))
    yield Finding("clock", now() > datetime(2026, 1, 1, tzinfo=UTC), now().isoformat(timespec="seconds"))
    yield Finding("CJK font (for print on this machine)", True, _font())


def _examine_syncing(database: Database) -> Finding:
    """Ask whether a ballot is on the disk before it is acknowledged."""
    question = "PRAGMA synchronous" if database.sqlite else "SELECT current_setting('synchronous_commit')"
    with database.engine.connect() as connection:
        answer = str(connection.exec_driver_sql(question).scalar_one())
        kept = database.sqlite or connection.exec_driver_sql("SHOW fsync").scalar_one() == "on"
    return Finding("ballots on the disk before the answer", kept and answer in SYNCED, f"{question}: {answer}")


def _examine_content(database: Database) -> Iterator[Finding]:
    at = migrate.current(database)
    yield Finding("migrations", at == migrate.head(), f"at {at}, this code wants {migrate.head()}")
    if at == migrate.head():
        with database.reading():
            verdict = audit.verify()
        yield Finding("audit trail", verdict.first_bad is None, f"{verdict.count} entries, head {verdict.head[:12]}")


def _answer(database: Database) -> str:
    with database.engine.connect():
        return database.engine.dialect.name


def _try(check: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(check, True, look())
    except (OSError, SQLAlchemyError) as problem:
        return Finding(check, False, str(problem))


def _writable(settings: Settings) -> str:
    settings.folder.mkdir(parents=True, exist_ok=True)
    probe = settings.folder / ".doctor"
    probe.write_text("ok")
    probe.unlink()
    return str(settings.folder)


def _font() -> str:
    tool = shutil.which("fc-list")
    if tool is None:
        return "fc-list is not installed"
    found = subprocess.run([tool, ":lang=zh-tw", "family"], capture_output=True, text=True, check=False).stdout
    return found.splitlines()[0] if found else "none"


COMMANDS = (config, routes, doctor)
