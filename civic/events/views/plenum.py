"""Gather the tables' notes in the plenum; give a note of local character its place. Plain forms, no script needed."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civic.access.permissions import Permission
from civic.events import plenum_rules, queries, rules, service
from civic.events.forms import PlaceForm, PointForm
from civic.events.models import Event, Note
from civic.events.plenum_rules import CHANGED_MEANWHILE, PLENUM
from civic.events.rows import Gathered, NoteRow
from civic.events.rules import NOTE_LABELS, NoteKind
from civic.events.views.cards import NOTE_TONES, title_of
from civic.events.views.public import bp
from civic.kit.clock import now
from civic.kit.errors import Missing, Refused
from civic.kit.geo import Point
from civic.programme.outlines import district_map
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@dataclass(frozen=True)
class Choice:
    """Be one note of a table to stand behind a point; `taken` is the number of the point it stands in already."""

    row: NoteRow
    label: str
    tone: str
    taken: int | None


@dataclass(frozen=True)
class Group:
    """Be notes of a table that say the same, or one note alone; groups have a title and can be chosen whole."""

    uid: str
    title: str
    dots: int
    notes: tuple[Choice, ...]


@dataclass(frozen=True)
class TableGroups:
    """Be one table in the plenum, what got most dots first."""

    number: int
    groups: tuple[Group, ...]


@bp.get("/<int:event_id>/plenum")
@requires(Permission.LEAD_TABLES)
def plenum(event_id: int) -> ResponseReturnValue:
    """Show the points so far, every table's groups and notes, and the form for the next point."""
    return _plenum(_event(event_id), PointForm(formdata=None))


@bp.post("/<int:event_id>/plenum")
@requires(Permission.LEAD_TABLES)
def add_point(event_id: int) -> ResponseReturnValue:
    """Write a point."""
    event, form = _event(event_id), PointForm()
    gathered = _read(form, event)
    if not form.validate():
        return _plenum(event, form, 422)
    service.add_point(current_actor(), event, form.point(gathered), now())
    return done(_("The point is in the minutes."), url_for(".plenum", event_id=event.id, _anchor="points"))


@bp.get("/plenum/<int:note_id>")
@requires(Permission.LEAD_TABLES)
def ask_point(note_id: int) -> ResponseReturnValue:
    """Show a point to be changed."""
    note, event = _point(note_id)
    chosen = [mate.id for mate in queries.list_mates(note)]
    start = {"kind": note.kind.value, "text": note.text, "base": str(note.rev), "notes": chosen}
    return _change(event, note, PointForm(formdata=None, data=start))


@bp.post("/plenum/<int:note_id>")
@requires(Permission.LEAD_TABLES)
def change_point(note_id: int) -> ResponseReturnValue:
    """Change a point; what somebody else wrote meanwhile is shown first."""
    note, event = _point(note_id)
    form = PointForm()
    gathered = _read(form, event)
    if not form.validate():
        return _change(event, note, form, 422)
    try:
        service.change_point(current_actor(), note, form.point(gathered), now())
    except Refused as refusal:
        if refusal.reason is not CHANGED_MEANWHILE:
            raise
        form.base.data = str(note.rev)
        form.text.errors = [_("Somebody changed it meanwhile to: %(text)s Save again to use yours.", text=note.text)]
        return _change(event, note, form, 409)
    return done(_("The point is changed."), url_for(".plenum", event_id=event.id, _anchor="points"))


@bp.post("/plenum/<int:note_id>/move")
@requires(Permission.LEAD_TABLES)
def move_point(note_id: int) -> ResponseReturnValue:
    """Move a point one place up or down."""
    note, event = _point(note_id)
    service.move_point(current_actor(), note, -1 if request.form.get("step") == "-1" else 1, now())
    return done(_("The order is changed."), url_for(".plenum", event_id=event.id, _anchor="points"))


@bp.post("/plenum/<int:note_id>/remove")
@requires(Permission.LEAD_TABLES)
def remove_point(note_id: int) -> ResponseReturnValue:
    """Take a point out; its notes stay at their tables."""
    note, event = _point(note_id)
    service.remove_point(current_actor(), note, now())
    return done(_("The point is taken out. Its notes stay at their tables."), url_for(".plenum", event_id=event.id))


@bp.get("/notes/<int:note_id>/place")
@requires(Permission.CAPTURE_NOTES)
def ask_place(note_id: int) -> ResponseReturnValue:
    """Ask where the local character of a note is."""
    note, event = _character(note_id)
    held = queries.find_place(note.id)
    form = PlaceForm(formdata=None, data={"place": held.place if held else event.venue})
    if held is not None and held.lat is not None and held.lng is not None:
        form.point.show(Point(held.lat, held.lng))
    return _place(event, note, form)


@bp.post("/notes/<int:note_id>/place")
@requires(Permission.CAPTURE_NOTES)
def place_note(note_id: int) -> ResponseReturnValue:
    """Keep the place of a note of local character."""
    note, event = _character(note_id)
    form = PlaceForm()
    if not form.validate():
        return _place(event, note, form, 422)
    point = form.point.data if isinstance(form.point.data, Point) else None
    service.place_note(current_actor(), note, form.place.data or "", point, now())
    return done(_("The place is kept. It is on the map once the minutes are published."), _back_to(event, note))


def table_groups(gathered: Gathered) -> list[TableGroups]:
    """Return every table's notes in their groups, what got most dots first."""
    taken = {row.id: place for place, point in enumerate(gathered.points, start=1) for row in point.sources}
    tables: dict[int, dict[str, list[NoteRow]]] = {}
    for row in gathered.notes:
        group = gathered.groups.get(row.id) or f"note-{row.id}"
        tables.setdefault(row.table_no, {}).setdefault(group, []).append(row)
    return [TableGroups(number, _sorted(held, gathered.titles, taken)) for number, held in tables.items()]


def choice_of(row: NoteRow, taken: int | None = None) -> Choice:
    """Return a note with its kind in words."""
    return Choice(row, _(NOTE_LABELS[row.kind]), NOTE_TONES.get(row.kind, "info"), taken)


def _sorted(held: dict[str, list[NoteRow]], titles: Mapping[str, str], taken: dict[int, int]) -> tuple[Group, ...]:
    groups = [
        Group(
            uid if uid in titles else "",
            titles.get(uid, ""),
            sum(row.dots for row in rows),
            tuple(choice_of(row, taken.get(row.id)) for row in sorted(rows, key=lambda row: -row.dots)),
        )
        for uid, rows in held.items()
    ]
    return tuple(sorted(groups, key=lambda group: -group.dots))


def _event(event_id: int) -> Event:
    event = queries.get_managed(current_actor(), event_id, Permission.LEAD_TABLES)
    if not event.tables:
        raise Missing
    return event


def _point(note_id: int) -> tuple[Note, Event]:
    note = queries.get_point(note_id)
    return note, queries.get_managed(current_actor(), note.event_id, Permission.LEAD_TABLES)


def _character(note_id: int) -> tuple[Note, Event]:
    note = queries.get_note(note_id)
    event = queries.get_managed(current_actor(), note.event_id, Permission.CAPTURE_NOTES)
    if note.removed_at is not None:
        raise Refused(rules.NOTE_REMOVED)
    if note.kind is not NoteKind.CHARACTER:
        raise Refused(plenum_rules.NOT_CHARACTER)
    return note, event


def _read(form: PointForm, event: Event) -> Gathered:
    """Offer the tables' notes to a form that was sent, and fill in the words it left out."""
    gathered = queries.gather(event.id)
    form.offer(gathered).fill_words(gathered)
    return gathered


def _plenum(event: Event, form: PointForm, status: int = 200) -> ResponseReturnValue:
    gathered = queries.gather(event.id)
    return page(
        "events/plenum.html",
        status=status,
        event=event,
        title=title_of(event),
        points=[(point, _(NOTE_LABELS[point.note.kind])) for point in gathered.points],
        tables=table_groups(gathered),
        form=form.offer(gathered),
        why_not=plenum_rules.why_not_plenum(event, event.minutes_at is not None, now()),
    )


def _change(event: Event, note: Note, form: PointForm, status: int = 200) -> ResponseReturnValue:
    if note.removed_at is not None:
        raise Refused(rules.NOTE_REMOVED)
    if reason := plenum_rules.why_not_plenum(event, event.minutes_at is not None, now()):
        raise Refused(reason)
    gathered = queries.gather(event.id)
    return page(
        "events/point.html",
        status=status,
        event=event,
        title=title_of(event),
        note=note,
        tables=table_groups(gathered),
        form=form.offer(gathered),
    )


def _place(event: Event, note: Note, form: PlaceForm, status: int = 200) -> ResponseReturnValue:
    drawing = district_map(event.district_code)
    return page("events/place_note.html", status=status, event=event, note=note, form=form, drawing=drawing)


def _back_to(event: Event, note: Note) -> str:
    if note.table_no == PLENUM:
        return url_for(".plenum", event_id=event.id)
    return url_for(".table", event_id=event.id, number=note.table_no)

