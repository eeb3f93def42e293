"""Hold what a rule answers: who won, what is spent, and one step for each project that says why."""

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from civic.voting.tally.election import Election, Project


class StepKind(Enum):
    """Name why a project was selected or not."""

    SELECTED = "selected"
    SELECTED_REST = "selected_rest"
    TOO_EXPENSIVE = "too_expensive"
    BELOW_MINIMUM = "below_minimum"
    THRESHOLD_NOT_MET = "threshold_not_met"
    NOT_REACHED = "not_reached"
    UNSUPPORTED = "unsupported"
    EXCLUDED = "excluded"
    SHARES_TOO_SMALL = "shares_too_small"

    @property
    def wins(self) -> bool:
        """Say whether a project with this step is among the winners."""
        return self in {StepKind.SELECTED, StepKind.SELECTED_REST}


@dataclass(frozen=True, slots=True)
class Step:
    """Explain one project, in the order of decision; amounts in currency units.

    `left` is the money left just before the decision. `needed` is the score asked for, `votes_short` what is
    lacking of it, `money_short` what is lacking to pay. `tied_with` names projects of equal standing that the
    published tie order put behind this one; `blocked_by` the winner excluding it.

    To Equal Shares belong, of a winner, `support` (effective votes: cost ÷ rho) and `rho` (the most paid for one
    point); of a loser, `share` (what its supporters hold in the end ÷ cost), `effective` (what they could pay when
    they came nearest ÷ cost: its effective support, 1 would be funded), and `votes_short`: so many more people with
    a full share who chose only it would have paid for it.
    """

    project: str
    kind: StepKind
    cost: int
    votes: int
    score: int
    left: int | None = None
    needed: int | None = None
    votes_short: int | None = None
    money_short: int | None = None
    support: Fraction | None = None
    rho: Fraction | None = None
    share: Fraction | None = None
    effective: Fraction | None = None
    tied_with: tuple[str, ...] = field(default=())
    blocked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """Count voters with strictly more chosen winners under one outcome than under the other."""

    equal_shares: int
    greedy: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Be a result: canonical rule string, winners in order of selection, money spent, a step a project.

    `per_voter` is the final share of Equal Shares, None when all supported projects fit or greedy was preferred;
    `preference` the count of its comparison with greedy.
    """

    rule: str
    winners: tuple[str, ...]
    spent: int
    steps: tuple[Step, ...]
    per_voter: Fraction | None = None
    preference: Preference | None = None


def step_of(election: Election, project: Project, kind: StepKind) -> Step:
    """Begin the step of a project: its kind, cost, votes and score."""
    return Step(project.id, kind, project.cost, election.votes[project.id], election.scores[project.id])


def conclude(rule: str, steps: list[Step]) -> Outcome:
    """Make an outcome of steps in order of decision."""
    won = [step for step in steps if step.kind.wins]
    return Outcome(rule, tuple(step.project for step in won), sum(step.cost for step in won), tuple(steps))
