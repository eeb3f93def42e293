"""Hold what a scenario has made so far, by the keys its file uses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from civic.access.actor import Actor
from civic.accounts import queries as accounts
from civic.db.session import session
from civic.demo.reading import ScenarioError
from civic.events.models import Event, Note, Registration
from civic.governance.models import Meeting
from civic.needs import queries as needs
from civic.needs.models import Need
from civic.programme import queries as programme
from civic.programme.models import Round
from civic.proposals.models import Proposal
from civic.surveys.models import Survey


@dataclass
class Stage:
    """Hold the ids of people, rounds, proposals, events, notes, meetings, surveys made so far, and urns' sheets."""

    people: dict[str, int] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    proposals: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    series: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    surveys: dict[str, int] = field(default_factory=dict)
    registrations: dict[str, int] = field(default_factory=dict)
    sheets: dict[str, list[str]] = field(default_factory=dict)
    identities: int = 0
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """Return a person of the scenario as the one who acts now, with the duties held now."""
        if key not in self.actors:
            self.actors[key] = accounts.actor_of(_found(self.people, key, "person"))
        return self.actors[key]

    def forget(self, key: str) -> None:
        """Read a person's duties anew the next time: they have changed."""
        self.actors.pop(key, None)

    def round(self, key: str) -> Round:
        """Return a round with its phases."""
        return programme.get_round(_found(self.rounds, key, "round"))

    def proposal(self, key: str) -> Proposal:
        """Return a proposal."""
        return session().get_one(Proposal, _found(self.proposals, key, "proposal"))

    def event(self, key: str) -> Event:
        """Return an event."""
        return session().get_one(Event, _found(self.events, key, "event"))

    def registration(self, key: str) -> Registration:
        """Return a registration by its event's key and its place in the file."""
        return session().get_one(Registration, _found(self.registrations, key, "registration"))

    def note(self, key: str) -> Note:
        """Return a note."""
        return session().get_one(Note, _found(self.notes, key, "note"))

    def meeting(self, key: str) -> Meeting:
        """Return a meeting."""
        return session().get_one(Meeting, _found(self.meetings, key, "meeting"))

    def survey(self, key: str) -> Survey:
        """Return a needs survey."""
        return session().get_one(Survey, _found(self.surveys, key, "survey"))

    def need(self, proposal_key: str) -> Need:
        """Return the need a proposal became."""
        found = needs.need_of_proposal(_found(self.proposals, proposal_key, "proposal"))
        if found is None:
            raise ScenarioError("", f"proposal {proposal_key!r} is not in the needs inventory at this time")
        return found

    def next_identity(self) -> str:
        """Return an identity number nobody has: a permit form that ended in 2021, counted up."""
        self.identities += 1
        return f"AA{self.identities:08d}"


Play = Callable[[Stage], object]
"""One thing to do on the stage."""


@dataclass(frozen=True)
class Step:
    """Be one thing that happens: when (UTC), where in the file it stands, what."""

    at: datetime
    path: str
    run: Play


def _found(made: dict[str, int], key: str, what: str) -> int:
    if key not in made:
        raise ScenarioError("", f"there is no {what} {key!r} at this time")
    return made[key]
