"""Survey a counted election: the whole report of one result. Pure."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from math import floor

from civic.kit.errors import Refused
from civic.voting.insight.distance import distances
from civic.voting.insight.money import payments
from civic.voting.insight.report import Overlap, Report, RuleOutcome, Support
from civic.voting.insight.what_if import BY_SCORE, Counted
from civic.voting.tally.count import run
from civic.voting.tally.election import Election
from civic.voting.tally.outcome import Outcome, Step
from civic.voting.tally.rule import DEFAULT_EQUAL_SHARES, parse
from civic.voting.tally.voices import voices

RIVALS = ("threshold", "top_k", "greedy", "greedy_no_skip", DEFAULT_EQUAL_SHARES, "phragmen")
MOST_WORK = {"equal_shares": 6_000_000, "phragmen": 100_000}
"""Ballots times projects up to which a rule is counted for comparison."""


def survey(counted: Counted, outcome: Outcome) -> Report:
    """Return the report of a count."""
    spent, pot = outcome.spent, counted.election.budget
    election = replace(counted.election, budget=pot or spent)
    others = [_rival(rule, counted, election, len(outcome.winners)) for rule in RIVALS if rule != outcome.rule]
    declared = _told(outcome, election)
    return Report(
        pot=pot or spent,
        assumed=not pot,
        support=tuple(Support(int(step.project), effective(step)) for step in outcome.steps),
        rules=(declared, *(each for each in others if each is not None)),
        funded=_funded(election, outcome),
        distances=distances(counted, outcome),
        payments=payments(election, counted.options, outcome),
        overlaps=_overlaps(election, outcome),
    )


def effective(step: Step) -> int:
    """Return effective support in whole percent, rounded down: 100 or more exactly when the project is funded.

    Votes of the votes needed, where votes decide; money in hand of the cost, where money decides.
    """
    if step.kind.wins:
        share = Fraction(step.score, step.needed) if step.needed and step.left is None else Fraction(1)
        return max(floor(share * 100), 100)
    return min(floor(_share(step) * 100), 99)


def _share(step: Step) -> Fraction:
    if step.share is not None:
        return step.share
    if step.votes_short and step.needed:
        return Fraction(step.score, step.needed)
    if step.left is not None and step.cost and step.score:
        return Fraction(step.left, step.cost)
    return Fraction(step.score, step.needed) if step.needed else Fraction(0)


def _rival(rule: str, counted: Counted, election: Election, winners: int) -> RuleOutcome | None:
    """Count by another rule with the same pot; None when that takes too long or the rule lacks an option."""
    method = parse(rule).method
    work = len(election.ballots) * len(election.projects)
    if method not in BY_SCORE and work > MOST_WORK[method]:
        return None
    options = replace(counted.options, k=max(winners, 1)) if method == "top_k" else counted.options
    try:
        return _told(run(rule, election, options), election)
    except Refused:
        return None


def _told(outcome: Outcome, election: Election) -> RuleOutcome:
    unheard = voices(election, outcome.winners).unheard
    return RuleOutcome(outcome.rule, tuple(int(name) for name in outcome.winners), outcome.spent, unheard)


def _funded(election: Election, outcome: Outcome) -> tuple[int, ...]:
    """Count the voters who chose something by how many of their projects were adopted."""
    counted = voices(election, outcome.winners)
    return (counted.unheard, *counted.by_winners[1:])


def _overlaps(election: Election, outcome: Outcome) -> tuple[Overlap, ...]:
    """Return for each lost project the adopted one that most of its voters also chose."""
    lost = {step.project for step in outcome.steps if not step.kind.wins and step.votes}
    won, both = set(outcome.winners), {name: Counter[str]() for name in lost}
    for ballot in election.ballots:
        chosen = [project for project, _ in ballot.choices]
        also = [project for project in chosen if project in won]
        for project in chosen:
            if project in lost:
                for winner in also:
                    both[project][winner] += ballot.count
    places = {name: place for place, name in enumerate(outcome.winners)}
    found = []
    for step in outcome.steps:
        if step.project in lost and both[step.project]:
            winner, voters = min(both[step.project].items(), key=lambda pair: (-pair[1], places[pair[0]]))
            found.append(Overlap(int(step.project), int(winner), voters * 100 // step.votes))
    return tuple(found)
