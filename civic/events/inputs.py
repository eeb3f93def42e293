"""Describe what people send in: an event's plan, a registration, a note, the close of a table. Pure."""

from dataclasses import dataclass
from datetime import datetime

from civic.events.admission import AdmissionPlan
from civic.events.features import Feature
from civic.events.rules import NoteKind
from civic.programme.ages import AgeBand
from civic.programme.sectors import Sector

FIRST_COME = AdmissionPlan()


@dataclass(frozen=True)
class EventInput:
    """Plan one event; times are aware UTC, `facets` are codes, `cost` is NT$."""

    type_code: str
    district_code: str
    organiser_code: str
    title: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    title_en: str = ""
    village_code: str | None = None
    description: str = ""
    lat: float | None = None
    lng: float | None = None
    tables: int = 0
    seats_per_table: int = 0
    rounds: int = 0
    round_minutes: int = 0
    question: str = ""
    languages: str = ""
    facets: tuple[str, ...] = ()
    features: tuple[Feature, ...] = ()
    address: str = ""
    series_id: int | None = None
    admission: AdmissionPlan = FIRST_COME
    ask_age: bool = False
    cost: int | None = None


@dataclass(frozen=True)
class SeriesInput:
    """Plan a series: its events join it one by one."""

    district_code: str
    title: str
    title_en: str = ""
    description: str = ""


@dataclass(frozen=True)
class RegistrationInput:
    """Hold what a registration asks for, and nothing else about the person.

    `people` come together; `client_id` is made by the form or the door's tablet, so that sending twice enters once.
    """

    name: str
    contact: str = ""
    district_code: str | None = None
    village_code: str | None = None
    sector: Sector = Sector.PUBLIC
    access_needs: str = ""
    photo_consent: bool = False
    people: int = 1
    age_band: AgeBand | None = None
    locale: str = "zh_Hant_TW"
    client_id: str | None = None


@dataclass(frozen=True)
class Arrival:
    """Say when and at which door somebody came."""

    at: datetime
    door: str = ""


@dataclass(frozen=True)
class NoteInput:
    """Hold one sticky note; `client_id` is made by the device, so that sending twice writes once."""

    client_id: str
    table_no: int
    round_no: int
    kind: NoteKind
    text: str
    question: str = ""


@dataclass(frozen=True)
class PointInput:
    """Hold one point of the plenum and the ids of the tables' notes it stands for; `base` is the revision seen."""

    client_id: str
    kind: NoteKind
    text: str
    notes: tuple[int, ...] = ()
    base: int | None = None


@dataclass(frozen=True)
class CloseInput:
    """Say how a table ends: read aloud, and whether there was no dissenting view."""

    read_aloud: bool
    dissent_none: bool = False
