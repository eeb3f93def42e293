"""Start the servers to be measured as their own processes, and end them by their id.

Itself it is the program of those processes: `civic PORT`, `bare PORT WORKERS THREADS`, `fill` for the bare tables.
"""

import importlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

from civic.cli.running import run_server
from civic.config import load
from tests.bench.load import HOST

PATIENCE = 30.0
BARE = "tests.bench.bare"
"""The bare application reads its database's address when it is loaded, so it is named here and not imported."""
ME = [sys.executable, "-m", "tests.bench.serving"]


@dataclass(frozen=True)
class Server:
    """Be one running server."""

    port: int
    process: subprocess.Popen[bytes]

    def spent(self) -> float:
        """Return the CPU seconds its processes have used so far."""
        return sum(_spent(pid) for pid in (self.process.pid, *_children(self.process.pid)))

    def memory(self) -> float:
        """Return the resident memory of the largest worker in MiB, 0 where the system does not tell."""
        return max((_resident(child) for child in _children(self.process.pid)), default=0.0)


@contextmanager
def civic_server(environ: dict[str, str]) -> Iterator[Server]:
    """Serve Civic with these settings."""
    port = _free_port()
    with _running([*ME, "civic", str(port)], port, environ) as server:
        yield server


@contextmanager
def bare_server(url: str) -> Iterator[Server]:
    """Fill and serve the bare application on a database, with as many workers and threads as Civic."""
    environ = {"BARE_DATABASE_URL": url}
    port = _free_port()
    subprocess.run([*ME, "fill"], env=os.environ | environ, check=True)
    workers, threads = (1, 4) if url.startswith("sqlite") else (2, 2)
    with _running([*ME, "bare", str(port), str(workers), str(threads)], port, environ) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, environ: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, env=os.environ | environ)
    try:
        _wait_for(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                time.sleep(1.5)  # the other workers start too
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server on port {port} did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _spent(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def main(words: list[str]) -> None:
    """Do what the first word says until stopped."""
    match words:
        case ["civic", port]:
            run_server(load(), HOST, int(port))
        case ["bare", port, workers, threads]:
            _serve_bare(int(port), int(workers), int(threads))
        case ["fill"]:
            importlib.import_module(BARE).fill()


def _serve_bare(port: int, workers: int, threads: int) -> None:
    Granian(
        f"{BARE}:app",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=1024,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
