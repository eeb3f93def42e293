"""Serve the demo city as a process of its own, and stop it by its id."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import orjson

ROOT = Path(__file__).parents[2]
PATIENCE = 240
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@dataclass(frozen=True)
class Made:
    """Be one thing of the demo city: its key in the scenario, id, case number, address."""

    key: str
    id: int
    case_no: str
    url: str


@dataclass(frozen=True)
class Site:
    """Be the running site: its address, its folder, what the demo made."""

    base: str
    folder: Path
    things: dict[str, dict[str, Made]]
    password: str

    def made(self, kind: str, key: str) -> Made:
        """Return one thing the demo made, as `made("proposals", "p3")`."""
        return self.things[kind][key]

    def newest_mail(self, address: str) -> str:
        """Return the words of the newest letter to an address; wait a few seconds for it."""
        until = time.monotonic() + 15
        while time.monotonic() < until:
            for file in sorted((self.folder / "mail").glob("*.eml"), key=lambda path: -path.stat().st_mtime):
                letter = message_from_bytes(file.read_bytes(), policy=default)
                body = letter.get_body(("plain",))
                if letter["To"] == address and body is not None:
                    return str(body.get_content())
            time.sleep(0.2)
        raise AssertionError(f"no letter came to {address}")


def chromium_path() -> str | None:
    """Return where Debian's Chromium is, None when it is not installed."""
    return shutil.which("chromium")


@contextmanager
def serve_demo(folder: Path) -> Iterator[Site]:
    """Build the demo city in a folder, serve it on a free port, end the server afterwards."""
    port = _free_port()
    command = [sys.executable, "-m", "civic.cli.main", "demo", "--serve", "--port", str(port)]
    environ = {**os.environ, "CIVIC_DATA_DIR": str(folder), "CIVIC_MAIL": "file", "CIVIC_CACHE_SECONDS": "0"}
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            base = f"http://127.0.0.1:{port}"
            _wait(server, base, folder / "server.log")
            yield read_site(base, folder / "demo")
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def read_site(base: str, folder: Path) -> Site:
    """Return the site of a demo city that was built in a folder."""
    made = orjson.loads((folder / "made.json").read_bytes())
    kinds = ("rounds", "proposals", "events", "needs", "meetings", "surveys")
    things = {
        kind: {each["key"]: Made(each["key"], each["id"], each["case_no"] or "", each["url"]) for each in made[kind]}
        for kind in kinds
    }
    return Site(base, folder, things, made["people"][0]["password"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], base: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended:\n{log.read_text()}")
        try:
            with urlopen(f"{base}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer:\n{log.read_text()}")
