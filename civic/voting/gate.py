"""Sort a round's items by the consensus gate `gate/1`: A, B, C or D, and say why. Pure.

Across groups we ask for the least agreement of any declared group, never for an average; fewer than two
groups of ten answers are "not measured", which is never "passed".
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from civic.kit.text import N_
from civic.voting.rules import Gate

GATE_VERSION = "gate/1"
LEAST_ANSWERS = 10
LEAST_STRATA = 2
AGREEMENT = Fraction(6, 10)
OBJECTION = Fraction(1, 3)
Z = Fraction(196, 100)
"""The 95 % quantile of the normal distribution, two-sided, for Wilson's interval (Wilson 1927)."""


class Across(StrEnum):
    """Name what is known about agreement across groups."""

    NOT_MEASURED = "not_measured"
    PASSED = "passed"
    FAILED = "failed"


ACROSS_LABELS = {
    Across.NOT_MEASURED: N_("Agreement across groups was not measured"),
    Across.PASSED: N_("Agreement holds in every group"),
    Across.FAILED: N_("At least one group does not agree"),
}


@dataclass(frozen=True)
class Stratum:
    """Count the answers of one declared group to an item's statement."""

    name: str
    agree: int
    disagree: int
    passed: int = 0

    @property
    def answers(self) -> int:
        """Count all answers, "pass" too."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True)
class Findings:
    """Hold what the gate sees: reviewed (G0), enough votes (G1), selected (G2), across groups (G3, G4)."""

    admissible: bool
    supported: bool
    selected: bool
    across: Across = Across.NOT_MEASURED


def classify(findings: Findings) -> Gate:
    """Return the class: A needs measured agreement, B is the best without, C is divided, D falls short."""
    if not (findings.admissible and findings.supported):
        return Gate.D
    if findings.across is Across.FAILED:
        return Gate.C
    if not findings.selected:
        return Gate.D
    return Gate.A if findings.across is Across.PASSED else Gate.B


def measure(strata: tuple[Stratum, ...]) -> Across:
    """Judge the groups with ten answers or more; with fewer than two of them nothing is measured."""
    asked = [stratum for stratum in strata if stratum.answers >= LEAST_ANSWERS]
    if len(asked) < LEAST_STRATA:
        return Across.NOT_MEASURED
    return Across.PASSED if all(agrees(stratum) and not objects(stratum) for stratum in asked) else Across.FAILED


def agrees(stratum: Stratum) -> bool:
    """Tell whether (A+1)/(S+2) is 0.6 or more and Wilson's lower bound of A/S is above one half."""
    smoothed = Fraction(stratum.agree + 1, stratum.answers + 2)
    return smoothed >= AGREEMENT and _surely_a_majority(stratum.agree, stratum.answers)


def objects(stratum: Stratum) -> bool:
    """Tell whether a third or more of the group disagree."""
    return Fraction(stratum.disagree, stratum.answers) >= OBJECTION


def _surely_a_majority(agree: int, answers: int) -> bool:
    """Compare Wilson's lower bound with 1/2 without a root: both sides of the inequality are squared."""
    share = Fraction(agree, answers)
    spread = share * (1 - share) / answers + (Z / (2 * answers)) ** 2
    return share > Fraction(1, 2) and (share - Fraction(1, 2)) ** 2 > Z**2 * spread
