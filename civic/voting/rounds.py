"""Read whose vote is open when, and which votes are a person's own."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, bindparam, case, func, select

from civic.accounts.models import RollEntry
from civic.db.base import table_of
from civic.db.session import session
from civic.db.types import UTCDateTime
from civic.programme.models import Phase, Round
from civic.programme.rules import PhaseKind
from civic.voting.desk_models import PaperIssue
from civic.voting.models import RoundResult, VoterMark


@dataclass(frozen=True)
class OpenRound:
    """Be one round whose vote is open now (UTC)."""

    round_id: int
    district_code: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class MyRound:
    """Be one round a person is on the roll of; `revision` is 0 until their ballot is in the box.

    `paper_on` is the day (in Taipei) on which they were handed a ballot paper, None when they were not.
    """

    round_id: int
    district_code: str
    year: int
    opens_at: datetime
    closes_at: datetime
    opened: bool
    revision: int
    published: bool
    paper_on: date | None


def _with_vote_phase() -> Select[int, str, datetime, datetime]:
    return (
        select(Round.id, Round.district_code, Phase.opens_at, Phase.closes_at)
        .join(Phase, (Phase.round_id == Round.id) & (Phase.kind == PhaseKind.VOTE))
        .where(Round.opened_by.is_not(None))
    )


def open_rounds(now: datetime) -> list[OpenRound]:
    """Return the rounds whose vote is open at this instant, the one that closes first at the top."""
    query = _with_vote_phase().where(Phase.opens_at <= now, Phase.closes_at > now)
    rows = session().execute(query.order_by(Phase.closes_at, Round.id))
    return [OpenRound(*row) for row in rows]


def find_open_round(district_code: str, now: datetime) -> OpenRound | None:
    """Return the round a district votes in at this instant, None when it does not vote."""
    query = _with_vote_phase().where(Round.district_code == district_code)
    row = session().execute(query.where(Phase.opens_at <= now, Phase.closes_at > now).limit(1)).first()
    return OpenRound(*row) if row else None


def unfinished_rounds(person_id: int, now: datetime) -> list[OpenRound]:
    """Return the open rounds this person may vote in and has not voted in yet: one indexed statement."""
    return [OpenRound(*row) for row in session().execute(_UNFINISHED, {"person_id": person_id, "now": now})]


def list_my_rounds(person_id: int) -> list[MyRound]:
    """Return every round this person is on the roll of that has voting dates, newest first."""
    query = (
        select(
            Round.id, Round.district_code, Round.year, Phase.opens_at, Phase.closes_at,
            Round.opened_by.is_not(None), func.coalesce(VoterMark.revision, 0),
            RoundResult.published_at.is_not(None),
            case((PaperIssue.roll_entry_id.is_not(None), VoterMark.day)),
        )
        .join(Phase, (Phase.round_id == Round.id) & (Phase.kind == PhaseKind.VOTE))
        .join(RollEntry, RollEntry.round_id == Round.id)
        .outerjoin(VoterMark, VoterMark.roll_entry_id == RollEntry.id)
        .outerjoin(PaperIssue, PaperIssue.roll_entry_id == RollEntry.id)
        .outerjoin(RoundResult, RoundResult.round_id == Round.id)
        .where(RollEntry.person_id == person_id)
    )  # fmt: skip
    return [MyRound(*row) for row in session().execute(query.order_by(Phase.opens_at.desc(), Round.id))]


_NOW = bindparam("now", type_=UTCDateTime)
_round, _phase, _entry, _mark = table_of(Round), table_of(Phase), table_of(RollEntry), table_of(VoterMark)
_UNFINISHED = (
    select(_round.c.id, _round.c.district_code, _phase.c.opens_at, _phase.c.closes_at)
    .join(_phase, (_phase.c.round_id == _round.c.id) & (_phase.c.kind == PhaseKind.VOTE))
    .join(_entry, _entry.c.round_id == _round.c.id)
    .outerjoin(_mark, _mark.c.roll_entry_id == _entry.c.id)
    .where(_round.c.opened_by.is_not(None))
    .where(_entry.c.person_id == bindparam("person_id"), _mark.c.roll_entry_id.is_(None))
    .where(_phase.c.opens_at <= _NOW, _phase.c.closes_at > _NOW)
    .order_by(_phase.c.closes_at, _round.c.id)
)
"""Built once: every page of a resident asks it."""
