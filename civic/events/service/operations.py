"""Accept operations of tables: the one door through which notes, dots, clusters and closes are written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import orjson
from sqlalchemy import insert

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import demand
from civic.audit.service import record
from civic.db.session import session
from civic.events import queries, rules
from civic.events.models import Event
from civic.events.service.boards import Keeper
from civic.events.tablet_board import apply as apply_to
from civic.events.tablet_models import TableOperation
from civic.events.tablet_ops import LEAD, OF_THE_LEAD, Do, Op
from civic.kit.clock import milliseconds
from civic.kit.errors import Reason

NEW = frozenset({Do.WRITE, Do.NAME, Do.ADD_PHOTO})
OLDEST = timedelta(days=7)


@dataclass(frozen=True)
class Answer:
    """Say what became of one operation: its number in the event's order, or why not."""

    op: Op
    seq: int = 0
    reason: Reason | None = None


def accept(actor: Actor, event: Event, ops: Sequence[Op], now: datetime) -> list[Answer]:
    """Accept operations in the order given, each once; an answer for each, in that order.

    An operation that was accepted before gets its first answer again. The event's row is held, so that the
    numbers of an event grow in the order of the commits and no reader misses one.
    """
    _demand(actor, event, ops)
    session().refresh(event, with_for_update={"key_share": True})
    known = queries.known_ops([op.id for op in ops])
    keeper = Keeper.load(event, {op.table for op in ops})
    taken = queries.taken_uids([op.on for op in ops if op.do in NEW])
    first = last = queries.last_seq(event.id)
    answers, logged = [], []
    for given in ops:
        if given.id in known:
            answers.append(_again(given, event, known[given.id]))
            continue
        op = replace(given, at=_dated(given.at, now))
        reason = _why_not(event, op, taken, keeper, now) or apply_to(keeper.board, op)
        if reason is None:
            last += 1
            known[op.id] = (event.id, last)
            logged.append(_logged(actor, event, op, last, now))
            keeper.note_change(op)
        answers.append(Answer(op, 0 if reason else last, reason))
    if logged:
        session().execute(insert(TableOperation), logged)
        keeper.write(now)
        tables = ",".join(sorted({str(op.table) for op in ops}))
        record(actor, "table.operations", f"event:{event.id}", now, tables=tables, first=first + 1, last=last)
    return answers


def _demand(actor: Actor, event: Event, ops: Sequence[Op]) -> None:
    for table in {op.table for op in ops if op.do not in OF_THE_LEAD}:
        demand(actor, Permission.CAPTURE_NOTES, queries.scope_of_table(event, table))
    if any(op.do in OF_THE_LEAD or op.table == LEAD for op in ops):
        demand(actor, Permission.LEAD_TABLES, queries.scope_of(event))


def _why_not(event: Event, op: Op, taken: set[str], keeper: Keeper, now: datetime) -> Reason | None:
    if op.table not in keeper.numbers and op.table != LEAD:
        return rules.NO_SUCH_TABLE
    if (op.table == LEAD) != (op.do in OF_THE_LEAD - {Do.REOPEN}):
        return rules.NO_SUCH_TABLE
    if op.do in NEW and op.on in taken and not keeper.holds(op):
        return rules.NOTE_ID_TAKEN
    return rules.why_not_note(event, False, now)


def _dated(at: int, now: datetime) -> int:
    """Return when it was done by the tablet's clock, never in the future nor impossibly long ago."""
    return min(max(at, milliseconds(now - OLDEST)), milliseconds(now))


def _again(op: Op, event: Event, before: tuple[int, int]) -> Answer:
    event_id, seq = before
    return Answer(op, seq) if event_id == event.id else Answer(op, 0, rules.NOTE_ID_TAKEN)


def _logged(actor: Actor, event: Event, op: Op, seq: int, now: datetime) -> dict[str, object]:
    return {
        "event_id": event.id,
        "seq": seq,
        "op_id": op.id,
        "table_no": op.table,
        "body": orjson.dumps(op.body()).decode(),
        "device_id": actor.device_id,
        "person_id": actor.person_id,
        "received_at": now,
    }
