"""Keep the letters that wait, were sent, or could not be delivered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, text_enum


class LetterState(StrEnum):
    """Tell where a letter is."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Letter(Base):
    """Hold one mail to one person: template, parameters, language; text is made at delivery."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries_not_negative"),
        Index("ix_letter_due", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(80), unique=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    address: Mapped[str] = mapped_column(String(254))
    template: Mapped[str] = mapped_column(String(80))
    params: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(20))
    state: Mapped[LetterState] = mapped_column(text_enum(LetterState, "state"), default=LetterState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(String(500), default="")
