"""Ask for every route as everybody: the answer is what the access table says, and a refusal changes nothing."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from flask import Flask

from civic.access.actor import Actor, Role
from civic.web.guard import permission_of
from tests.pages.routes import Line, read_lines
from tests.town import Call, Town, Visit

pytestmark = pytest.mark.sqlite_only

TABLE = Path(__file__).parents[2] / "civic" / "access" / "matrix.csv"
PUBLIC = "public"
VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
BEITOU = "63000120"


@dataclass(frozen=True)
class Thing:
    """Say whose and where a thing of the town is: its owner, district, event and agencies."""

    owner: str = ""
    district: str = ""
    event: str = ""
    agencies: frozenset[str] = frozenset()


THINGS = {
    "beitou": Thing(district=BEITOU),
    "by_ann": Thing(owner="ann"),
    "registration": Thing(owner="ann", district=BEITOU, event="event_today"),
    "today": Thing(district=BEITOU, event="event_today"),
    "sensors": Thing(district=BEITOU, agencies=frozenset({"pwd", "geo", "fire"})),
    "action": Thing(agencies=frozenset({"geo"})),
    "review": Thing(agencies=frozenset({"pwd"})),
}


def read_table() -> dict[str, dict[str, str]]:
    """Read the access table as a lawyer would: permission, role, cell."""
    with TABLE.open(encoding="utf-8") as file:
        return {row["permission"]: row for row in csv.DictReader(file)}


LINES, CELLS = read_lines(), read_table()


def roles_of(actor: Actor) -> set[str]:
    """Return the columns that speak of a person: everybody signed in may be a resident somewhere."""
    return {role.value for role in actor.roles} | ({"resident"} if actor.is_signed_in else set())


def is_admitted(actor: Actor, permission: str) -> bool:
    return permission == PUBLIC or any(CELLS[permission][role] != "-" for role in roles_of(actor))


def reaches(town: Town, who: str, permission: str, role: str, thing: Thing) -> bool:
    """Tell whether one cell of the table lets a person reach a thing."""
    cell = CELLS[permission][role]
    held = town.people[who].scopes(Role(role))
    if cell == "o":
        return thing.owner == who
    if cell == "d":
        return thing.district in held
    if cell in {"e", "t"}:
        return town.ids[thing.event] in held if thing.event else False
    if cell == "a":
        return bool(held & thing.agencies)
    return cell in {"Y", "Y2"}


def expected(town: Town, who: str, line: Line) -> set[str]:
    """Return the statuses with which a line may answer a person."""
    actor = town.people[who]
    if not is_admitted(actor, line.permission):
        return {"403" if actor.is_signed_in else "303" if line.method == "GET" else "401"}
    asked = (line.asks or line.permission).split()
    cells = [(ask, role) for ask in asked for role in roles_of(actor) if line.only in {"", role}]
    if not line.thing or any(reaches(town, who, ask, role, THINGS[line.thing]) for ask, role in cells):
        return set(line.ok.split())
    return set(line.denied.split())


def ask(visit: Visit, who: str, line: Line) -> Call:
    ids = visit.town.ids
    fields = parse_qs(line.form.format_map(ids))
    return visit.call(who, line.method, line.path.format_map(ids), data=fields if line.method != "GET" else None)


def routes_of(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        yield from ((rule.endpoint, method) for method in (rule.methods or set()) & VERBS)


def test_every_route_has_its_line_in_routes_csv(application: Flask) -> None:
    declared = {(line.endpoint, line.method) for line in LINES}
    there = set(routes_of(application))

    new = sorted(there - declared)
    gone = sorted(declared - there)
    assert not new, f"say in tests/pages/routes.csv who may use {new}"
    assert not gone, f"take these lines out of tests/pages/routes.csv: {gone}"


@pytest.mark.parametrize("line", LINES, ids=str)
def test_everybody_gets_the_answer_the_access_table_gives_them(line: Line, visit: Visit) -> None:
    wrong = []
    for who in visit.town.people:
        call, right = ask(visit, who, line), expected(visit.town, who, line)
        if str(call.status) not in right:
            wrong.append(f"{who}: {call.status} instead of {' or '.join(sorted(right))}")
        if call.changed and call.status not in {200, 204, 303}:
            wrong.append(f"{who}: {call.status} and yet rows changed")
        if call.changed and line.method == "GET":
            wrong.append(f"{who}: a look changed rows")

    assert not wrong, f"{line.path}\n" + "\n".join(wrong)


def test_those_who_are_sent_away_are_told_where_to_sign_in(visit: Visit) -> None:
    for line in LINES:
        if line.method == "GET" and not is_admitted(visit.town.people["anonymous"], line.permission):
            call = ask(visit, "anonymous", line)
            assert call.response.location.startswith("/sign-in?next=/"), str(line)


def test_a_route_answers_only_the_methods_it_has(visit: Visit, application: Flask) -> None:
    paths: dict[str, set[str]] = {}
    for line in LINES:
        paths.setdefault(line.path.format_map(visit.town.ids), set())
    adapter = application.url_map.bind("localhost")
    wrong = [
        f"{method} {path}: {call.status}"
        for path in paths
        for method in sorted(VERBS - set(adapter.allowed_methods(path)))
        if (call := visit.call("office", method, path)).status != 405 or call.changed
    ]

    assert not wrong, wrong


def test_the_guard_asks_for_what_the_line_says(application: Flask) -> None:
    wrong = [str(line) for line in LINES if permission_of(application, line.endpoint) != line.permission]

    assert not wrong, wrong
