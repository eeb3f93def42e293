"""Run migrations on the connection the caller hands over; see `civic.db.migrate`."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from civic.db.base import Base
from civic.db.types import UTCDateTime

connection = context.config.attributes["connection"]
metadata = context.config.attributes.get("metadata") or Base.metadata


def render(kind: str, thing: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as plain ones, so that old migrations never import the application."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UTCDateTime) else False


context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
