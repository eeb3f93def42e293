"""Keep what the desk needs: booths open on kiosks; ballot papers, urns and their keyings.

No table here holds a voter beside a choice. `PaperIssue` knows who took a paper and not which; `PaperSheet` and
`PaperKeying` know which paper and not whose. Keyings are deleted when the urn is accepted, booths when they end.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, length_checks, reference, text_enum
from civic.voting.paper_rules import PLACE_MOST, SheetFate, Turn, UrnState


class KioskBooth(Base):
    """Be one voter's booth on a kiosk: only the hash of its secret is kept, and the row goes when the booth ends."""

    __tablename__ = "kiosk_booth"

    roll_entry_id: Mapped[int] = mapped_column(reference("roll_entry.id"), primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(reference("round.id"), index=True)
    clerk_id: Mapped[int] = mapped_column(reference("person.id"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    entered: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)


class PaperUrn(Base):
    """Be one urn: the papers of one round handed out, collected and keyed at one place, accepted together."""

    __tablename__ = "paper_urn"
    __table_args__ = (
        UniqueConstraint("round_id", "place"),
        CheckConstraint("in_the_box >= 0 AND unreadable >= 0 AND differed >= 0", name="counted_up"),
        *length_checks(place=PLACE_MOST),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("round.id"))
    place: Mapped[str] = mapped_column(String(PLACE_MOST))
    state: Mapped[UrnState] = mapped_column(text_enum(UrnState, "state"), default=UrnState.HANDING_OUT)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    in_the_box: Mapped[int] = mapped_column(default=0)
    unreadable: Mapped[int] = mapped_column(default=0)
    differed: Mapped[int] = mapped_column(default=0)


class PaperIssue(Base):
    """Say that one roll entry took a paper of an urn: who, never which; one row a voter."""

    __tablename__ = "paper_issue"

    roll_entry_id: Mapped[int] = mapped_column(reference("roll_entry.id"), primary_key=True, autoincrement=False)
    urn_id: Mapped[int] = mapped_column(reference("paper_urn.id"), index=True)


class PaperSheet(Base):
    """Be one printed sheet: its code stands on the paper and on the stub the voter keeps, and nowhere on the roll."""

    __tablename__ = "paper_sheet"
    __table_args__ = (
        Index("ix_paper_sheet_round_fate", "round_id", "fate"),
        {"sqlite_with_rowid": False},
    )

    code: Mapped[str] = mapped_column(String(14), primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("round.id"))
    fate: Mapped[SheetFate] = mapped_column(text_enum(SheetFate, "fate"), default=SheetFate.PRINTED)
    urn_id: Mapped[int | None] = mapped_column(reference("paper_urn.id"), index=True)


class PaperTurn(Base):
    """Be one keying of an urn, taken by one person; nobody takes two."""

    __tablename__ = "paper_turn"
    __table_args__ = (UniqueConstraint("urn_id", "person_id"),)

    urn_id: Mapped[int] = mapped_column(reference("paper_urn.id"), primary_key=True)
    turn: Mapped[Turn] = mapped_column(text_enum(Turn, "turn"), primary_key=True)
    person_id: Mapped[int] = mapped_column(reference("person.id"))
    finished: Mapped[bool] = mapped_column(default=False)


class PaperKeying(Base):
    """Be what one person read on one sheet, as canonical JSON or "" for unreadable; deleted with the acceptance."""

    __tablename__ = "paper_keying"

    urn_id: Mapped[int] = mapped_column(reference("paper_urn.id"), primary_key=True)
    turn: Mapped[Turn] = mapped_column(text_enum(Turn, "turn"), primary_key=True)
    code: Mapped[str] = mapped_column(reference("paper_sheet.code"), primary_key=True)
    choices: Mapped[str] = mapped_column(Text)


class PaperDifference(Base):
    """Be one line of the discrepancy report: which sheet, whose reading stood; never what was on it."""

    __tablename__ = "paper_difference"

    urn_id: Mapped[int] = mapped_column(reference("paper_urn.id"), primary_key=True)
    code: Mapped[str] = mapped_column(reference("paper_sheet.code"), primary_key=True)
    stood: Mapped[str] = mapped_column(String(40))
