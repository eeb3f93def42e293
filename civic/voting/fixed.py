"""Say what the rules fixed at a round's opening mean for its count. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from civic.programme.rules import ThresholdKind, votes_needed
from civic.voting.tally.options import Options


@dataclass(frozen=True)
class Threshold:
    """Be the votes asked for: parts per ten thousand of the people on the roll, or a number."""

    kind: ThresholdKind
    value: int
    eligible: int

    @property
    def needed(self) -> int:
        """Return the votes an item needs."""
        return votes_needed(self.kind, self.value, self.eligible)


def options(threshold: Threshold, winners_cap: int | None, seed: str) -> Options:
    """Return the rule's parameters."""
    share = threshold.kind is ThresholdKind.SHARE
    return Options(
        min_score=threshold.needed,
        k=winners_cap,
        seed=seed,
        threshold_percent=Fraction(threshold.value, 100) if share else None,
        threshold_votes=None if share else threshold.value,
    )
