"""Count the SQL statements a block sends, for tests and benchmarks of pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

SILENT = ("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted(*engines: Engine) -> Iterator[list[str]]:
    """Collect the text of each statement sent inside the block, transaction control left out."""
    seen: list[str] = []

    def note(
        _conn: Connection, _cursor: DBAPICursor, text: str, _args: object, _ctx: ExecutionContext, _many: bool
    ) -> None:
        if not text.startswith(SILENT):
            seen.append(text)

    for engine in dict.fromkeys(engines):
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in dict.fromkeys(engines):
            event.remove(engine, "before_cursor_execute", note)
