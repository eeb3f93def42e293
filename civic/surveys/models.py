"""Keep surveys and their answers: nothing that names a person but the account of who may still change an answer."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, reference, text_enum
from civic.programme.ages import AgeBand
from civic.programme.sectors import Sector
from civic.surveys.rules import Dates, Reading, Urgency


class Survey(Base):
    """Be one district's needs survey of one (common) year; `announced_at` is None while it is a draft."""

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("district_code", "year"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("counted_at IS NULL OR counted_at >= closes_at", name="counted_after_close"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(reference("district.code"))
    year: Mapped[int]
    opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    announced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    counted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def dates(self) -> Dates:
        """Return the survey's time as one plain value."""
        return Dates(self.announced_at, self.opens_at, self.closes_at, self.counted_at)


class SurveyAnswer(Base):
    """Be one answer: of an account, which may change it until the close, or from a numbered paper sheet.

    An account that is closed leaves its answer without it.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (
        UniqueConstraint("survey_id", "person_id"),
        UniqueConstraint("survey_id", "sheet_no"),
        CheckConstraint("person_id IS NULL OR sheet_no IS NULL", name="account_or_sheet"),
        CheckConstraint("sheet_no BETWEEN 1 AND 99999", name="sheet_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(reference("survey.id"))
    person_id: Mapped[int | None] = mapped_column(reference("person.id"), index=True)
    sheet_no: Mapped[int | None]
    age_band: Mapped[AgeBand | None] = mapped_column(text_enum(AgeBand, "age_band"))
    sector: Mapped[Sector | None] = mapped_column(text_enum(Sector, "sector"))
    answered_at: Mapped[datetime] = mapped_column(UTCDateTime)


class SurveyNeed(Base):
    """Be one need an answer names, and whether its sentence may be shown."""

    __tablename__ = "survey_need"
    __table_args__ = (
        UniqueConstraint("answer_id", "position"),
        CheckConstraint("position BETWEEN 1 AND 3", name="position_in_range"),
        CheckConstraint("length(sentence) <= 120 AND sentence <> ''", name="sentence_length"),
        Index("ix_survey_need_place", "facet_code", "village_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(reference("survey_answer.id"))
    position: Mapped[int]
    facet_code: Mapped[str] = mapped_column(reference("facet.code"))
    village_code: Mapped[str | None] = mapped_column(reference("village.code"))
    sentence: Mapped[str] = mapped_column(String(120))
    reading: Mapped[Reading] = mapped_column(text_enum(Reading, "reading"), default=Reading.WAITING)


class SurveyUrgency(Base):
    """Say how urgent one facet is to whoever gave an answer."""

    __tablename__ = "survey_urgency"

    answer_id: Mapped[int] = mapped_column(reference("survey_answer.id"), primary_key=True)
    facet_code: Mapped[str] = mapped_column(reference("facet.code"), primary_key=True)
    urgency: Mapped[Urgency] = mapped_column(text_enum(Urgency, "urgency"))
