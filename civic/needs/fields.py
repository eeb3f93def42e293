"""Describe the columns agencies receive (R33): key, title, kind and meaning; the data dictionary."""

from dataclasses import dataclass

from civic.kit.tables import Column, Kind
from civic.kit.text import N_


@dataclass(frozen=True)
class Field:
    """Be one column: its key in JSON, its title in the agencies' tables, what it holds and means."""

    key: str
    title: str
    meaning: str
    kind: Kind = Kind.TEXT

    @property
    def column(self) -> Column:
        """Return the column of a table."""
        return Column(self.key, self.title, self.kind)


FIELDS = (
    Field("case_no", "案號", N_("Case number: year of the Republic, district, serial number")),
    Field("title", "提案名稱", N_("Title of the proposal")),
    Field("district", "行政區", N_("District")),
    Field("village", "里別", N_("Village")),
    Field("place", "地點", N_("Place in words")),
    Field("facet", "面向", N_("One of the five facets")),
    Field("origin", "來源", N_("How it came into the inventory")),
    Field("votes", "得票數", N_("Votes received in the district's round"), Kind.INTEGER),
    Field("threshold", "錄案門檻", N_("Votes needed in that round"), Kind.INTEGER),
    Field("consensus", "共識佐證", N_("Evidence of consensus, pieces joined by a semicolon")),
    Field("actual_need", "實際需求佐證", N_("Evidence of actual need, pieces joined by a semicolon")),
    Field("publicness", "公共性", N_("Agency review: public interest")),
    Field("legality", "適法性", N_("Agency review: legality")),
    Field("feasibility", "預算可行性", N_("Agency review: budget feasibility")),
    Field("lead_agency", "主責機關", N_("Lead agency")),
    Field("co_agencies", "協辦機關", N_("Co-agencies in the order they were named")),
    Field("cost", "經費概估(元)", N_("Estimated cost in whole NT$; an estimate, never a promise"), Kind.MONEY),
    Field("funding", "經費來源", N_("Funding source")),
    Field("priority", "優先序", N_("Place among the priority items; empty when it is not one"), Kind.INTEGER),
    Field("progress", "辦理情形", N_("Progress in words; until an agency reports, the state")),
    Field("due_on", "預定完成日", N_("Planned completion date"), Kind.DATE),
    Field("monitoring", "列管情形", N_("Monitoring; overdue when a promised day has passed")),
)

SCORE_FIELDS = (
    Field("score", "評分", N_("Points, 0 to 100"), Kind.INTEGER),
    Field("score_consensus", "評分：共識", N_("Points for consensus, at most 40"), Kind.INTEGER),
    Field("score_need", "評分：實際需求", N_("Points for actual need, at most 30"), Kind.INTEGER),
    Field("score_lights", "評分：可行性", N_("Points for the three lights, at most 20"), Kind.INTEGER),
    Field(
        "score_balance", "評分：均衡", N_("Points for balance between facets and districts, at most 10"), Kind.INTEGER
    ),
)
"""The parts of the priority: in JSON only, for the agencies' columns are fixed."""
