"""Keep proposals, their versions, changes of state, reviews, supporters and arguments."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.accounts.models import Relation
from civic.db.base import Base
from civic.db.types import UTCDateTime, length_checks, reference, text_enum
from civic.proposals.rules import Light, Side, Stage, State

_SHOWN = text("published_at IS NOT NULL")


class Proposal(Base):
    """Be one proposal; no case number until submitted, not public until screening accepts. Cost in NT$."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("round_id", "case_serial"),
        CheckConstraint("(state = 'draft') = (case_no IS NULL)", name="case_number_when_submitted"),
        CheckConstraint("cost IS NULL OR cost > 0", name="cost_positive"),
        CheckConstraint("support_count >= 0", name="support_not_negative"),
        Index("ix_proposal_list", "round_id", "state", "id"),
        Index("ix_proposal_public", "district_code", "published_at", "id"),
        Index(
            "ix_proposal_counted", "state", "district_code", "facet_code", sqlite_where=_SHOWN, postgresql_where=_SHOWN
        ),
        *length_checks(title=100, summary=2000, background=4000, content=8000, benefits=4000),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("round.id"))
    case_no: Mapped[str | None] = mapped_column(String(20), unique=True)
    case_serial: Mapped[int | None]
    state: Mapped[State] = mapped_column(text_enum(State, "state"), default=State.DRAFT)
    author_id: Mapped[int | None] = mapped_column(reference("person.id"), index=True)
    entered_by: Mapped[int | None] = mapped_column(reference("person.id"))
    relation: Mapped[Relation] = mapped_column(text_enum(Relation, "relation"), default=Relation.RESIDING)
    district_code: Mapped[str] = mapped_column(reference("district.code"), index=True)
    village_code: Mapped[str | None] = mapped_column(reference("village.code"))
    facet_code: Mapped[str | None] = mapped_column(reference("facet.code"), index=True)
    lead_agency_code: Mapped[str | None] = mapped_column(reference("agency.code"))
    title: Mapped[str] = mapped_column(String(100))
    title_en: Mapped[str] = mapped_column(String(200), default="")
    folded: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text)
    summary_html: Mapped[str] = mapped_column(Text, default="")
    background: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text, default="")
    content_html: Mapped[str] = mapped_column(Text, default="")
    benefits: Mapped[str] = mapped_column(Text, default="")
    need_basis: Mapped[str] = mapped_column(String(500), default="")
    place: Mapped[str] = mapped_column(String(200))
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    cost: Mapped[int | None]
    support_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    merged_into_id: Mapped[int | None] = mapped_column(reference("proposal.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __mapper_args__ = {"version_id_col": version}


class CoAgency(Base):
    """Name one agency that helps the lead agency of a proposal."""

    __tablename__ = "proposal_co_agency"

    proposal_id: Mapped[int] = mapped_column(reference("proposal.id"), primary_key=True)
    agency_code: Mapped[str] = mapped_column(reference("agency.code"), primary_key=True)


class Version(Base):
    """Keep what a proposal said after one edit."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(reference("proposal.id"))
    number: Mapped[int]
    edited_by: Mapped[int | None] = mapped_column(reference("person.id"))
    edited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)


class StateChange(Base):
    """Record one step of a proposal: when, signed by which role, from, to, public reason."""

    __tablename__ = "proposal_state_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(reference("proposal.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None] = mapped_column(reference("person.id"))
    actor_role: Mapped[str] = mapped_column(String(40))
    before: Mapped[State] = mapped_column(text_enum(State, "before"))
    after: Mapped[State] = mapped_column(text_enum(State, "after"))
    reason: Mapped[str] = mapped_column(String(1000), default="")


class Review(Base):
    """Be one agency's review of a proposal in one stage: three lights, cost (NT$), public answer."""

    __tablename__ = "proposal_review"
    __table_args__ = (
        UniqueConstraint("proposal_id", "stage"),
        CheckConstraint("cost IS NULL OR cost > 0", name="cost_positive"),
        CheckConstraint(
            "completed_at IS NULL OR (publicness IS NOT NULL AND legality IS NOT NULL AND feasibility IS NOT NULL)",
            name="lights_when_completed",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(reference("proposal.id"))
    stage: Mapped[Stage] = mapped_column(text_enum(Stage, "stage"))
    agency_code: Mapped[str] = mapped_column(reference("agency.code"), index=True)
    assigned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    publicness: Mapped[Light | None] = mapped_column(text_enum(Light, "publicness"))
    legality: Mapped[Light | None] = mapped_column(text_enum(Light, "legality"))
    feasibility: Mapped[Light | None] = mapped_column(text_enum(Light, "feasibility"))
    reason: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[int | None]
    cost_note: Mapped[str] = mapped_column(String(500), default="")
    public_answer: Mapped[str] = mapped_column(Text, default="")
    internal_note: Mapped[str] = mapped_column(Text, default="")
    reviewer_id: Mapped[int | None] = mapped_column(reference("person.id"))
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Support(Base):
    """Second one proposal once (附議)."""

    __tablename__ = "proposal_support"

    proposal_id: Mapped[int] = mapped_column(reference("proposal.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(reference("person.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Argument(Base):
    """Say one thing for or against a proposal."""

    __tablename__ = "proposal_argument"
    __table_args__ = (
        *length_checks(body=2000),
        Index("ix_proposal_argument_shown", "proposal_id", "hidden_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(reference("proposal.id"))
    author_id: Mapped[int | None] = mapped_column(reference("person.id"))
    side: Mapped[Side] = mapped_column(text_enum(Side, "side"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
