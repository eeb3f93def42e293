"""Ask a server on this machine many times over kept connections and note how long each answer took."""

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.bench.figures import Load

CONNECTIONS = 16
HOST = "127.0.0.1"
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def read_page(port: int, path: str, seconds: float, *headers: str) -> Load:
    """Read one page for some seconds, by wrk where it is installed, else by the client below."""
    if shutil.which("wrk"):
        return _by_wrk(f"http://{HOST}:{port}{path}", seconds, headers)
    lines = "".join(f"{header}\r\n" for header in headers)
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n{lines}\r\n".encode()
    return send(port, _until(time.perf_counter() + seconds, request), (b"200", b"304"))


def send(port: int, requests: Iterable[bytes], good: tuple[bytes, ...]) -> Load:
    """Send each request once over 16 kept connections; an answer without a good status has failed."""
    waiting = _Shared(iter(requests))
    clients = [_Client(port, waiting, good) for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    spent = time.perf_counter() - begun
    times = sorted(taken for client in clients for taken in client.times)
    failed = sum(client.failed for client in clients)
    if not times:
        return Load(0, 0, 0, failed)
    return Load(len(times) / spent, 1000 * times[len(times) // 2], 1000 * times[len(times) * 99 // 100], failed)


@dataclass(frozen=True)
class Stream:
    """Be requests that come at a steady pace, whatever the server does; `good` is the status they want."""

    what: str
    requests: Sequence[bytes]
    per_second: float
    good: bytes
    connections: int


def send_at_pace(port: int, streams: Sequence[Stream], seconds: float) -> dict[str, Load]:
    """Send every stream at its pace at once; times count from the moment a request was due, queues included."""
    begun = time.perf_counter() + 0.5
    clients = {each.what: _paced_clients(port, each, begun, seconds) for each in streams}
    for client in (one for group in clients.values() for one in group):
        client.start()
    for client in (one for group in clients.values() for one in group):
        client.join()
    return {what: _load_of(group, seconds) for what, group in clients.items()}


def _paced_clients(port: int, stream: Stream, begun: float, seconds: float) -> list["_Paced"]:
    """Deal the stream's requests out to its connections, one after the other."""
    due = [
        (begun + number / stream.per_second, stream.requests[number % len(stream.requests)])
        for number in range(int(stream.per_second * seconds))
    ]
    return [_Paced(port, due[place :: stream.connections], stream.good) for place in range(stream.connections)]


def _load_of(clients: list["_Paced"], seconds: float) -> Load:
    times = sorted(taken for client in clients for taken in client.times)
    failed = sum(client.failed for client in clients)
    if not times:
        return Load(0, 0, 0, failed)
    return Load(len(times) / seconds, 1000 * times[len(times) // 2], 1000 * times[len(times) * 99 // 100], failed)


class _Paced(threading.Thread):
    """Be one connection that sends each of its requests when it is due, or at once when that has passed."""

    def __init__(self, port: int, due: list[tuple[float, bytes]], good: bytes) -> None:
        super().__init__()
        self._port, self._due, self._good = port, due, good
        self.times: list[float] = []
        self.failed = 0

    def run(self) -> None:
        """Send all; what the server did not answer has failed."""
        with socket.create_connection((HOST, self._port), timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for at, request in self._due:
                time.sleep(max(0.0, at - time.perf_counter()))
                connection.sendall(request)
                self.failed += _read_answer(connection) != self._good
                self.times.append(time.perf_counter() - at)


def _until(end: float, request: bytes) -> Iterator[bytes]:
    while time.perf_counter() < end:
        yield request


class _Shared:
    """Give each waiting request to one client only."""

    def __init__(self, requests: Iterator[bytes]) -> None:
        self._requests = requests
        self._lock = threading.Lock()

    def take(self) -> bytes | None:
        """Return the next request, None when all are sent."""
        with self._lock:
            return next(self._requests, None)


class _Client(threading.Thread):
    """Be one connection that sends one request after the other."""

    def __init__(self, port: int, waiting: _Shared, good: tuple[bytes, ...]) -> None:
        super().__init__()
        self._port, self._waiting, self._good = port, waiting, good
        self.times: list[float] = []
        self.failed = 0

    def run(self) -> None:
        """Send until nothing waits."""
        connection = socket.create_connection((HOST, self._port), timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection:
            while (request := self._waiting.take()) is not None:
                begun = time.perf_counter()
                connection.sendall(request)
                status = _read_answer(connection)
                self.times.append(time.perf_counter() - begun)
                self.failed += status not in self._good


def _read_answer(connection: socket.socket) -> bytes:
    """Read one whole answer and return its status."""
    held = b""
    while b"\r\n\r\n" not in held:
        held += _more(connection)
    head, _, body = held.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1]
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    while length and len(body) < int(length[1]):
        body += _more(connection)
    return status


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise ConnectionError("the server hung up")
    return part


def _by_wrk(url: str, seconds: float, headers: tuple[str, ...]) -> Load:
    named = [word for header in headers for word in ("-H", header)]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--latency", *named, url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    speed = re.search(r"Requests/sec: +([\d.]+)", told)
    return Load(float(speed[1]) if speed else 0, _slow(told, 50), _slow(told, 99), int(failed[1]) if failed else 0)


def _slow(told: str, percent: int) -> float:
    found = re.search(rf"{percent}% +([\d.]+)(us|ms|s)", told)
    return float(found[1]) * _UNITS[found[2]] if found else 0.0
