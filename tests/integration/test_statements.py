"""Count what each main page asks of the database: at most a dozen statements, as many for 200 rows as for ten."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Table, UniqueConstraint, func, insert, select
from time_machine import travel

from civic.db.base import Base
from civic.db.statements import counted
from civic.kit.clock import now
from tests.town import Visit

pytestmark = pytest.mark.sqlite_only

MOST = 12
ASKED = (
    ("anonymous", "/"),
    ("anonymous", "/proposals"),
    ("anonymous", "/proposals/{proposal_sensors}"),
    ("anonymous", "/events"),
    ("anonymous", "/events/{event_today}"),
    ("anonymous", "/districts/beitou"),
    ("anonymous", "/vote"),
    ("anonymous", "/vote/{round_voting}"),
    ("anonymous", "/vote/trust"),
    ("anonymous", "/vote/{round_past}/board"),
    ("anonymous", "/results"),
    ("anonymous", "/results/{round_past}"),
    ("anonymous", "/results/{round_past}/what-if"),
    ("anonymous", "/vote/{round_voting}/record"),
    ("anonymous", "/needs"),
    ("anonymous", "/needs/{case_sensors}"),
    ("anonymous", "/trace/{case_sensors}"),
    ("anonymous", "/meetings"),
    ("anonymous", "/surveys"),
    ("anonymous", "/surveys/{survey_over}"),
    ("anonymous", "/meetings/{meeting_working}"),
    ("ann", "/"),
    ("ann", "/proposals"),
    ("ann", "/proposals/mine"),
    ("ann", "/proposals/{proposal_sensors}"),
    ("ann", "/events"),
    ("ann", "/events/{event_today}"),
    ("ann", "/vote"),
    ("ann", "/vote/{round_voting}"),
    ("ann", "/needs/{case_sensors}"),
    ("ann", "/trace/{case_sensors}"),
    ("host", "/events/{event_today}/tables/1"),
    ("clerk", "/events/{event_today}/roster"),
    ("officer", "/inbox"),
    ("officer", "/proposals/reviews"),
    ("office", "/inbox"),
    ("office", "/needs"),
    ("office", "/proposals/screening"),
    ("office", "/meetings"),
    ("office", "/surveys/{survey_open}/manage"),
    ("office", "/vote/office"),
    ("office", "/vote/office/{round_voting}"),
    ("office", "/vote/office/{round_voting}/preview"),
)
GROWING = {
    "proposal": "proposal_reviewing",
    "event": "event_other",
    "need": "",
    "note": "note",
    "proposal_argument": "",
    "registration": "registration",
    "meeting": "meeting_working",
    "survey": "survey_over",
}
"""What grows, and the thing its copies are made of; its first row where there is none by name."""

FEW, MANY = 10, 200


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def grow(visit: Visit, wanted: int) -> None:
    """Copy one row of each growing table until it holds so many."""
    for name, model in GROWING.items():
        connection, rows = visit.connection, table(name)
        there = connection.scalar(select(func.count()).select_from(rows)) or 0
        row = connection.execute(select(rows).where(rows.c.id == int(visit.town.ids.get(model, "1")))).mappings().one()
        copies = [_copy(rows, dict(row), number) for number in range(there, wanted)]
        if copies:
            connection.execute(insert(rows), copies)


def _copy(rows: Table, row: dict[str, object], number: int) -> dict[str, object]:
    """Return a row like another, new where no two may be alike; needs stand on the proposals copied before them."""
    del row["id"]
    for column in rows.columns:
        if column.name == "person_id":
            row[column.name] = None
        elif column.name == "proposal_id" and rows.name == "need":
            row[column.name] = number + 1
        elif column.name in _alone(rows) and row[column.name] is not None:
            row[column.name] = f"copy-{number}" if isinstance(row[column.name], str) else number + 500
    return row


def _alone(rows: Table) -> set[str]:
    """Return the columns, keys of other tables aside, of which no two rows may be alike."""
    groups = [each.columns for each in rows.constraints if isinstance(each, UniqueConstraint)]
    groups += [each.columns for each in rows.indexes if each.unique]
    return {column.name for group in groups for column in group if not column.foreign_keys and column.name != "kind"}


@pytest.fixture
def grown(visit: Visit) -> Iterator[Visit]:
    """Visit a town whose lists hold at least ten rows each."""
    with visit.undone():
        grow(visit, FEW)
        yield visit


def statements(visit: Visit, who: str, path: str) -> int:
    reader = visit.be(who)
    with counted(*visit.town.database.engines) as seen:
        response = reader.raw("GET", path.format_map(visit.town.ids))
    assert response.status_code == 200
    return len(seen)


def test_a_main_page_sends_at_most_a_dozen_statements_and_no_more_for_more_rows(grown: Visit) -> None:
    with travel(now(), tick=False):  # once a minute a reader of the board lets it catch up
        few = {(who, path): statements(grown, who, path) for who, path in ASKED}
        grow(grown, MANY)
        many = {(who, path): statements(grown, who, path) for who, path in ASKED}

    assert {each: count for each, count in many.items() if count > MOST} == {}
    assert {each: (few[each], count) for each, count in many.items() if count > few[each]} == {}
