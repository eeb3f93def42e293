"""Keep what tablets do: the log of operations, clusters of notes, photos of posters, the devices themselves."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, length_checks, reference


class TabletDevice(Base):
    """Be one tablet opened with a table's code: good for this table of this event, until it expires or ends."""

    __tablename__ = "tablet_device"
    __table_args__ = (Index("ix_tablet_device_table", "event_id", "table_no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(reference("event.id"))
    table_no: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    lock_salt: Mapped[str] = mapped_column(String(64))
    lock_hash: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class TableOperation(Base):
    """Be one accepted operation; `seq` orders all of an event, the device's own id makes it happen once."""

    __tablename__ = "table_operation"
    __table_args__ = (
        UniqueConstraint("event_id", "seq"),
        UniqueConstraint("op_id"),
        CheckConstraint("seq > 0", name="seq_positive"),
        Index("ix_table_operation_table", "event_id", "table_no", "seq"),
        *length_checks(body=8000),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(reference("event.id"))
    seq: Mapped[int]
    op_id: Mapped[str] = mapped_column(String(40))
    table_no: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    device_id: Mapped[int | None] = mapped_column(reference("tablet_device.id"))
    person_id: Mapped[int | None] = mapped_column(reference("person.id"))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)


class NoteCluster(Base):
    """Be a group of notes that say the same; `into_uid` names the cluster it was merged with."""

    __tablename__ = "note_cluster"
    __table_args__ = (
        UniqueConstraint("uid"),
        CheckConstraint("into_uid <> uid", name="not_into_itself"),
        Index("ix_note_cluster_event", "event_id", "table_no"),
        *length_checks(title=1000),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(reference("event.id"))
    uid: Mapped[str] = mapped_column(String(40))
    table_no: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    into_uid: Mapped[str | None] = mapped_column(reference("note_cluster.uid"))
    rev: Mapped[int] = mapped_column(default=1)


class PosterPhoto(Base):
    """Be one photo of a wall poster, made anew on our side; the file bears a random name."""

    __tablename__ = "poster_photo"
    __table_args__ = (
        UniqueConstraint("uid"),
        UniqueConstraint("file_name"),
        CheckConstraint("width > 0 AND height > 0", name="has_size"),
        Index("ix_poster_photo_event", "event_id", "table_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(reference("event.id"))
    uid: Mapped[str] = mapped_column(String(40))
    table_no: Mapped[int]
    round_no: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(60))
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
