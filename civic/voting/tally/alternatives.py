"""Say what another rule would have done with the same ballots."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.voting.tally.comparison import compare
from civic.voting.tally.count import run
from civic.voting.tally.election import Election
from civic.voting.tally.options import Options
from civic.voting.tally.outcome import Outcome
from civic.voting.tally.voices import Voices, voices


@dataclass(frozen=True, slots=True)
class Alternative:
    """Be another rule's outcome beside the declared one.

    `gained` won only under the other rule, `lost` only under the declared one, each in order of selection.
    `better_here` and `better_there` count the voters who chose strictly more winners of the declared rule, or of
    the other; all others chose as many of both.
    """

    outcome: Outcome
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    voices: Voices
    better_here: int
    better_there: int


def alternative(rule: str, election: Election, options: Options, declared: Outcome) -> Alternative:
    """Count by another rule and lay the outcome beside the declared one; raise Refused as `run` does."""
    other = run(rule, election, options)
    preference = compare(election, declared.winners, other.winners)
    return Alternative(
        other,
        gained=without(other.winners, declared.winners),
        lost=without(declared.winners, other.winners),
        voices=voices(election, other.winners),
        better_here=preference.equal_shares,
        better_there=preference.greedy,
    )


def without(winners: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Return the winners that are not among the others, in their order."""
    return tuple(winner for winner in winners if winner not in others)
