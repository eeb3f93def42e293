"""Describe people, rounds, proposals and events of a scenario as its file writes them (docs/scenarios.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from civic.access.actor import Role
from civic.events.admission import Admission, QuotaKind
from civic.events.features import Feature
from civic.events.rules import EventState, NoteKind
from civic.programme.rules import ALL_RELATIONS, BallotKind, PhaseKind, Reading, Relation, Revote, ThresholdKind
from civic.programme.sectors import Sector
from civic.proposals.rules import Light, Side, Stage, State


@dataclass(frozen=True)
class DutyScript:
    """Be one duty: scope is an agency, a district, or empty; events name their facilitators themselves."""

    role: Role
    scope: str = ""


@dataclass(frozen=True)
class PersonScript:
    """Be one account; on the roll of the rounds named, and claimed. The e-mail defaults to key@demo.example."""

    key: str
    name: str
    email: str = ""
    joined: datetime | None = None
    district: str | None = None
    locale: str = "zh_Hant_TW"
    relation: Relation = Relation.RESIDING
    duties: tuple[DutyScript, ...] = ()
    rolls: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Return the e-mail address."""
        return self.email or f"{self.key}@demo.example"


@dataclass(frozen=True)
class Act:
    """Say who did something and when (UTC)."""

    at: datetime
    by: str


@dataclass(frozen=True)
class Opening:
    """Say when a ballot was placed, when the first official signed and the second opened, and who."""

    placed: datetime
    signed: Act
    opened: Act


@dataclass(frozen=True)
class OutageScript:
    """Be one outage of a vote as it was logged: when (UTC), whom it touched, what was decided."""

    logged: Act
    began: datetime
    ended: datetime
    affected: str
    happened: str
    decided: str


@dataclass(frozen=True)
class UrnScript:
    """Be one urn: who takes a paper (people of the scenario on the roll, `others` invented), who keys it.

    Each sheet holds choices drawn by the seed; two who key an urn read the same, and it comes into the box.
    """

    place: str
    opened: Act
    people: tuple[str, ...] = ()
    others: int = 0
    closed: Act | None = None
    keyed: tuple[Act, ...] = ()
    seed: int = 0


@dataclass(frozen=True)
class RoundScript:
    """Be one round with its rules, dates, opening, count, announcement and entry into the inventory."""

    key: str
    district: str
    year: int
    eligible: int
    eligibility_date: date
    made: Act
    phases: Mapping[PhaseKind, tuple[datetime, datetime]]
    eligible_source: str = ""
    minimum_age: int = 16
    relations: tuple[Relation, ...] = ALL_RELATIONS
    ballot_kind: BallotKind = BallotKind.APPROVAL
    min_choices: int = 1
    max_choices: int = 4
    threshold_kind: ThresholdKind = ThresholdKind.SHARE
    threshold_value: int = 100
    rule: str = "threshold"
    pot: int = 0
    winners_cap: int | None = None
    reading: Reading = Reading.OFF
    revote: Revote = Revote.UNTIL_CLOSE
    opening: Opening | None = None
    rehearsed: Act | None = None
    outage: OutageScript | None = None
    urns: tuple[UrnScript, ...] = ()
    counted: Act | None = None
    published: Act | None = None
    entered: Act | None = None


@dataclass(frozen=True)
class ReviewScript:
    """Be one stage of an agency's review; without `done` it is only asked for."""

    stage: Stage
    agency: str
    asked: Act
    done: Act | None = None
    publicness: Light = Light.GREEN
    legality: Light = Light.GREEN
    feasibility: Light = Light.GREEN
    answer: str = ""
    reason: str = ""
    cost: int | None = None
    cost_note: str = ""


@dataclass(frozen=True)
class ArgumentScript:
    """Be one argument for or against."""

    by: str
    at: datetime
    side: Side
    body: str


@dataclass(frozen=True)
class ProposalScript:
    """Be one proposal, brought to `state`; `at` is when it is submitted (or drafted, if it stays a draft)."""

    key: str
    round: str
    author: str
    at: datetime
    state: State
    title: str
    summary: str
    place: str
    title_en: str = ""
    background: str = ""
    content: str = ""
    benefits: str = ""
    need_basis: str = ""
    village: str = ""
    facet: str | None = None
    lat: float | None = None
    lng: float | None = None
    cost: int | None = None
    relation: Relation = Relation.RESIDING
    lead: str | None = None
    co_agencies: tuple[str, ...] = ()
    screened: Act | None = None
    deliberated: Act | None = None
    reason: str = ""
    ended: datetime | None = None
    merged_into: str = ""
    from_note: str = ""
    reviews: tuple[ReviewScript, ...] = ()
    supporters: tuple[str, ...] = ()
    arguments: tuple[ArgumentScript, ...] = ()


@dataclass(frozen=True)
class RegistrationScript:
    """Be one registration: of a person with an account, or by the desk; `attended` checks in at the start."""

    at: datetime
    person: str = ""
    name: str = ""
    contact: str = ""
    sector: Sector = Sector.PUBLIC
    people: int = 1
    village: str = ""
    attended: bool = False
    cancelled: datetime | None = None


@dataclass(frozen=True)
class NoteScript:
    """Be one table note; its proposal names it by key."""

    key: str
    table: int
    kind: NoteKind
    text: str
    at: datetime
    round_no: int = 1
    question: str = ""
    dots: int = 0
    place: str = ""
    lat: float | None = None
    lng: float | None = None


@dataclass(frozen=True)
class PointScript:
    """Be one point of the plenum, standing for table notes named by key."""

    key: str
    kind: NoteKind
    text: str
    at: datetime
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BeginningScript:
    """Be a need that the programme office enters from a note or point named by key."""

    note: str
    at: datetime
    by: str
    title: str
    facet: str
    place: str


@dataclass(frozen=True)
class EventScript:
    """Be one event with its people and notes, brought to `state`; events that name one `series` are its sessions."""

    key: str
    type: str
    district: str
    organiser: str
    title: str
    venue: str
    starts: datetime
    ends: datetime
    capacity: int
    planned: Act
    state: EventState = EventState.OPEN
    title_en: str = ""
    village: str = ""
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
    series: str = ""
    series_en: str = ""
    admission: Admission = Admission.FIRST_COME
    draw: datetime | None = None
    drawn: bool = False
    quota_kind: QuotaKind = QuotaKind.SECTOR
    quotas: Mapping[str, int] = field(default_factory=dict)
    ask_age: bool = False
    cost: int | None = None
    seated: datetime | None = None
    facilitators: tuple[str, ...] = ()
    registrations: tuple[RegistrationScript, ...] = ()
    notes: tuple[NoteScript, ...] = ()
    points: tuple[PointScript, ...] = ()
    minutes: datetime | None = None
    needs: tuple[BeginningScript, ...] = ()
