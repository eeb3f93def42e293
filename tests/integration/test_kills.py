"""The server is killed in the middle of a vote: no acknowledged ballot is lost, wrong or doubled."""

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from civic.app import create_app
from civic.config import Settings
from civic.db.session import Database
from civic.kit.clock import now
from civic.programme.directory import forget
from civic.voting.box import code_of, read_canonical
from civic.voting.models import BoxedBallot, VoterMark
from tests.bench.city import City, build
from tests.bench.voters import FORM, BallotForm, fill_in
from tests.conftest import create_postgres, postgres_server

HOST, HANDS, PATIENCE = "127.0.0.1", 64, 60
SECRET = "a key of this test, nothing real in it"
RECEIPT = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]")
TAGS = re.compile(r"<[^>]+>|\s+")
ITEM = re.compile(r"item=(\d+)")


class Server:
    """Be the site as its own group of processes, which can be killed and started again on the same port."""

    def __init__(self, environ: dict[str, str], log: Path) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = int(probe.getsockname()[1])
        self._environ, self._log = environ, log
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.serving", "civic", str(self.port)],
                env=os.environ | self._environ, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """Return the number of the process that minds the others."""
        return self._process.pid

    def kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()


class Crowd:
    """Be voters who send their ballots at once and send the same form again until they hold a receipt."""

    def __init__(self, port: int, forms: list[BallotForm]) -> None:
        self.port, self.codes, self.strange, self.again = port, dict[int, str](), list[str](), 0
        self._waiting, self._forms = iter(enumerate(forms)), forms
        self._lock, self._news = threading.Lock(), threading.Condition()

    def vote(self) -> list[threading.Thread]:
        """Let 64 voters at a time begin."""
        threads = [threading.Thread(target=self._go, daemon=True) for _ in range(HANDS)]
        for thread in threads:
            thread.start()
        return threads

    def wait_for(self, count: int) -> bool:
        """Wait until so many ballots are acknowledged."""
        with self._news:
            return self._news.wait_for(lambda: len(self.codes) >= count, timeout=10 * PATIENCE)

    def _go(self) -> None:
        while (held := self._next()) is not None:
            self._insist(*held)

    def _next(self) -> tuple[int, BallotForm] | None:
        with self._lock:
            return next(self._waiting, None)

    def _insist(self, number: int, form: BallotForm) -> None:
        pause = threading.Event()
        for _ in range(80 * PATIENCE):
            code = self._send(form)
            if code:
                with self._news:
                    self.codes[number] = code
                    self._news.notify_all()
                return
            pause.wait(0.25)
        self.strange.append(f"ballot {number} was never answered")

    def _send(self, form: BallotForm) -> str:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("POST", form.path, form.body, {"Cookie": form.cookie, "Content-Type": FORM})
            response = connection.getresponse()
            body = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.again += 1
            return ""
        finally:
            connection.close()
        if response.status == 503:
            return ""
        found = RECEIPT.search(body)
        if response.status != 200 or found is None:
            self.strange.append(f"{response.status}: {TAGS.sub(' ', body)[:300]}")
        return found[0] if found else "none"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    server = postgres_server()
    url = create_postgres(server, f"kills_{secrets.token_hex(6)}") if server else f"sqlite:///{tmp_path}/civic.sqlite"
    yield url, {
        "CIVIC_MODE": "development", "CIVIC_DATABASE_URL": url, "CIVIC_DATA_DIR": str(tmp_path),
        "CIVIC_SECRET_KEY": SECRET, "CIVIC_PROCESSES": "2", "CIVIC_MAIL": "file",
    }  # fmt: skip
    forget()


def fill(url: str, folder: Path, voters: int) -> tuple[City, list[BallotForm]]:
    database = Database(url)
    try:
        city = build(database, folder, voters, now())
        settings = Settings(mode="test", database_url=url, data_dir=str(folder), secret_key=SECRET, mail="memory")
        app = create_app(settings, database)
        return city, fill_in(app, city)
    finally:
        database.dispose()


def vote_and_kill(url: str, environ: dict[str, str], folder: Path, voters: int, kills: int) -> None:
    _, forms = fill(url, folder, voters)
    server = Server(environ, folder / "server.log")
    try:
        crowd = Crowd(server.port, forms)
        threads = crowd.vote()
        for kill in range(1, kills + 1):
            assert crowd.wait_for(kill * voters // (kills + 1)), crowd.strange
            server.kill()
            server.start()
        for thread in threads:
            thread.join(20 * PATIENCE)
    finally:
        server.stop()

    assert crowd.strange == []
    assert crowd.again >= kills
    assert len(crowd.codes) == voters
    _compare(url, crowd.codes, forms)
    log = (folder / "server.log").read_text(errors="replace")
    assert [code for code in crowd.codes.values() if code in log] == []


def _compare(url: str, codes: dict[int, str], forms: list[BallotForm]) -> None:
    """Lay what was acknowledged beside what is in the box."""
    database = Database(url)
    try:
        with database.reading() as db:
            boxed = db.execute(select(BoxedBallot.leaf, BoxedBallot.choices, BoxedBallot.revision)).all()
            marks = db.execute(select(VoterMark.roll_entry_id, VoterMark.revision)).all()
    finally:
        database.dispose()
    held = {code_of(leaf): sorted(read_canonical(choices).items) for leaf, choices, _ in boxed}
    meant = {codes[number]: sorted(map(int, ITEM.findall(form.body))) for number, form in enumerate(forms)}
    assert held == meant
    assert len(boxed) == len(marks) == len(forms)
    assert {revision for *_, revision in boxed} == {revision for _, revision in marks} == {1}


def test_four_kills_lose_and_double_no_acknowledged_ballot(
    place: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    vote_and_kill(*place, tmp_path, voters=200, kills=4)


@pytest.mark.slow
def test_fifty_kills_lose_and_double_no_acknowledged_ballot(
    place: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    vote_and_kill(*place, tmp_path, voters=6000, kills=50)
