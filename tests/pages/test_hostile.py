"""Send hostile but ordinary input to every route: never a fault, always a page, and no refusal changes anything."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl, quote

import pytest
from flask import Flask
from werkzeug.routing import Rule

from civic.access.permissions import Permission
from civic.access.policy import may_somewhere
from civic.web.forms import Form
from civic.web.guard import PUBLIC
from tests.pages.routes import Line, read_lines
from tests.town import Town, Visit

pytestmark = pytest.mark.sqlite_only

IDS = ("-1", "0", "00", "1e3", "１", "2147483647", "2147483648", "9223372036854775808", "1" + "0" * 30, "1.5", "NaN")
TEXTS = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202egnp.exe",
    "\u200b\ufeff",
    "長" * 100_000,
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "{% raw %}",
    "%s%n%(x)s",
    "%",
    '=HYPERLINK("http://x")',
    "@SUM(1)",
    "\t+1",
    "e\u0301" * 300,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 50,
    "🏳️‍🌈",
    "' OR 1=1 --",
    "../../etc/passwd",
    "//evil.example/",
    "/\\evil.example",
    "a\r\nSet-Cookie: x=1",
    "[a](javascript:alert(1))",
    "[" * 5_000,
    "115/02/30",
    "9999-12-31",
    "0001-01-01",
    "25:61",
    "-5萬",
    "99999999999萬",
    "٣",
    "None",
    "null",
)
PLAUSIBLE = (
    "1", "2", "63000120", "safety", "pwd", "dol", "registered", "2026-11-22", "115/12/1", "14:00", "on", "need",
    "a@example.tw", "river-stone-42", "public", "threshold", "share", "approval", "Ordinary words, as people write.",
)  # fmt: skip
ARGS = (
    "district", "facet", "state", "sort", "q", "after", "type", "year", "code", "next", "back", "agency", "case_no",
    "removed", "order", "lang", "month", "from",
)  # fmt: skip
VISITORS = ("anonymous", "registered", "ann", "sue", "host", "officer", "clerk", "office", "observer", "admin")
KINDS = ("application/json", "text/plain", "application/x-www-form-urlencoded; charset=utf-16", "x", "")
WORDLESS = ("/csp", "/draft")
"""Answers only a browser or a script reads: no page."""

BOUNDARY = "multipart/form-data; boundary=x"


@dataclass(frozen=True)
class Attempt:
    """Be one hostile request."""

    who: str
    method: str
    path: str
    body: bytes = b""
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.who} {self.method} {self.path[:200]} {self.kind} {self.body[:300]!r}"


class Fuzzer:
    """Make hostile requests from a seed, the same ones each time."""

    def __init__(self, app: Flask, town: Town, seed: int) -> None:
        self._chance = random.Random(seed)
        self._ids = town.ids
        self._lines = [line for line in read_lines() if line.endpoint != "static"]
        self._admitted = {line.permission: _admitted(town, line.permission) for line in self._lines}
        self._rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
        self._fields = _fields_by_package()
        self._packages = {name: view.__module__.split(".")[1] for name, view in app.view_functions.items()}

    def attempts(self, count: int) -> Iterator[Attempt]:
        """Yield so many requests, every route in turn."""
        for number in range(count):
            yield self._attempt(self._lines[number % len(self._lines)])

    def _attempt(self, line: Line) -> Attempt:
        who = self._visitor(line)
        path = self._path(line) + self._query()
        if line.method == "GET":
            return Attempt(who, line.method, path)
        return Attempt(who, line.method, path, *self._body(line))

    def _visitor(self, line: Line) -> str:
        """Return mostly somebody who gets past the guard, so that the input meets the rules behind it."""
        if self._chance.random() < 0.2:
            return self._chance.choice(VISITORS)
        return "ann" if line.thing == "by_ann" else self._chance.choice(self._admitted[line.permission])

    def _path(self, line: Line) -> str:
        """Return the line's path, now and then with something else in place of an id or a name."""
        rule = self._rules[line.endpoint]
        if not rule.arguments or self._chance.random() < 0.7:
            return quote(line.path.format_map(self._ids), safe="/")
        return "".join(self._part(is_argument, text) for is_argument, text in _parts(rule))

    def _part(self, is_argument: bool, text: str) -> str:
        return _quoted(self._chance.choice(IDS + TEXTS)[:3_000]) if is_argument else text

    def _query(self) -> str:
        if self._chance.random() < 0.6:
            return ""
        pairs = [(self._chance.choice(ARGS), self._value()[:3_000]) for _ in range(self._chance.randint(1, 3))]
        return "?" + _encoded(pairs).decode()

    def _body(self, line: Line) -> tuple[bytes, str]:
        """Return a body and its type: usually a form, sometimes an empty multipart or something else."""
        pairs = self._pairs(line)
        draw = self._chance.random()
        if draw < 0.05:
            return b"--x--\r\n", BOUNDARY
        if draw < 0.1:
            return _encoded(pairs)[:2_000], self._chance.choice(KINDS)
        if draw < 0.13:
            return _as_json(pairs), "application/json"
        if draw < 0.18:
            return _as_file(pairs), BOUNDARY
        return _encoded(pairs), "application/x-www-form-urlencoded"

    def _pairs(self, line: Line) -> list[tuple[str, str]]:
        """Return the fields of a good form, some left out, doubled, or given another value; and fields of others."""
        names = self._fields.get(self._packages[line.endpoint], ["x"])
        good = parse_qsl(line.form.format_map(self._ids))
        pairs = good + [(name, self._value()) for name in self._chance.sample(names, min(len(names), 12))]
        if good and self._chance.random() < 0.6:
            spoiled = self._chance.randrange(len(good))
            pairs[spoiled] = (good[spoiled][0], self._value())
            pairs = pairs[: len(good)]
        dropped = [pair for pair in pairs if self._chance.random() > 0.1]
        return dropped + ([self._chance.choice(pairs)] if self._chance.random() < 0.2 else [])

    def _value(self) -> str:
        return self._chance.choice(self._chance.choice((IDS, TEXTS, PLAUSIBLE)))


def _admitted(town: Town, permission: str) -> list[str]:
    if permission == PUBLIC:
        return list(VISITORS)
    return [who for who in VISITORS if may_somewhere(town.people[who], Permission(permission))]


def _parts(rule: Rule) -> Iterator[tuple[bool, str]]:
    for piece in re.split(r"(<[^>]+>)", rule.rule):
        yield piece.startswith("<"), piece


def _fields_by_package() -> dict[str, list[str]]:
    """Return the names of all form fields of each package."""
    found: dict[str, set[str]] = {}
    for form in _below(Form):
        names = {name for name in dir(form) if hasattr(getattr(form, name), "field_class")}
        found.setdefault(form.__module__.split(".")[1], set()).update(names)
    booth = {"item", "nonce", "blank", "given-1", "given-2", "given-99999999999999999999"}
    found.setdefault("voting", set()).update(booth)
    return {package: sorted(names - {"csrf_token"}) for package, names in found.items()}


def _below(form: type) -> Iterator[type]:
    for each in form.__subclasses__():
        yield each
        yield from _below(each)


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _encoded(pairs: list[tuple[str, str]]) -> bytes:
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()


def _as_file(pairs: list[tuple[str, str]]) -> bytes:
    """Return the fields as multipart, the first one as a file."""
    parts = []
    for place, (name, value) in enumerate(pairs):
        file = '; filename="a\u202eb.csv"' if place == 0 else ""
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        parts.append(head.encode() + value.encode("utf-8", "surrogatepass") + b"\r\n")
    return b"".join(parts) + b"--x--\r\n"


def _as_json(pairs: list[tuple[str, str]]) -> bytes:
    """Return the fields as JSON, which no form of ours reads: an object, or a list when there is one field."""
    return json.dumps(dict(pairs) if len(pairs) > 1 else [value for _name, value in pairs]).encode()


def problem_of(visit: Visit, attempt: Attempt) -> str:
    """Return what is wrong with the answer to a hostile request, nothing if all is well."""
    kwargs: dict[str, object] = {"input_stream": BytesIO(attempt.body), "content_type": attempt.kind or None}
    headers = {"headers": {"Content-Length": str(len(attempt.body))}} if attempt.body else {}
    call = visit.call(attempt.who, attempt.method, attempt.path, **(kwargs | headers if attempt.body else {}))
    if call.status >= 500:
        return f"{call.status}"
    if call.changed and (call.status >= 400 or attempt.method == "GET"):
        return f"{call.status}, and yet rows changed"
    if location := call.response.location:
        return "" if re.match(r"/(?![/\\])|http://localhost/", location) else f"leads away to {location[:80]}"
    if call.response.mimetype == "text/html" and not attempt.path.partition("?")[0].endswith(WORDLESS):
        if len(re.findall(r"<h1[ >]", call.response.text)) != 1:
            return f"{call.status} without one heading"
        if "<script>alert" in call.response.text or "onerror=alert(1)>" in call.response.text:
            return "a script came back alive"
        if ">49<" in unescape(call.response.text):
            return "a template was run"
    return ""


def attack(visit: Visit, seed: int, count: int) -> list[str]:
    """Send so many hostile requests and return the first problems in words."""
    found = []
    for attempt in Fuzzer(visit.app, visit.town, seed).attempts(count):
        if problem := problem_of(visit, attempt):
            found.append(f"{problem}: {attempt}")
        if len(found) == 10:
            break
    return found


def test_three_thousand_hostile_requests_meet_no_fault(visit: Visit) -> None:
    found = attack(visit, seed=20261122, count=3_000)

    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_two_hundred_thousand_hostile_requests_meet_no_fault(visit: Visit, seed: int) -> None:
    found = attack(visit, seed, count=10_000)

    assert not found, "\n".join(found)
    assert visit.is_as_before()
