"""Describe what people send in: an event's plan, a registration, a note, the close of a table. Pure."""

from dataclasses import dataclass
from datetime import datetime

from civic.events.rules import NoteKind, Sector


@dataclass(frozen=True)
class EventInput:
    """Plan one event; times are aware UTC, `facets` are codes."""

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


@dataclass(frozen=True)
class RegistrationInput:
    """Hold what a registration asks for, and nothing else about the person."""

    name: str
    contact: str = ""
    district_code: str | None = None
    village_code: str | None = None
    sector: Sector = Sector.PUBLIC
    access_needs: str = ""
    photo_consent: bool = False


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
class CloseInput:
    """Say how a table ends: read aloud, and whether there was no dissenting view."""

    read_aloud: bool
    dissent_none: bool = False
