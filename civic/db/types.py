"""Offer the column types both databases keep alike; CHECKs hold on SQLite what PostgreSQL's types hold."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from sqlalchemy import CheckConstraint, DateTime, Dialect, Enum, ForeignKey, Integer, String, Text, TypeDecorator
from sqlalchemy.orm import mapped_column

MAX_INT = 2**31 - 1


class UTCDateTime(TypeDecorator[datetime]):
    """Store an instant as UTC; take and give aware datetimes only."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time; SQLite keeps UTC without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def text_enum(kind: type[StrEnum], name: str) -> Enum:
    """Store a state as its text with a named CHECK, the same on both databases."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def length_checks(**limits: int) -> Sequence[CheckConstraint]:
    """Return a CHECK for the most characters of each text column, so that SQLite refuses as PostgreSQL does."""
    return [
        CheckConstraint(f"length({column}) <= {limit}", name=f"{column}_length") for column, limit in limits.items()
    ]


Key = Annotated[int, mapped_column(Integer, primary_key=True)]
Code = Annotated[str, mapped_column(String(40))]
Line = Annotated[str, mapped_column(String(200))]
Body = Annotated[str, mapped_column(Text)]
Instant = Annotated[datetime, mapped_column(UTCDateTime)]


def reference(target: str) -> ForeignKey:
    """Point at another table's row; rows of the record are never deleted under a reference."""
    return ForeignKey(target, ondelete="RESTRICT")
