"""Keep meetings, their agendas, outcomes and action items."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, reference, text_enum
from civic.governance.rules import ActionState, MeetingKind, Outcome


class Meeting(Base):
    """Be one meeting; people are named by title only."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("kind <> 'working' OR facet_code IS NOT NULL", name="working_has_facet"),
        Index("ix_meeting_list", "starts_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MeetingKind] = mapped_column(text_enum(MeetingKind, "kind"))
    facet_code: Mapped[str | None] = mapped_column(reference("facet.code"))
    title: Mapped[str] = mapped_column(String(120))
    convener_code: Mapped[str] = mapped_column(reference("agency.code"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    venue: Mapped[str] = mapped_column(String(200))
    chair_title: Mapped[str] = mapped_column(String(120))
    attendees: Mapped[str] = mapped_column(String(500), default="")
    minutes: Mapped[str] = mapped_column(Text, default="")
    minutes_html: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AgendaItem(Base):
    """Be one need on a meeting's agenda and what was decided on it."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "need_id"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="outcome_is_dated"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(reference("meeting.id"))
    need_id: Mapped[int] = mapped_column(reference("need.id"), index=True)
    position: Mapped[int]
    outcome: Mapped[Outcome | None] = mapped_column(text_enum(Outcome, "outcome"))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    assigned_code: Mapped[str | None] = mapped_column(reference("agency.code"))
    due_on: Mapped[date | None]
    funding_code: Mapped[str | None] = mapped_column(reference("funding_source.code"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_role: Mapped[str] = mapped_column(String(40), default="")


class ActionItem(Base):
    """Be one thing an agency must do after a meeting, by a date."""

    __tablename__ = "action_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(reference("meeting.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(reference("need.id"))
    agency_code: Mapped[str] = mapped_column(reference("agency.code"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    due_on: Mapped[date]
    state: Mapped[ActionState] = mapped_column(text_enum(ActionState, "state"), default=ActionState.OPEN)
