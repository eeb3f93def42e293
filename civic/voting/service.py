"""Run the vote: place, open, cast, seal, count, announce. The commands live beside, one file a step."""

from civic.voting.casting import CastInput, cast, cast_for, check
from civic.voting.counting import count, publish
from civic.voting.opening import open_round, place_on_ballot, with_valid_signature
from civic.voting.sealing import draw, seal

__all__ = [
    "CastInput",
    "cast",
    "cast_for",
    "check",
    "count",
    "draw",
    "open_round",
    "place_on_ballot",
    "publish",
    "seal",
    "with_valid_signature",
]
