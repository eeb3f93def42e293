"""Say in one plain sentence why a project was selected or not."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor

from civic.kit.text import N_
from civic.voting.tally.outcome import Step, StepKind

FREE = N_("Selected: it costs nothing and people voted for it.")
REACHED = N_("Selected: vote count %(score)s, needed %(needed)s.")
REACHED_POINTS = N_("Selected: points %(score)s, needed %(needed)s.")
FUNDED = N_("Selected: it costs NT$%(cost)s and NT$%(left)s were left.")
SHARED = N_("Selected: its supporters paid NT$%(cost)s from their shares, at most NT$%(rho)s each.")
SHARED_POINTS = N_("Selected: its supporters paid NT$%(cost)s from their shares, by the points they gave.")
REST = N_("Selected with the money left over: it costs NT$%(cost)s and NT$%(left)s were left.")
TOO_EXPENSIVE = N_("Not selected: NT$%(left)s were left; it would have to cost NT$%(money_short)s less.")
LACKING = N_("Not selected: vote count %(score)s, needed %(needed)s, lacking %(votes_short)s.")
LACKING_POINTS = N_("Not selected: points %(score)s, needed %(needed)s, lacking %(votes_short)s.")
STOPPED = N_("Not selected: the count ended before it, at a project that did not fit the money left.")
OVERTAKEN = N_("Not selected: its vote count is %(votes_short)s below that of the last one selected.")
OVERTAKEN_POINTS = N_("Not selected: its points are %(votes_short)s below those of the last one selected.")
LOST_TIE = N_("Not selected: it is level with the last one selected, but behind it in the order for ties.")
NO_PLACES = N_("Not selected: there was no place to win.")
UNSUPPORTED = N_("Not selected: nobody voted for it.")
EXCLUDED = N_(
    "Not selected: only one of it and no. %(blocked_by)s can be carried out, and that one was selected."
)
SHORT = N_(
    "Not selected: the shares of its supporters hold %(share)s%% of its cost; NT$%(money_short)s are lacking."
)
TIE = N_("It was level with no. %(others)s and came first in the order for ties: cost, votes, lot.")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Be an English message and what fills its named placeholders."""

    text: str
    params: tuple[tuple[str, str], ...] = ()

    def say(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the reader's language."""
        return translate(self.text) % dict(self.params)


def why(step: Step) -> Sentence:
    """Explain one step."""
    return Sentence(_message(step), _params(step))


def why_first(step: Step) -> Sentence | None:
    """Explain a tie that a selected project won, or None when it won none."""
    if not step.kind.wins or not step.tied_with:
        return None
    return Sentence(TIE, (("others", ", ".join(step.tied_with)),))


def _message(step: Step) -> str:
    points = step.score != step.votes
    match step.kind:
        case StepKind.SELECTED:
            return _selected(step, points)
        case StepKind.SELECTED_REST:
            return REST
        case StepKind.TOO_EXPENSIVE:
            return TOO_EXPENSIVE
        case StepKind.BELOW_MINIMUM | StepKind.THRESHOLD_NOT_MET:
            return LACKING_POINTS if points else LACKING
        case StepKind.NOT_REACHED:
            return _not_reached(step, points)
        case StepKind.UNSUPPORTED:
            return UNSUPPORTED
        case StepKind.EXCLUDED:
            return EXCLUDED
        case StepKind.SHARES_TOO_SMALL:
            return SHORT


def _selected(step: Step, points: bool) -> str:
    if step.left is None:
        return REACHED_POINTS if points else REACHED
    if step.cost == 0:
        return FREE
    if step.rho is None:
        return FUNDED
    return SHARED_POINTS if points else SHARED


def _not_reached(step: Step, points: bool) -> str:
    if step.left is not None:
        return STOPPED
    if step.votes_short is None:
        return NO_PLACES
    if step.votes_short == 0:
        return LOST_TIE
    return OVERTAKEN_POINTS if points else OVERTAKEN


def _params(step: Step) -> tuple[tuple[str, str], ...]:
    """Fill all placeholders a step knows; amounts with thousands separators, NT$ rounded up, shares down."""
    numbers = {
        "score": step.score,
        "cost": step.cost,
        "left": step.left,
        "needed": step.needed,
        "votes_short": step.votes_short,
        "money_short": step.money_short,
        "rho": None if step.rho is None else ceil(step.rho),
        "share": None if step.share is None else floor(step.share * 100),
    }
    params = [(name, f"{number:,}") for name, number in numbers.items() if number is not None]
    return (*params, ("blocked_by", step.blocked_by or ""))
