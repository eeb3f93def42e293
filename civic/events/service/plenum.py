"""Gather what all tables said in the plenum: points of the minutes, each standing on notes of the tables."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from civic.access.actor import Actor
from civic.access.permissions import Permission
from civic.access.policy import demand
from civic.audit.service import record
from civic.db.session import session
from civic.events import plenum_rules, queries, rules
from civic.events.inputs import PointInput
from civic.events.models import Event, Note
from civic.events.plenum_models import NotePlace, PlenumPoint, PlenumSource
from civic.kit.errors import Refused
from civic.kit.geo import Point
from civic.kit.text import clean, clean_line


def add_point(actor: Actor, event: Event, entry: PointInput, now: datetime) -> Note:
    """Write a point of the plenum; the same client id returns the point already written."""
    _hold(actor, event, now)
    _check(entry.text)
    known = queries.find_note_by_client(entry.client_id)
    if known is not None:
        return _same(event, known)
    points = queries.list_points(event.id)
    if len(points) >= plenum_rules.MOST_POINTS:
        raise Refused(plenum_rules.TOO_MANY_POINTS)
    note = Note(
        event_id=event.id,
        client_id=entry.client_id,
        table_no=plenum_rules.PLENUM,
        round_no=max(event.rounds, 1),
        question=event.question,
        kind=entry.kind,
        text=clean(entry.text).strip(),
        written_at=now,
    )
    session().add(note)
    session().flush()
    last = max((point.position for point in points), default=0)
    session().add(PlenumPoint(note_id=note.id, event_id=event.id, position=last + 1))
    session().flush()
    _stand_on(event, note, entry.notes)
    record(actor, "plenum.point_added", f"event:{event.id}", now, note=note.id, sources=len(entry.notes))
    return note


def change_point(actor: Actor, note: Note, entry: PointInput, now: datetime) -> Note:
    """Change a point's kind, words and notes; `entry.base` is the revision the person saw."""
    event = _held_event(actor, note, now)
    _check(entry.text)
    session().refresh(note)
    if note.removed_at is not None:
        raise Refused(rules.NOTE_REMOVED)
    if entry.base is not None and entry.base != note.rev:
        raise Refused(plenum_rules.CHANGED_MEANWHILE)
    note.kind, note.text, note.rev = entry.kind, clean(entry.text).strip(), note.rev + 1
    _stand_on(event, note, entry.notes)
    record(actor, "plenum.point_changed", f"event:{event.id}", now, note=note.id, sources=len(entry.notes))
    return note


def move_point(actor: Actor, note: Note, step: int, now: datetime) -> None:
    """Move a point one place up (-1) or down (1); at the end of the list nothing moves."""
    event = _held_event(actor, note, now)
    points = [point for point in queries.list_points(event.id) if point.note.removed_at is None]
    here = next((place for place, point in enumerate(points) if point.note.id == note.id), None)
    if here is None or not 0 <= here + step < len(points):
        return
    points.insert(here + step, points.pop(here))
    for place, point in enumerate(points, start=1):
        session().execute(update(PlenumPoint).where(PlenumPoint.note_id == point.note.id).values(position=place))
    record(actor, "plenum.point_moved", f"event:{event.id}", now, note=note.id, step=step)


def remove_point(actor: Actor, note: Note, now: datetime) -> None:
    """Take a point out of the minutes; its notes are free for another point. Twice is as once."""
    event = _held_event(actor, note, now)
    session().refresh(note)
    if note.removed_at is not None:
        return
    note.removed_at = now
    session().execute(delete(PlenumSource).where(PlenumSource.point_id == note.id))
    session().flush()
    record(actor, "plenum.point_removed", f"event:{event.id}", now, note=note.id)


def place_note(actor: Actor, note: Note, place: str, point: Point | None, now: datetime) -> NotePlace:
    """Say where the local character of a note is; the staff of the event may correct it at any time."""
    event = queries.get_event(note.event_id)
    demand(actor, Permission.CAPTURE_NOTES, queries.scope_of(event))
    if note.removed_at is not None:
        raise Refused(rules.NOTE_REMOVED)
    if reason := plenum_rules.why_not_place(note.kind, place):
        raise Refused(reason)
    held = session().get(NotePlace, note.id) or NotePlace(note_id=note.id)
    held.place = clean_line(place)[:200]
    held.lat, held.lng = (point.lat, point.lng) if point else (None, None)
    session().add(held)
    session().flush()
    record(actor, "note.placed", f"event:{event.id}", now, note=note.id)
    return held


def _hold(actor: Actor, event: Event, now: datetime) -> None:
    """Ask for the lead and hold the event, so that two people do not number points at once."""
    demand(actor, Permission.LEAD_TABLES, queries.scope_of(event))
    session().refresh(event, with_for_update={"key_share": True})
    if reason := plenum_rules.why_not_plenum(event, event.minutes_at is not None, now):
        raise Refused(reason)


def _held_event(actor: Actor, note: Note, now: datetime) -> Event:
    event = queries.get_event(note.event_id)
    _hold(actor, event, now)
    return event


def _check(text: str) -> None:
    if reason := rules.why_not_text(text):
        raise Refused(reason)


def _same(event: Event, note: Note) -> Note:
    """Return what was written under this id before, if it is a point of this plenum."""
    if (note.event_id, note.table_no) != (event.id, plenum_rules.PLENUM):
        raise Refused(rules.NOTE_ID_TAKEN)
    return note


def _stand_on(event: Event, point: Note, notes: Collection[int]) -> None:
    """Let a point stand for these notes of the tables, and carry the sum of their dots."""
    wanted = set(notes)
    found = session().execute(
        select(Note.id, Note.dots).where(
            Note.id.in_(wanted),
            Note.event_id == event.id,
            Note.table_no != plenum_rules.PLENUM,
            Note.removed_at.is_(None),
        )
    )
    dots = {row.id: row.dots for row in found}
    if set(dots) != wanted:
        raise Refused(plenum_rules.NOT_A_SOURCE)
    session().execute(delete(PlenumSource).where(PlenumSource.point_id == point.id))
    try:
        with session().begin_nested():
            session().add_all(PlenumSource(note_id=note_id, point_id=point.id) for note_id in sorted(wanted))
    except IntegrityError as taken:
        raise Refused(plenum_rules.IN_ANOTHER_POINT) from taken
    point.dots = min(sum(dots.values()), rules.MAX_DOTS)
    session().flush()
