"""Keep events, registrations, tables, notes and what notes became."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.db.base import Base
from civic.db.types import UTCDateTime, length_checks, reference, text_enum
from civic.events.admission import Admission
from civic.events.rules import EventState, NoteKind, Place
from civic.programme.ages import AgeBand
from civic.programme.sectors import Sector


class EventType(Base):
    """Be one type of event (宣導會, 公民咖啡館, …)."""

    __tablename__ = "event_type"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]


class Event(Base):
    """Be one event; `taken` seats never pass `capacity` (a constraint), times are UTC.

    Its notes are public from `minutes_at` on, when its minutes were published, signed with a role.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="not_oversold"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("tables >= 0 AND seats_per_table >= 0 AND rounds >= 0", name="tables_not_negative"),
        CheckConstraint("waiting >= 0", name="waiting_not_negative"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        CheckConstraint("offer_hours BETWEEN 1 AND 168", name="offer_hours_in_range"),
        CheckConstraint("minutes_at IS NULL OR state = 'completed'", name="minutes_after_the_event"),
        *length_checks(minutes_remarks=4000),
        Index("ix_event_list", "starts_at", "id"),
        Index("ix_event_minutes", "district_code", "minutes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    type_code: Mapped[str] = mapped_column(reference("event_type.code"))
    state: Mapped[EventState] = mapped_column(text_enum(EventState, "state"), default=EventState.DRAFT)
    district_code: Mapped[str] = mapped_column(reference("district.code"), index=True)
    village_code: Mapped[str | None] = mapped_column(reference("village.code"))
    organiser_code: Mapped[str] = mapped_column(reference("agency.code"))
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    venue: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(200), default="")
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    tables: Mapped[int] = mapped_column(default=0)
    seats_per_table: Mapped[int] = mapped_column(default=0)
    rounds: Mapped[int] = mapped_column(default=0)
    round_minutes: Mapped[int] = mapped_column(default=0)
    question: Mapped[str] = mapped_column(String(200), default="")
    languages: Mapped[str] = mapped_column(String(120), default="")
    series_id: Mapped[int | None] = mapped_column(reference("event_series.id"), index=True)
    admission: Mapped[Admission] = mapped_column(text_enum(Admission, "admission"), default=Admission.FIRST_COME)
    offer_hours: Mapped[int] = mapped_column(default=24)
    ask_age: Mapped[bool] = mapped_column(default=False)
    cost: Mapped[int | None]
    sequence: Mapped[int] = mapped_column(default=0)
    call_off_reason: Mapped[str] = mapped_column(String(300), default="")
    minutes_remarks: Mapped[str] = mapped_column(Text, default="")
    minutes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minutes_role: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class EventFacet(Base):
    """Say which facet an event is about."""

    __tablename__ = "event_facet"

    event_id: Mapped[int] = mapped_column(reference("event.id"), primary_key=True)
    facet_code: Mapped[str] = mapped_column(reference("facet.code"), primary_key=True)


class Registration(Base):
    """Be the place of one person or group at an event: their seats, or a number on the waiting list.

    `arrival` is the public number without a name; `queue_no` is the place on the list, after a draw that of the draw.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "arrival"),
        UniqueConstraint("event_id", "check_in_no"),
        UniqueConstraint("event_id", "client_id"),
        CheckConstraint("people BETWEEN 1 AND 10", name="people_in_range"),
        Index(
            "uq_registration_person",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=text("place <> 'cancelled'"),
            postgresql_where=text("place <> 'cancelled'"),
        ),
        Index("ix_registration_waiting", "event_id", "place", "queue_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(reference("event.id"))
    person_id: Mapped[int | None] = mapped_column(reference("person.id"), index=True)
    arrival: Mapped[int]
    queue_no: Mapped[int]
    people: Mapped[int] = mapped_column(default=1)
    place: Mapped[Place] = mapped_column(text_enum(Place, "place"))
    name: Mapped[str] = mapped_column(String(80))
    contact: Mapped[str] = mapped_column(String(254))
    district_code: Mapped[str | None] = mapped_column(reference("district.code"))
    village_code: Mapped[str | None] = mapped_column(reference("village.code"))
    sector: Mapped[Sector] = mapped_column(text_enum(Sector, "sector"), default=Sector.PUBLIC)
    age_band: Mapped[AgeBand | None] = mapped_column(text_enum(AgeBand, "age_band"))
    access_needs: Mapped[str] = mapped_column(String(500), default="")
    photo_consent: Mapped[bool] = mapped_column(default=False)
    offered_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(200), default="")
    entered_by: Mapped[int | None] = mapped_column(reference("person.id"))
    locale: Mapped[str] = mapped_column(String(20), default="zh_Hant_TW")
    client_id: Mapped[str | None] = mapped_column(String(40))
    is_host: Mapped[bool] = mapped_column(default=False)
    table_no: Mapped[int | None]
    check_in_no: Mapped[int | None]
    checked_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    door: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CafeTable(Base):
    """Be one table of an event; its six-digit code opens the tablet for that table alone."""

    __tablename__ = "cafe_table"
    __table_args__ = (UniqueConstraint("event_id", "number"), Index("ix_cafe_table_code_hash", "code_hash"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(reference("event.id"))
    number: Mapped[int]
    code_hash: Mapped[str] = mapped_column(String(64), default="")
    dissent_none: Mapped[bool] = mapped_column(default=False)
    read_aloud: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Note(Base):
    """Be one sticky note; the client's own id makes writing it twice harmless. No speaker names.

    `rev` counts the changes of its words; `cluster_uid` names the group it was put into.
    """

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("dots >= 0 AND dots <= 10000", name="dots_in_range"),
        Index("ix_note_event", "event_id", "table_no", "round_no"),
        *length_checks(text=1000),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(reference("event.id"))
    client_id: Mapped[str] = mapped_column(String(40), unique=True)
    table_no: Mapped[int]
    round_no: Mapped[int]
    question: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[NoteKind] = mapped_column(text_enum(NoteKind, "kind"))
    text: Mapped[str] = mapped_column(Text)
    dots: Mapped[int] = mapped_column(default=0)
    rev: Mapped[int] = mapped_column(default=1)
    cluster_uid: Mapped[str | None] = mapped_column(reference("note_cluster.uid"))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class NoteProposal(Base):
    """Link a note to the proposal it became; both ends keep the link, which ends only with a discarded draft."""

    __tablename__ = "note_proposal"

    note_id: Mapped[int] = mapped_column(reference("note.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    linked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    linked_by: Mapped[int | None] = mapped_column(reference("person.id"))
    linked_role: Mapped[str] = mapped_column(String(40))
