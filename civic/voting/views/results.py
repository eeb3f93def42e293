"""Serve announced results: who won and why, what it means, and the files to count again."""

from flask import Response
from flask_babel import gettext as _

import civic.voting.views.meaning as meaning
from civic.kit.errors import Missing
from civic.programme.models import Round
from civic.programme.queries import directory, get_district, get_round
from civic.voting import insights, queries
from civic.voting.explanation import rule_words
from civic.voting.folder import ELECTION, RESULT, VILLAGES, ChannelTurnout, hide_few
from civic.voting.gate import GATE_VERSION
from civic.voting.publication import publication, zipped
from civic.voting.rules import CHANNEL_LABELS, Channel
from civic.voting.views.blueprint import bp
from civic.voting.views.shown import shown_items
from civic.voting.views.years import round_of
from civic.voting.villages import count_villages
from civic.web.filters import show_money, show_name, show_number
from civic.web.guard import public
from civic.web.pages import attachment, page


@bp.get("/results")
@public
def results() -> Response:
    """List the announced results, newest first."""
    return page("voting/results.html", results=queries.list_results(), district=get_district)


@bp.get("/results/<int:round_id>")
@public
def result(round_id: int) -> Response:
    """Show one announced result; before that the page does not exist."""
    found, report = queries.get_result(round_id), insights.report_of(round_id)
    round_ = get_round(round_id)
    items, counts = shown_items(queries.list_item_results(round_id), report), count_villages(round_id)
    return page(
        "voting/result.html",
        result=found,
        round=round_,
        district=get_district(round_.district_code),
        items=items,
        round_of=round_of,
        support=meaning.support_bars(items),
        bars=meaning.vote_bars(items),
        flow=meaning.money_of(report, items),
        shared_exactly=found.rule.startswith("equal_shares"),
        report=report,
        rule_columns=meaning.rule_columns(),
        rule_rows=meaning.rule_rows(report, items) if report.pot else [],
        fairness=meaning.fairness_bars(report),
        satisfied=meaning.satisfied(report),
        rule=_rule_in_words(round_, found.rule, found.threshold),
        channels=_channels(round_id),
        turnout=meaning.share(found.voters, found.eligible),
        villages=meaning.village_bars(counts, _village),
        strongest=meaning.strongest_village(counts, _village),
        gate_version=GATE_VERSION,
    )


@bp.get("/results/<int:round_id>/ballots.csv")
@public
def ballots(round_id: int) -> Response:
    """Give the open ballots without names, in the order of their content."""
    text = queries.ballot_file(round_id)
    return attachment(text.encode(), f"ballots-{round_id}.csv", "text/csv; charset=utf-8")


@bp.get("/results/<int:round_id>/villages.csv")
@public
def villages(round_id: int) -> Response:
    """Give turnout by village, small numbers hidden; Missing where the roll names no village."""
    return attachment(_file(round_id, VILLAGES), f"villages-{round_id}.csv", "text/csv; charset=utf-8")


@bp.get("/results/<int:round_id>/result.json")
@public
def result_file(round_id: int) -> Response:
    """Give everything needed to count again: rule, numbers, seed, hashes, items, steps."""
    return Response(_file(round_id, RESULT), content_type="application/json")


@bp.get("/results/<int:round_id>/election.pb")
@public
def election_file(round_id: int) -> Response:
    """Give the election for Pabulib's tools; Missing where Pabulib has no name for the rule."""
    return attachment(_file(round_id, ELECTION), f"election-{round_id}.pb", "text/plain; charset=utf-8")


@bp.get("/results/<int:round_id>/publication.zip")
@public
def publication_file(round_id: int) -> Response:
    """Give the whole publication folder, to be checked with `civic verify`."""
    return attachment(zipped(round_id), f"publication-{round_id}.zip", "application/zip")


@bp.get("/results/<int:round_id>/data")
@public
def open_data(round_id: int) -> Response:
    """List the files of an announced round with their fields in words and their licence."""
    found, round_ = queries.get_result(round_id), get_round(round_id)
    return page(
        "voting/open_data.html",
        result=found,
        round=round_,
        district=get_district(round_.district_code),
        round_of=round_of,
        names=frozenset(file.name for file in publication(round_id)),
    )


@bp.get("/results/<int:round_id>/recount")
@public
def recount(round_id: int) -> Response:
    """Show the page on which the reader's own browser counts again; without a script it says how else."""
    found, round_ = queries.get_result(round_id), get_round(round_id)
    return page(
        "voting/recount.html",
        result=found,
        round=round_,
        district=get_district(round_.district_code),
        round_of=round_of,
        items=queries.list_item_results(round_id),
        rule=_rule_in_words(round_, found.rule, found.threshold),
    )


def _file(round_id: int, name: str) -> bytes:
    for file in publication(round_id):
        if file.name == name:
            return file.body
    raise Missing


def _channels(round_id: int) -> list[tuple[str, str]]:
    """Return each channel's label and voters, small numbers hidden as in the published files."""
    counts = [ChannelTurnout(each.channel, each.voters) for each in queries.count_channels(round_id)]
    shown = [(each.channel, each.voters) for each in hide_few(counts)]
    few = _("not shown, too few voters")
    return [(CHANNEL_LABELS[Channel(name)], few if n is None else show_number(n)) for name, n in shown]


def _village(code: str) -> str:
    return str(show_name(directory().village(code)))


def _rule_in_words(round_: Round, rule: str, threshold: int) -> str:
    return str(_(rule_words(rule)) % {"threshold": show_number(threshold), "pot": show_money(round_.pot)})
