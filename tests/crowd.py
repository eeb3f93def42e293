"""Send a crowd to a served site: every person from an address of their own, all of them at one instant."""

import http.client
import re
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.bench.load import HOST

PATIENCE = 300
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Sent:
    """Be one form on its way."""

    path: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Answered:
    """Be what came back: the status and where it leads."""

    status: int
    to: str


class Crowd:
    """Hold the session in which the forms of a page were opened."""

    def __init__(self, port: int, page: str) -> None:
        self.port = port
        connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        connection.request("GET", page)
        response = connection.getresponse()
        self._cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
        found = TOKEN.search(response.read().decode())
        connection.close()
        assert found is not None, f"{page} has no form"
        self._token = found[1]

    def send_at_once(self, forms: Iterable[Sent]) -> list[Answered]:
        """Send all forms when everybody is connected; return the answers in the order of the forms."""
        waiting = list(forms)
        together = threading.Barrier(len(waiting))

        def go(number: int) -> Answered:
            source = (f"127.0.{1 + number // 250}.{1 + number % 250}", 0)
            connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE, source_address=source)
            connection.connect()
            together.wait()
            return self._send(connection, waiting[number])

        with ThreadPoolExecutor(len(waiting)) as pool:
            return list(pool.map(go, range(len(waiting))))

    def read(self, path: str) -> str:
        """Return a page as anybody reads it."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Accept-Language": "en"})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        assert response.status == 200, f"{path} answered {response.status}"
        return text

    def _send(self, connection: http.client.HTTPConnection, form: Sent) -> Answered:
        body = urlencode({"csrf_token": self._token, **form.fields})
        connection.request("POST", form.path, body, {**FORM, "Cookie": self._cookie})
        response = connection.getresponse()
        response.read()
        connection.close()
        return Answered(response.status, response.getheader("Location") or "")
