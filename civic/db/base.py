"""Declare the base class of all tables and the names of their constraints."""

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
QUEUE_TABLES = "huey"
"""What the names of the job queue's own tables begin with: they are no part of our schema."""


class Base(DeclarativeBase):
    """Be the parent of every table; each promise is a named constraint."""

    metadata = MetaData(naming_convention=NAMING)


def table_of(model: type[Base]) -> Table:
    """Return a model's table, for statements whose rows are only shown or only added and need no mapper."""
    return Base.metadata.tables[model.__tablename__]
