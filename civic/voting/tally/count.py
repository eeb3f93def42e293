"""Count an election under a rule named by its string: the one door to all rules."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from civic.voting.tally import greedy, phragmen, threshold, top_k
from civic.voting.tally.comparison import compare, winners
from civic.voting.tally.completion import Until, add_one, fill, plain
from civic.voting.tally.election import Election
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Outcome, Step, conclude
from civic.voting.tally.rule import Rule, parse

Count = Callable[[Election, Options], list[Step]]
SIMPLE: dict[str, Count] = {
    "threshold": threshold.count,
    "top_k": top_k.count,
    "greedy": greedy.count,
    "greedy_no_skip": greedy.count_no_skip,
    "phragmen": phragmen.count,
}


def run(rule: str, election: Election, options: Options) -> Outcome:
    """Count under a rule; raise Refused when the rule is unknown or an option it needs is missing."""
    parsed = parse(rule)
    if parsed.method in SIMPLE:
        return conclude(str(parsed), SIMPLE[parsed.method](election, options))
    outcome = _equal_shares(parsed, election, options)
    return _compared(outcome, election, options) if parsed.comparison else outcome


def _equal_shares(rule: Rule, election: Election, options: Options) -> Outcome:
    if rule.completion is None or rule.until is None:
        equal = Fraction(election.budget, max(election.voters, 1))
        return replace(conclude(str(rule), plain(election, options, equal)), per_voter=equal)
    steps, share = add_one(election, options, Until(rule.until))
    if rule.completion == "add1u":
        steps = fill(election, options, steps)
    return replace(conclude(str(rule), steps), per_voter=share)


def _compared(outcome: Outcome, election: Election, options: Options) -> Outcome:
    """Put greedy in the place of Equal Shares when more voters are better off with it."""
    rival = greedy.count(election, options)
    preference = compare(election, outcome.winners, winners(rival))
    if preference.greedy > preference.equal_shares:
        outcome = conclude(outcome.rule, rival)
    return replace(outcome, preference=preference)
