"""Write a survey's public counts as a table: one row a count, small groups hidden as on the page."""

from collections.abc import Iterator

from civic.kit.tables import Cell, Column, Table
from civic.programme.queries import directory
from civic.surveys import queries
from civic.surveys.counts import PublicCounts, publish
from civic.surveys.models import Survey
from civic.surveys.rules import Reading

COLUMNS = (
    Column("district_code", "行政區代碼"),
    Column("district", "行政區"),
    Column("year", "年度(西元)"),
    Column("table", "統計項目"),
    Column("village", "里別"),
    Column("facet", "面向"),
    Column("group", "類別"),
    Column("answers", "份數"),
    Column("sentence", "意見"),
)
"""The columns are fixed, in official Chinese like the agencies' (decision 6); keys and groups are for programs."""

TITLE = "需求問卷統計"


def results_table(survey: Survey) -> Table:
    """Return every public count of a survey, then its approved sentences; counts are text, because some read "<5"."""
    return Table(COLUMNS, _rows(survey), TITLE)


def _rows(survey: Survey) -> Iterator[tuple[Cell, ...]]:
    district = directory().district(survey.district_code)
    first: tuple[Cell, ...] = (survey.district_code, district.name_zh, str(survey.year))
    facets = {facet.code: facet.name_zh for facet in directory().facets}
    villages: dict[str | None, str] = {v.code: v.name_zh for v in directory().villages_of(survey.district_code)}
    for line in _counts(publish(queries.count(survey)), facets, villages):
        yield (*first, *line, "")
    for said in queries.list_sentences(survey.id, Reading.APPROVED):
        place = villages.get(said.village_code, "")
        yield (*first, "sentence", place, facets[said.facet_code], "", "", said.sentence)


def _counts(
    counts: PublicCounts, facets: dict[str, str], villages: dict[str | None, str]
) -> Iterator[tuple[Cell, ...]]:
    """Yield (table, village, facet, group, answers)."""
    yield ("answers", "", "", "all", counts.answers)
    yield ("answers", "", "", "paper", counts.on_paper)
    for facet, number in counts.facets.items():
        yield ("facet", "", facets[facet], "", number)
    for village, number in counts.villages.items():
        yield ("village", villages.get(village, ""), "", "", number)
    for (village, facet), number in counts.places.items():
        yield ("village_facet", villages.get(village, ""), facets[facet], "", number)
    for facet, levels in counts.urgency.items():
        for level, number in levels.items():
            yield ("urgency", "", facets[facet], level.value, number)
    for age, number in counts.ages.items():
        yield ("age", "", "", age.value if age else "", number)
    for sector, number in counts.sectors.items():
        yield ("sector", "", "", sector.value if sector else "", number)
