"""Write what became of the demo's agreed items: the rows of the agencies' sample file."""

from collections.abc import Iterator
from datetime import date, timedelta

from civic.demo.city_proposals import officer_of
from civic.demo.city_rounds import OFFICE
from civic.demo.city_surveys import list_citations
from civic.demo.scripts import Act
from civic.demo.scripts_later import AnswerScript, MonitoringScript, MoveScript, NeedScript, ProgressScript, RankScript
from civic.demo.tables import Row, Time, rows, split
from civic.kit.clock import local
from civic.kit.roc import roc_year
from civic.needs.rules import NeedState

FUNDING = {"機關單位預算": "agency_budget", "抵費地出售盈餘款基金": "replotting_fund", "待確認": "tbd"}
ORDER_DECIDED = "專案會議決議之優先順序"


def list_needs(time: Time) -> Iterator[NeedScript]:
    """Yield the nine items of the vote that is over that reached the threshold."""
    by_title = {row["title_zh"]: row for row in rows("proposals")}
    for sample in rows("needs_export_sample"):
        yield _need(time, by_title[sample["提案名稱"]], sample)


def due_day(time: Time, row: Row) -> date | None:
    """Return when an item is to be done: as in the sample, but counted from today; the lane stays overdue."""
    year = local(time.now).year
    days = {
        "6": date(year, 12, 31),
        "26": date(year + 1, 6, 30),
        "14": date(year + 1, 3, 31),
        "37": time.day(-5),
    }
    return days.get(row["id"])


def _need(time: Time, row: Row, sample: Row) -> NeedScript:
    officer = officer_of(row["lead_agency"])
    rank = int(sample["優先序"] or 0)
    return NeedScript(
        proposal=f"p{row['id']}",
        assigned=Act(time.at(-130), OFFICE),
        lead=row["lead_agency"],
        co_agencies=split(row["coop_agencies"]),
        citations=list_citations(time, row["id"]),
        priority=Act(time.at(-53), OFFICE) if rank else None,
        rank=_rank(time, rank) if rank else None,
        answers=tuple(_answers(time, row, officer)),
        moves=(MoveScript(time.at(-125), officer, NeedState.STUDYING), *_moves(time, row, officer)),
        progress=(
            ProgressScript(
                time.at(-4), officer, sample["辦理情形"], due_day(time, row), FUNDING[sample["經費來源"]]
            ),
        ),
        monitoring=MonitoringScript(time.at(-47), OFFICE, "專案會議決議列管") if rank else None,
    )


def _rank(time: Time, rank: int) -> RankScript:
    return RankScript(time.at(-49) + timedelta(minutes=rank), OFFICE, rank, ORDER_DECIDED)


def _answers(time: Time, row: Row, officer: str) -> Iterator[AnswerScript]:
    for answer in rows("answers"):
        if answer["proposal_id"] == row["id"]:
            yield AnswerScript(time.at(int(answer["day"]), "16:00"), officer, answer["text_zh"])


def _moves(time: Time, row: Row, officer: str) -> Iterator[MoveScript]:
    """Yield what agencies did after the coordination meeting; the slope is still in next year's plan only."""
    cost, year = int(row["cost_twd"]), roc_year(time.day(0)) + 1
    if row["id"] == "26":
        yield MoveScript(time.at(-12), officer, NeedState.FUND_APPLIED, "申請抵費地出售盈餘款基金")
    if row["id"] in ("14", "37"):
        yield MoveScript(
            time.at(-15), officer, NeedState.BUDGETED, "由年度預算支應", budget_year=year, budget_amount=cost
        )
        yield MoveScript(time.at(-9), officer, NeedState.IN_PROGRESS)
