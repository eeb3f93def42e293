"""Count the statements of pages and weigh what a first visit loads."""

import gzip
import re
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from civic.db.statements import counted
from civic.web.application import CivicFlask
from tests.bench.city import City
from tests.bench.voters import FORM, BallotForm


@dataclass(frozen=True)
class Statements:
    """Be how many SQL statements each page sends."""

    list: int
    detail: int
    ballot: int


@dataclass(frozen=True)
class Weights:
    """Be the kilobytes of a first visit, compressed."""

    html: float
    css: float
    js: float


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
    with counted(app.house.database.engine) as seen:
        answer = reader.get(path) if ballot is None else _post(reader, ballot)
    if answer != 200 and getattr(answer, "status_code", answer) != 200:
        raise RuntimeError(f"{path} answered {answer}")
    return len(seen)


def _post(reader: FlaskClient, ballot: BallotForm) -> int:
    headers = {"Cookie": ballot.cookie}
    return reader.post(ballot.path, data=ballot.body, content_type=FORM, headers=headers).status_code


def weigh(app: Flask, path: str) -> Weights:
    """Weigh a page with its style sheets and modules."""
    reader = app.test_client(use_cookies=False)
    html = reader.get(path).get_data()
    css = re.findall(rb'<link rel="stylesheet" href="([^"]+)"', html)
    js = re.findall(rb'<script[^>]* src="([^"]+)"', html)
    return Weights(_kilobytes(html), _sum(reader, css), _sum(reader, js))


def _sum(reader: FlaskClient, addresses: list[bytes]) -> float:
    return sum(_kilobytes(reader.get(address.decode()).get_data()) for address in addresses)


def _kilobytes(body: bytes) -> float:
    return len(gzip.compress(body, 5)) / 1000
