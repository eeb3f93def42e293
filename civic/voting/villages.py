"""Count turnout by village, from the roll and the marks on it; no ballot knows a village (decision 14)."""

from functools import lru_cache

from sqlalchemy import func, select

from civic.accounts.models import RollEntry
from civic.db.session import session
from civic.voting.folder import VillageTurnout
from civic.voting.models import VoterMark
from civic.voting.results import get_result

KEPT = 16
"""How many rounds' counts a process remembers: announced, they never change."""


def count_villages(round_id: int) -> tuple[VillageTurnout, ...]:
    """Count an announced round's roll and its marks by village, in the order of their codes; Missing before.

    None where the roll names no village. A paper that was handed out counts whether or not it came back.
    """
    return _counted(round_id, get_result(round_id).seed)


@lru_cache(maxsize=KEPT)
def _counted(round_id: int, _seed: str) -> tuple[VillageTurnout, ...]:
    """Count; the random seed tells one announced result from every other."""
    query = (
        select(func.coalesce(RollEntry.village_code, ""), func.count(), func.count(VoterMark.roll_entry_id))
        .outerjoin(VoterMark, VoterMark.roll_entry_id == RollEntry.id)
        .where(RollEntry.round_id == round_id)
        .group_by(RollEntry.village_code)
    )
    counts = tuple(sorted((VillageTurnout(*row) for row in session().execute(query)), key=lambda one: one.village))
    return counts if any(each.village for each in counts) else ()
