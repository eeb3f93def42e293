"""Show what the vote keeps about one person: that they voted, never what."""

from sqlalchemy import select

from civic.accounts.models import RollEntry
from civic.accounts.own_data import Fact, Section
from civic.db.session import session
from civic.voting.models import VoterMark


def own_data(person_id: int) -> Section:
    """Return the rounds a person has voted in, by which channel and on which day."""
    query = select(VoterMark).join(RollEntry, RollEntry.id == VoterMark.roll_entry_id)
    marks = session().scalars(query.where(RollEntry.person_id == person_id).order_by(VoterMark.round_id))
    return Section(
        "votes",
        tuple(
            (Fact("round", m.round_id), Fact("channel", m.channel.value), Fact("day", m.day.isoformat())) for m in marks
        ),
    )
