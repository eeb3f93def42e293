"""Serve announced results: who won and why, and the files to count again."""

from dataclasses import asdict, dataclass

from flask import Response
from flask_babel import gettext as _

from civic.programme.models import Round
from civic.programme.queries import directory, get_district, get_round
from civic.voting import queries
from civic.voting.explanation import Explanation, read, rule_words, sentence
from civic.voting.folder import RESULT, ChannelTurnout, hide_few
from civic.voting.gate import GATE_VERSION
from civic.voting.publication import publication, zipped
from civic.voting.queries import ItemRow
from civic.voting.rules import CHANNEL_LABELS, GATE_LABELS, VERDICT_LABELS, Channel, Verdict
from civic.voting.views.blueprint import bp
from civic.voting.views.years import round_of
from civic.web.filters import show_money, show_name, show_number
from civic.web.guard import public
from civic.web.pages import attachment, page


@dataclass(frozen=True)
class Shown:
    """Be one item as the result page shows it; cost in NT$."""

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


@dataclass(frozen=True)
class Bar:
    """Be one bar of the chart of votes."""

    label: str
    value: int
    text: str
    facet: str


@bp.get("/results")
@public
def results() -> Response:
    """List the announced results, newest first."""
    return page("voting/results.html", results=queries.list_results(), district=get_district)


@bp.get("/results/<int:round_id>")
@public
def result(round_id: int) -> Response:
    """Show one announced result; before that the page does not exist."""
    found = queries.get_result(round_id)
    round_ = get_round(round_id)
    items = [_shown(row) for row in queries.list_item_results(round_id)]
    return page(
        "voting/result.html",
        result=found,
        round=round_,
        district=get_district(round_.district_code),
        items=items,
        round_of=round_of,
        bars=[Bar(item.title, item.votes, show_number(item.votes), item.facet) for item in items],
        rule=_rule_in_words(round_, found.rule, found.threshold),
        channels=_channels(round_id),
        turnout=_share(found.voters, found.eligible),
        gate_version=GATE_VERSION,
    )


@bp.get("/results/<int:round_id>/ballots.csv")
@public
def ballots(round_id: int) -> Response:
    """Give the open ballots without names, in the order of their content."""
    text = queries.ballot_file(round_id)
    return attachment(text.encode(), f"ballots-{round_id}.csv", "text/csv; charset=utf-8")


@bp.get("/results/<int:round_id>/result.json")
@public
def result_file(round_id: int) -> Response:
    """Give everything needed to count again: rule, numbers, seed, hashes, items, steps."""
    body = next(file.body for file in publication(round_id) if file.name == RESULT)
    return Response(body, content_type="application/json")


@bp.get("/results/<int:round_id>/publication.zip")
@public
def publication_file(round_id: int) -> Response:
    """Give the whole publication folder, to be checked with `civic verify`."""
    return attachment(zipped(round_id), f"publication-{round_id}.zip", "application/zip")


def _shown(row: ItemRow) -> Shown:
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
        why=_why(read(row.explanation)),
    )


def _why(said: Explanation) -> str:
    """Say in one sentence why an item won or lost."""
    numbers = {name: show_number(value) for name, value in asdict(said).items() if isinstance(value, int)}
    return str(
        _(sentence(said)) % {**numbers, "over": show_number(said.over), "money": show_money(said.money_short or 0)}
    )


def _channels(round_id: int) -> list[tuple[str, str]]:
    """Return each channel's label and voters, small numbers hidden as in the published files."""
    counts = [ChannelTurnout(each.channel, each.voters) for each in queries.count_channels(round_id)]
    shown = [(each.channel, each.voters) for each in hide_few(counts)]
    few = _("not shown, too few voters")
    return [(CHANNEL_LABELS[Channel(name)], few if n is None else show_number(n)) for name, n in shown]


def _rule_in_words(round_: Round, rule: str, threshold: int) -> str:
    return str(_(rule_words(rule)) % {"threshold": show_number(threshold), "pot": show_money(round_.pot)})


def _share(part: int, whole: int) -> str:
    """Write a share in percent with two decimals, counted in integers."""
    if whole < 1:
        return "–"
    hundredths = part * 10_000 // whole
    return f"{hundredths // 100}.{hundredths % 100:02d} %"
