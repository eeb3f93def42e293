"""Put events, seats and notes into words for the pages."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import url_for
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from civic.events import queries
from civic.events.admission import Admission
from civic.events.models import Event, Note, Registration
from civic.events.records import EventSeries
from civic.events.rows import EventRow, NoteOutcome, NoteRow
from civic.events.rules import NOTE_LABELS, PLACE_LABELS, STATE_LABELS, EventState, NoteKind, Place
from civic.kit.clock import local
from civic.web import locale
from civic.web.filters import show_datetime

TONES = {EventState.DRAFT: "quiet", EventState.OPEN: "ok", EventState.COMPLETED: "info", EventState.CANCELLED: "no"}
NOTE_TONES = {NoteKind.CONSENSUS: "ok", NoteKind.DISSENT: "wait", NoteKind.CONCERN: "wait"}


@dataclass(frozen=True)
class EventCard:
    """Be one event as a card; `month`, `day` and `weekday` are the words of a calendar leaf."""

    title: str
    url: str
    starts_at: datetime
    type_label: str
    place: str
    seats_text: str
    month: str
    day: str
    weekday: str
    time: str
    status: str
    status_tone: str
    facet: str = ""


@dataclass(frozen=True)
class Seats:
    """Say how many seats are taken and left."""

    taken: int
    capacity: int
    left: int
    text: str


@dataclass(frozen=True)
class NoteCard:
    """Be one note on a page; `kind` names its colour at the table, `cases` what it became."""

    id: int
    kind: str
    kind_label: str
    text: str
    dots: int
    round_no: int
    cases: tuple[NoteOutcome, ...]
    tone: str


@dataclass(frozen=True)
class TableNotes:
    """Hold the notes of one table."""

    number: int
    notes: tuple[NoteCard, ...]


def title_of(event: Event | EventRow | EventSeries) -> str:
    """Return the title in the reader's language, the Chinese one if there is no other."""
    return event.title if locale.is_chinese() or not event.title_en else event.title_en


def ends_words(event: Event) -> str:
    """Say the end: the time alone when it is on the day of the start."""
    same_day = local(event.starts_at).date() == local(event.ends_at).date()
    return format_datetime(event.ends_at, "HH:mm") if same_day else show_datetime(event.ends_at)


def seats_words(event: Event | EventRow) -> Seats:
    """Say how many seats are left, or how many wait."""
    left = event.capacity - event.taken
    if event.admission is Admission.LOTTERY and not event.taken:
        text = ngettext("%(num)s person in the draw", "%(num)s people in the draw", event.waiting)
    elif left > 0 and not event.waiting:
        text = ngettext("%(num)s seat left", "%(num)s seats left", left)
    elif event.waiting:
        text = ngettext("Fully booked, %(num)s person waiting", "Fully booked, %(num)s people waiting", event.waiting)
    else:
        text = _("Fully booked")
    return Seats(event.taken, event.capacity, left, text)


def place_words(registration: Registration, event: Event | None = None) -> str:
    """Say where somebody stands: a seat, or 候補 n."""
    event = event or queries.get_event(registration.event_id)
    if registration.place is Place.WAITING and queries.is_before_draw(event):
        return str(_("In the draw with number %(number)s", number=registration.arrival))
    if registration.place is Place.WAITING:
        return str(_("Waiting list no. %(number)s", number=queries.waiting_number(registration)))
    return str(_(PLACE_LABELS[registration.place]))


def card_of(row: EventRow) -> EventCard:
    """Return an event as a card."""
    open_now = row.state is EventState.OPEN
    return EventCard(
        title=title_of(row),
        url=url_for("events.show", event_id=row.id),
        starts_at=row.starts_at,
        type_label=row.type.name_zh if locale.is_chinese() else row.type.name_en,
        place=f"{row.district.name_zh if locale.is_chinese() else row.district.name_en} · {row.venue}",
        seats_text=seats_words(row).text if open_now else "",
        month=format_datetime(row.starts_at, "MMM"),
        day=format_datetime(row.starts_at, "d"),
        weekday=format_datetime(row.starts_at, "EEE"),
        time=format_datetime(row.starts_at, "HH:mm"),
        status="" if open_now else _(STATE_LABELS[row.state]),
        status_tone=TONES[row.state],
    )


def note_card(row: NoteRow, outcomes: list[NoteOutcome]) -> NoteCard:
    """Return a note as a card with the cases it became."""
    cases = tuple(outcome for outcome in outcomes if outcome.note_id == row.id)
    tone = NOTE_TONES.get(row.kind, "info")
    return NoteCard(row.id, row.kind.value, _(NOTE_LABELS[row.kind]), row.text, row.dots, row.round_no, cases, tone)


def note_cards(event_id: int) -> list[TableNotes]:
    """Return the notes of an event by table."""
    outcomes = queries.list_outcomes(event_id)
    by_table = groupby(queries.list_notes(event_id), key=lambda row: row.table_no)
    return [TableNotes(number, tuple(note_card(row, outcomes) for row in rows)) for number, rows in by_table]


def point_cards(event_id: int) -> list[NoteCard]:
    """Return the plenum's points of an event in their order."""
    points = queries.list_points(event_id)
    outcomes = queries.list_outcomes(event_id) if points else []
    return [note_card(row_of(point.note), outcomes) for point in points]


def row_of(note: Note) -> NoteRow:
    """Return a note as published."""
    return NoteRow(note.id, note.table_no, note.round_no, note.kind, note.text, note.dots)
