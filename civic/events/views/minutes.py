"""Show an event's minutes, as a page to print and as a document; write remarks, publish."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from civic.access.permissions import Permission
from civic.access.policy import may
from civic.events import plenum_rules, queries, service
from civic.events.forms import RemarksForm
from civic.events.models import CafeTable, Event
from civic.events.queries import Attendance
from civic.events.rows import EventNames, Gathered, NoteRow, PointRow
from civic.events.rules import NOTE_LABELS, NoteKind
from civic.events.views.cards import title_of
from civic.events.views.plenum import TableGroups, table_groups
from civic.events.views.public import bp
from civic.events.views.shown import AttendanceTable, attendance_words
from civic.kit.clock import now
from civic.kit.errors import Missing
from civic.kit.odt import MIMETYPE, Document
from civic.web import locale
from civic.web.filters import show_datetime, show_name
from civic.web.guard import public, requires
from civic.web.pages import attachment, current_actor, done, page

SPOKEN = (NoteKind.CONSENSUS, NoteKind.DISSENT)


@dataclass(frozen=True)
class TableMinutes:
    """Hold what one table agreed and disagreed on, how that was read aloud, and its other notes in groups."""

    number: int
    read_aloud: str
    consensus: tuple[NoteRow, ...]
    dissent: tuple[NoteRow, ...]
    no_dissent: bool
    others: TableGroups


@dataclass(frozen=True)
class Minutes:
    """Hold the minutes of an event: no names of those who spoke, small groups of those who came hidden."""

    event: Event
    title: str
    names: EventNames
    attended: Attendance
    groups: list[AttendanceTable]
    points: list[tuple[PointRow, str]]
    tables: list[TableMinutes]
    silent: list[int]


@bp.get("/<int:event_id>/minutes")
@public
def minutes(event_id: int) -> ResponseReturnValue:
    """Show the minutes: to everybody once published, to the lead before."""
    event, leads = _readable(event_id)
    form = RemarksForm(formdata=None, data={"remarks": event.minutes_remarks})
    return _page(event, form, leads)


@bp.get("/<int:event_id>/minutes.odt")
@public
def minutes_file(event_id: int) -> Response:
    """Send the minutes as an OpenDocument text."""
    event, _leads = _readable(event_id)
    return attachment(_document(_minutes(event)), f"minutes-{event.id}.odt", MIMETYPE)


@bp.post("/<int:event_id>/minutes/remarks")
@requires(Permission.LEAD_TABLES)
def write_remarks(event_id: int) -> ResponseReturnValue:
    """Keep the lead's remarks on the draft."""
    event, form = queries.get_managed(current_actor(), event_id, Permission.LEAD_TABLES), RemarksForm()
    if not form.validate():
        return _page(event, form, True, 422)
    service.write_remarks(current_actor(), event, form.remarks.data or "", now())
    return done(_("The remarks are kept."), url_for(".minutes", event_id=event.id))


@bp.post("/<int:event_id>/minutes/publish")
@requires(Permission.LEAD_TABLES)
def publish_minutes(event_id: int) -> ResponseReturnValue:
    """Publish the minutes; nothing in them can change afterwards."""
    event = queries.get_managed(current_actor(), event_id, Permission.LEAD_TABLES)
    service.publish_minutes(current_actor(), event, now())
    return done(_("The minutes are published. All who came are told."), url_for(".minutes", event_id=event.id))


def _readable(event_id: int) -> tuple[Event, bool]:
    """Return an event whose minutes this reader may see, and whether they lead it; Missing otherwise."""
    actor = current_actor()
    event = queries.get_visible(actor, event_id)
    leads = may(actor, Permission.LEAD_TABLES, queries.scope_of(event))
    if not event.tables or not (leads or event.minutes_at):
        raise Missing
    return event, leads


def _page(event: Event, form: RemarksForm, leads: bool, status: int = 200) -> ResponseReturnValue:
    published = event.minutes_at is not None
    return page(
        "events/minutes.html",
        status=status,
        minutes=_minutes(event),
        event=event,
        form=form,
        leads=leads,
        signed=_signed(event),
        silent_words=_silent_words,
        why_not=plenum_rules.why_not_publish(event, published) if leads and not published else None,
    )


def _signed(event: Event) -> str:
    """Say when and by which role the minutes were published, or that they are a draft."""
    if event.minutes_at is None:
        return str(_("Draft: only those who lead this event can read it."))
    role = _(plenum_rules.SIGNED_BY.get(event.minutes_role, event.minutes_role))
    return str(_("Published on %(when)s by: %(role)s", when=show_datetime(event.minutes_at), role=role))


def _minutes(event: Event) -> Minutes:
    gathered, attended = queries.gather(event.id), queries.attendance(event)
    wrote = {row.table_no for row in gathered.notes}
    tables = queries.list_tables(event.id)
    silent = [table.number for table in tables if table.number not in wrote and table.closed_at is None]
    return Minutes(
        event=event,
        title=title_of(event),
        names=queries.names_of(event),
        attended=attended,
        groups=attendance_words(attended),
        points=[(point, _(NOTE_LABELS[point.note.kind])) for point in gathered.points],
        tables=_tables(gathered, [table for table in tables if table.number not in silent]),
        silent=silent,
    )


def _tables(gathered: Gathered, tables: list[CafeTable]) -> list[TableMinutes]:
    groups = {table.number: table for table in table_groups(gathered)}
    return [_table(gathered, held, groups.get(held.number, TableGroups(held.number, ()))) for held in tables]


def _table(gathered: Gathered, held: CafeTable, groups: TableGroups) -> TableMinutes:
    consensus, dissent = (
        tuple(row for row in gathered.notes if row.table_no == held.number and row.kind is kind) for kind in SPOKEN
    )
    others = tuple(group for group in groups.groups if any(note.row.kind not in SPOKEN for note in group.notes))
    return TableMinutes(
        number=held.number,
        read_aloud=_read_aloud(held.closed_at),
        consensus=consensus,
        dissent=dissent,
        no_dissent=held.dissent_none and not dissent,
        others=TableGroups(held.number, others),
    )


def _read_aloud(closed_at: datetime | None) -> str:
    if closed_at is None:
        return str(_("Not closed: consensus and dissent were not read aloud to the table."))
    return str(_("Read aloud to the table and closed on %(when)s.", when=show_datetime(closed_at)))


def _document(held: Minutes) -> bytes:
    """Return the minutes as a document in the reader's language."""
    event = held.event
    document = Document(_("Minutes: %(title)s", title=held.title), locale.tag())
    document.heading(document.title, 1)
    document.paragraph(_signed(event))
    document.table((_("Item"), _("Details")), _facts(held))
    document.heading(_("Who took part"))
    document.paragraph(_("%(came)s people came. Groups of fewer than five are not shown.", came=held.attended.came))
    for table in held.groups:
        document.table((table.caption, _("People")), table.rows)
        document.paragraph("")
    document.heading(_("What the plenum gathered"))
    for place, (point, label) in enumerate(held.points, start=1):
        document.paragraph(f"{place}. {label}：{point.note.text} ({_dots(point.note.dots)})")
        document.items(_note_words(row) for row in point.sources)
    if not held.points:
        document.paragraph(_("No points were gathered in the plenum."))
    for table_minutes in held.tables:
        _write_table(document, table_minutes)
    if held.silent:
        document.paragraph(_silent_words(held.silent))
    if event.minutes_remarks:
        document.heading(_("Remarks"))
        document.paragraph(event.minutes_remarks)
    return document.write()


def _facts(held: Minutes) -> list[tuple[str, str]]:
    event, names = held.event, held.names
    facts = [
        (_("Type"), show_name(names.type)),
        (_("When"), f"{show_datetime(event.starts_at)} – {show_datetime(event.ends_at)}"),
        (_("Where"), " · ".join(filter(None, (show_name(names.district), event.venue, event.address)))),
        (_("Organiser"), show_name(names.organiser)),
        (_("Question at the tables"), event.question),
    ]
    return [(label, value) for label, value in facts if value]


def _write_table(document: Document, held: TableMinutes) -> None:
    document.heading(_("Table %(number)s", number=held.number))
    document.paragraph(held.read_aloud)
    document.heading(_("Consensus"), 3)
    document.items(_note_words(row) for row in held.consensus)
    if not held.consensus:
        document.paragraph(_("No consensus was noted."))
    document.heading(_("Dissenting views"), 3)
    document.items(_note_words(row) for row in held.dissent)
    if not held.dissent:
        document.paragraph(_("None: the table was asked.") if held.no_dissent else _("No dissenting view was noted."))
    others = [(group, note) for group in held.others.groups for note in group.notes if note.row.kind not in SPOKEN]
    if others:
        document.heading(_("Other notes"), 3)
        document.items(
            "：".join(filter(None, (group.title, note.label, _note_words(note.row)))) for group, note in others
        )


def _silent_words(silent: list[int]) -> str:
    numbers = _(", ").join(map(str, silent))
    return str(_("Tables that wrote nothing: %(tables)s", tables=numbers))


def _note_words(row: NoteRow) -> str:
    return f"{row.text} ({_dots(row.dots)})"


def _dots(dots: int) -> str:
    return str(ngettext("%(num)s dot", "%(num)s dots", dots))
