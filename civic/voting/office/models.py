"""Keep what the office did in public with a vote, what waits for a second official, outages, rehearsals."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, length_checks, reference, text_enum
from civic.voting.office.rules import MAX_REASON, ActKind


class PublicAct(Base):
    """Be one official's act with a round's vote, with the reason everybody reads; the person is never shown."""

    __tablename__ = "public_act"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="reason_given"),
        *length_checks(reason=MAX_REASON),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("round.id"), index=True)
    kind: Mapped[ActKind] = mapped_column(text_enum(ActKind, "kind"))
    person_id: Mapped[int] = mapped_column(reference("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(MAX_REASON))
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ExtensionRequest(Base):
    """Be one official's wish to close the vote later; another person grants it, then it is gone."""

    __tablename__ = "extension_request"

    round_id: Mapped[int] = mapped_column(reference("round.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(reference("person.id"))
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Outage(Base):
    """Be one disturbance of a vote: when (UTC), whom it touched, what happened, what was decided."""

    __tablename__ = "outage"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at > began_at", name="ends_after_beginning"),
        *length_checks(affected=200, happened=MAX_REASON, decided=MAX_REASON),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("round.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    affected: Mapped[str] = mapped_column(String(200))
    happened: Mapped[str] = mapped_column(String(MAX_REASON))
    decided: Mapped[str] = mapped_column(String(MAX_REASON))
    written_by: Mapped[int] = mapped_column(reference("person.id"))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Rehearsal(Base):
    """Be the record of one rehearsal in a store of its own that is gone: no row of it may remain."""

    __tablename__ = "rehearsal"
    __table_args__ = (
        CheckConstraint("rows_left = 0 AND rows_made > 0", name="wiped"),
        CheckConstraint("voters > 0 AND ballots >= 0 AND blank >= 0 AND winners >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("round.id"), index=True)
    rules_hash: Mapped[str] = mapped_column(String(64))
    seed: Mapped[str] = mapped_column(String(32))
    voters: Mapped[int]
    ballots: Mapped[int]
    blank: Mapped[int]
    winners: Mapped[int]
    result_hash: Mapped[str] = mapped_column(String(64))
    rows_made: Mapped[int]
    rows_left: Mapped[int]
    run_by: Mapped[int] = mapped_column(reference("person.id"))
    run_at: Mapped[datetime] = mapped_column(UTCDateTime)
    wiped_at: Mapped[datetime] = mapped_column(UTCDateTime)
