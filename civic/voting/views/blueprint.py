"""Hold the blueprint of the vote, and note when each form arrived before anything can delay it."""

from datetime import datetime

from flask import Blueprint, g

from civic.kit.clock import now

bp = Blueprint("voting", __name__, template_folder="../templates")


@bp.before_request
def note_arrival() -> None:
    """Remember the instant of receipt: it decides about the close, not the wait for the writer's place."""
    g.ballot_received_at = now()


def received_at() -> datetime:
    """Return the instant this request was received (UTC)."""
    instant: datetime = g.ballot_received_at
    return instant
