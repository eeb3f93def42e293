"""Check step by step whether a vote is ready to be opened, and say what is missing. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civic.kit.clock import local
from civic.kit.errors import Refused
from civic.kit.text import N_
from civic.programme.rules import RULES_WITH_POT, BallotKind, PhaseSpan, RoundPlan, votes_needed
from civic.voting.tally.rule import parse


class Step(StrEnum):
    """Name the steps of the set-up in their order."""

    DATES = "dates"
    ELIGIBILITY = "eligibility"
    ELIGIBLE = "eligible"
    KIND = "kind"
    CHOICES = "choices"
    THRESHOLD = "threshold"
    RULE = "rule"
    POT = "pot"
    READING = "reading"
    REVOTE = "revote"
    CHANNELS = "channels"
    ROLL = "roll"
    ITEMS = "items"
    REVIEWS = "reviews"
    REHEARSAL = "rehearsal"
    SEED = "seed"
    SIGNATURES = "signatures"


class State(StrEnum):
    """Say whether a step is done, missing, or comes by itself later."""

    DONE = "done"
    MISSING = "missing"
    LATER = "later"


STEP_LABELS = {
    Step.DATES: N_("Dates of the vote"),
    Step.ELIGIBILITY: N_("Who may vote"),
    Step.ELIGIBLE: N_("Number of eligible voters"),
    Step.KIND: N_("Way of voting"),
    Step.CHOICES: N_("Least and greatest number of choices"),
    Step.THRESHOLD: N_("Votes needed"),
    Step.RULE: N_("Counting rule"),
    Step.POT: N_("Pot"),
    Step.READING: N_("Reading before the vote"),
    Step.REVOTE: N_("Changing a ballot"),
    Step.CHANNELS: N_("Channels"),
    Step.ROLL: N_("Roll of voters"),
    Step.ITEMS: N_("Projects on the ballot"),
    Step.REVIEWS: N_("Completed reviews"),
    Step.REHEARSAL: N_("Rehearsal"),
    Step.SEED: N_("Seed of the lots"),
    Step.SIGNATURES: N_("Signatures of two officials"),
}


@dataclass(frozen=True)
class Facts:
    """Be what is known of a round before its vote: rules, dates, roll, ballot, rehearsal, signatures."""

    plan: RoundPlan
    span: PhaseSpan | None
    now: datetime
    roll: int
    items: int
    unreviewed: int
    waiting: int
    rehearsed: bool
    signed: bool
    opened: bool


@dataclass(frozen=True)
class Check:
    """Be one step with its state and, unless it is done, an English sentence to be translated."""

    step: Step
    state: State
    text: str = ""


def checklist(facts: Facts) -> tuple[Check, ...]:
    """Return every step in order."""
    return tuple(_check(step, facts) for step in Step)


def count_missing(checks: tuple[Check, ...]) -> int:
    """Count the steps that somebody still has to take."""
    return sum(check.state is State.MISSING for check in checks)


def _check(step: Step, facts: Facts) -> Check:
    if not facts.opened and step in _LATER:
        return Check(step, State.LATER, _LATER[step])
    settled = facts.opened and step is not Step.REHEARSAL
    text = "" if settled or step not in _MISSING else _MISSING[step](facts)
    return Check(step, State.MISSING if text else State.DONE, text)


def _dates(facts: Facts) -> str:
    if facts.span is None:
        return N_("Set the first and the last day of the vote.")
    return N_("The voting period has already ended. Set new dates.") if facts.now >= facts.span.closes_at else ""


def _eligibility(facts: Facts) -> str:
    if not facts.plan.relations:
        return N_("Allow at least one relation to the district.")
    late = facts.span is not None and facts.plan.eligibility_date > local(facts.span.closes_at).date()
    return N_("The cut-off day lies after the vote. Choose an earlier one.") if late else ""


def _eligible(facts: Facts) -> str:
    if facts.plan.eligible < 1:
        return N_("Give the number of eligible voters; the threshold is a share of it.")
    return "" if facts.plan.eligible_source else N_("Say where the number of eligible voters comes from.")


def _choices(facts: Facts) -> str:
    short = 0 < facts.items < facts.plan.min_choices
    return N_("The ballot holds fewer projects than a voter must choose.") if short else ""


def _threshold(facts: Facts) -> str:
    needed = votes_needed(facts.plan.threshold_kind, facts.plan.threshold_value, facts.plan.eligible)
    return N_("More votes are needed than people may vote.") if needed > facts.plan.eligible else ""


def _rule(facts: Facts) -> str:
    try:
        parse(facts.plan.rule)
    except Refused:
        return N_("Choose one of the counting rules.")
    return ""


def _pot(facts: Facts) -> str:
    shares = facts.plan.rule.split("/")[0] in RULES_WITH_POT or facts.plan.ballot_kind is BallotKind.KNAPSACK
    return N_("This way of voting shares out a budget: give the pot in NT$.") if shares and not facts.plan.pot else ""


def _roll(facts: Facts) -> str:
    return "" if facts.roll else N_("Nobody is on the roll yet. Import it, or issue voter codes at the desk.")


def _items(facts: Facts) -> str:
    if not facts.items:
        return N_("Place the proposals on the ballot.")
    return N_("Some proposals became ready meanwhile. Place them on the ballot too.") if facts.waiting else ""


def _reviews(facts: Facts) -> str:
    if not facts.items:
        return N_("Nothing reaches the ballot without a completed review.")
    return N_("A project on the ballot has no completed review.") if facts.unreviewed else ""


def _rehearsal(facts: Facts) -> str:
    return "" if facts.rehearsed else N_("Rehearse the vote once with exactly these rules and dates.")


_MISSING: dict[Step, Callable[[Facts], str]] = {
    Step.DATES: _dates,
    Step.ELIGIBILITY: _eligibility,
    Step.ELIGIBLE: _eligible,
    Step.CHOICES: _choices,
    Step.THRESHOLD: _threshold,
    Step.RULE: _rule,
    Step.POT: _pot,
    Step.ROLL: _roll,
    Step.ITEMS: _items,
    Step.REVIEWS: _reviews,
    Step.REHEARSAL: _rehearsal,
}
_LATER = {
    Step.SEED: N_("It is drawn when the second official opens; its hash is published then, the seed at the end."),
    Step.SIGNATURES: N_("One official signs, another one opens; a change in between makes the signature void."),
}
