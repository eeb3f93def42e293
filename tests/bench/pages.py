"""Count the statements of pages and weigh what a first visit loads."""

import gzip
import re
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from civic.app import create_app
from civic.config import Settings
from civic.db.session import Database
from civic.db.statements import counted
from civic.web.application import CivicFlask
from tests.bench.city import City
from tests.bench.figures import Weights
from tests.bench.voters import FORM, BallotForm
from tests.browser.addresses import list_public
from tests.browser.site import read_site

CSS, JS = rb'<link rel="stylesheet" href="([^"]+)"', rb'<script[^>]* src="([^"]+)"'
ICONS = rb'<use href="([^"#]+)#'


@dataclass(frozen=True)
class Statements:
    """Be how many SQL statements each page sends."""

    list: int
    detail: int
    ballot: int


def count_statements(app: CivicFlask, city: City, ballot: BallotForm) -> Statements:
    """Count what list, detail and one ballot send to the database; the directory of names is warm."""
    reader = app.test_client(use_cookies=False)
    list_path, detail_path = "/proposals", f"/proposals/{city.proposal_id}"
    return Statements(
        _count(app, reader, list_path), _count(app, reader, detail_path), _count(app, reader, ballot.path, ballot)
    )


def _count(app: CivicFlask, reader: FlaskClient, path: str, ballot: BallotForm | None = None) -> int:
    if ballot is None:
        reader.get(path)
    with counted(*app.house.database.engines) as seen:
        answer = reader.get(path) if ballot is None else _post(reader, ballot)
    if answer != 200 and getattr(answer, "status_code", answer) != 200:
        raise RuntimeError(f"{path} answered {answer}")
    return len(seen)


def _post(reader: FlaskClient, ballot: BallotForm) -> int:
    headers = {"Cookie": ballot.cookie}
    return reader.post(ballot.path, data=ballot.body, content_type=FORM, headers=headers).status_code


def weigh(app: Flask, path: str) -> Weights:
    """Weigh a page with its style sheets, modules and the sprite of its icons."""
    reader = app.test_client(use_cookies=False)
    answer = reader.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    html = answer.get_data()
    css, js, icons = (sorted(set(re.findall(pattern, html))) for pattern in (CSS, JS, ICONS))
    return Weights(_kilobytes(html), _sum(reader, css), _sum(reader, js), _sum(reader, icons))


CLOSED = frozenset({"voting.kiosk_booth", "voting.kiosk_blank"})
"""Pages that open only to the code a clerk has just given."""


def weigh_public(settings: Settings) -> dict[str, Weights]:
    """Weigh every page of a demo city that shows itself to everybody, by its endpoint."""
    database = Database(settings.database_url)
    app = create_app(settings, database)
    site = read_site("", settings.folder)
    addresses = {**list_public(site), "voting.booth": site.made("rounds", "beitou_now").url}
    weights = {endpoint: weigh(app, path) for endpoint, path in addresses.items() if endpoint not in CLOSED}
    database.dispose()
    return weights


def _sum(reader: FlaskClient, addresses: list[bytes]) -> float:
    return sum(_kilobytes(reader.get(address.decode()).get_data()) for address in addresses)


def _kilobytes(body: bytes) -> float:
    return len(gzip.compress(body, 5)) / 1000
