"""Hold a whole scenario and read it from JSON (docs/scenarios.md)."""

import json
from dataclasses import dataclass
from datetime import datetime

from civic.demo.reading import ScenarioError, Where, read_object
from civic.demo.scripts import EventScript, PersonScript, ProposalScript, RoundScript
from civic.demo.scripts_later import BallotScript, MeetingScript, NeedScript
from civic.demo.scripts_survey import SurveyScript


@dataclass(frozen=True)
class Scenario:
    """Be a whole story; everybody signs in with one password."""

    people: tuple[PersonScript, ...]
    password: str = "civic-demo-2026"  # noqa: S105 - printed on purpose: invented people only
    rounds: tuple[RoundScript, ...] = ()
    proposals: tuple[ProposalScript, ...] = ()
    events: tuple[EventScript, ...] = ()
    ballots: tuple[BallotScript, ...] = ()
    needs: tuple[NeedScript, ...] = ()
    meetings: tuple[MeetingScript, ...] = ()
    surveys: tuple[SurveyScript, ...] = ()


def read_scenario(text: str, now: datetime) -> Scenario:
    """Return the scenario a JSON text describes, its relative days counted from `now`; ScenarioError if none."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as problem:
        raise ScenarioError("", f"this is not JSON: {problem}") from problem
    return read_object(Scenario, content, Where(now))
