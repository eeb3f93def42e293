"""Keep the plenum: its points are notes of table 0, each standing on notes of the tables; places of local character."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import reference


class PlenumPoint(Base):
    """Give a note of the plenum its place in the order of the minutes."""

    __tablename__ = "plenum_point"
    __table_args__ = (CheckConstraint("position > 0", name="position_positive"),)

    note_id: Mapped[int] = mapped_column(reference("note.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(reference("event.id"), index=True)
    position: Mapped[int]


class PlenumSource(Base):
    """Say that a point stands for a table's note; a note stands in one point only, so that no dot counts twice."""

    __tablename__ = "plenum_source"

    note_id: Mapped[int] = mapped_column(reference("note.id"), primary_key=True)
    point_id: Mapped[int] = mapped_column(reference("plenum_point.note_id"), index=True)


class NotePlace(Base):
    """Say where the local character (在地特色) of a note is, in words and, if known, as a point."""

    __tablename__ = "note_place"
    __table_args__ = (CheckConstraint("(lat IS NULL) = (lng IS NULL)", name="whole_point"),)

    note_id: Mapped[int] = mapped_column(reference("note.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(200))
    lat: Mapped[float | None]
    lng: Mapped[float | None]
