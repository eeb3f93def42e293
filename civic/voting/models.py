"""Keep what is voted on, who has voted, the box of ballots, and results.

Two stores (docs/voting.md): `VoterMark` knows who, `BoxedBallot` knows what. The slot that ties a voter's
revisions together is an HMAC under a key outside the database; no time finer than a day is in the box.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, reference, text_enum
from civic.voting.rules import Channel, Gate, Verdict


class BallotItem(Base):
    """Be one proposal on a round's ballot, fixed at opening: its number and cost (NT$)."""

    __tablename__ = "ballot_item"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
    )

    round_id: Mapped[int] = mapped_column(reference("round.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(reference("proposal.id"), primary_key=True)
    number: Mapped[int]
    cost: Mapped[int]


class OpeningSignature(Base):
    """Be the first official's signature under a round's opening; another person opens it.

    `content_hash` is of the rules, dates and ballot that were signed: a change makes the signature void.
    """

    __tablename__ = "opening_signature"

    round_id: Mapped[int] = mapped_column(reference("round.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(reference("person.id"))
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    content_hash: Mapped[str] = mapped_column(String(64))


class VoterMark(Base):
    """Say that one roll entry has a ballot in the box: one row a voter, by any channel."""

    __tablename__ = "voter_mark"

    roll_entry_id: Mapped[int] = mapped_column(reference("roll_entry.id"), primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(reference("round.id"), index=True)
    channel: Mapped[Channel] = mapped_column(text_enum(Channel, "channel"))
    revision: Mapped[int]
    day: Mapped[date]


class BoxedBallot(Base):
    """Be one revision of one ballot: slot, choices as canonical JSON, commitment. No voter, no time."""

    __tablename__ = "boxed_ballot"
    __table_args__ = (
        UniqueConstraint("round_id", "submission"),
        CheckConstraint("revision > 0", name="revision_positive"),
        CheckConstraint("length(leaf) = 64", name="leaf_is_a_hash"),
        {"sqlite_with_rowid": False},
    )

    leaf: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("round.id"), index=True)
    slot: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int]
    submission: Mapped[str] = mapped_column(String(64))
    choices: Mapped[str] = mapped_column(Text)
    nonce: Mapped[str] = mapped_column(String(64))
    slot_revision: Mapped[str] = mapped_column(String(80), unique=True)


class RoundResult(Base):
    """Be the counted result of one round, computed once after the close."""

    __tablename__ = "round_result"

    round_id: Mapped[int] = mapped_column(reference("round.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(120))
    eligible: Mapped[int]
    voters: Mapped[int]
    ballots: Mapped[int]
    blank: Mapped[int]
    threshold: Mapped[int]
    ballots_hash: Mapped[str] = mapped_column(String(64))
    seed: Mapped[str] = mapped_column(String(64))
    counted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    counted_by: Mapped[int | None] = mapped_column(reference("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_by: Mapped[int | None] = mapped_column(reference("person.id"))


class ItemResult(Base):
    """Be one item's result: votes, place among the selected, the verdict and its reason, the gate's class."""

    __tablename__ = "item_result"

    round_id: Mapped[int] = mapped_column(reference("round_result.round_id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(reference("proposal.id"), primary_key=True)
    votes: Mapped[int]
    rank: Mapped[int | None]
    verdict: Mapped[Verdict] = mapped_column(text_enum(Verdict, "verdict"))
    votes_lacking: Mapped[int] = mapped_column(default=0)
    cost: Mapped[int]
    gate: Mapped[Gate] = mapped_column(text_enum(Gate, "gate"))
    explanation: Mapped[str] = mapped_column(Text, default="{}")


class RoundReport(Base):
    """Be what a count means beside its winners, as JSON: kept unannounced with the result."""

    __tablename__ = "round_report"

    round_id: Mapped[int] = mapped_column(reference("round_result.round_id"), primary_key=True)
    content: Mapped[str] = mapped_column(Text)
