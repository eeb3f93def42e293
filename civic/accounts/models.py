"""Keep people, their devices and duties, one-time tokens, and each round's roll of voters."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.access.actor import Role
from civic.db.base import Base
from civic.db.types import UTCDateTime, reference, text_enum
from civic.programme.rules import Relation as Relation


class Purpose(StrEnum):
    """Name what a one-time token is for."""

    CONFIRM = "confirm"
    RESET = "reset"


class Person(Base):
    """Be one account; the display name is what the person wants to be called."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(20), default="zh_Hant_TW")
    date_style: Mapped[str] = mapped_column(String(10), default="roc")
    district_code: Mapped[str | None] = mapped_column(reference("district.code"))
    village_code: Mapped[str | None] = mapped_column(reference("village.code"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Device(Base):
    """Be one sign-in on one device; only the hash of its token is kept."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(reference("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    description: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OneTimeToken(Base):
    """Be one link sent by mail, usable once before it expires."""

    __tablename__ = "one_time_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(reference("person.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(text_enum(Purpose, "purpose"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PersonDuty(Base):
    """Give a person one role in one scope: district code, agency code, event id, or "" for everywhere."""

    __tablename__ = "person_duty"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "scope"),
        CheckConstraint("role NOT IN ('anonymous', 'registered', 'resident')", name="role_is_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(reference("person.id"), index=True)
    role: Mapped[Role] = mapped_column(text_enum(Role, "role"))
    scope: Mapped[str] = mapped_column(String(40), default="")
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    given_by: Mapped[int | None] = mapped_column(reference("person.id"))


class RollEntry(Base):
    """Be one eligible voter of one round: a keyed hash, never an identity number.

    The right to vote hangs on this row, not on the account: a second account cannot claim it again. The village is
    the roll's own, for turnout by village; None where the roll does not name it.
    """

    __tablename__ = "roll_entry"
    __table_args__ = (
        UniqueConstraint("round_id", "identity_hash"),
        Index("uq_roll_entry_round_person", "round_id", "person_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("round.id"))
    identity_hash: Mapped[str] = mapped_column(String(64))
    relation: Mapped[Relation] = mapped_column(text_enum(Relation, "relation"))
    village_code: Mapped[str | None] = mapped_column(reference("village.code"))
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(reference("person.id"), index=True)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    issued_by: Mapped[int | None] = mapped_column(reference("person.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
