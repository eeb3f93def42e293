"""Describe ballots, needs and meetings of a scenario as its file writes them (docs/scenarios.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from civic.demo.scripts import Act
from civic.governance.rules import ActionState, MeetingKind, Outcome
from civic.needs.rules import EvidenceKind, EvidenceSource, NeedState


@dataclass(frozen=True)
class BallotScript:
    """Be one ballot of a person, or a crowd: `count` invented voters of whom `weights` say how many chose what.

    A crowd is put on the roll on the day before; `online` of each hundred vote with an account of their own,
    the rest at the desk of the clerk `by`. The seed makes the same crowd every time.
    """

    round: str
    at: datetime
    voter: str = ""
    choices: tuple[str, ...] = ()
    blank: bool = False
    count: int = 0
    weights: Mapping[str, int] = field(default_factory=dict)
    seed: int = 0
    online: int = 50
    by: str = ""


@dataclass(frozen=True)
class EvidenceScript:
    """Be one piece of evidence added to a need."""

    at: datetime
    by: str
    kind: EvidenceKind
    source: EvidenceSource
    text: str


@dataclass(frozen=True)
class CitationScript:
    """Cite a count of a needs survey: a facet, in a village's code or (empty) the whole district."""

    at: datetime
    by: str
    survey: str
    facet: str
    village: str = ""


@dataclass(frozen=True)
class AnswerScript:
    """Be one public answer of an agency."""

    at: datetime
    by: str
    body: str


@dataclass(frozen=True)
class MoveScript:
    """Be one step of a need with what it brings (NT$)."""

    at: datetime
    by: str
    to: NeedState
    reason: str = ""
    budget_year: int | None = None
    budget_amount: int | None = None
    document: str = ""
    maintenance: str = ""


@dataclass(frozen=True)
class ProgressScript:
    """Be one report of progress (辦理情形)."""

    at: datetime
    by: str
    text: str
    due_on: date | None = None
    funding: str = ""


@dataclass(frozen=True)
class RankScript:
    """Give a priority item a place in the order by hand, with its public reason."""

    at: datetime
    by: str
    rank: int
    reason: str


@dataclass(frozen=True)
class MonitoringScript:
    """Place a need under monitoring (列管)."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class NeedScript:
    """Say what became of the need a proposal turned into."""

    proposal: str
    assigned: Act
    lead: str
    co_agencies: tuple[str, ...] = ()
    evidence: tuple[EvidenceScript, ...] = ()
    citations: tuple[CitationScript, ...] = ()
    priority: Act | None = None
    rank: RankScript | None = None
    answers: tuple[AnswerScript, ...] = ()
    moves: tuple[MoveScript, ...] = ()
    progress: tuple[ProgressScript, ...] = ()
    monitoring: MonitoringScript | None = None


@dataclass(frozen=True)
class AgendaScript:
    """Be one need on an agenda, and what was decided if the meeting has been held."""

    proposal: str
    outcome: Outcome | None = None
    reason: str = ""
    agency: str = ""
    due_on: date | None = None
    funding: str = ""
    maintenance: str = ""
    action: str = ""


@dataclass(frozen=True)
class ActionScript:
    """Be one thing an agency must do after a meeting, and how far it is."""

    agency: str
    text: str
    due_on: date
    state: ActionState = ActionState.OPEN
    proposal: str = ""


@dataclass(frozen=True)
class MeetingScript:
    """Be one meeting; with minutes it has been held and they are published three days later."""

    key: str
    kind: MeetingKind
    title: str
    convener: str
    at: datetime
    venue: str
    chair: str
    called: Act
    facet: str | None = None
    attendees: str = ""
    minutes: str = ""
    agenda: tuple[AgendaScript, ...] = ()
    actions: tuple[ActionScript, ...] = ()
