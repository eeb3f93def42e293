"""Find how near each lost project was: the votes or the money it lacked, by counting again. Pure."""

from civic.voting.insight.report import Distance
from civic.voting.insight.what_if import BY_SCORE, Counted
from civic.voting.tally.counterfactual import least_discount, least_votes
from civic.voting.tally.outcome import Outcome
from civic.voting.tally.rule import parse

SMALL = 3_000
"""Ballots times projects up to which rules that look at each ballot are searched as well."""


def distances(counted: Counted, outcome: Outcome) -> tuple[Distance, ...]:
    """Return for each lost project the votes and the NT$ that would have made the difference.

    Votes are searched only where each gives one point; elsewhere the step tells the points that were lacking.
    """
    if parse(counted.rule).method not in BY_SCORE and counted.effort > SMALL:
        return ()
    return tuple(_distance(counted, step.project) for step in outcome.steps if not step.kind.wins)


def _distance(counted: Counted, project: str) -> Distance:
    rule, election, options = counted.rule, counted.compact, counted.options
    most = max(counted.election.eligible, counted.election.voters)
    votes = least_votes(rule, election, options, project, most) if counted.weight == 1 else None
    return Distance(int(project), votes, least_discount(rule, election, options, project))
