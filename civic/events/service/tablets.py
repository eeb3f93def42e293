"""Issue table codes, open and end tablets, take photos, and lead all tables."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from civic.access.actor import Actor, Duty, Role
from civic.access.permissions import Permission
from civic.access.policy import demand
from civic.audit.service import record
from civic.db.session import session
from civic.events import queries, tablet_codes, tablet_rules
from civic.events.models import Event
from civic.events.photos import PhotoStore, redraw
from civic.events.service.operations import accept
from civic.events.tablet_models import PosterPhoto, TabletDevice
from civic.events.tablet_ops import LEAD, Do, Op
from civic.kit.clock import from_milliseconds, milliseconds
from civic.kit.errors import Missing, Reason, Refused
from civic.kit.ids import hash_token, random_token


@dataclass(frozen=True)
class IssuedCode:
    """Be the code of one table, known in clear only now."""

    number: int
    code: str


@dataclass(frozen=True)
class Opened:
    """Be a tablet just opened: the token for its cookie, how long it is good."""

    event: Event
    table_no: int
    token: str
    expires_at: datetime


def issue_codes(actor: Actor, event: Event, now: datetime, number: int | None = None) -> list[IssuedCode]:
    """Give every table, or one, a new code; tablets opened with the old one must enter the new."""
    demand(actor, Permission.LEAD_TABLES, queries.scope_of(event))
    if reason := tablet_rules.why_not_issue(event, now):
        raise Refused(reason)
    tables = [queries.get_table(event.id, number)] if number else queries.list_tables(event.id)
    used = queries.codes_in_use(now)
    issued = []
    for table in tables:
        code = next(code for code in iter(tablet_codes.new_code, "") if tablet_codes.code_hash(code) not in used)
        table.code_hash = tablet_codes.code_hash(code)
        used.add(table.code_hash)
        issued.append(IssuedCode(table.number, code))
        _end(now, TabletDevice.event_id == event.id, TabletDevice.table_no == table.number)
    session().flush()
    record(actor, "table.codes_issued", f"event:{event.id}", now, table=number)
    return issued


def open_tablet(typed: str, now: datetime) -> Opened:
    """Open a table's tablet with its code; Refused for a wrong one, or one whose event is over."""
    code = tablet_codes.typed_code(typed)
    found = queries.find_open_table(tablet_codes.code_hash(code), now) if code else None
    if found is None:
        raise Refused(tablet_rules.WRONG_CODE)
    event, table = found
    if reason := tablet_rules.why_not_enter(event, now):
        raise Refused(reason)
    token, (salt, lock) = random_token(32), tablet_codes.lock_of(code)
    device = TabletDevice(
        event_id=event.id,
        table_no=table.number,
        token_hash=hash_token(token),
        lock_salt=salt,
        lock_hash=lock,
        opened_at=now,
        seen_at=now,
        expires_at=event.ends_at + tablet_rules.LATE_SYNC,
    )
    session().add(device)
    session().flush()
    record(device_actor(device), "tablet.opened", f"event:{event.id}", now, table=table.number)
    return Opened(event, table.number, token, device.expires_at)


def device_actor(device: TabletDevice) -> Actor:
    """Return the actor a tablet is: it may write at its own table and nothing else."""
    duty = Duty(Role.FACILITATOR, f"{device.event_id}/{device.table_no}")
    return Actor(duties=frozenset({duty}), device_id=device.id, label="tablet")


def touch_tablet(device_id: int, now: datetime) -> None:
    """Note that a tablet is in touch."""
    session().execute(update(TabletDevice).where(TabletDevice.id == device_id).values(seen_at=now))


def end_tablet(device_id: int, now: datetime) -> None:
    """End a tablet: it was wiped."""
    _end(now, TabletDevice.id == device_id)


@dataclass(frozen=True)
class SentPhoto:
    """Be a photo as it arrives: the id its tablet gave it, its table and round."""

    uid: str
    table_no: int
    round_no: int
    body: bytes


def take_photo(actor: Actor, event: Event, sent: SentPhoto, now: datetime) -> Reason | None:
    """Keep a photo of a table's poster, once per id; return why not."""
    uid, table_no = sent.uid, sent.table_no
    op = Op(f"photo-{uid}", Do.ADD_PHOTO, table_no, milliseconds(now), on=uid, round=sent.round_no)
    demand(actor, Permission.CAPTURE_NOTES, queries.scope_of_table(event, table_no))
    drawn = redraw(sent.body)
    before = queries.taken_uids([uid])
    (answer,) = accept(actor, event, [op], now)
    if answer.reason is None and not before:
        name = PhotoStore.keep(drawn.body)
        session().add(
            PosterPhoto(
                event_id=event.id,
                uid=uid,
                table_no=table_no,
                round_no=sent.round_no,
                file_name=name,
                width=drawn.width,
                height=drawn.height,
                taken_at=from_milliseconds(answer.op.at),
            )
        )
        session().flush()
    return answer.reason


def read_photo(actor: Actor, uid: str) -> bytes:
    """Return the bytes of a photo this actor may see; Missing when it is gone."""
    photo = queries.get_photo(uid)
    event = queries.get_event(photo.event_id)
    demand(actor, Permission.CAPTURE_NOTES, queries.scope_of_table(event, photo.table_no))
    body = PhotoStore.read(photo.file_name)
    if body is None:
        raise Missing
    return body


def start_round(actor: Actor, event: Event, number: int, minutes: int, pause: int, now: datetime) -> None:
    """Start a round at all tables now; the later ones follow by themselves after each pause (minutes)."""
    last = max(event.rounds, number)
    _lead(actor, event, now, do=Do.START, round=number, minutes=minutes, pause=pause, last=last)


def stop_round(actor: Actor, event: Event, number: int, now: datetime) -> None:
    """Stop the round that runs; those planned after it wait to be started."""
    _lead(actor, event, now, do=Do.STOP, round=number)


def say(actor: Actor, event: Event, text: str, now: datetime) -> None:
    """Show one message at all tables; an empty one takes it away."""
    _lead(actor, event, now, do=Do.SAY, text=text)


def reopen_table(actor: Actor, event: Event, number: int, now: datetime) -> None:
    """Open a closed table again, so that what came late can be written."""
    _lead(actor, event, now, do=Do.REOPEN, table=number)


def _lead(actor: Actor, event: Event, now: datetime, **fields: Do | str | int) -> None:
    op = Op(**{"id": random_token(16), "table": LEAD, "at": milliseconds(now), **fields})  # type: ignore[arg-type]
    (answer,) = accept(actor, event, [op], now)
    if answer.reason is not None:
        raise Refused(answer.reason)


def _end(now: datetime, *which: object) -> None:
    ending = update(TabletDevice).where(*which, TabletDevice.ended_at.is_(None)).values(ended_at=now)  # type: ignore[arg-type]
    session().execute(ending.execution_options(synchronize_session=False))
