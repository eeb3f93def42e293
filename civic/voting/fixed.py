"""Say what the rules fixed at a round's opening mean for its count. Pure.

`rules.json` is the very text whose SHA-256 was published at the opening.
"""

from dataclasses import dataclass
from fractions import Fraction

from civic.programme.rules import ThresholdKind, votes_needed
from civic.voting.fields import fields_of
from civic.voting.folder import BadEntry, NamedFile
from civic.voting.resultfile import Form, read_form
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


@dataclass(frozen=True)
class Fixed:
    """Be the fixed rules as far as they bear on the count."""

    rule: str
    form: Form
    threshold: Threshold
    winners_cap: int | None


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


def read(file: NamedFile) -> Fixed:
    """Read the fixed rules; raise BadEntry with the field."""
    told = fields_of(file).inner("rules")
    try:
        kind = ThresholdKind(told.text("threshold_kind"))
    except ValueError as error:
        raise BadEntry(file.name, "threshold_kind", "is no kind of threshold") from error
    threshold = Threshold(kind, told.whole("threshold_value"), told.whole("eligible"))
    return Fixed(told.text("rule"), read_form(told), threshold, told.maybe_whole("winners_cap"))
