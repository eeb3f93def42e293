"""Many at once on a real database of their own: a place on the roll is taken once, an identity enrolled once."""

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from civic.accounts import queries, service
from civic.accounts.rules import Relation
from civic.db.session import Database
from civic.kit.errors import Refused
from civic.models import metadata
from civic.programme import queries as programme
from civic.programme.reference import OWN_DATA, load_reference
from tests.conftest import FIVE, create_postgres
from tests.factories import people

CROWD = 12


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Database]:
    """Return a database of its own, whose transactions really commit."""
    server = os.environ.get("CIVIC_TEST_POSTGRES")
    name = f"civic_roll_{uuid.uuid4().hex}"
    database = Database(create_postgres(server, name) if server else f"sqlite:///{tmp_path}/roll.sqlite")
    metadata.create_all(database.engine)
    with database.writing():
        load_reference(OWN_DATA, FIVE)
    yield database
    database.dispose()


def at_once(act: Callable[[int], object]) -> list[str]:
    """Run the act in so many threads that start together; return "" or the reason of each refusal."""
    barrier = threading.Barrier(CROWD)

    def run(number: int) -> str:
        barrier.wait()
        try:
            act(number)
        except Refused as refusal:
            return refusal.reason.code
        return ""

    with ThreadPoolExecutor(CROWD) as pool:
        return sorted(pool.map(run, range(CROWD)))


def test_of_many_accounts_with_one_code_one_gets_the_place(city: Database, now: datetime) -> None:
    with city.writing():
        round_ = people.make_round(now)
        code = service.enrol(people.OFFICE, round_, people.make_identity(), Relation.WORKING, now)
        crowd = [queries.actor_of(people.make_person().id) for _ in range(CROWD)]

    def claim(number: int) -> None:
        with city.writing():
            service.claim_code(crowd[number], code, now)

    assert at_once(claim) == ["", *["code_used"] * (CROWD - 1)]


def test_many_clerks_enrol_one_identity_once(city: Database, now: datetime) -> None:
    with city.writing():
        round_id, identity = people.make_round(now).id, people.make_identity()

    def enrol(_number: int) -> None:
        with city.writing():
            service.enrol(people.OFFICE, programme.get_round(round_id), identity, Relation.WORKING, now)

    assert at_once(enrol) == ["", *["already_enrolled"] * (CROWD - 1)]
    with city.reading():
        assert queries.count_roll(round_id) == 1
