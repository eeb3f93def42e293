"""Count by threshold: every project whose score reaches a share of the eligible people, in order of score."""

from fractions import Fraction
from math import ceil

from civic.kit.errors import Kind, Reason, Refused
from civic.kit.text import N_
from civic.voting.tally.election import Election, Project
from civic.voting.tally.options import Options
from civic.voting.tally.order import by_score, tied_behind
from civic.voting.tally.outcome import Step, StepKind

NO_THRESHOLD = Reason("no_threshold", N_("Set the threshold as a share of eligible voters or as a number of votes."), Kind.INVALID)
NO_ROLL = Reason("no_roll", N_("Set the number of eligible voters: the threshold is a share of it."), Kind.INVALID)


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
    return [_decide(election, options, needed, place, p, tied[p.id]) for place, p in enumerate(ordered)]


def _decide(
    election: Election, options: Options, needed: int, place: int, project: Project, tied: tuple[str, ...]
) -> Step:
    score = election.scores[project.id]
    kind = StepKind.SELECTED
    if score == 0:
        kind = StepKind.UNSUPPORTED
    elif score < needed:
        kind = StepKind.THRESHOLD_NOT_MET
    elif options.k is not None and place >= options.k:
        kind = StepKind.NOT_REACHED
    return Step(
        project.id,
        kind,
        project.cost,
        election.votes[project.id],
        score,
        needed=needed,
        votes_short=max(needed - score, 0),
        tied_with=tied,
    )
