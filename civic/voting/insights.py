"""Keep and read what a result means, and answer "what if" from the announced ballots."""

from functools import lru_cache

from sqlalchemy import select

from civic.db.session import session
from civic.kit.errors import Kind, Reason, Refused
from civic.kit.text import N_
from civic.programme.models import Round
from civic.programme.queries import get_round
from civic.programme.rules import BallotKind
from civic.voting.declared import election_of, options_of
from civic.voting.insight import report as reports
from civic.voting.insight.report import Report
from civic.voting.insight.survey import survey
from civic.voting.insight.what_if import Counted
from civic.voting.models import RoundReport
from civic.voting.results import get_result, last_ballots
from civic.voting.rules import POINTS_TO_GIVE
from civic.voting.tally.counterfactual import WhatIf
from civic.voting.tally.outcome import Outcome

KEPT_ELECTIONS, KEPT_ANSWERS = 4, 256
TOO_MUCH = Reason(
    "what_if_too_much",
    N_("This vote has too many ballots to be counted again while you wait. Take the files and use “civic tally”."),
    Kind.NOT_NOW,
)


def keep_report(round_: Round, ballots: list[str], outcome: Outcome, seed: str) -> None:
    """Keep the report of a count beside its result."""
    report = survey(_counted(round_, ballots, seed), outcome)
    session().add(RoundReport(round_id=round_.id, content=report.dump()))
    session().flush()


def report_of(round_id: int) -> Report:
    """Return the report of an announced round, reckoned from its ballots if the count kept none; else Missing."""
    found = get_result(round_id)
    content = session().scalar(select(RoundReport.content).where(RoundReport.round_id == round_id))
    return reports.read(content) if content else _reckoned(round_id, found.seed)


def can_ask(round_id: int) -> bool:
    """Tell whether an announced round is quickly counted again; Missing before publication."""
    return _announced(round_id, get_result(round_id).seed).answerable


def what_if(round_id: int, project: int, votes: int, cheaper: int) -> WhatIf:
    """Return what more votes or a lower cost (NT$) would do; Missing before publication, Refused if too much."""
    found = get_result(round_id)
    if not _announced(round_id, found.seed).answerable:
        raise Refused(TOO_MUCH)
    return _answered(round_id, found.seed, (project, votes, cheaper))


@lru_cache(maxsize=KEPT_ELECTIONS)
def _announced(round_id: int, seed: str) -> Counted:
    """Lay out an announced election; the random seed tells one announced result from every other."""
    round_ = get_round(round_id)
    return _counted(round_, last_ballots(round_id), seed)


@lru_cache(maxsize=KEPT_ELECTIONS)
def _reckoned(round_id: int, seed: str) -> Report:
    counted = _announced(round_id, seed)
    return survey(counted, counted.outcome)


@lru_cache(maxsize=KEPT_ANSWERS)
def _answered(round_id: int, seed: str, asked: tuple[int, int, int]) -> WhatIf:
    project, votes, cheaper = asked
    return _announced(round_id, seed).ask(str(project), votes, cheaper)


def _counted(round_: Round, ballots: list[str], seed: str) -> Counted:
    weights = {BallotKind.RANKING: round_.max_choices, BallotKind.POINTS: POINTS_TO_GIVE}
    weight = weights.get(round_.ballot_kind, 1)
    return Counted(round_.rule, election_of(round_, ballots), options_of(round_, seed), weight)
