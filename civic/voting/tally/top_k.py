"""Count by rank: the k projects with the highest score; a tie at the border falls to the tie order."""

from civic.kit.errors import Kind, Reason, Refused
from civic.kit.text import N_
from civic.voting.tally.election import Election, Project
from civic.voting.tally.options import Options
from civic.voting.tally.order import by_score, tied_behind
from civic.voting.tally.outcome import Step, StepKind

NO_K = Reason("no_k", N_("Set how many projects win."), Kind.INVALID)


def count(election: Election, options: Options) -> list[Step]:
    """Select the `k` best supported projects."""
    if options.k is None:
        raise Refused(NO_K)
    ordered = by_score(election, options)
    last = ordered[:options.k][-1:]
    needed = election.scores[last[0].id] if last else None
    tied = tied_behind(ordered, election)
    return [_decide(election, place < options.k, needed, p, tied[p.id]) for place, p in enumerate(ordered)]


def _decide(election: Election, among: bool, needed: int | None, project: Project, tied: tuple[str, ...]) -> Step:
    votes, score = election.votes[project.id], election.scores[project.id]
    short = None if needed is None else max(needed - score, 0)
    kind = StepKind.SELECTED if among else StepKind.NOT_REACHED
    kind = kind if score else StepKind.UNSUPPORTED
    return Step(project.id, kind, project.cost, votes, score, needed=needed, votes_short=short, tied_with=tied)
