"""Count greedily: by score, fund what fits the money left; skip, or stop at, the first that does not fit."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from enum import Enum

from civic.voting.tally.election import Election, Project
from civic.voting.tally.options import Options
from civic.voting.tally.order import by_score, tied_behind
from civic.voting.tally.outcome import Step, StepKind, step_of


class WhenShort(Enum):
    """Say what follows a project that does not fit the money left."""

    SKIP = "skip"
    STOP = "stop"


def count(election: Election, options: Options) -> list[Step]:
    """Fund by score whatever still fits, skipping what does not."""
    return fund(election, options, WhenShort.SKIP, by_score(election, options), ())


def count_no_skip(election: Election, options: Options) -> list[Step]:
    """Fund by score until the first project that does not fit."""
    return fund(election, options, WhenShort.STOP, by_score(election, options), ())


def fund(
    election: Election,
    options: Options,
    when: WhenShort,
    ordered: Sequence[Project],
    funded: Collection[Project],
) -> list[Step]:
    """Go through the projects in order with the money that those already funded leave."""
    left = election.budget - sum(project.cost for project in funded)
    winners = {project.id for project in funded}
    tied = tied_behind(ordered, election)
    steps: list[Step] = []
    stopped = False
    for project in ordered:
        rival = _rival(project.id, winners, options)
        kind = StepKind.NOT_REACHED if stopped else _kind(election, options, project, left, rival)
        stopped = stopped or (kind is StepKind.TOO_EXPENSIVE and when is WhenShort.STOP)
        step = replace(step_of(election, project, kind), left=left, needed=options.min_score)
        votes_short = max(options.min_score - step.score, 0)
        money_short = max(project.cost - left, 0)
        step = replace(step, votes_short=votes_short, money_short=money_short)
        steps.append(replace(step, tied_with=tied[project.id], blocked_by=rival))
        if kind.wins:
            left -= project.cost
            winners.add(project.id)
    return steps


def _rival(project: str, winners: Collection[str], options: Options) -> str | None:
    """Find a winner that excludes the project."""
    rivals = {other for group in options.exclusive if project in group for other in group if other in winners}
    return min(rivals, default=None)


def _kind(election: Election, options: Options, project: Project, left: int, rival: str | None) -> StepKind:
    score = election.scores[project.id]
    if score == 0:
        return StepKind.UNSUPPORTED
    if score < options.min_score:
        return StepKind.BELOW_MINIMUM
    if rival is not None:
        return StepKind.EXCLUDED
    return StepKind.SELECTED if project.cost <= left else StepKind.TOO_EXPENSIVE
