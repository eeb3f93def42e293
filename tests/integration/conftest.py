"""Give the tests of races a city whose transactions really commit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from civic.db.session import Database
from tests.race import own_city


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Database]:
    """Return a database of its own with sixteen connections."""
    with own_city(tmp_path, threads=16) as database:
        yield database
