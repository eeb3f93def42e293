"""Say when a round's doors are open and what its rules must satisfy. Pure."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from civic.kit.clock import local
from civic.kit.errors import Kind, Reason
from civic.kit.text import N_


class PhaseKind(StrEnum):
    """Name the phases of a round in their order."""

    COLLECT = "collect"
    ASSEMBLY = "assembly"
    REVIEW = "review"
    EXHIBIT = "exhibit"
    VOTE = "vote"
    RESULTS = "results"
    FOLLOW_UP = "follow_up"


class BallotKind(StrEnum):
    """Name the ways a voter can answer."""

    APPROVAL = "approval"
    KNAPSACK = "knapsack"
    RANKING = "ranking"
    POINTS = "points"


class ThresholdKind(StrEnum):
    """Say how a threshold is stated: parts per ten thousand of the eligible voters, or votes."""

    SHARE = "share"
    VOTES = "votes"


class Revote(StrEnum):
    """Say whether a voter may change a ballot until the close."""

    UNTIL_CLOSE = "until_close"
    FINAL = "final"


class Reading(StrEnum):
    """Say whether a voter is asked to read the items (閱覽集章) before casting."""

    OFF = "off"
    RECOMMENDED = "recommended"
    REQUIRED = "required"


class Relation(StrEnum):
    """Name how a person belongs to a district: 設籍, 實際居住, 就學, 就業."""

    REGISTERED = "registered"
    RESIDING = "resident"
    STUDYING = "studying"
    WORKING = "working"


ALL_RELATIONS = tuple(Relation)
RELATION_LABELS = {
    Relation.REGISTERED: N_("Household registered here"),
    Relation.RESIDING: N_("Living here"),
    Relation.STUDYING: N_("Studying here"),
    Relation.WORKING: N_("Working here"),
}
BALLOT_LABELS = {
    BallotKind.APPROVAL: N_("Choose items"),
    BallotKind.KNAPSACK: N_("Choose items within the budget"),
    BallotKind.RANKING: N_("Rank items"),
    BallotKind.POINTS: N_("Give points"),
}
REVOTE_LABELS = {
    Revote.UNTIL_CLOSE: N_("A ballot may be changed until the vote closes"),
    Revote.FINAL: N_("A ballot is final"),
}
READING_LABELS = {
    Reading.OFF: N_("Reading is up to the voter"),
    Reading.RECOMMENDED: N_("Reading every item is recommended"),
    Reading.REQUIRED: N_("Every item must be opened before casting"),
}
THRESHOLD_LABELS = {
    ThresholdKind.SHARE: N_("Share of the eligible voters"),
    ThresholdKind.VOTES: N_("Number of votes"),
}
PHASE_HELP = {
    PhaseKind.COLLECT: N_("Propose something for your neighbourhood, or second a neighbour's proposal."),
    PhaseKind.ASSEMBLY: N_("Come to the residents' assembly and talk the proposals over."),
    PhaseKind.REVIEW: N_("Agencies examine each proposal in public. Read what they say."),
    PhaseKind.EXHIBIT: N_("Read the proposals that will be on the ballot."),
    PhaseKind.VOTE: N_("Cast your ballot if you are on the roll of this district."),
    PhaseKind.RESULTS: N_("See the results and why each proposal won or lost."),
    PhaseKind.FOLLOW_UP: N_("Follow what the agencies do with each need."),
}
RULES = ("threshold", "top_k", "greedy", "greedy_no_skip", "equal_shares", "phragmen")
"""The counting rules by the first word of a rule string; `equal_shares/add1` names the rest after it."""
RULES_WITH_POT = frozenset(RULES) - {"threshold", "top_k"}
RULE_LABELS = {
    "threshold": N_("Threshold"),
    "top_k": N_("Most votes"),
    "greedy": N_("Greedy: highest votes first, what does not fit is skipped"),
    "greedy_no_skip": N_("Greedy without skipping: ends at the first that does not fit"),
    "equal_shares": N_("Method of Equal Shares"),
    "phragmen": N_("Phragmén's sequential rule"),
}
RULE_CHOICES = {
    **{rule: label for rule, label in RULE_LABELS.items() if rule != "equal_shares"},
    "equal_shares/add1/integral/overshoot": RULE_LABELS["equal_shares"],
    "equal_shares/add1u/integral/overshoot": N_("Method of Equal Shares, what is left by highest votes"),
}
"""The rule strings an official chooses from; a scenario may name any other that the tally knows."""
REMOVED = "removed_by_council"

PHASE_LABELS = {
    PhaseKind.COLLECT: N_("Collect proposals"),
    PhaseKind.ASSEMBLY: N_("Residents' assembly"),
    PhaseKind.REVIEW: N_("Deliberation and review"),
    PhaseKind.EXHIBIT: N_("Public exhibition"),
    PhaseKind.VOTE: N_("Vote"),
    PhaseKind.RESULTS: N_("Results"),
    PhaseKind.FOLLOW_UP: N_("Follow-up"),
}

CLOSED_COLLECT = Reason(
    "collect_closed",
    N_(
        "This district is not collecting proposals now. "
        "Your draft is kept; you can submit it when the next round opens."
    ),
    Kind.NOT_NOW,
)
CLOSED_REVIEW = Reason("review_closed", N_("The review phase of this round is not open now."), Kind.NOT_NOW)
ROUND_FROZEN = Reason(
    "round_frozen",
    N_("The rules of this round are fixed since its vote opened; they can no longer change."),
    Kind.CONFLICT,
)


BAD_YEAR = Reason("round_year", N_("Give the year of the round between 2015 and 2100."), Kind.INVALID)
BAD_ELIGIBLE = Reason(
    "round_eligible", N_("Give the number of eligible voters; the threshold is a share of it."), Kind.INVALID
)
BAD_AGE = Reason("round_age", N_("Give a minimum age between 0 and 120."), Kind.INVALID)
BAD_RELATIONS = Reason(
    "round_relations",
    N_("Allow at least one relation to the district, for example household registration."),
    Kind.INVALID,
)
BAD_CHOICES = Reason(
    "round_choices",
    N_("The least number of choices may not exceed the most; the most is at least 1."),
    Kind.INVALID,
)
BAD_THRESHOLD = Reason(
    "round_threshold", N_("Give a threshold above zero; a share is at most 100 percent."), Kind.INVALID
)
BAD_RULE = Reason("round_rule", N_("Choose one of the counting rules."), Kind.INVALID)
NEEDS_POT = Reason("round_pot", N_("This way of voting shares out a budget: give the budget in NT$."), Kind.INVALID)
NEEDS_CAP = Reason("round_cap", N_("This counting rule needs the number of winners."), Kind.INVALID)
BAD_PHASE = Reason("phase_span", N_("Each phase must close after it opens."), Kind.INVALID)
PHASE_TWICE = Reason("phase_twice", N_("Give each phase once."), Kind.INVALID)
PHASES_OUT_OF_ORDER = Reason(
    "phase_order",
    N_("Phases must open in their order, and results open only after the vote has closed."),
    Kind.INVALID,
)
NO_VOTE_PHASE = Reason("no_vote_phase", N_("Give the dates of the vote first."), Kind.CONFLICT)
ONLY_LATER = Reason("only_later", N_("A phase can only be extended to a later time."), Kind.INVALID)
ALREADY_CLOSED = Reason("phase_closed", N_("This phase has closed; a closed door does not open again."), Kind.CONFLICT)
ROUND_EXISTS = Reason(
    "round_exists", N_("This district already has a round in that year. Open it instead."), Kind.CONFLICT
)
NOT_PARTICIPATING = Reason(
    "district_not_participating", N_("This district does not take part in the programme."), Kind.INVALID
)


@dataclass(frozen=True)
class RoundPlan:
    """Be every rule of one round: common year, NT$, threshold in parts per ten thousand or votes."""

    district_code: str
    year: int
    eligible: int
    eligibility_date: date
    eligible_source: str = ""
    minimum_age: int = 16
    relations: tuple[Relation, ...] = ALL_RELATIONS
    ballot_kind: BallotKind = BallotKind.APPROVAL
    min_choices: int = 1
    max_choices: int = 4
    threshold_kind: ThresholdKind = ThresholdKind.SHARE
    threshold_value: int = 100
    rule: str = "threshold"
    pot: int = 0
    winners_cap: int | None = None
    reading: Reading = Reading.OFF
    revote: Revote = Revote.UNTIL_CLOSE
    paper_allowed: bool = True
    kiosk_allowed: bool = True


class Pace(StrEnum):
    """Say whether a phase is over, the one the year is in, or still to come."""

    DONE = "done"
    NOW = "now"
    TODO = "todo"


@dataclass(frozen=True)
class PhaseSpan:
    """Be one phase: it holds at `opens_at` and no longer at `closes_at` (UTC)."""

    kind: PhaseKind
    opens_at: datetime
    closes_at: datetime

    def holds(self, now: datetime) -> bool:
        """Tell whether the phase is open at this instant."""
        return self.opens_at <= now < self.closes_at


def is_open(phases: tuple[PhaseSpan, ...], kind: PhaseKind, now: datetime) -> bool:
    """Tell whether the door of this phase is open."""
    return any(phase.kind is kind and phase.holds(now) for phase in phases)


def current_phase(phases: tuple[PhaseSpan, ...], now: datetime) -> PhaseKind | None:
    """Return the latest-ordered phase that is open, None between phases."""
    order = list(PhaseKind)
    held = [phase.kind for phase in phases if phase.holds(now)]
    return max(held, key=order.index) if held else None


def votes_needed(kind: ThresholdKind, value: int, eligible: int) -> int:
    """Return the least number of votes that reaches the threshold; shares are rounded up in integers."""
    if kind is ThresholdKind.VOTES:
        return value
    return -(-value * eligible // 10_000)


def find_span(phases: tuple[PhaseSpan, ...], kind: PhaseKind) -> PhaseSpan | None:
    """Return the span of one phase, None if the round has none."""
    return next((phase for phase in phases if phase.kind is kind), None)


def last_day(phase: PhaseSpan) -> date:
    """Return the last day on which a phase is open in Taipei."""
    return local(phase.closes_at - timedelta(microseconds=1)).date()


def days_left(phases: tuple[PhaseSpan, ...], kind: PhaseKind | None, now: datetime) -> int:
    """Return how many whole days a phase still has, 0 when the round has no such phase."""
    return next(((phase.closes_at - now).days for phase in phases if phase.kind is kind), 0)


def paced(phases: tuple[PhaseSpan, ...], now: datetime) -> tuple[tuple[PhaseSpan, Pace], ...]:
    """Return the phases in their order with where each stands; at most one is the one the year is in."""
    order, here = list(PhaseKind), current_phase(phases, now)
    return tuple((phase, _pace(phase, here, now)) for phase in sorted(phases, key=lambda p: order.index(p.kind)))


def _pace(phase: PhaseSpan, here: PhaseKind | None, now: datetime) -> Pace:
    if phase.kind is here:
        return Pace.NOW
    return Pace.DONE if phase.opens_at <= now else Pace.TODO


def next_phase(phases: tuple[PhaseSpan, ...], now: datetime) -> PhaseSpan | None:
    """Return the phase that opens next, None if none is to come."""
    coming = [phase for phase in phases if phase.opens_at > now]
    return min(coming, key=lambda phase: phase.opens_at) if coming else None


def why_not_plan(plan: RoundPlan) -> Reason | None:
    """Return why a round may not have these rules, None if it may."""
    share = plan.threshold_kind is ThresholdKind.SHARE
    name = plan.rule.split("/")[0]
    checks = (
        (not 2015 <= plan.year <= 2100, BAD_YEAR),
        (plan.eligible < 1, BAD_ELIGIBLE),
        (not 0 <= plan.minimum_age <= 120, BAD_AGE),
        (not plan.relations, BAD_RELATIONS),
        (not 0 <= plan.min_choices <= plan.max_choices or plan.max_choices < 1, BAD_CHOICES),
        (plan.threshold_value < 1 or (share and plan.threshold_value > 10_000), BAD_THRESHOLD),
        (name not in RULES, BAD_RULE),
        (plan.pot < 1 and (name in RULES_WITH_POT or plan.ballot_kind is BallotKind.KNAPSACK), NEEDS_POT),
        (name == "top_k" and not plan.winners_cap, NEEDS_CAP),
        (plan.winners_cap is not None and plan.winners_cap < 1, NEEDS_CAP),
    )
    return next((reason for wrong, reason in checks if wrong), None)


def in_year(plan: RoundPlan, year: int) -> RoundPlan:
    """Return the same rules for another year; the cut-off day moves with it, 29 February to the 28th."""
    day = plan.eligibility_date
    try:
        moved = day.replace(year=day.year + year - plan.year)
    except ValueError:
        moved = day.replace(year=day.year + year - plan.year, day=28)
    return replace(plan, year=year, eligibility_date=moved)


def why_not_phases(phases: tuple[PhaseSpan, ...]) -> Reason | None:
    """Return why a round may not have these dates, None if it may."""
    if any(phase.closes_at <= phase.opens_at for phase in phases):
        return BAD_PHASE
    if len({phase.kind for phase in phases}) != len(phases):
        return PHASE_TWICE
    ordered = sorted(phases, key=lambda phase: list(PhaseKind).index(phase.kind))
    openings = [phase.opens_at for phase in ordered]
    vote, results = find_span(phases, PhaseKind.VOTE), find_span(phases, PhaseKind.RESULTS)
    too_soon = vote is not None and results is not None and results.opens_at < vote.closes_at
    return PHASES_OUT_OF_ORDER if openings != sorted(openings) or too_soon else None


def why_not_extend(phase: PhaseSpan, closes_at: datetime, now: datetime) -> Reason | None:
    """Return why a phase may not close at this time instead, None if it may: later only, never reopened."""
    if phase.closes_at <= now:
        return ALREADY_CLOSED
    return None if closes_at > phase.closes_at else ONLY_LATER


def extended(phases: tuple[PhaseSpan, ...], kind: PhaseKind, closes_at: datetime) -> tuple[PhaseSpan, ...]:
    """Return the phases with one closing later; results never open before the vote has closed."""
    later = tuple(replace(each, closes_at=closes_at) if each.kind is kind else each for each in phases)
    if kind is not PhaseKind.VOTE:
        return later
    return tuple(
        replace(each, opens_at=max(each.opens_at, closes_at)) if each.kind is PhaseKind.RESULTS else each
        for each in later
    )


def fingerprint(plan: RoundPlan, phases: tuple[PhaseSpan, ...]) -> str:
    """Return the SHA-256 of all rules and dates: published when a round is frozen."""
    return hashlib.sha256(rules_text(plan, phases).encode()).hexdigest()


def rules_text(plan: RoundPlan, phases: tuple[PhaseSpan, ...]) -> str:
    """Write all rules and dates as canonical JSON."""
    rules = {name: value.isoformat() if isinstance(value, date) else value for name, value in vars(plan).items()}
    dates = [[phase.kind, phase.opens_at.isoformat(), phase.closes_at.isoformat()] for phase in phases]
    return json.dumps({"rules": rules, "phases": dates}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def counted_total(lines: Iterable[tuple[int, str]]) -> int:
    """Return the sum (NT$) of the (amount, status) lines that stand; what the council removed is left out."""
    return sum(amount for amount, status in lines if status != REMOVED)
