"""Describe needs surveys of a scenario as its file writes them (docs/scenarios.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from civic.demo.scripts import Act
from civic.programme.ages import AgeBand
from civic.programme.sectors import Sector
from civic.surveys.rules import Urgency


@dataclass(frozen=True)
class NamedNeedScript:
    """Be one need of an answer; a village's code, or empty for the whole district."""

    facet: str
    sentence: str
    village: str = ""


@dataclass(frozen=True)
class SurveyAnswerScript:
    """Be one answer: of a person by phone, or from the paper sheet of a number, keyed by a clerk."""

    at: datetime
    person: str = ""
    sheet: int | None = None
    by: str = ""
    needs: tuple[NamedNeedScript, ...] = ()
    urgency: Mapping[str, Urgency] = field(default_factory=dict)
    age: AgeBand | None = None
    sector: Sector | None = None


@dataclass(frozen=True)
class SurveyScript:
    """Be a district's survey of a (common) year; `approved` shows every sentence, `counted` makes results public."""

    key: str
    district: str
    year: int
    opens: datetime
    closes: datetime
    announced: Act
    answers: tuple[SurveyAnswerScript, ...] = ()
    approved: Act | None = None
    counted: Act | None = None
