"""Say who may register, who is next, what may be noted at a table and what may be shown. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from civic.kit.errors import Kind, Reason
from civic.kit.text import N_, fold
from civic.programme.sectors import Sector


class EventState(StrEnum):
    """Name the states of an event."""

    DRAFT = "draft"
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Place(StrEnum):
    """Name where a registration stands."""

    SEAT = "seat"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    ATTENDED = "attended"


class NoteKind(StrEnum):
    """Name the kinds of table notes: 議題 需求 解方 疑慮 在地特色 共識 不同意見."""

    ISSUE = "issue"
    NEED = "need"
    IDEA = "idea"
    CONCERN = "concern"
    CHARACTER = "character"
    CONSENSUS = "consensus"
    DISSENT = "dissent"


STATE_LABELS = {
    EventState.DRAFT: N_("Not announced yet"),
    EventState.OPEN: N_("Open for registration"),
    EventState.COMPLETED: N_("Took place"),
    EventState.CANCELLED: N_("Called off"),
}

PLACE_LABELS = {
    Place.SEAT: N_("Seat confirmed"),
    Place.WAITING: N_("On the waiting list"),
    Place.OFFERED: N_("Seat offered"),
    Place.CANCELLED: N_("Registration cancelled"),
    Place.ATTENDED: N_("Checked in"),
}

NOTE_LABELS = {
    NoteKind.ISSUE: N_("Issue"),
    NoteKind.NEED: N_("Need"),
    NoteKind.IDEA: N_("Idea"),
    NoteKind.CONCERN: N_("Concern"),
    NoteKind.CHARACTER: N_("Local character"),
    NoteKind.CONSENSUS: N_("Consensus"),
    NoteKind.DISSENT: N_("Dissenting view"),
}

NOT_OPEN = Reason(
    "event_not_open",
    N_("Registration for this event is not open. Look for other events on the list."),
    Kind.NOT_NOW,
)
STARTED = Reason(
    "event_started",
    N_("The event has started. You may still come: ask at the door for a free seat."),
    Kind.NOT_NOW,
)
ENDED = Reason("event_ended", N_("The event is over."), Kind.NOT_NOW)
REGISTERED = Reason("event_registered", N_("You are already registered for this event."), Kind.CONFLICT)
KNOWN_GUEST = Reason(
    "known_guest",
    N_("Somebody of this name and contact is registered already. Use the link in your mail, or ask the organiser."),
    Kind.CONFLICT,
)
FULL = Reason(
    "event_full",
    N_("Every seat is taken. Cancel for somebody who did not come, then enter the person again."),
    Kind.CONFLICT,
)
CANCELLED = Reason(
    "registration_cancelled",
    N_("This registration is cancelled. The person can register again."),
    Kind.CONFLICT,
)
CHECKED_IN = Reason("registration_checked_in", N_("This person has already checked in."), Kind.CONFLICT)
STILL_HELD = Reason(
    "event_still_held",
    N_("You are checked in and the event is not over. Come back after its end to have your data erased."),
    Kind.NOT_NOW,
)
NO_SEAT = Reason(
    "registration_waiting",
    N_("This person is still on the waiting list and has no seat. Give them a free seat as a walk-in."),
    Kind.CONFLICT,
)
TOO_EARLY = Reason("check_in_too_early", N_("Check-in opens three hours before the start."), Kind.NOT_NOW)
NO_SUCH_TABLE = Reason("no_such_table", N_("This event has no table with that number."), Kind.INVALID)
TABLE_CLOSED = Reason("table_closed", N_("This table is closed; its notes can no longer change."), Kind.CONFLICT)
NOTES_CLOSED = Reason(
    "notes_closed",
    N_("Notes can be written while the event is open, from three hours before its start."),
    Kind.NOT_NOW,
)
NOTE_EMPTY = Reason("note_empty", N_("Write something on the note first."), Kind.INVALID)
NOTE_TOO_LONG = Reason(
    "note_too_long", N_("A note holds at most 1,000 characters. Split it into two notes."), Kind.INVALID
)
TOO_MANY_NOTES = Reason("too_many_notes", N_("This table has 500 notes already. Remove some first."), Kind.TOO_MANY)
NOTE_REMOVED = Reason("note_removed", N_("This note was removed."), Kind.CONFLICT)
NOTE_ID_TAKEN = Reason("note_id_taken", N_("Reload the page, then write the note again."), Kind.CONFLICT)
DOTS_OUT_OF_RANGE = Reason("dots_out_of_range", N_("Dots go from 0 to 10,000."), Kind.INVALID)
NOT_READ_ALOUD = Reason(
    "not_read_aloud",
    N_("Read the consensus and the dissenting views aloud to the table, then tick that you did."),
    Kind.INVALID,
)
DISSENT_EMPTY = Reason(
    "dissent_empty",
    N_("No dissenting view is noted. Write it down, or tick that there was none."),
    Kind.INVALID,
)
NO_ROUND = Reason("no_round", N_("This district has no round yet, so a proposal cannot be begun here."), Kind.NOT_NOW)
CALLED_OFF = Reason("event_called_off", N_("The event was called off."), Kind.NOT_NOW)
NOT_TO_CALL_OFF = Reason(
    "event_not_to_call_off", N_("Only an announced event that has not ended can be called off."), Kind.CONFLICT
)
NOT_TO_CHANGE = Reason(
    "event_not_to_change", N_("An event that is over or called off can no longer be changed."), Kind.CONFLICT
)
BELOW_TAKEN = Reason(
    "capacity_below_taken",
    N_("More seats are taken than that. Cancel registrations first, or keep at least as many seats."),
    Kind.CONFLICT,
)
FEWER_TABLES = Reason(
    "fewer_tables", N_("An announced event keeps its tables. Leave a table empty instead."), Kind.CONFLICT
)
NO_TABLES = Reason(
    "no_tables", N_("This event has no tables. Write how many tables and seats it has first."), Kind.CONFLICT
)
NO_REASON = Reason("no_reason", N_("Write why, in one sentence: it goes to everybody registered."), Kind.INVALID)
NOT_READY = Reason("event_not_ready", N_("Only an event that is not announced yet can be opened."), Kind.CONFLICT)
NOT_HELD = Reason("event_not_held", N_("Only an open event that has started can be completed."), Kind.NOT_NOW)
BAD_CAPACITY = Reason("bad_capacity", N_("An event has from 1 to 10,000 places."), Kind.INVALID)
BAD_TIMES = Reason("bad_times", N_("The end must be after the start."), Kind.INVALID)
BAD_TABLES = Reason("bad_tables", N_("An event has at most 100 tables."), Kind.INVALID)

DOOR_OPENS = timedelta(hours=3)
DOUBLE_TAP = timedelta(minutes=2)
NOTE_LENGTH = 1000
NOTES_PER_TABLE = 500
MAX_DOTS = 10_000
MAX_CAPACITY = 10_000
MAX_TABLES = 100
HOLDS_SEAT = frozenset({Place.SEAT, Place.OFFERED, Place.ATTENDED})


class EventFacts(Protocol):
    """Be what the rules need to know of an event (times UTC)."""

    @property
    def state(self) -> EventState:
        """Return the state."""

    @property
    def starts_at(self) -> datetime:
        """Return the start."""

    @property
    def ends_at(self) -> datetime:
        """Return the end."""

    @property
    def tables(self) -> int:
        """Return the number of tables."""


class RegistrationFacts(Protocol):
    """Be what the rules need to know of a registration."""

    @property
    def place(self) -> Place:
        """Return where it stands."""


def why_not_register(event: EventFacts, existing: RegistrationFacts | None, now: datetime) -> Reason | None:
    """Tell why a person cannot register themselves; a full event is no reason, there is a waiting list."""
    if existing is not None and existing.place is not Place.CANCELLED:
        return REGISTERED
    if event.state is EventState.CANCELLED:
        return CALLED_OFF
    if event.state is not EventState.OPEN:
        return NOT_OPEN
    return STARTED if now >= event.starts_at else None


def why_not_enter(event: EventFacts, now: datetime) -> Reason | None:
    """Tell why staff cannot enter somebody: they can until the event ends."""
    if event.state is not EventState.OPEN:
        return NOT_OPEN
    return ENDED if now >= event.ends_at else None


def why_not_cancel(event: EventFacts, registration: RegistrationFacts, now: datetime) -> Reason | None:
    """Tell why a registration cannot be cancelled."""
    if registration.place is Place.CANCELLED:
        return CANCELLED
    if registration.place is Place.ATTENDED:
        return CHECKED_IN
    return ENDED if now >= event.ends_at or event.state is EventState.COMPLETED else None


def why_not_forget(event: EventFacts, registration: RegistrationFacts, now: datetime) -> Reason | None:
    """Tell why a guest's data cannot be erased yet: the door and the tables need who came until the end."""
    over = now >= event.ends_at or event.state is EventState.COMPLETED
    return STILL_HELD if registration.place is Place.ATTENDED and not over else None


def why_not_check_in(event: EventFacts, registration: RegistrationFacts, now: datetime) -> Reason | None:
    """Tell why somebody cannot be checked in at the door."""
    refusals = {Place.CANCELLED: CANCELLED, Place.WAITING: NO_SEAT, Place.ATTENDED: CHECKED_IN}
    if registration.place in refusals:
        return refusals[registration.place]
    if event.state is not EventState.OPEN:
        return ENDED
    return None if now >= event.starts_at - DOOR_OPENS else TOO_EARLY


def why_door_closed(event: EventFacts, now: datetime) -> Reason | None:
    """Tell why the door's page takes nobody now."""
    if event.state is not EventState.OPEN or now >= event.ends_at:
        return ENDED
    return None if now >= event.starts_at - DOOR_OPENS else TOO_EARLY


def why_not_open(event: EventFacts) -> Reason | None:
    """Tell why an event cannot be announced."""
    return None if event.state is EventState.DRAFT else NOT_READY


def why_not_complete(event: EventFacts, now: datetime) -> Reason | None:
    """Tell why an event cannot be completed and its notes published."""
    return None if event.state is EventState.OPEN and now >= event.starts_at else NOT_HELD


def why_not_plan(capacity: int, tables: int, starts_at: datetime, ends_at: datetime) -> Reason | None:
    """Tell what is wrong with a planned event."""
    if not 1 <= capacity <= MAX_CAPACITY:
        return BAD_CAPACITY
    if not 0 <= tables <= MAX_TABLES:
        return BAD_TABLES
    return None if ends_at > starts_at else BAD_TIMES


def why_not_change(event: EventFacts) -> Reason | None:
    """Tell why an event's facts cannot be changed."""
    return None if event.state in {EventState.DRAFT, EventState.OPEN} else NOT_TO_CHANGE


def why_not_call_off(event: EventFacts, now: datetime) -> Reason | None:
    """Tell why an event cannot be called off."""
    return None if event.state is EventState.OPEN and now < event.ends_at else NOT_TO_CALL_OFF


def may_promote(event: EventFacts, now: datetime) -> bool:
    """Tell whether a freed seat goes to the waiting list: never once the event has started."""
    return event.state is EventState.OPEN and now < event.starts_at


def why_not_note(event: EventFacts, table_closed: bool, now: datetime) -> Reason | None:
    """Tell why notes of a table cannot be written or changed now."""
    if event.state is not EventState.OPEN or now < event.starts_at - DOOR_OPENS:
        return NOTES_CLOSED
    return TABLE_CLOSED if table_closed else None


def why_not_text(text: str) -> Reason | None:
    """Tell why a text does not fit on a note."""
    if not text.strip():
        return NOTE_EMPTY
    return NOTE_TOO_LONG if len(text) > NOTE_LENGTH else None


def why_not_close(read_aloud: bool, dissents: int, dissent_none: bool) -> Reason | None:
    """Tell why a table cannot be closed; an empty dissent asks「無不同意見？」."""
    if not read_aloud:
        return NOT_READ_ALOUD
    return DISSENT_EMPTY if dissents == 0 and not dissent_none else None


def is_double_tap(contact: str, checked_in_at: datetime | None, now: datetime) -> bool:
    """Tell whether a walk-in of a known name is the same person: by contact, or entered just before."""
    return bool(contact) or (checked_in_at is not None and now - checked_in_at < DOUBLE_TAP)


def choose_table(seated: Sequence[tuple[int, Sector]], tables: int, sector: Sector) -> int | None:
    """Return the table with the fewest people of the sector, then the fewest people; None without tables."""
    everyone = Counter(number for number, _ in seated)
    alike = Counter(number for number, other in seated if other is sector)
    return min(range(1, tables + 1), key=lambda number: (alike[number], everyone[number], number), default=None)


def matches(name: str, contact: str, search: str) -> bool:
    """Tell whether somebody at the door is meant: by part of the name or last digits of the phone."""
    wanted = fold(search)
    digits = "".join(character for character in contact if character.isdigit())
    by_phone = len(wanted) >= 3 and wanted.isdigit() and "@" not in contact and digits.endswith(wanted)
    return wanted in fold(name) or by_phone
