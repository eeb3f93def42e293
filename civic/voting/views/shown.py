"""Shape an announced result's items for pages: the sentence, the distance, what became of each."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask_babel import gettext as _

from civic.programme.queries import directory
from civic.voting.explanation import Explanation, read, sentence
from civic.voting.insight.report import Distance, Overlap, Report
from civic.voting.queries import ItemRow
from civic.voting.rules import GATE_LABELS, VERDICT_LABELS, Verdict
from civic.web.filters import show_money, show_name, show_number


@dataclass(frozen=True)
class Shown:
    """Be one item as the result page shows it; cost in NT$, `support` in percent of what funding needs."""

    id: int
    number: int
    rank: int | None
    title: str
    case_no: str
    facet: str
    facet_label: str
    votes: int
    cost: int
    won: bool
    verdict: str
    gate: str
    why: str
    support: int
    more: tuple[str, ...]


def shown_items(rows: list[ItemRow], report: Report) -> list[Shown]:
    """Return the items of an announced result, each with its reason and its distance."""
    numbers = {row.proposal_id: row.number for row in rows}
    support = {each.project: each.percent for each in report.support}
    distances = {each.project: each for each in report.distances}
    overlaps = {each.project: each for each in report.overlaps}
    shown = []
    for row in rows:
        said = read(row.explanation)
        more = (_distance(distances.get(row.proposal_id), said), _overlap(overlaps.get(row.proposal_id), numbers))
        shown.append(_shown(row, said, support.get(row.proposal_id, 0), tuple(each for each in more if each)))
    return shown


def why(said: Explanation) -> str:
    """Say in one sentence why an item won or lost."""
    numbers = {name: show_number(value) for name, value in asdict(said).items() if isinstance(value, int)}
    return str(
        _(sentence(said)) % {**numbers, "over": show_number(said.over), "money": show_money(said.money_short or 0)}
    )


def _shown(row: ItemRow, said: Explanation, support: int, more: tuple[str, ...]) -> Shown:
    facet = directory().facet(row.facet_code) if row.facet_code else None
    return Shown(
        id=row.proposal_id,
        number=row.number,
        rank=row.rank,
        title=show_name(row),
        case_no=row.case_no,
        facet=row.facet_code,
        facet_label=show_name(facet),
        votes=row.votes,
        cost=row.cost,
        won=row.verdict is Verdict.SELECTED,
        verdict=_(VERDICT_LABELS[row.verdict]),
        gate=_(GATE_LABELS[row.gate]),
        why=why(said),
        support=support,
        more=more,
    )


def _distance(distance: Distance | None, said: Explanation) -> str:
    """Say what would have made the difference, unless the reason has said it already."""
    if distance is None:
        return ""
    votes = distance.votes if distance.votes != said.votes_short else None
    words = {"votes": show_number(votes), "money": show_money(distance.cheaper or 0)}
    if votes and distance.cheaper:
        return str(_("It lacked %(votes)s votes, or would have had to cost %(money)s less.", **words))
    if votes:
        return str(_("It lacked %(votes)s votes.", **words))
    if distance.cheaper:
        return str(_("It would also have been adopted if it had cost %(money)s less.", **words))
    return ""


def _overlap(overlap: Overlap | None, numbers: Mapping[int, int]) -> str:
    if overlap is None:
        return ""
    number = numbers.get(overlap.winner, 0)
    words = {"percent": overlap.percent, "number": number}
    return str(_("%(percent)s percent of its voters also chose no. %(number)s, which was adopted.", **words))
