"""Read rule strings: the canonical name that is frozen, hashed and published before opening."""

from dataclasses import dataclass

from civic.kit.errors import Kind, Reason, Refused
from civic.kit.text import N_

UNKNOWN_RULE = Reason(
    "unknown_rule", N_("“%(rule)s” is not a counting rule. Choose one of the list."), Kind.INVALID
)

EQUAL_SHARES = "equal_shares"
DEFAULT_EQUAL_SHARES = "equal_shares/add1/integral/overshoot"
SIMPLE = ("threshold", "top_k", "greedy", "greedy_no_skip", "phragmen")


@dataclass(frozen=True, slots=True)
class Rule:
    """Be a rule read from its string: the method and, for Equal Shares, how it is completed."""

    method: str
    completion: str | None = None
    until: str | None = None
    comparison: bool = False

    def __str__(self) -> str:
        """Return the canonical rule string."""
        parts = [self.method]
        if self.completion is not None and self.until is not None:
            parts += [self.completion, "integral", self.until]
        return "/".join(parts + ["comparison"] * self.comparison)


def parse(text: str) -> Rule:
    """Read a rule string; a completion may leave out `integral/overshoot`. Raise Refused(UNKNOWN_RULE)."""
    if text in SIMPLE:
        return Rule(text)
    method, *parts = text.split("/")
    comparison = parts[-1:] == ["comparison"]
    completion = _completion(parts[:-1] if comparison else parts)
    if method != EQUAL_SHARES or completion is None:
        raise Refused(UNKNOWN_RULE, rule=text)
    return Rule(method, *completion, comparison=comparison)


def _completion(parts: list[str]) -> tuple[str | None, str | None] | None:
    """Read the parts between the method and the comparison; None when they mean nothing."""
    match parts:
        case []:
            return None, None
        case ["add1" | "add1u" as name]:
            return name, "overshoot"
        case ["add1" | "add1u" as name, "integral", "overshoot" | "exhaustive" as until]:
            return name, until
        case _:
            return None
