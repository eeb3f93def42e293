"""Read the public minutes of a round: its opening and its sealing, each by two different officials."""

from dataclasses import dataclass
from datetime import UTC, datetime

from civic.db.session import session
from civic.programme.models import Round
from civic.voting import board, sealing
from civic.voting.folder import Json
from civic.voting.models import OpeningSignature, Sealing


@dataclass(frozen=True)
class Minutes:
    """Be what a round's minutes say: when it was signed, opened (UTC) and under which hashes; how it was sealed.

    `closing` is the hash of the closing checkpoint, "" before it; `words` those of the draw.
    """

    signed_at: datetime | None
    opened_at: datetime | None
    rules_hash: str
    seed_hash: str
    closing: str
    words: tuple[str, ...]
    sealing: Sealing | None


def read(round_: Round) -> Minutes:
    """Return the minutes as far as a round has come; the words of the draw only once both are given."""
    signature = session().get(OpeningSignature, round_.id)
    words = sealing.words_of(round_.id)
    closed = round_.opened_by is not None and board.is_closed(round_.id)
    return Minutes(
        signed_at=signature.signed_at if signature else None,
        opened_at=round_.frozen_at,
        rules_hash=round_.frozen_hash,
        seed_hash=round_.seed_hash,
        closing=board.last_checkpoint(round_.id).hash if closed else "",
        words=tuple(words) if len(words) > 1 else (),
        sealing=sealing.find_sealing(round_.id),
    )


def as_json(minutes: Minutes) -> dict[str, Json]:
    """Shape minutes for publication; times are UTC, officials stay nameless."""
    opening: dict[str, Json] = {
        "officials": 2,
        "signed_at": _instant(minutes.signed_at),
        "opened_at": _instant(minutes.opened_at),
        "rules_hash": minutes.rules_hash,
        "seed_hash": minutes.seed_hash,
    }
    return {"opening": opening, "sealing": _sealing(minutes, minutes.sealing) if minutes.sealing else None}


def _sealing(minutes: Minutes, sealed: Sealing) -> dict[str, Json]:
    numbers = ("sampled", "sample_misfits", "leaves", "counted", "superseded", "invalid", "voters")
    return {
        "officials": 2,
        "sealed_at": _instant(sealed.sealed_at),
        "closing_checkpoint": minutes.closing,
        "words": list(minutes.words),
        "sample_seed": sealed.sample_seed,
        "seed": sealed.seed,
        "key_destroyed": True,
        "note": sealed.note,
        **{name: getattr(sealed, name) for name in numbers},
    }


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
