"""The server stays up when one of its processes dies."""

import http.client
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from civic.cli.database import prepare
from civic.db.session import Database
from civic.programme.directory import forget
from tests.conftest import FIVE
from tests.integration.test_kills import HOST, SECRET, Server

PATIENCE = 60


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def workers(pid: int) -> set[int]:
    """Return the processes that serve, by their ids."""
    children = [Path(f"/proc/{child}") for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return {int(child.name) for child in children if b"resource_tracker" not in (child / "cmdline").read_bytes()}


def comes_true(check: Callable[[], bool]) -> bool:
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while not check():
        if time.monotonic() > end:
            return False
        pause.wait(0.2)
    return True


@pytest.mark.sqlite_only
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system does not tell a process's children")
def test_a_process_that_dies_is_started_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/civic.sqlite"
    database = Database(url)
    prepare(database, FIVE)
    database.dispose()
    forget()
    environ = {
        "CIVIC_MODE": "development", "CIVIC_DATABASE_URL": url, "CIVIC_DATA_DIR": str(tmp_path),
        "CIVIC_SECRET_KEY": SECRET, "CIVIC_MAIL": "file",
    }  # fmt: skip
    server = Server(environ, tmp_path / "server.log")
    try:
        assert comes_true(lambda: answers(server.port))
        (first,) = workers(server.pid)
        os.kill(first, signal.SIGKILL)

        assert comes_true(lambda: bool(workers(server.pid) - {first}) and answers(server.port))
    finally:
        server.stop()
