"""Say what the commands on surveys take."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SurveyPlan:
    """Be a survey as it is drawn up: district, (common) year, open from, closed from (aware UTC)."""

    district_code: str
    year: int
    opens_at: datetime
    closes_at: datetime
