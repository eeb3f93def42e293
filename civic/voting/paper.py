"""Take votes on paper: print sheets, hand them out, key each urn twice, settle, put all into the one box.

Handing a paper out writes the mark on the roll, so that this voter can vote no other way. The paper itself is
drawn by the voter from a pile: nobody notes which. What comes into the box later belongs to no person.
"""

from datetime import datetime

from sqlalchemy import CursorResult, Update, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.audit.service import record
from civic.db.session import session
from civic.kit.clock import local
from civic.kit.errors import Reason, Refused
from civic.kit.ids import normalise_voter_code, voter_code
from civic.programme.models import Round
from civic.voting import paper_rules as rules
from civic.voting import queries
from civic.voting.desk_models import PaperIssue, PaperSheet, PaperUrn
from civic.voting.models import VoterMark
from civic.voting.paper_rules import SheetFate, UrnState
from civic.voting.reasons import CHANNEL_CLOSED, NEVER_OPENED, NOT_ON_ROLL, VOTED_MEANWHILE
from civic.voting.rules import Channel, Standing, why_not_receive


def print_sheets(actor: Actor, round_: Round, count: int, now: datetime) -> list[str]:
    """Make the codes of new sheets and return them to be printed, once.

    A code stands on the sheet and on the stub the voter tears off; it is no voter's until one is drawn.
    """
    _demand_desk(actor, round_)
    _refuse_if(None if round_.opened_by is not None else NEVER_OPENED)
    _refuse_if(None if 1 <= count <= rules.MOST_SHEETS else rules.BAD_SHEETS)
    codes = [voter_code() for _ in range(count)]
    session().execute(insert(PaperSheet), [{"code": code, "round_id": round_.id} for code in codes])
    record(actor, "paper.printed", f"round:{round_.id}", now, sheets=count)
    return codes


def open_urn(actor: Actor, round_: Round, place: str, now: datetime) -> PaperUrn:
    """Begin to hand out papers at a place."""
    _demand_desk(actor, round_)
    span, place = queries.vote_span(round_), " ".join(place.split())
    _refuse_if(None if round_.opened_by is not None and span and now < span.closes_at else NEVER_OPENED)
    _refuse_if(None if 0 < len(place) <= rules.PLACE_MOST else rules.BAD_PLACE)
    urn = PaperUrn(round_id=round_.id, place=place, opened_at=now)
    try:
        with session().begin_nested():
            session().add(urn)
    except IntegrityError as lost:
        raise Refused(rules.PLACE_TAKEN) from lost
    record(actor, "paper.urn_opened", f"round:{round_.id}", now, urn=urn.id)
    return urn


def hand_out(actor: Actor, round_: Round, urn: PaperUrn, roll_entry_id: int, now: datetime) -> None:
    """Mark on the roll that this voter takes a paper: from now on they vote on it and no other way.

    Refused for who has voted or holds a paper already. Nothing goes to the audit trail (decision 0002).
    """
    _demand_desk(actor, round_)
    _lock(urn)
    _refuse_if(None if urn.state is UrnState.HANDING_OUT else rules.URN_CLOSED)
    standing = queries.standing_of_entry(roll_entry_id, round_)
    _refuse_if(_why_not_hand_out(standing, now))
    mark = {"roll_entry_id": roll_entry_id, "round_id": round_.id, "channel": Channel.PAPER, "revision": 1}
    try:
        with session().begin_nested():
            session().execute(insert(VoterMark), mark | {"day": local(now).date()})
            session().execute(insert(PaperIssue), {"roll_entry_id": roll_entry_id, "urn_id": urn.id})
    except IntegrityError as lost:
        raise Refused(VOTED_MEANWHILE) from lost


def spoil(actor: Actor, round_: Round, urn: PaperUrn, code: str, now: datetime) -> None:
    """Take a spoiled sheet back and let the voter draw another; the spoiled one can never be keyed."""
    _demand_desk(actor, round_)
    _lock(urn)
    _refuse_if(None if urn.state is UrnState.HANDING_OUT else rules.URN_CLOSED)
    get_sheet(round_, code)
    free = (PaperSheet.code == normalise_voter_code(code)) & (PaperSheet.fate == SheetFate.PRINTED)
    spoiled = update(PaperSheet).where(free).values(fate=SheetFate.SPOILED, urn_id=urn.id)
    _refuse_if(None if _changed(spoiled) else rules.SPENT_SHEET)
    record(actor, "paper.spoiled", f"round:{round_.id}", now, urn=urn.id)


def close_urn(actor: Actor, round_: Round, urn: PaperUrn, now: datetime) -> None:
    """End the handing out; from now on the papers are keyed. An urn nobody drew from needs no keying."""
    _demand_desk(actor, round_)
    _lock(urn)
    _refuse_if(None if urn.state is UrnState.HANDING_OUT else rules.URN_CLOSED)
    issued = session().scalar(select(func.count()).where(PaperIssue.urn_id == urn.id)) or 0
    urn.state, urn.closed_at = (UrnState.KEYING if issued else UrnState.ACCEPTED), now
    urn.accepted_at = None if issued else now
    session().flush()
    record(actor, "paper.urn_closed", f"round:{round_.id}", now, urn=urn.id, issued=issued)


def get_sheet(round_: Round, code: str) -> PaperSheet:
    """Return the printed sheet behind a typed code; Refused for one that was not printed for this round."""
    try:
        sheet = session().get(PaperSheet, normalise_voter_code(code))
    except ValueError as mistyped:
        raise Refused(rules.UNKNOWN_SHEET) from mistyped
    if sheet is None or sheet.round_id != round_.id:
        raise Refused(rules.UNKNOWN_SHEET)
    return sheet


def _why_not_hand_out(standing: Standing, now: datetime) -> Reason | None:
    if standing.roll_entry_id is None:
        return NOT_ON_ROLL
    return why_not_receive(standing, now) or (rules.HAS_BALLOT if standing.revision else None)


def _demand_desk(actor: Actor, round_: Round) -> None:
    demand(actor, Permission.ASSIST_VOTER, Scope(district=round_.district_code))
    _refuse_if(None if round_.paper_allowed else CHANNEL_CLOSED)


def _lock(urn: PaperUrn) -> None:
    """Hold the urn until the command is committed."""
    session().refresh(urn, with_for_update=True)


def _changed(statement: Update) -> bool:
    done = session().execute(statement.execution_options(synchronize_session=False))
    return isinstance(done, CursorResult) and done.rowcount == 1


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
