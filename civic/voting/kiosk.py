"""Open a booth for one voter on a kiosk: the clerk sees the papers, the voter alone sees the ballot.

The clerk gets a code that opens the booth once. The kiosk then holds a secret of its own; the row that ties it to
the roll is deleted when the voter has cast, leaves, or is idle, so that nothing tells later who was there when.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import Scope, demand
from civic.accounts.queries import actor_of
from civic.audit.service import record
from civic.db.session import session
from civic.kit.errors import Reason, Refused
from civic.kit.ids import hash_token, normalise_voter_code, random_token, voter_code
from civic.programme.models import Round
from civic.programme.queries import get_round
from civic.voting import casting, queries
from civic.voting.box import Receipt
from civic.voting.casting import CastInput
from civic.voting.desk_models import KioskBooth
from civic.voting.reasons import CHANNEL_CLOSED, KIOSK_BAD_CODE, KIOSK_GONE, NOT_ON_ROLL, VOTED_MEANWHILE
from civic.voting.rules import Channel, why_not_receive

ENTER_WITHIN = timedelta(minutes=10)
IDLE = timedelta(minutes=6)
"""A minute longer than the kiosk's own clock, which asks before it closes the booth."""
LONGEST = timedelta(hours=1)


def open_booth(clerk: Actor, round_: Round, roll_entry_id: int, now: datetime) -> str:
    """Open a booth for a voter whose papers were seen; return the code that opens it once on the kiosk.

    A voter has one booth: a new code ends the old one. Refused where this voter could not vote.
    """
    demand(clerk, Permission.ASSIST_VOTER, Scope(district=round_.district_code))
    _refuse_if(None if round_.kiosk_allowed else CHANNEL_CLOSED)
    standing = queries.standing_of_entry(roll_entry_id, round_)
    _refuse_if(NOT_ON_ROLL if standing.roll_entry_id is None else why_not_receive(standing, now))
    code = voter_code()
    stale = (KioskBooth.roll_entry_id == roll_entry_id) | (KioskBooth.expires_at <= now)
    row = {
        "roll_entry_id": roll_entry_id, "round_id": round_.id, "clerk_id": clerk.person_id,
        "secret_hash": hash_token(code), "expires_at": now + ENTER_WITHIN, "ends_at": now + LONGEST,
    }  # fmt: skip
    try:
        with session().begin_nested():
            session().execute(delete(KioskBooth).where(stale).execution_options(synchronize_session=False))
            session().execute(insert(KioskBooth), row)
    except IntegrityError as lost:
        raise Refused(VOTED_MEANWHILE) from lost
    record(clerk, "kiosk.opened", f"round:{round_.id}", now)
    return code


def enter(code: str, now: datetime) -> str:
    """Use a code up and return the secret the kiosk holds from now on; Refused for a code that opens nothing."""
    try:
        hashed = hash_token(normalise_voter_code(code))
    except ValueError as mistyped:
        raise Refused(KIOSK_BAD_CODE) from mistyped
    secret = random_token(32)
    waiting = (KioskBooth.secret_hash == hashed) & KioskBooth.entered.is_(False) & (KioskBooth.expires_at > now)
    held = {"secret_hash": hash_token(secret), "entered": True, "expires_at": now + IDLE}
    entered = update(KioskBooth).where(waiting).values(held)
    won = session().scalar(entered.returning(KioskBooth.roll_entry_id).execution_options(synchronize_session=False))
    _refuse_if(KIOSK_BAD_CODE if won is None else None)
    return secret


def get_booth(secret: str, now: datetime) -> KioskBooth:
    """Return the living booth behind a kiosk's secret; Refused when it has ended."""
    query = select(KioskBooth).where(KioskBooth.secret_hash == hash_token(secret), KioskBooth.entered.is_(True))
    booth = session().scalar(query.where(KioskBooth.expires_at > now)) if secret else None
    if booth is None:
        raise Refused(KIOSK_GONE)
    return booth


def stay(secret: str, now: datetime) -> None:
    """Say that the voter is still there; the booth ends an hour after it was opened all the same."""
    booth = get_booth(secret, now)
    booth.expires_at = min(now + IDLE, booth.ends_at)
    session().flush()


def leave(secret: str) -> None:
    """End the booth; leaving twice changes nothing."""
    gone = delete(KioskBooth).where(KioskBooth.secret_hash == hash_token(secret))
    session().execute(gone.execution_options(synchronize_session=False))


def cast(secret: str, ballot: CastInput, now: datetime, clock: datetime | None = None) -> Receipt:
    """Put the voter's ballot into the box and end the booth; the clerk's right is asked again."""
    booth = get_booth(secret, now)
    clerk, round_ = actor_of(booth.clerk_id), get_round(booth.round_id)
    receipt = casting.cast_for(clerk, round_, booth.roll_entry_id, Channel.KIOSK, ballot, now, clock)
    leave(secret)
    return receipt


def _refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
