"""Tell everybody on a roll, after the close, whether a ballot was recorded in their name; never what it says."""

from datetime import datetime

from sqlalchemy import String, cast, insert, literal, select

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.accounts.models import Person, RollEntry
from civic.accounts.queries import find_entry_by_identity
from civic.db.session import session
from civic.kit.errors import Kind, Reason, Refused
from civic.kit.text import N_
from civic.outbox.models import Letter
from civic.outbox.service import tell
from civic.programme.models import Round
from civic.programme.queries import get_district, get_round
from civic.voting import board, queries
from civic.voting.checkpoints import CheckpointKind
from civic.voting.models import BoardCheckpoint, ParticipationTold, VoterMark

BATCH = 100
NOT_YET = Reason(
    "told_not_yet", N_("The vote is not closed yet. Ask again after the close."), Kind.NOT_NOW
)
NO_IDENTITY = Reason(
    "told_no_identity", N_("This is no identity number. Check each character."), Kind.INVALID
)


def tell_next(now: datetime) -> int:
    """Write the next letters of one closed round and return how many; 0 when everybody is told.

    Whoever is told is known by the letter's key: told again, nothing is written.
    """
    round_id = _next_round()
    if round_id is None:
        return 0
    untold = _untold(round_id)
    round_ = get_round(round_id)
    for entry_id, address, locale, voted in untold:
        district = get_district(round_.district_code)
        name = district.name_zh if locale.startswith("zh") else district.name_en
        recorded = "yes" if voted else ""
        tell(
            address, "voting/participation", locale, now, key=_key(round_id, entry_id),
            recorded=recorded, district=name, round=round_id,
        )  # fmt: skip
    if len(untold) < BATCH:
        session().execute(insert(ParticipationTold).values(round_id=round_id, finished_at=now))
    return len(untold)


def is_recorded(clerk: Actor, round_: Round, identity: str) -> bool | None:
    """Say at the desk, to one person whose papers were seen, whether a ballot is in their name.

    None for somebody who is not on the roll. Refused before the close, so that nobody is asked to come and vote.
    """
    demand(clerk, Permission.ASSIST_VOTER, Scope(district=round_.district_code))
    if not board.is_closed(round_.id):
        raise Refused(NOT_YET)
    try:
        entry = find_entry_by_identity(round_.id, identity)
    except ValueError as mistyped:
        raise Refused(NO_IDENTITY) from mistyped
    return None if entry is None else queries.has_voted(round_.id, entry.id)


def _next_round() -> int | None:
    told = select(ParticipationTold.round_id).where(ParticipationTold.round_id == BoardCheckpoint.round_id)
    closed = select(BoardCheckpoint.round_id).where(BoardCheckpoint.kind == CheckpointKind.CLOSING, ~told.exists())
    return session().scalar(closed.order_by(BoardCheckpoint.round_id).limit(1))


def _untold(round_id: int) -> list[tuple[int, str, str, bool]]:
    key = literal(_key(round_id, "")) + cast(RollEntry.id, String)
    query = (
        select(RollEntry.id, Person.email, Person.locale, VoterMark.roll_entry_id.is_not(None))
        .join(Person, Person.id == RollEntry.person_id)
        .outerjoin(VoterMark, VoterMark.roll_entry_id == RollEntry.id)
        .where(RollEntry.round_id == round_id, Person.closed_at.is_(None))
        .where(~select(Letter.id).where(Letter.key == key).exists())
    )
    rows = session().execute(query.order_by(RollEntry.id).limit(BATCH))
    return [(entry, address, locale, voted) for entry, address, locale, voted in rows]


def _key(round_id: int, entry: int | str) -> str:
    return f"participation:{round_id}:{entry}"
