"""No page, file or letter tells a figure of a vote that is counted and not announced, to nobody."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from civic.access.actor import Actor
from civic.db.session import session
from civic.kit.clock import now
from civic.outbox.models import Letter
from civic.programme.models import Phase
from civic.programme.queries import get_round
from civic.programme.rules import PhaseKind
from civic.voting import keys, queries, service
from civic.voting.models import ItemResult, RoundReport, RoundResult
from tests.pages.routes import read_lines
from tests.town import Visit

pytestmark = pytest.mark.sqlite_only

VOTES, VOTERS, BALLOTS, BLANK, THRESHOLD = 48_731, 91_827, 91_829, 57_293, 62_987
SENTENCE = "tell-tale"
FIGURES = (VOTES, VOTERS, BALLOTS, BLANK, THRESHOLD)
TELLING = re.compile("|".join([f"{n}|{n:,}" for n in FIGURES] + [SENTENCE]))
WHO = ("anonymous", "office", "office_b", "clerk", "observer", "admin", "ann")


@pytest.fixture
def counted(visit: Visit, tmp_path: Path) -> Iterator[Visit]:
    """Close and count the round that votes in the town, with figures that are found nowhere else."""
    copied = shutil.copytree(visit.app.house.settings.folder / "ballot-keys", tmp_path / "keys")
    with keys.lodged(copied), visit.undone():
        with visit.app.house.database.writing():
            _count(int(visit.town.ids["round_voting"]), visit.town.people["office"], visit.town.people["office_b"])
        yield visit


def _count(round_id: int, official: Actor, other: Actor) -> None:
    closing = select(Phase).where(Phase.round_id == round_id, Phase.kind == PhaseKind.VOTE)
    session().scalars(closing).one().closes_at = now() - timedelta(minutes=5)
    session().flush()
    for actor in (official, other):
        service.draw(actor, get_round(round_id), "dice 4 2 6 1", now())
    for actor in (official, other):
        service.seal(actor, get_round(round_id), now())
    service.count(official, get_round(round_id), now())
    told = json.dumps({"kind": SENTENCE})
    for change in (
        update(RoundResult).values(voters=VOTERS, ballots=BALLOTS, blank=BLANK, threshold=THRESHOLD),
        update(ItemResult).values(votes=VOTES, votes_lacking=THRESHOLD, explanation=told),
        update(RoundReport).values(content=json.dumps({"pot": VOTES, "words": SENTENCE})),
    ):
        table = change.table
        session().execute(change.where(table.c.round_id == round_id))


def addresses(visit: Visit) -> Iterator[str]:
    """Yield every address that is read: as the table of routes has it, and for the counted round and its items."""
    ids = visit.town.ids
    now_voting = {**ids, "round_past": ids["round_voting"]}
    with visit.app.house.database.reading():
        items = [item.id for item in queries.list_items(int(ids["round_voting"]))]
    for line in read_lines():
        if line.method == "GET":
            yield from {line.path.format_map(ids), line.path.format_map(now_voting)}
    for item in items:
        yield from (f"/proposals/{item}", f"/proposals/{item}/history")


def test_no_address_tells_a_figure_before_the_announcement(counted: Visit) -> None:
    told = []
    asked = sorted(set(addresses(counted)))
    for path in asked:
        for who in WHO:
            body = counted.call(who, "GET", path).response.get_data()
            if TELLING.search(body.decode("utf-8", "replace")):
                told.append(f"{who}: {path}")

    assert len(asked) > 60
    assert told == []


def test_no_letter_tells_a_figure_before_the_announcement(counted: Visit) -> None:
    with counted.app.house.database.reading():
        letters = [f"{letter.template} {letter.params}" for letter in session().scalars(select(Letter))]

    assert letters
    assert [letter for letter in letters if TELLING.search(letter)] == []


def test_the_figures_would_be_noticed_once_they_are_announced(counted: Visit) -> None:
    round_id = int(counted.town.ids["round_voting"])
    with counted.app.house.database.writing():
        session().execute(update(RoundResult).where(RoundResult.round_id == round_id).values(published_at=now()))

    page = counted.call("anonymous", "GET", "/results").response.text

    assert TELLING.search(page)
