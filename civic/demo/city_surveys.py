"""Write the demo's surveys: Shilin's is over and cited, Beitou's is open."""

from collections.abc import Iterator
from datetime import timedelta

from civic.demo.city_proposals import NEIGHBOURS
from civic.demo.city_rounds import OFFICE
from civic.demo.scripts import Act
from civic.demo.scripts_later import CitationScript
from civic.demo.scripts_survey import NamedNeedScript, SurveyAnswerScript, SurveyScript
from civic.demo.tables import DISTRICTS, Row, Time, rows
from civic.kit.clock import local
from civic.programme.ages import AgeBand
from civic.programme.sectors import Sector
from civic.surveys.rules import Urgency

BEITOU, SHILIN = "63000120", "63000110"
LINXI = "63000110051"
OVER = "survey_shilin"


def list_surveys(time: Time) -> Iterator[SurveyScript]:
    """Yield the survey that is over and the one that is open; the year is that of their days."""
    yield SurveyScript(
        key=OVER,
        district=SHILIN,
        year=local(time.now).year,
        opens=time.at(-128, "00:00"),
        closes=time.at(-112, "00:00"),
        announced=Act(time.at(-131), OFFICE),
        answers=tuple(_answers(time, SHILIN, -120)),
        approved=Act(time.at(-111), OFFICE),
        counted=Act(time.at(-110), OFFICE),
    )
    yield SurveyScript(
        key="survey_beitou",
        district=BEITOU,
        year=local(time.now).year,
        opens=time.at(-9, "00:00"),
        closes=time.at(12, "00:00"),
        announced=Act(time.at(-10), OFFICE),
        answers=tuple(_answers(time, BEITOU, -4)),
    )


def list_citations(time: Time, proposal_id: str) -> tuple[CitationScript, ...]:
    """Return what the need of a proposal cites: the plants on the banks of Shuangxi."""
    if proposal_id != "11":
        return ()
    return (CitationScript(time.at(-100), OFFICE, OVER, "environment", LINXI),)


def _answers(time: Time, district: str, day: int) -> Iterator[SurveyAnswerScript]:
    """Yield one answer for each time a sentence was written: neighbours by phone, the others on paper."""
    written = [row for row in rows("survey_answers") if row["district_code"] == district
               for _each in range(int(row["answers"]))]  # fmt: skip
    for number, row in enumerate(written):
        at = time.at(day) + timedelta(minutes=number)
        phone = number % 6 == 0 and number // 6 < NEIGHBOURS
        yield SurveyAnswerScript(
            at=at,
            person=f"{DISTRICTS[district]}_{number // 6 + 1}" if phone else "",
            sheet=None if phone else number + 1,
            by="" if phone else OFFICE,
            needs=(_need(row),),
            urgency={row["facet"]: Urgency(row["urgency"])},
            age=list(AgeBand)[number % len(AgeBand)] if number % 4 else None,
            sector=Sector.PUBLIC if number % 5 else Sector.INDUSTRY,
        )


def _need(row: Row) -> NamedNeedScript:
    return NamedNeedScript(row["facet"], row["sentence_zh"], row["village_code"])
