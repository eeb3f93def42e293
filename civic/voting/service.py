"""Run the vote: place, open, cast, count, announce. The commands live beside, one file a step."""

from civic.voting.casting import CastInput, cast, cast_for, check
from civic.voting.counting import count, publish
from civic.voting.opening import open_round, place_on_ballot, with_valid_signature

__all__ = [
    "CastInput",
    "cast",
    "cast_for",
    "check",
    "count",
    "open_round",
    "place_on_ballot",
    "publish",
    "with_valid_signature",
]
