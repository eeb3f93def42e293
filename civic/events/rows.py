"""Name the rows that lists and pages of events show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from civic.events.admission import Admission
from civic.events.models import Event, Note
from civic.events.rules import EventState, NoteKind, Place
from civic.events.tablet_ops import Op
from civic.programme.queries import Named
from civic.programme.sectors import Sector


@dataclass(frozen=True)
class Filters:
    """Choose events: by district code, type code, facet code, promised feature, and whether they are over."""

    district: str = ""
    type_code: str = ""
    facet: str = ""
    feature: str = ""
    past: bool = False


@dataclass(frozen=True)
class EventRow:
    """Be one event on a list (times UTC)."""

    id: int
    type: Named
    district: Named
    state: EventState
    title: str
    title_en: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    waiting: int
    tables: int = 0
    admission: Admission = Admission.FIRST_COME
    ask_age: bool = False
    lat: float | None = None
    lng: float | None = None
    village_code: str | None = None
    address: str = ""
    sequence: int = 0
    call_off_reason: str = ""


@dataclass(frozen=True)
class EventNames:
    """Hold the names an event's page shows beside its facts."""

    type: Named
    district: Named
    village: Named | None
    organiser: Named
    facets: tuple[Named, ...]


@dataclass(frozen=True)
class RosterRow:
    """Be one person on the list at the door: staff only."""

    id: int
    arrival: int
    place: Place
    name: str
    contact: str
    sector: Sector
    access_needs: str
    photo_consent: bool
    table_no: int | None
    check_in_no: int | None
    people: int
    checked_in_at: datetime | None
    door: str
    offered_until: datetime | None
    is_host: bool


@dataclass(frozen=True)
class NoteRow:
    """Be one note as published: no author, no device."""

    id: int
    table_no: int
    round_no: int
    kind: NoteKind
    text: str
    dots: int


@dataclass(frozen=True)
class NoteOrigin:
    """Tell from which note at which event a proposal came, when, and by which role it was linked."""

    note: Note
    event: Event
    linked_at: datetime
    role: str


@dataclass(frozen=True)
class NoteOutcome:
    """Tell which public case a note became."""

    note_id: int
    case_no: str
    title: str


@dataclass(frozen=True)
class PointRow:
    """Be one point of the plenum at its place, with the tables' notes it stands for."""

    note: Note
    position: int
    sources: tuple[NoteRow, ...]


@dataclass(frozen=True)
class Gathered:
    """Be what the tables bring to the plenum: their notes, the group of each grouped note, the points so far."""

    notes: tuple[NoteRow, ...]
    groups: Mapping[int, str]
    titles: Mapping[str, str]
    points: tuple[PointRow, ...]

    def expand(self, notes: Iterable[int], groups: Iterable[str]) -> tuple[int, ...]:
        """Return the ids of notes chosen one by one, and of those of whole groups that stand in no point yet."""
        whole, taken = set(groups), {row.id for point in self.points for row in point.sources}
        free = (each for each, group in self.groups.items() if group in whole and each not in taken)
        return tuple(dict.fromkeys((*notes, *free)))


@dataclass(frozen=True)
class PublishedNote:
    """Be one note of published minutes, with its event."""

    event: Event
    note: NoteRow


@dataclass(frozen=True)
class CharacterRow:
    """Be one published note of local character (在地特色) with its place; the point may be unknown."""

    id: int
    text: str
    place: str
    lat: float | None
    lng: float | None
    event: Event


@dataclass(frozen=True)
class Address:
    """Say where and in which language to tell somebody something."""

    email: str
    locale: str


@dataclass(frozen=True)
class LoggedOp:
    """Be one accepted operation with its place in the event's order."""

    seq: int
    op: Op


@dataclass(frozen=True)
class TableActivity:
    """Tell how lively a table is: its notes and dots, when it last sent something, when a tablet was last there."""

    number: int
    notes: int
    dots: int
    heard_at: datetime | None
    seen_at: datetime | None
    closed: bool
    has_code: bool


@dataclass(frozen=True)
class PhotoRow:
    """Be one photo of a wall poster; width and height in pixels."""

    uid: str
    round_no: int
    width: int
    height: int
