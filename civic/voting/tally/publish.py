"""Publish an outcome as JSON: plain data in a fixed order, fractions as "p/q"."""

from fractions import Fraction
from typing import NotRequired, TypedDict

import orjson

from civic.voting.tally.outcome import Outcome, Step


class StepJSON(TypedDict):
    """Shape one step; what does not apply to it is left out."""

    project: str
    kind: str
    cost: int
    votes: int
    score: int
    left: NotRequired[int]
    needed: NotRequired[int]
    votes_short: NotRequired[int]
    money_short: NotRequired[int]
    support: NotRequired[str]
    rho: NotRequired[str]
    share: NotRequired[str]
    effective: NotRequired[str]
    tied_with: NotRequired[list[str]]
    blocked_by: NotRequired[str]


class PreferenceJSON(TypedDict):
    """Shape the comparison of Equal Shares with greedy, in voters."""

    equal_shares: int
    greedy: int


class OutcomeJSON(TypedDict):
    """Shape an outcome: winners are ids in order of selection."""

    rule: str
    winners: list[str]
    spent: int
    per_voter: NotRequired[str]
    preference: NotRequired[PreferenceJSON]
    steps: list[StepJSON]


def as_json(outcome: Outcome) -> OutcomeJSON:
    """Shape an outcome for publication."""
    steps = [_step(step) for step in outcome.steps]
    shaped = OutcomeJSON(rule=outcome.rule, winners=list(outcome.winners), spent=outcome.spent, steps=steps)
    if outcome.per_voter is not None:
        shaped["per_voter"] = ratio(outcome.per_voter)
    if outcome.preference is not None:
        preference = outcome.preference
        shaped["preference"] = PreferenceJSON(equal_shares=preference.equal_shares, greedy=preference.greedy)
    return shaped


def dump(outcome: Outcome) -> bytes:
    """Write an outcome as UTF-8 JSON with sorted keys: the same outcome gives the same bytes."""
    return orjson.dumps(as_json(outcome), option=orjson.OPT_SORT_KEYS)


def ratio(number: Fraction) -> str:
    """Write a fraction as "p/q", a whole number too."""
    return f"{number.numerator}/{number.denominator}"


def _step(step: Step) -> StepJSON:
    shaped = StepJSON(
        project=step.project, kind=step.kind.value, cost=step.cost, votes=step.votes, score=step.score
    )
    if step.left is not None:
        shaped["left"] = step.left
    if step.needed is not None:
        shaped["needed"] = step.needed
    if step.votes_short is not None:
        shaped["votes_short"] = step.votes_short
    if step.money_short is not None:
        shaped["money_short"] = step.money_short
    return _rest(shaped, step)


def _rest(shaped: StepJSON, step: Step) -> StepJSON:
    if step.support is not None:
        shaped["support"] = ratio(step.support)
    if step.rho is not None:
        shaped["rho"] = ratio(step.rho)
    if step.share is not None:
        shaped["share"] = ratio(step.share)
    if step.effective is not None:
        shaped["effective"] = ratio(step.effective)
    if step.tied_with:
        shaped["tied_with"] = list(step.tied_with)
    if step.blocked_by is not None:
        shaped["blocked_by"] = step.blocked_by
    return shaped
