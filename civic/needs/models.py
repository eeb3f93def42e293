"""Keep needs, their agencies, evidence, changes and agencies' answers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, length_checks, reference, text_enum
from civic.needs.rules import EvidenceKind, EvidenceSource, Monitoring, NeedState, Origin
from civic.proposals.rules import Light
from civic.voting.rules import Gate


class Need(Base):
    """Be one row of the inventory; votes and lights are the evidence as it stood on entry. NT$.

    `note_id` is the workshop's note it was entered from, None when it came another way.
    `due_on` is the planned completion (預定完成日), `promise_due_on` the next thing promised to a meeting.
    """

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("cost IS NULL OR cost > 0", name="cost_positive"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_in_range"),
        CheckConstraint(
            "state <> 'budgeted' OR (budget_year IS NOT NULL AND budget_amount IS NOT NULL)",
            name="budget_has_year_and_amount",
        ),
        CheckConstraint("state <> 'fund_approved' OR fund_document <> ''", name="approval_has_document"),
        Index("ix_need_list", "district_code", "state"),
        *length_checks(progress=2000),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(String(20), unique=True)
    proposal_id: Mapped[int | None] = mapped_column(reference("proposal.id"), unique=True)
    note_id: Mapped[int | None] = mapped_column(reference("note.id"), unique=True)
    round_id: Mapped[int | None] = mapped_column(reference("round.id"))
    state: Mapped[NeedState] = mapped_column(text_enum(NeedState, "state"), default=NeedState.NEW)
    origin: Mapped[Origin] = mapped_column(text_enum(Origin, "origin"))
    gate: Mapped[Gate | None] = mapped_column(text_enum(Gate, "gate"))
    title: Mapped[str] = mapped_column(String(100))
    title_en: Mapped[str] = mapped_column(String(200), default="")
    district_code: Mapped[str] = mapped_column(reference("district.code"))
    village_code: Mapped[str | None] = mapped_column(reference("village.code"))
    facet_code: Mapped[str] = mapped_column(reference("facet.code"), index=True)
    place: Mapped[str] = mapped_column(String(200))
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    votes: Mapped[int | None]
    threshold: Mapped[int | None]
    publicness: Mapped[Light | None] = mapped_column(text_enum(Light, "publicness"))
    legality: Mapped[Light | None] = mapped_column(text_enum(Light, "legality"))
    feasibility: Mapped[Light | None] = mapped_column(text_enum(Light, "feasibility"))
    lead_agency_code: Mapped[str | None] = mapped_column(reference("agency.code"), index=True)
    cost: Mapped[int | None]
    funding_code: Mapped[str] = mapped_column(reference("funding_source.code"), default="tbd")
    budget_year: Mapped[int | None]
    budget_amount: Mapped[int | None]
    fund_document: Mapped[str] = mapped_column(String(80), default="")
    maintenance: Mapped[str] = mapped_column(String(500), default="")
    priority: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int | None]
    rank_reason: Mapped[str] = mapped_column(String(500), default="")
    score: Mapped[int] = mapped_column(default=0)
    score_consensus: Mapped[int] = mapped_column(default=0)
    score_need: Mapped[int] = mapped_column(default=0)
    score_lights: Mapped[int] = mapped_column(default=0)
    score_balance: Mapped[int] = mapped_column(default=0)
    progress: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    promise_due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    monitoring: Mapped[Monitoring] = mapped_column(text_enum(Monitoring, "monitoring"), default=Monitoring.NONE)
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class NeedCoAgency(Base):
    """Name one co-organising agency (協辦機關) of a need; their order is the one they were named in."""

    __tablename__ = "need_co_agency"

    need_id: Mapped[int] = mapped_column(reference("need.id"), primary_key=True)
    agency_code: Mapped[str] = mapped_column(reference("agency.code"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class Evidence(Base):
    """Be one piece of evidence for one of the two gates; `subject` names its origin like "note:3"."""

    __tablename__ = "need_evidence"
    __table_args__ = (
        Index(
            "uq_need_evidence_note",
            "need_id",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("subject LIKE 'note:%'"),
            postgresql_where=text("subject LIKE 'note:%'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(reference("need.id"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(text_enum(EvidenceKind, "kind"))
    source: Mapped[EvidenceSource] = mapped_column(text_enum(EvidenceSource, "source"))
    text: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(120), default="")
    dots: Mapped[int | None]
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    added_by: Mapped[int | None] = mapped_column(reference("person.id"))


class SurveyFigure(Base):
    """Be the count behind a piece of evidence from a needs survey, frozen when it was cited; its words are made
    from it in the reader's language. `citation` keeps a need from citing one count twice.
    """

    __tablename__ = "need_survey_figure"
    __table_args__ = (
        CheckConstraint("answers BETWEEN 5 AND of_answers", name="answers_not_small"),
    )

    evidence_id: Mapped[int] = mapped_column(reference("need_evidence.id"), primary_key=True)
    survey_id: Mapped[int] = mapped_column(reference("survey.id"), index=True)
    facet_code: Mapped[str] = mapped_column(reference("facet.code"))
    village_code: Mapped[str | None] = mapped_column(reference("village.code"))
    answers: Mapped[int]
    of_answers: Mapped[int]
    citation: Mapped[str] = mapped_column(String(120), unique=True)


class NeedChange(Base):
    """Record one step of a need: when, signed by which role, from, to, public reason, internal note."""

    __tablename__ = "need_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(reference("need.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None] = mapped_column(reference("person.id"))
    actor_role: Mapped[str] = mapped_column(String(40))
    before: Mapped[NeedState | None] = mapped_column(text_enum(NeedState, "before"))
    after: Mapped[NeedState] = mapped_column(text_enum(NeedState, "after"))
    reason: Mapped[str] = mapped_column(String(1000))
    internal_note: Mapped[str] = mapped_column(String(1000), default="")


class Answer(Base):
    """Be one public answer of an agency to a need."""

    __tablename__ = "need_answer"
    __table_args__ = (*length_checks(body=4000),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(reference("need.id"), index=True)
    agency_code: Mapped[str] = mapped_column(reference("agency.code"))
    answered_by: Mapped[int | None] = mapped_column(reference("person.id"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
