"""Hold the blueprint of the vote, and note when each form arrived before anything can delay it."""

from datetime import datetime

from flask import Blueprint, g, request

from civic.kit.clock import now
from civic.voting import board
from civic.voting.rules import Standing
from civic.web.application import afterwards

bp = Blueprint("voting", __name__, template_folder="../templates")
REMINDING = frozenset({"voting.cast", "voting.board", "voting.checkpoints", "voting.receipts"})


class _Reminded:
    """Remember in this process when the board was last looked after."""

    minute: datetime | None = None


@bp.before_request
def note_arrival() -> None:
    """Remember the instant of receipt: it decides about the close, not the wait for the writer's place."""
    g.ballot_received_at = now()


@bp.before_request
def remind() -> None:
    """Let the board catch up after this request, at most once a minute: should the worker be down, a visit will do."""
    minute = received_at().replace(second=0, microsecond=0)
    if request.endpoint in REMINDING and _Reminded.minute != minute:
        _Reminded.minute = minute
        afterwards(_catch_up)


def heed_close(standing: Standing) -> None:
    """Keep that somebody on the roll has seen the vote closed: from now on nobody finds it open again."""
    span, noted = standing.span, standing.ended_at is not None or standing.roll_entry_id is None
    if standing.opened and span is not None and not noted and received_at() >= span.closes_at:
        afterwards(_catch_up)


def received_at() -> datetime:
    """Return the instant this request was received (UTC)."""
    instant: datetime = g.ballot_received_at
    return instant


def _catch_up() -> None:
    board.keep_all_up(received_at())
