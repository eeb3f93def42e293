"""Say when a round's doors are open and what its rules must satisfy. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    N_("This district is not collecting proposals now. Your draft is kept; you can submit it when the next round opens."),
    Kind.NOT_NOW,
)
CLOSED_REVIEW = Reason(
    "review_closed", N_("The review phase of this round is not open now."), Kind.NOT_NOW
)
ROUND_FROZEN = Reason(
    "round_frozen", N_("The rules of this round are fixed since its vote opened; they can no longer change."), Kind.CONFLICT
)


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
