"""A ballot is acknowledged when it is on the disk and not before: seen from outside, by the system's own calls."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from civic.db.session import Database
from civic.programme.queries import get_round
from civic.voting import box, service
from tests.bench.voters import FORM, BallotForm
from tests.factories.people import make_voter
from tests.factories.voting import ballot, open_vote
from tests.integration.test_kills import HOST, RECEIPT, SECRET, fill

STRACE = shutil.which("strace") or ""
CALLS = "fsync,fdatasync,write,writev,pwrite64,sendto,sendmsg"
PATIENCE = 90
SYNC = re.compile(r"^(\d+) +(?:fsync|fdatasync)\(\d+<(?P<file>[^>]+)>(?P<done>\) += 0)?")
SYNC_RESUMED = re.compile(r"^(\d+) +<\.\.\. (?:fsync|fdatasync) resumed>\) += 0")


class Trace:
    """Read what strace wrote, one line a call, in the order of the calls."""

    def __init__(self, written: str) -> None:
        self.lines = written.splitlines()

    def first(self, *parts: str) -> int:
        """Return the place of the first call with all these parts."""
        return self.places(*parts)[0]

    def places(self, *parts: str) -> list[int]:
        return [place for place, line in enumerate(self.lines) if all(part in line for part in parts)]

    def synced(self, file: str) -> list[int]:
        """Return the places at which a file was known to be on the disk: where its sync returned."""
        found, waiting = [], dict[str, str]()
        for place, line in enumerate(self.lines):
            if begun := SYNC.match(line):
                waiting[begun[1]] = begun["file"]
                if begun["done"] and begun["file"] == file:
                    found.append(place)
            elif (done := SYNC_RESUMED.match(line)) and waiting.get(done[1]) == file:
                found.append(place)
        return found


@pytest.mark.sqlite_only
@pytest.mark.skipif(not STRACE, reason="strace is not installed")
def test_the_log_is_synced_between_the_writing_of_a_ballot_and_its_acknowledgement(tmp_path: Path) -> None:
    url, written = f"sqlite:///{tmp_path}/civic.sqlite", tmp_path / "calls"
    _, (form,) = fill(url, tmp_path, voters=1)

    with served(url, tmp_path, written) as port:
        code = acknowledged(port, form)

    trace, log = Trace(written.read_text(errors="replace")), f"{tmp_path}/civic.sqlite-wal"
    answered = trace.first("HTTP/1.1 200", "Content-Type: text/html".lower())
    boxed = [place for place in trace.places("pwrite64", log, box.prefix_of(code)) if place < answered]
    assert boxed, "the ballot was written before it was acknowledged"
    assert [place for place in trace.synced(log) if boxed[-1] < place < answered], trace.lines[boxed[-1] : answered + 1]
    assert trace.first(code) >= answered


@contextmanager
def served(url: str, folder: Path, written: Path) -> Iterator[int]:
    """Serve as `civic serve` does, with every call that writes or syncs written down; stop it by its id."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    command = [Path(sys.executable).with_name("civic"), "serve", "--port", str(port)]
    environ = {
        "CIVIC_MODE": "development", "CIVIC_DATABASE_URL": url, "CIVIC_DATA_DIR": str(folder),
        "CIVIC_SECRET_KEY": SECRET, "CIVIC_MAIL": "file",
    }  # fmt: skip
    traced = [STRACE, "-f", "-y", "-s", "9000", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(written)]
    process = subprocess.Popen([*traced, *command], env=os.environ | environ, start_new_session=True)
    try:
        wait_for(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        pause.wait(0.1)
    raise RuntimeError("the server did not start")


def acknowledged(port: int, form: BallotForm) -> str:
    """Send the ballot as a browser would and return the code of its receipt."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("POST", form.path, form.body, {"Cookie": form.cookie, "Content-Type": FORM})
        response = connection.getresponse()
        found = RECEIPT.search(response.read().decode())
    finally:
        connection.close()
    assert response.status == 200 and found is not None
    return found[0]


def test_postgresql_has_the_commit_of_a_ballot_on_the_disk_when_the_command_returns(
    city: Database, now: datetime
) -> None:
    if city.sqlite:
        pytest.skip("SQLite is watched by strace above")
    with city.writing():
        vote = open_vote(now)
        voter, _ = make_voter(vote.round, now)
    before_commit = list[str]()

    def note(session: Session) -> None:
        before_commit.append(str(session.scalar(text("SELECT pg_current_wal_insert_lsn()"))))

    event.listen(Session, "before_commit", note)
    try:
        with city.writing():
            service.cast(voter, get_round(vote.round.id), ballot(vote.ids[0]), now)
        with city.reading() as db:
            beyond = text("SELECT pg_current_wal_flush_lsn() > CAST(:place AS pg_lsn)")
            on_disk = db.scalar(beyond, {"place": before_commit[0]})
    finally:
        event.remove(Session, "before_commit", note)

    assert on_disk is True
