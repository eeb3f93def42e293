"""Keep what is voted on, who has voted, the box of ballots, and results.

Two stores (docs/voting.md): `VoterMark` knows who, `BoxedBallot` knows what. The slot that ties a voter's
revisions together is an HMAC under a key outside the database; no time finer than a day is in the box. At the
sealing the box is emptied into `BoardLeaf` (what became of each commitment) and `OpenBallot` (what counts), and
nothing ties the two together any more.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, reference, text_enum
from civic.voting.checkpoints import CheckpointKind
from civic.voting.folder import Fate
from civic.voting.rules import Channel, Gate, Verdict
from civic.voting.seals import SealStep


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


class BoardLeaf(Base):
    """Be one commitment on the public board, in the order of the chain; its fate is known from the sealing on."""

    __tablename__ = "board_leaf"
    __table_args__ = (
        CheckConstraint("position >= 0", name="position_not_negative"),
        CheckConstraint("length(leaf) = 64", name="leaf_is_a_hash"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(reference("round.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    leaf: Mapped[str] = mapped_column(String(64), unique=True)
    fate: Mapped[Fate | None] = mapped_column(text_enum(Fate, "fate"))
    reason: Mapped[str] = mapped_column(String(40), default="")


class BoardCheckpoint(Base):
    """Be one checkpoint of the public board: never changed, never removed."""

    __tablename__ = "board_checkpoint"
    __table_args__ = (
        CheckConstraint("number > 0 AND size >= 0", name="counted_up"),
        CheckConstraint("length(root) = 64 AND length(head) = 64 AND length(previous) = 64", name="hashes"),
    )

    round_id: Mapped[int] = mapped_column(reference("round.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CheckpointKind] = mapped_column(text_enum(CheckpointKind, "kind"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    size: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))


class VoteEnd(Base):
    """Say when the clock was first seen past a vote's close (UTC): set back later, it opens the vote to nobody."""

    __tablename__ = "vote_end"

    round_id: Mapped[int] = mapped_column(reference("round.id"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SealAct(Base):
    """Be one official's step towards the sealed box, with the word they gave to the draw."""

    __tablename__ = "seal_act"

    round_id: Mapped[int] = mapped_column(reference("round.id"), primary_key=True)
    step: Mapped[SealStep] = mapped_column(text_enum(SealStep, "step"), primary_key=True)
    person_id: Mapped[int] = mapped_column(reference("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    word: Mapped[str] = mapped_column(String(100), default="")


class Sealing(Base):
    """Be the minute of a round's sealing: what was in the box, what the sample showed, the seed of the lots."""

    __tablename__ = "sealing"
    __table_args__ = (CheckConstraint("length(note) <= 500", name="note_length"),)

    round_id: Mapped[int] = mapped_column(reference("round.id"), primary_key=True)
    sealed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seed: Mapped[str] = mapped_column(String(64))
    sample_seed: Mapped[str] = mapped_column(String(64))
    sampled: Mapped[int]
    sample_misfits: Mapped[int]
    leaves: Mapped[int]
    counted: Mapped[int]
    superseded: Mapped[int]
    invalid: Mapped[int]
    voters: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")


class OpenBallot(Base):
    """Be one ballot that counts, taken out of the box: a random number and the choices, nothing else."""

    __tablename__ = "open_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("round.id"), index=True)
    choices: Mapped[str] = mapped_column(Text)


class ParticipationTold(Base):
    """Say that everybody on a round's roll with an address was told whether a ballot is in their name."""

    __tablename__ = "participation_told"

    round_id: Mapped[int] = mapped_column(reference("round.id"), primary_key=True)
    finished_at: Mapped[datetime] = mapped_column(UTCDateTime)


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
