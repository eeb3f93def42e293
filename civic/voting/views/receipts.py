"""Look up receipts: no sign-in, nothing about the choice."""

from dataclasses import dataclass

from flask import Response, request

from civic.programme.queries import get_district
from civic.voting import board, queries
from civic.voting.checkpoints import Checkpoint
from civic.voting.rules import TRACE_LABELS
from civic.voting.views.blueprint import bp
from civic.voting.views.years import round_of
from civic.web.guard import public
from civic.web.pages import page


@dataclass(frozen=True)
class Proof:
    """Be the place of a leaf on the board, from 1, and the hashes that lead from it to the checkpoint's root."""

    place: int
    leaf: str
    path: tuple[str, ...]
    checkpoint: Checkpoint


@bp.get("/receipts")
@public
def receipts() -> Response:
    """Tell what became of the ballot behind a code."""
    code = request.args.get("code", "").strip()[:60]
    found = queries.find_receipt(code) if code else None
    return page(
        "voting/receipts.html",
        code=found.code if found else code,
        found=found,
        district=get_district(found.district_code) if found else None,
        round_of=round_of,
        trace=TRACE_LABELS[found.trace] if found else "",
        proof=_proof(found) if found else None,
    )


def _proof(found: queries.FoundReceipt) -> Proof | None:
    """Prove that the ballot is on the board, None while it waits in the box for the next checkpoint."""
    if found.position is None:
        return None
    path = board.proof_of(found.round_id, found.position)
    return Proof(found.position + 1, found.leaf, tuple(path), board.last_checkpoint(found.round_id))
