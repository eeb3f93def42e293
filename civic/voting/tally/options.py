"""Hold the parameters of a rule, frozen and published before opening."""

from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Options:
    """Set what a rule leaves open.

    `min_score`: a project below it is out (greedy). `k`: how many win (top_k), or the cap (threshold).
    `step`: by how many currency units Equal Shares raises each share. `seed` decides ties, shown at close.
    `threshold_percent` of the eligible people, or `threshold_votes`: the score asked for (threshold).
    `exclusive`: of each group of ids at most one is funded (greedy).
    """

    min_score: int = 0
    k: int | None = None
    step: int = 1
    seed: str = ""
    threshold_percent: Fraction | None = None
    threshold_votes: int | None = None
    exclusive: tuple[frozenset[str], ...] = ()


def lot(seed: str, project: str) -> bytes:
    """Draw the published lot of a project: SHA-256 of the UTF-8 bytes of the seed followed by its id."""
    return sha256((seed + project).encode()).digest()


def commitment(seed: str) -> str:
    """Return SHA-256(seed) in hexadecimal, published at opening before the seed itself at close."""
    return sha256(seed.encode()).hexdigest()
