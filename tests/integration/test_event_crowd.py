"""A crowd at the served site: one last seat, nobody sent away, a list that keeps its order and says why it moved."""

import html
import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import func, select

from civic.access.actor import ANONYMOUS
from civic.audit.models import AuditEntry
from civic.cli.database import prepare
from civic.db.session import Database
from civic.events import admission, passes, queries, service
from civic.events.models import Event, Registration
from civic.events.passes import Use
from civic.events.rules import HOLDS_SEAT, Place
from civic.kit.clock import now
from civic.programme.directory import forget
from tests.bench.serving import civic_server
from tests.conftest import FIVE, create_postgres, postgres_server
from tests.crowd import Answered, Crowd, Sent
from tests.factories import events as make

SECRET = "a key of this test, nothing real in it"


@dataclass(frozen=True)
class Served:
    """Be a served site and its database."""

    port: int
    database: Database


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an empty city as its own processes, with as many workers and threads as its database gets in real life."""
    server, folder = postgres_server(), tmp_path_factory.mktemp("crowd")
    url = create_postgres(server, f"crowd_{secrets.token_hex(6)}") if server else f"sqlite:///{folder}/civic.sqlite"
    database = Database(url)
    prepare(database, FIVE)
    passes.use(SECRET)
    environ = {
        "CIVIC_MODE": "development", "CIVIC_DATABASE_URL": url, "CIVIC_DATA_DIR": str(folder),
        "CIVIC_SECRET_KEY": SECRET, "CIVIC_PROCESSES": "2", "CIVIC_MAIL": "file",
    }  # fmt: skip
    with civic_server(environ) as site:
        yield Served(site.port, database)
    database.dispose()
    forget()


def announce(served: Served, instant: datetime, capacity: int, guests: int) -> tuple[Event, list[Registration]]:
    """Announce an event at which so many guests are registered."""
    with served.database.writing():
        event = make.event(instant, capacity=capacity)
        entries = [make.entry(number) for number in range(5000, 5000 + guests)]
        return event, [service.register_guest(ANONYMOUS, event, entry, instant) for entry in entries]


def form_of(event: Event, number: int) -> Sent:
    """Return the registration form of one guest."""
    fields = {
        "name": f"居民{number}", "contact": f"0955-000-{number:03d}", "sector": "public", "people": "1",
        "client_id": f"form-{number}",
    }  # fmt: skip
    return Sent(f"/events/{event.id}/register", fields)


def leaving(registration: Registration) -> Sent:
    """Return the cancel button of one guest's own link."""
    return Sent(f"/events/places/{passes.sign(registration.id, Use.MANAGE)}/cancel", {})


def kept(served: Served, event: Event) -> list[Registration]:
    with served.database.reading() as db:
        query = select(Registration).where(Registration.event_id == event.id).order_by(Registration.arrival)
        return list(db.scalars(query))


def statuses(answers: list[Answered]) -> set[int]:
    return {answer.status for answer in answers}


def want_the_last_seat(served: Served, people: int) -> None:
    """Let so many guests want the last of three seats at one instant; each is answered, one has it, the rest wait."""
    event, _before = announce(served, now(), capacity=3, guests=2)
    crowd = Crowd(served.port, f"/events/{event.id}/register")

    answers = crowd.send_at_once(form_of(event, number) for number in range(people))

    assert statuses(answers) == {303}
    rows = kept(served, event)
    assert [row.place for row in rows] == [Place.SEAT] * 3 + [Place.WAITING] * (people - 1)
    assert [row.arrival for row in rows] == [row.queue_no for row in rows] == list(range(1, people + 3))
    with served.database.reading() as db:
        subjects = [f"registration:{row.id}" for row in rows]
        accepted = select(AuditEntry.subject).where(AuditEntry.subject.in_(subjects)).order_by(AuditEntry.seq)
        assert list(db.scalars(accepted)) == subjects
        waiting = queries.list_waiting(event.id)
        assert [entry.id for entry in waiting] == [row.id for row in rows[3:]]
    links = {answer.to.rsplit("/", 1)[-1] for answer in answers}
    assert links == {passes.sign(row.id, Use.MANAGE) for row in rows[2:]}


def test_of_sixty_at_once_one_gets_the_last_seat_and_all_are_answered(served: Served) -> None:
    want_the_last_seat(served, 60)


@pytest.mark.slow
@pytest.mark.parametrize("_time", range(20))
def test_of_five_hundred_at_once_one_gets_the_last_seat_and_all_are_answered(served: Served, _time: int) -> None:
    want_the_last_seat(served, 500)


def watch(served: Served, event: Event, over: threading.Event) -> list[tuple[int, int]]:
    """Look at the seats again and again: (counted, held by registrations)."""
    held = select(func.sum(Registration.people)).where(
        Registration.event_id == event.id, Registration.place.in_(HOLDS_SEAT)
    )
    query = select(Event.taken, held.scalar_subquery()).where(Event.id == event.id)
    seen = []
    while not over.wait(0.05):
        with served.database.reading() as db:
            taken, people = db.execute(query).one()
            seen.append((taken, people or 0))
    return seen


def storm(served: Served, leavers: int, newcomers: int, capacity: int) -> None:
    """Let people leave and come at one instant; no seat is given twice, each seat passed on says why."""
    event, before = announce(served, now(), capacity=capacity, guests=leavers + capacity // 2)
    crowd, over = Crowd(served.port, f"/events/{event.id}/register"), threading.Event()
    forms = [leaving(each) for each in before[:leavers]]
    for number in range(newcomers):
        forms.insert(2 * number, form_of(event, number))

    with ThreadPoolExecutor(1) as pool:
        watched = pool.submit(watch, served, event, over)
        answers = crowd.send_at_once(forms)
        over.set()
        seen = watched.result()

    assert statuses(answers) == {303}
    assert all(taken == people <= capacity for taken, people in seen)
    read_the_list(served, crowd, event, capacity)


def read_the_list(served: Served, crowd: Crowd, event: Event, capacity: int) -> None:
    """Check the list as it is kept, and as the pages show it."""
    rows = kept(served, event)
    holding = [row for row in rows if row.place in HOLDS_SEAT]
    waiting = [row for row in rows if row.place is Place.WAITING]
    offered = [row for row in rows if row.place is Place.OFFERED]
    assert len(holding) == capacity
    assert max(row.queue_no for row in holding) < min(row.queue_no for row in waiting)
    assert {row.reason for row in offered} == {admission.FREED}
    with served.database.reading():
        moves = queries.list_moves(event.id, limit=5000)
    given = [move for move in moves if move.after is Place.OFFERED]
    assert {move.number for move in given} >= {row.arrival for row in offered}
    assert len({move.number for move in given}) == len(given)
    assert {move.reason for move in given} == {admission.FREED}
    why = html.escape(admission.FREED, quote=False)
    assert why in crowd.read(f"/events/{event.id}/waiting-list")
    for row in offered:
        assert why in crowd.read(f"/events/places/{passes.sign(row.id, Use.MANAGE)}")


def test_forty_who_leave_and_come_at_once_never_oversell_and_each_seat_says_why(served: Served) -> None:
    storm(served, leavers=20, newcomers=20, capacity=12)


@pytest.mark.slow
def test_two_hundred_who_leave_and_come_at_once_never_oversell_and_each_seat_says_why(served: Served) -> None:
    storm(served, leavers=100, newcomers=100, capacity=60)
