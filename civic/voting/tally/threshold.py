"""Count by threshold: every project whose score reaches a share of the eligible people, in order of score."""

from dataclasses import replace
from fractions import Fraction
from math import ceil

from civic.kit.errors import Kind, Reason, Refused
from civic.kit.text import N_
from civic.voting.tally.election import Election
from civic.voting.tally.options import Options
from civic.voting.tally.order import by_score, tied_behind
from civic.voting.tally.outcome import Step, StepKind, step_of

NO_THRESHOLD = Reason(
    "no_threshold",
    N_("Set the threshold as a share of eligible voters or as a number of votes."),
    Kind.INVALID,
)
NO_ROLL = Reason(
    "no_roll", N_("Set the number of eligible voters: the threshold is a share of it."), Kind.INVALID
)


def votes_needed(percent: Fraction, eligible: int) -> int:
    """Return the least score that is at least `percent` of the eligible people."""
    return ceil(percent * eligible / 100)


def needed_score(election: Election, options: Options) -> int:
    """Return the score asked for; refuse when the options or the roll leave it open."""
    if options.threshold_votes is not None:
        return options.threshold_votes
    if options.threshold_percent is None:
        raise Refused(NO_THRESHOLD)
    if election.eligible < 1:
        raise Refused(NO_ROLL)
    return votes_needed(options.threshold_percent, election.eligible)


def count(election: Election, options: Options) -> list[Step]:
    """Select all projects that reach the threshold, or the best `k` of them when a cap is set."""
    needed, ordered = needed_score(election, options), by_score(election, options)
    tied = tied_behind(ordered, election)
    last = min((election.scores[project.id] for project in ordered[: options.k]), default=None)
    steps = []
    for place, project in enumerate(ordered):
        score = election.scores[project.id]
        kind = _kind(score, needed, options.k is not None and place >= options.k)
        step = step_of(election, project, kind)
        bar = last if kind is StepKind.NOT_REACHED else needed
        short = None if bar is None else max(bar - score, 0)
        steps.append(replace(step, needed=bar, votes_short=short, tied_with=tied[project.id]))
    return steps


def _kind(score: int, needed: int, beyond_cap: bool) -> StepKind:
    if score == 0:
        return StepKind.UNSUPPORTED
    if score < needed:
        return StepKind.THRESHOLD_NOT_MET
    return StepKind.NOT_REACHED if beyond_cap else StepKind.SELECTED
