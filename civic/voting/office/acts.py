"""Let two officials open, extend and announce, each with a reason that everybody reads."""

from datetime import datetime

from sqlalchemy import CursorResult, delete, insert
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import NEEDS_ANOTHER_PERSON, Scope, demand
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Reason, Refused
from civic.kit.text import clean
from civic.programme import service as programme
from civic.programme.models import Round
from civic.programme.queries import spans
from civic.programme.rules import ALREADY_CLOSED, PhaseKind, find_span, why_not_extend
from civic.voting import board, counting, opening
from civic.voting.models import RoundResult
from civic.voting.office.models import ExtensionRequest, PublicAct
from civic.voting.office.rules import MAX_REASON, NO_REASON, NOT_RUNNING, NOTHING_ASKED, ActKind, why_not_grant


def open_round(actor: Actor, round_: Round, reason: str, now: datetime) -> Round:
    """Sign the opening, or open as the second official, with a public reason."""
    words = _words(reason)
    opening.open_round(actor, round_, now)
    _say(actor, round_, ActKind.SIGNED if round_.opened_by is None else ActKind.OPENED, words, now)
    return round_


def announce(actor: Actor, round_: Round, reason: str, now: datetime) -> RoundResult:
    """Announce the result as another official than the counter, with a public reason."""
    words = _words(reason)
    result = counting.publish(actor, round_, now)
    _say(actor, round_, ActKind.PUBLISHED, words, now)
    return result


def ask_extension(actor: Actor, round_: Round, closes_at: datetime, reason: str, now: datetime) -> ExtensionRequest:
    """Ask for a later close (UTC) of a running vote; the newest request stands in the place of an older one."""
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    words = _words(reason)
    _refuse_if(_why_not_ask(actor, round_, closes_at, now))
    asked = {"round_id": round_.id, "person_id": actor.person_id, "closes_at": closes_at, "asked_at": now}
    try:
        with session().begin_nested():
            session().execute(delete(ExtensionRequest).where(ExtensionRequest.round_id == round_.id))
            session().execute(insert(ExtensionRequest).values(**asked))
    except IntegrityError as lost:
        raise Refused(NOTHING_ASKED) from lost
    record(actor, "round.extension_asked", f"round:{round_.id}", now, closes_at=closes_at.isoformat())
    _say(actor, round_, ActKind.EXTENSION_ASKED, words, now, closes_at)
    return session().get_one(ExtensionRequest, round_.id, populate_existing=True)


def grant_extension(actor: Actor, round_: Round, closes_at: datetime, reason: str, now: datetime) -> Round:
    """Let the vote close at the asked instant (UTC), as another official than the one who asked; once."""
    demand(actor, Permission.RUN_ROUND, Scope(district=round_.district_code))
    words = _words(reason)
    request = session().get(ExtensionRequest, round_.id, populate_existing=True)
    if request is None or request.closes_at != closes_at:
        raise Refused(NOTHING_ASKED)
    _refuse_if(why_not_grant(request.person_id, actor.person_id))
    _refuse_if(ALREADY_CLOSED if board.has_ended(round_.id) else None)
    _take(request)
    programme.extend_phase(actor, round_, PhaseKind.VOTE, closes_at, now)
    _say(actor, round_, ActKind.EXTENDED, words, now, closes_at)
    return round_


def _why_not_ask(actor: Actor, round_: Round, closes_at: datetime, now: datetime) -> Reason | None:
    span = find_span(spans(round_), PhaseKind.VOTE)
    if actor.person_id is None:
        return NEEDS_ANOTHER_PERSON
    if round_.frozen_at is None or span is None:
        return NOT_RUNNING
    return why_not_extend(span, closes_at, now)


def _take(request: ExtensionRequest) -> None:
    """Take the request away, once: a lost race is Refused."""
    same = ExtensionRequest.round_id == request.round_id, ExtensionRequest.closes_at == request.closes_at
    taken = session().execute(delete(ExtensionRequest).where(*same, ExtensionRequest.person_id == request.person_id))
    if not isinstance(taken, CursorResult) or taken.rowcount != 1:
        raise Refused(NOTHING_ASKED)


def _say(
    actor: Actor, round_: Round, kind: ActKind, words: str, now: datetime, closes_at: datetime | None = None
) -> None:
    """Write the act where everybody reads it."""
    if actor.person_id is None:
        raise Refused(NEEDS_ANOTHER_PERSON)
    act = PublicAct(
        round_id=round_.id, kind=kind, person_id=actor.person_id, at=now, reason=words, closes_at=closes_at
    )
    session().add(act)
    session().flush()


def _words(reason: str) -> str:
    words = clean(reason).strip()[:MAX_REASON]
    _refuse_if(None if words else NO_REASON)
    return words


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
