"""Write at a table: notes, dots, changes, the close; plain forms that work without script."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.access.permissions import Permission
from civic.access.policy import may
from civic.events import queries, rules, service
from civic.events.forms import CloseForm, EditNoteForm, NoteForm, PhotoForm
from civic.events.models import CafeTable, Event, Note
from civic.events.photos import BAD_PHOTO
from civic.events.rules import NOTE_LABELS, NoteKind
from civic.events.tablet_board import CHANGED
from civic.events.views.cards import note_card, title_of
from civic.events.views.public import bp
from civic.kit.clock import now
from civic.kit.errors import Refused
from civic.kit.ids import random_token
from civic.web.guard import requires
from civic.web.pages import current_actor, done, page


@bp.get("/<int:event_id>/tables")
@requires(Permission.CAPTURE_NOTES)
def tables(event_id: int) -> ResponseReturnValue:
    """List the tables of an event with what they have so far."""
    event = queries.get_managed(current_actor(), event_id, Permission.CAPTURE_NOTES)
    notes = queries.list_notes(event.id)
    rows = [(table, sum(note.table_no == table.number for note in notes)) for table in queries.list_tables(event.id)]
    leads = bool(rows) and may(current_actor(), Permission.LEAD_TABLES, queries.scope_of(event))
    return page("events/tables.html", event=event, title=title_of(event), rows=rows, leads=leads)


@bp.get("/<int:event_id>/tables/<int:number>")
@requires(Permission.CAPTURE_NOTES)
def table(event_id: int, number: int) -> ResponseReturnValue:
    """Show the notes of one table and the form for the next one."""
    event = queries.get_managed(current_actor(), event_id, Permission.CAPTURE_NOTES)
    return _table(event, queries.get_table(event.id, number), NoteForm(formdata=None))


@bp.post("/<int:event_id>/tables/<int:number>/notes")
@requires(Permission.CAPTURE_NOTES)
def write_note(event_id: int, number: int) -> ResponseReturnValue:
    """Write one note."""
    actor = current_actor()
    event = queries.get_managed(actor, event_id, Permission.CAPTURE_NOTES)
    form = NoteForm().prepare()
    if not form.validate():
        return _table(event, queries.get_table(event.id, number), form, status=422)
    note = service.write_note(actor, event, form.entry(number, event.question), now())
    return _back(note, _("The note is on the table."))


@bp.post("/notes/<int:note_id>/dots")
@requires(Permission.CAPTURE_NOTES)
def move_dots(note_id: int) -> ResponseReturnValue:
    """Add or take away one dot."""
    step = -1 if request.form.get("step") == "-1" else 1
    note = service.move_dots(current_actor(), queries.get_note(note_id), step, now())
    return _back(note, ngettext("%(num)s dot", "%(num)s dots", note.dots))


@bp.post("/notes/<int:note_id>/remove")
@requires(Permission.CAPTURE_NOTES)
def remove_note(note_id: int) -> ResponseReturnValue:
    """Take a note off the table; the page offers to put it back."""
    note = service.remove_note(current_actor(), queries.get_note(note_id), now())
    return _back(note, _("The note is removed. You can put it back below."), removed=note.id)


@bp.post("/notes/<int:note_id>/restore")
@requires(Permission.CAPTURE_NOTES)
def restore_note(note_id: int) -> ResponseReturnValue:
    """Put a removed note back."""
    note = service.restore_note(current_actor(), queries.get_note(note_id), now())
    return _back(note, _("The note is back on the table."))


@bp.get("/notes/<int:note_id>/edit")
@requires(Permission.CAPTURE_NOTES)
def ask_edit(note_id: int) -> ResponseReturnValue:
    """Show a note to be changed."""
    note = queries.get_note(note_id)
    event = queries.get_managed(current_actor(), note.event_id, Permission.CAPTURE_NOTES)
    form = EditNoteForm(formdata=None, data={"kind": note.kind.value, "text": note.text, "base": str(note.rev)})
    return _edit(event, note, form)


@bp.post("/notes/<int:note_id>/edit")
@requires(Permission.CAPTURE_NOTES)
def edit_note(note_id: int) -> ResponseReturnValue:
    """Change a note."""
    note = queries.get_note(note_id)
    event = queries.get_managed(current_actor(), note.event_id, Permission.CAPTURE_NOTES)
    form = EditNoteForm().prepare()
    if not form.validate():
        return _edit(event, note, form, status=422)
    try:
        service.edit_note(current_actor(), note, NoteKind(form.kind.data), form.text.data or "", now(), form.seen)
    except Refused as refusal:
        if refusal.reason is not CHANGED:
            raise
        form.base.data = str(note.rev)
        form.text.errors = [_("Somebody changed it meanwhile to: %(text)s Save again to use yours.", text=note.text)]
        return _edit(event, note, form, status=409)
    return _back(note, _("The note is changed."))


@bp.post("/<int:event_id>/tables/<int:number>/photos")
@requires(Permission.CAPTURE_NOTES)
def send_photo(event_id: int, number: int) -> ResponseReturnValue:
    """Take a photo of the wall poster from a plain form; what is none comes back to the table with a word about it."""
    actor = current_actor()
    event = queries.get_managed(actor, event_id, Permission.CAPTURE_NOTES)
    held, form = queries.get_table(event.id, number), PhotoForm()
    if not form.validate():
        return _table(event, held, NoteForm(formdata=None), form, status=422)
    round_no = max((row.round_no for row in queries.list_notes(event.id, number)), default=1)
    photo = service.SentPhoto(random_token(16), held.number, round_no, form.body())
    try:
        reason = service.take_photo(actor, event, photo, now())
    except Refused as refusal:
        if refusal.reason is not BAD_PHOTO:
            raise
        form.photo.errors = [_(BAD_PHOTO.text)]
        return _table(event, held, NoteForm(formdata=None), form, status=422)
    if reason:
        raise Refused(reason)
    return done(_("The photo is kept."), url_for(".table", event_id=event.id, number=number))


@bp.post("/notes/<int:note_id>/total")
@requires(Permission.CAPTURE_NOTES)
def set_dots(note_id: int) -> ResponseReturnValue:
    """Set the dots of a note to the total of a show of hands."""
    dots, seen = _number("dots"), _number("seen")
    if dots is None:
        raise Refused(rules.DOTS_OUT_OF_RANGE)
    note = service.set_dots(current_actor(), queries.get_note(note_id), dots, now(), seen)
    return _back(note, _("%(dots)s dots", dots=note.dots))


@bp.post("/notes/<int:note_id>/group")
@requires(Permission.CAPTURE_NOTES)
def group_note(note_id: int) -> ResponseReturnValue:
    """Put a note together with another one, or take it out of its group."""
    note, with_id = queries.get_note(note_id), _number("with")
    other = queries.get_note(with_id) if with_id else None
    service.group_note(current_actor(), note, other, now())
    return _back(note, _("The note is in the group.") if other else _("The note stands alone."))


@bp.get("/<int:event_id>/tables/<int:number>/close")
@requires(Permission.CAPTURE_NOTES)
def ask_close(event_id: int, number: int) -> ResponseReturnValue:
    """Show consensus and dissent to be read aloud before the table closes."""
    event = queries.get_managed(current_actor(), event_id, Permission.CAPTURE_NOTES)
    return _close(event, queries.get_table(event.id, number), CloseForm(formdata=None))


@bp.post("/<int:event_id>/tables/<int:number>/close")
@requires(Permission.CAPTURE_NOTES)
def close_table(event_id: int, number: int) -> ResponseReturnValue:
    """Close a table; what is missing is said beside the boxes."""
    actor = current_actor()
    event = queries.get_managed(actor, event_id, Permission.CAPTURE_NOTES)
    held, form = queries.get_table(event.id, number), CloseForm()
    if not form.validate():
        return _close(event, held, form, status=422)
    dissents = queries.count_notes(event.id, number, NoteKind.DISSENT)
    close = form.entry()
    if reason := rules.why_not_close(close.read_aloud, dissents, close.dissent_none):
        box = form.read_aloud if reason is rules.NOT_READ_ALOUD else form.dissent_none
        box.errors = [_(reason.text)]
        return _close(event, held, form, status=422)
    service.close_table(actor, event, number, close, now())
    return done(_("Table %(number)s is closed.", number=number), url_for(".tables", event_id=event.id))


def _table(
    event: Event, held: CafeTable, form: NoteForm, photo: PhotoForm | None = None, status: int = 200
) -> ResponseReturnValue:
    rows = queries.list_notes(event.id, held.number)
    outcomes = queries.list_outcomes(event.id)
    last_round = max((row.round_no for row in rows), default=1)
    form.prepare()
    form.round_no.data = form.round_no.data or last_round
    reason = rules.why_not_note(event, held.closed_at is not None, now())
    return page(
        "events/table.html",
        status=status,
        event=event,
        event_title=title_of(event),
        table=held,
        notes=[note_card(row, outcomes) for row in reversed(rows)],
        form=form,
        photo=photo or PhotoForm(formdata=None),
        why_not=reason,
        removed=_removed(event, held),
        photos=queries.list_photos(event.id, held.number),
    )


def _removed(event: Event, held: CafeTable) -> Note | None:
    """Return the note just taken off this table, to offer it back."""
    text = request.args.get("removed", "")
    note = queries.find_removed(int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None
    here = note is not None and (note.event_id, note.table_no) == (event.id, held.number)
    return note if here else None


def _edit(event: Event, note: Note, form: EditNoteForm, status: int = 200) -> ResponseReturnValue:
    if note.removed_at is not None:
        raise Refused(rules.NOTE_REMOVED)
    mates = queries.list_group_mates(note)
    return page("events/edit_note.html", status=status, event=event, note=note, form=form.prepare(), mates=mates)


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _close(event: Event, held: CafeTable, form: CloseForm, status: int = 200) -> ResponseReturnValue:
    rows = queries.list_notes(event.id, held.number)
    return page(
        "events/close.html",
        status=status,
        event=event,
        table=held,
        consensus=[row for row in rows if row.kind is NoteKind.CONSENSUS],
        dissent=[row for row in rows if row.kind is NoteKind.DISSENT],
        labels=NOTE_LABELS,
        form=form,
    )


def _back(note: Note, message: str, removed: int | None = None) -> ResponseReturnValue:
    url = url_for(".table", event_id=note.event_id, number=note.table_no, removed=removed, _anchor="main")
    return done(message, url)
