"""Add a row unless it is there already: what two may try at once happens once, without an error to recover from."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import CursorResult, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from civic.db.session import session


@dataclass(frozen=True)
class Once:
    """Hold the statement of one table for both databases."""

    statements: Mapping[str, Insert]

    def put(self, row: Mapping[str, object]) -> bool:
        """Add a row; False when one stands at its place, by now also when another has just put it there."""
        found = session().execute(self.statements[session().get_bind().dialect.name], row)
        return isinstance(found, CursorResult) and found.rowcount == 1


def once(table: Table, *place: str) -> Once:
    """Return what adds rows to a table whose `place` (columns) is unique."""
    made = {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=place),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=place),
    }
    return Once({name: each.inline().execution_options(preserve_rowcount=True) for name, each in made.items()})
