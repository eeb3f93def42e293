"""Hold a small town in a database file of its own, and visit it as anybody: every request is undone."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, select
from werkzeug.test import TestResponse

from civic.access.actor import ANONYMOUS, Actor
from civic.accounts.models import PersonDuty
from civic.accounts.queries import actor_of
from civic.cli.database import prepare
from civic.db.base import Base
from civic.db.session import Database, PinnedDatabase, session
from civic.demo.load import Made, load
from civic.demo.scenario import read_scenario
from civic.events import passes
from civic.events.models import Note, Registration
from civic.events.passes import Use, sign
from civic.events.records import EventSeries
from civic.events.rules import NoteKind
from civic.governance.models import ActionItem, AgendaItem
from civic.kit.clock import now
from civic.proposals.models import Review
from civic.voting import keys
from civic.voting.models import VoteEnd
from civic.web.application import CivicFlask
from tests.reader import Reader

STORY = Path(__file__).parent / "data" / "town.json"
FIVE = ("63000120", "63000110", "63000080", "63000090", "63000020")


@dataclass(frozen=True)
class Town:
    """Be the town: its database, who lives there, and the numbers of its things by name."""

    database: Database
    people: Mapping[str, Actor]
    ids: Mapping[str, str]


CLOCKWORK = frozenset({VoteEnd.__tablename__})
"""What a refused request may leave behind: that the clock was seen past a vote's close."""


@dataclass(frozen=True)
class Call:
    """Be one answered request, and whether it changed any row."""

    response: TestResponse
    changed: bool

    @property
    def status(self) -> int:
        return self.response.status_code


class Visit:
    """Ask the application for pages as anybody; what a request changes is undone before the next one."""

    def __init__(self, app: CivicFlask, town: Town, connection: Connection) -> None:
        self.app, self.town, self.connection = app, town, connection
        with connection.begin():
            self._before = self._dump()

    def call(self, who: str, method: str, path: str, language: str = "zh-Hant-TW", **kwargs: object) -> Call:
        """Send one request as a person of the town from a fresh browser, and undo it."""
        with self.undone():
            rows = self._touched()
            response = self.be(who, language).raw(method, path, **kwargs)
            return Call(response, self._touched() != rows and self._dump() != self._before)

    def be(self, who: str, language: str = "zh-Hant-TW") -> Reader:
        """Sit down as a person of the town at a strict reader."""
        actor = self.town.people[who]
        self.app.house.identify = lambda: actor
        return Reader(self.app, language)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo whatever is written inside."""
        nested = self.connection.in_transaction()
        place = self.connection.begin_nested() if nested else self.connection.begin()
        try:
            yield
        finally:
            place.rollback()

    def is_as_before(self) -> bool:
        """Tell whether every row of every table is as it was when the visit began."""
        return self._dump() == self._before

    def _touched(self) -> int:
        """Return how many rows were ever written on this connection, undone ones included."""
        return int(self.connection.connection.dbapi_connection.total_changes)  # type: ignore[union-attr]

    def _dump(self) -> str:
        rows = hashlib.sha256()
        for table in Base.metadata.sorted_tables:
            if table.name in CLOCKWORK:
                continue
            rows.update(_rows_of(self.connection, table).encode())
        return rows.hexdigest()


def _rows_of(connection: Connection, table: Table) -> str:
    return "\n".join(sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{table.name}"'))))


@pytest.fixture(scope="session")
def town(application: CivicFlask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Return the town, played once a session from tests/data/town.json into its own SQLite file."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('town')}/town.sqlite")
    prepare(database, FIVE)
    keys.configure(application.house.settings.folder)
    passes.use(application.house.settings.secret_key)
    instant = now()
    made = load(database, read_scenario(STORY.read_text(encoding="utf-8"), instant), instant)
    with database.reading():
        people = {each.key: actor_of(each.id) for each in made.people}
        ids = _ids_of(made)
    yield Town(database, {"anonymous": ANONYMOUS, **people}, ids)
    database.dispose()


def _ids_of(made: Made) -> dict[str, str]:
    """Return the numbers of all things by kind and name, as routes.csv writes them."""
    named = (
        ("round", made.rounds), ("proposal", made.proposals), ("event", made.events), ("meeting", made.meetings),
        ("survey", made.surveys),
    )  # fmt: skip
    ids = {f"{kind}_{each.key}": str(each.id) for kind, things in named for each in things}
    ids.update({f"case_{each.key}": each.case_no for each in made.proposals if each.case_no})
    ids.update({f"person_{each.key}": str(each.id) for each in made.people})
    mine = Registration.event_id == int(ids["event_today"])
    noted = Note.event_id == int(ids["event_today"])
    told = Note.event_id == int(ids["event_cafe"])
    held = PersonDuty.person_id == int(ids["person_host"])
    asked = Review.proposal_id == int(ids["proposal_reviewing"])
    coming = AgendaItem.meeting_id == int(ids["meeting_coming"])
    found = {
        "registration": select(Registration.id).where(mine),
        "note": select(Note.id).where(noted, Note.kind == NoteKind.NEED, Note.table_no > 0),
        "character": select(Note.id).where(noted, Note.kind == NoteKind.CHARACTER),
        "point": select(Note.id).where(noted, Note.table_no == 0),
        "told": select(Note.id).where(told, Note.table_no > 0),
        "duty": select(PersonDuty.id).where(held),
        "review": select(Review.id).where(asked),
        "item": select(AgendaItem.id).where(coming),
        "action": select(ActionItem.id),
        "series": select(EventSeries.id),
    }
    ids |= {name: str(session().scalars(query).first()) for name, query in found.items()}
    codes = {f"{use.value}_code": sign(int(ids["registration"]), use) for use in Use}
    return ids | {"place_code": codes["manage_code"], "door_code": codes["door_code"]}


@pytest.fixture
def visit(application: CivicFlask, town: Town) -> Iterator[Visit]:
    """Open the application on the town; forms need no token here (test_refusals.py asks for it)."""
    house, config = application.house, application.config
    before = house.database, house.identify, config["WTF_CSRF_ENABLED"]
    keys.configure(house.settings.folder)
    passes.use(house.settings.secret_key)
    with town.database.engine.connect() as connection:
        house.database, config["WTF_CSRF_ENABLED"] = PinnedDatabase(connection), False
        application.extensions["civic.phases"].forget()
        yield Visit(application, town, connection)
        house.database, house.identify, config["WTF_CSRF_ENABLED"] = before
