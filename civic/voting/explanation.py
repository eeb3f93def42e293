"""Keep why an item won or lost as the tally said it, and say it in one sentence. Pure."""

import json
from dataclasses import asdict, dataclass
from fractions import Fraction

from civic.kit.text import N_
from civic.programme.rules import RULE_LABELS
from civic.voting.gate import Across
from civic.voting.tally.outcome import Step, StepKind


@dataclass(frozen=True)
class Explanation:
    """Hold one item's step of the count: amounts in NT$, support in percent of what funding needs."""

    kind: str
    votes: int
    score: int
    cost: int
    needed: int = 0
    votes_short: int = 0
    left: int | None = None
    money_short: int | None = None
    support_percent: int | None = None
    tied_with: tuple[int, ...] = ()
    blocked_by: int | None = None
    across: str = Across.NOT_MEASURED.value

    def dump(self) -> str:
        """Write the explanation as JSON with sorted keys."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def over(self) -> int:
        """Count the votes above what was needed."""
        return max(self.votes - self.needed, 0)


def explain(step: Step, across: Across) -> Explanation:
    """Keep what the tally said of one item."""
    return Explanation(
        kind=step.kind.value,
        votes=step.votes,
        score=step.score,
        cost=step.cost,
        needed=step.needed or 0,
        votes_short=step.votes_short or 0,
        left=step.left,
        money_short=step.money_short,
        support_percent=_percent(step.share),
        tied_with=tuple(int(other) for other in step.tied_with),
        blocked_by=int(step.blocked_by) if step.blocked_by is not None else None,
        across=across.value,
    )


def read(text: str) -> Explanation:
    """Read an explanation back from its JSON."""
    held = json.loads(text)
    return Explanation(**{**held, "tied_with": tuple(held["tied_with"])})


def sentence(said: Explanation) -> str:
    """Return the English sentence to be translated; the explanation's fields fill its placeholders."""
    if said.kind == StepKind.SELECTED.value:
        return _REACHED if said.needed else _FUNDED
    return _SENTENCES[StepKind(said.kind)]


def _percent(share: Fraction | None) -> int | None:
    return None if share is None else int(share * 100)


_REACHED = N_("Adopted: it needed %(needed)s votes and got %(votes)s.")
_FUNDED = N_("Adopted: it got %(votes)s votes, and its cost fitted what was left of the pot.")
_SENTENCES = {
    StepKind.SELECTED_REST: N_("Adopted from what was left of the pot; it got %(votes)s votes."),
    StepKind.TOO_EXPENSIVE: N_("Not adopted: it got %(votes)s votes, but the pot had %(money)s too little left."),
    StepKind.BELOW_MINIMUM: N_("Not adopted: it got %(votes)s votes, %(votes_short)s too few."),
    StepKind.THRESHOLD_NOT_MET: N_(
        "Not adopted: it needed %(needed)s votes and got %(votes)s, %(votes_short)s too few."
    ),
    StepKind.NOT_REACHED: N_("Not adopted: all places went to projects with more support; it got %(votes)s votes."),
    StepKind.UNSUPPORTED: N_("Not adopted: nobody voted for it."),
    StepKind.EXCLUDED: N_("Not adopted: a project that excludes it won; it got %(votes)s votes."),
    StepKind.SHARES_TOO_SMALL: N_("Not adopted: its voters' shares of the pot paid %(support_percent)s percent of it."),
}


_RULES = {
    "threshold": N_("Every project that reaches %(threshold)s votes is adopted, the one with most votes first."),
    "top_k": N_("The projects with most votes are adopted, as many as there are places."),
    "greedy": N_("By votes, highest first: a project is adopted if its cost fits what is left of the pot."),
    "greedy_no_skip": N_("By votes, highest first, until a project no longer fits what is left of the pot."),
    "equal_shares": N_(
        "Every voter holds an equal share of the pot; a project is adopted when its voters can pay for it together."
    ),
    "phragmen": N_("Projects are adopted one by one so that their cost is spread evenly over the voters."),
}


def rule_words(rule: str) -> str:
    """Return the English sentence, to be translated, that says a rule string in plain words."""
    return _RULES[rule.split("/")[0]]


def rule_name(rule: str) -> str:
    """Return the English name, to be translated, of a rule string."""
    return RULE_LABELS[rule.split("/")[0]]
