"""Count by rank: the k projects with the highest score; a tie at the border falls to the tie order."""

from dataclasses import replace

from civic.kit.errors import Kind, Reason, Refused
from civic.kit.text import N_
from civic.voting.tally.election import Election
from civic.voting.tally.options import Options
from civic.voting.tally.order import by_score, tied_behind
from civic.voting.tally.outcome import Step, StepKind, step_of

NO_K = Reason("no_k", N_("Set how many projects win."), Kind.INVALID)


def count(election: Election, options: Options) -> list[Step]:
    """Select the `k` best supported projects."""
    if options.k is None:
        raise Refused(NO_K)
    ordered = by_score(election, options)
    tied = tied_behind(ordered, election)
    scores = [election.scores[project.id] for project in ordered]
    needed = min(scores[: options.k], default=None)
    steps = []
    for place, project in enumerate(ordered):
        kind = StepKind.SELECTED if place < options.k else StepKind.NOT_REACHED
        step = step_of(election, project, kind if scores[place] else StepKind.UNSUPPORTED)
        short = None if needed is None else max(needed - scores[place], 0)
        steps.append(replace(step, needed=needed, votes_short=short, tied_with=tied[project.id]))
    return steps
