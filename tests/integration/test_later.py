"""An answer drawn after the commit: what was written is safe before anybody sees it."""


import pytest
from flask import Response, g
from sqlalchemy import func, select

from civic.config import Settings
from civic.db.session import PinnedDatabase, in_hand, session
from civic.events.models import EventType
from civic.web.application import CivicFlask, make_flask
from civic.web.guard import public
from civic.web.later import Later


@pytest.fixture
def small(database: PinnedDatabase) -> CivicFlask:
    """Return an application with one page that writes and one whose answer breaks after it wrote."""
    app = make_flask(Settings(mode="test"), database)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.post("/good", endpoint="good")
    @public
    def good() -> Later:
        _write("good")
        return Later(lambda: Response(f"{_count()} kinds, session {in_hand()}"))

    @app.post("/bad", endpoint="bad")
    @public
    def bad() -> Later:
        _write("bad")
        return Later(lambda: Response(str(1 // 0)))

    @app.errorhandler(ZeroDivisionError)
    def broken(_problem: Exception) -> tuple[str, int]:
        return f"saved {g.get('saved')}", 500

    return app


def _write(code: str) -> None:
    session().add(EventType(code=code, name_zh="場次", name_en="Session", position=1))


def _count() -> int:
    query = select(func.count()).select_from(EventType).where(EventType.code.in_(("good", "bad")))
    return session().scalar(query) or 0


def test_the_answer_reads_what_was_written(small: CivicFlask) -> None:
    assert small.test_client().post("/good").text == "1 kinds, session True"


def test_a_broken_answer_undoes_nothing_and_knows_it(small: CivicFlask, database: PinnedDatabase) -> None:
    answer = small.test_client().post("/bad")

    assert (answer.status_code, answer.text) == (500, "saved True")
    with database.reading():
        assert _count() == 1
