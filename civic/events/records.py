"""Keep what stands beside events: series, features, seats kept for groups, draws, moves on the list, seating."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, reference, text_enum
from civic.events.admission import QuotaKind
from civic.events.features import Feature
from civic.events.rules import Place


class EventSeries(Base):
    """Group events that belong together: a course, the sessions of one café."""

    __tablename__ = "event_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(reference("district.code"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class EventFeature(Base):
    """Promise one language, service or fact of access for an event."""

    __tablename__ = "event_feature"

    event_id: Mapped[int] = mapped_column(reference("event.id"), primary_key=True)
    feature: Mapped[Feature] = mapped_column(text_enum(Feature, "feature"), primary_key=True)


class EventQuota(Base):
    """Keep seats of an event for one group: a sector, a village's code, an age band."""

    __tablename__ = "event_quota"
    __table_args__ = (CheckConstraint("seats > 0", name="seats_positive"),)

    event_id: Mapped[int] = mapped_column(reference("event.id"), primary_key=True)
    group_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[QuotaKind] = mapped_column(text_enum(QuotaKind, "kind"))
    seats: Mapped[int]


class EventDraw(Base):
    """Be the lottery of an event: the commitment is public at once, the seed after the draw.

    `entries` are the public numbers that took part, written down so that the draw can be repeated for good.
    """

    __tablename__ = "event_draw"
    __table_args__ = (CheckConstraint("drawn_at IS NULL OR drawn_at >= draw_at", name="not_drawn_early"),)

    event_id: Mapped[int] = mapped_column(reference("event.id"), primary_key=True)
    draw_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seed: Mapped[str] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    entries: Mapped[str] = mapped_column(Text, default="")


class PlaceChange(Base):
    """Say how one number moved on the list, when and why: without a name, for everybody to read."""

    __tablename__ = "place_change"
    __table_args__ = (Index("ix_place_change_event", "event_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(reference("event.id"))
    registration_id: Mapped[int] = mapped_column(reference("registration.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    before: Mapped[Place] = mapped_column(text_enum(Place, "before"))
    after: Mapped[Place] = mapped_column(text_enum(Place, "after"))
    reason: Mapped[str] = mapped_column(String(200), default="")


class SeatingPlan(Base):
    """Be the plan of an event's tables; its seed makes the same plan again."""

    __tablename__ = "seating_plan"
    __table_args__ = (CheckConstraint("rounds > 0", name="rounds_positive"),)

    event_id: Mapped[int] = mapped_column(reference("event.id"), primary_key=True)
    seed: Mapped[str] = mapped_column(String(64))
    rounds: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Seating(Base):
    """Say at which table a registration sits in one round, beside how many like them and how many met before."""

    __tablename__ = "seating"
    __table_args__ = (
        CheckConstraint("table_no > 0 AND round_no > 0", name="numbers_positive"),
        Index("ix_seating_event", "event_id", "round_no", "table_no"),
    )

    registration_id: Mapped[int] = mapped_column(reference("registration.id"), primary_key=True)
    round_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(reference("event.id"))
    table_no: Mapped[int]
    same_sector: Mapped[int] = mapped_column(default=0)
    same_village: Mapped[int] = mapped_column(default=0)
    met_before: Mapped[int] = mapped_column(default=0)
