"""Keep districts, villages, facets, agencies, funding sources, zones, budget lines, rounds and phases."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civic.db.base import Base
from civic.db.types import UTCDateTime, reference, text_enum
from civic.programme.rules import (
    ALL_RELATIONS,
    BallotKind,
    PhaseKind,
    Reading,
    Relation,
    Revote,
    ThresholdKind,
)


class District(Base):
    """Be one district (行政區) of the city; only participating ones hold rounds."""

    __tablename__ = "district"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    letters: Mapped[str] = mapped_column(String(2), unique=True)
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    eligible_estimate: Mapped[int]
    lat: Mapped[float]
    lng: Mapped[float]
    participating: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class Village(Base):
    """Be one village (里); its name is only unique inside its district."""

    __tablename__ = "village"
    __table_args__ = (UniqueConstraint("district_code", "name_zh"),)

    code: Mapped[str] = mapped_column(String(11), primary_key=True)
    district_code: Mapped[str] = mapped_column(reference("district.code"), index=True)
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    lat: Mapped[float]
    lng: Mapped[float]


class Agency(Base):
    """Be one agency (機關) that reviews, answers or delivers."""

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(80))
    short_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]


class Facet(Base):
    """Be one of the facets (面向), each led by an agency."""

    __tablename__ = "facet"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    lead_agency_code: Mapped[str] = mapped_column(reference("agency.code"))
    scope_zh: Mapped[str] = mapped_column(String(200))
    scope_en: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]


class FundingSource(Base):
    """Be one source of money (經費來源)."""

    __tablename__ = "funding_source"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]


class Zone(Base):
    """Be one development zone or programme plan that holds budget lines."""

    __tablename__ = "zone"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160))


class BudgetLine(Base):
    """Be one year's amount (NT$) of a zone; a line the council removed counts in no total."""

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("zone_code", "year"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("status IN ('planned', 'approved', 'removed_by_council')", name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    zone_code: Mapped[str] = mapped_column(reference("zone.code"))
    agency_code: Mapped[str] = mapped_column(reference("agency.code"))
    year: Mapped[int]
    amount: Mapped[int]
    status: Mapped[str] = mapped_column(String(40))
    clause: Mapped[str] = mapped_column(String(40), default="")


class Round(Base):
    """Be one district in one common year, with every rule of its vote as a field (NT$, UTC)."""

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("district_code", "year"),
        CheckConstraint("min_choices >= 0 AND max_choices >= min_choices", name="choices_in_order"),
        CheckConstraint("pot >= 0 AND eligible >= 0 AND minimum_age >= 0", name="not_negative"),
        CheckConstraint("threshold_value >= 0", name="threshold_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(reference("district.code"))
    year: Mapped[int]
    eligible: Mapped[int]
    eligible_source: Mapped[str] = mapped_column(String(200), default="")
    eligibility_date: Mapped[date]
    minimum_age: Mapped[int] = mapped_column(default=16)
    relations: Mapped[str] = mapped_column(String(80), default=",".join(ALL_RELATIONS))
    ballot_kind: Mapped[BallotKind] = mapped_column(text_enum(BallotKind, "ballot_kind"), default=BallotKind.APPROVAL)
    min_choices: Mapped[int] = mapped_column(default=1)
    max_choices: Mapped[int] = mapped_column(default=4)
    threshold_kind: Mapped[ThresholdKind] = mapped_column(
        text_enum(ThresholdKind, "threshold_kind"), default=ThresholdKind.SHARE
    )
    threshold_value: Mapped[int] = mapped_column(default=100)
    rule: Mapped[str] = mapped_column(String(120), default="threshold")
    pot: Mapped[int] = mapped_column(default=0)
    winners_cap: Mapped[int | None]
    reading: Mapped[Reading] = mapped_column(text_enum(Reading, "reading"), default=Reading.OFF)
    revote: Mapped[Revote] = mapped_column(text_enum(Revote, "revote"), default=Revote.UNTIL_CLOSE)
    paper_allowed: Mapped[bool] = mapped_column(default=True)
    kiosk_allowed: Mapped[bool] = mapped_column(default=True)
    seed_hash: Mapped[str] = mapped_column(String(64), default="")
    frozen_hash: Mapped[str] = mapped_column(String(64), default="")
    opened_by: Mapped[int | None]
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    phases: Mapped[list["Phase"]] = relationship(
        order_by="Phase.opens_at", lazy="raise_on_sql", cascade="all, delete-orphan"
    )

    @property
    def roc_year(self) -> int:
        """Return the year of the Republic (民國) in which the round is held."""
        return self.year - 1911

    @property
    def relations_allowed(self) -> tuple[Relation, ...]:
        """Return the relations to the district that give a place on the roll."""
        return tuple(Relation(code) for code in self.relations.split(",") if code)


class Phase(Base):
    """Be one span of a round in which a door is open (UTC)."""

    __tablename__ = "phase"
    __table_args__ = (
        UniqueConstraint("round_id", "kind"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(reference("round.id"), index=True)
    kind: Mapped[PhaseKind] = mapped_column(text_enum(PhaseKind, "kind"))
    opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
