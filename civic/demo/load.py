"""Play a scenario through the services in the order of time, and say what was made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from civic.db.session import Database
from civic.demo import ballots, events, meetings, needs, people, proposals, rounds, surveys, urns
from civic.demo.reading import ScenarioError
from civic.demo.scenario import Scenario
from civic.demo.stage import Stage, Step
from civic.kit.errors import Missing, Refused
from civic.outbox import service as outbox
from civic.voting import board


@dataclass(frozen=True)
class MadePerson:
    """Be one account that was made, with what signs it in."""

    key: str
    name: str
    email: str
    password: str
    id: int


@dataclass(frozen=True)
class MadeThing:
    """Be one thing that was made: its key in the file, its id, its address; `case_no` where it has one."""

    key: str
    id: int
    url: str
    case_no: str | None = None
    trace_url: str | None = None


@dataclass(frozen=True)
class Made:
    """Be everything a scenario made."""

    people: tuple[MadePerson, ...]
    rounds: tuple[MadeThing, ...]
    proposals: tuple[MadeThing, ...]
    events: tuple[MadeThing, ...]
    needs: tuple[MadeThing, ...]
    meetings: tuple[MadeThing, ...]
    surveys: tuple[MadeThing, ...]


def load(database: Database, scenario: Scenario, now: datetime) -> Made:
    """Play a scenario in one unit of work, so that all of it happens or nothing; ScenarioError says where it fails.

    `voting.keys` and `accounts.roll_key` must be set. Its letters are laid aside: nobody is there to read them.
    """
    with database.writing():
        stage = Stage()
        for step in in_order(scenario, now):
            _play(step, stage)
        proposals.check_states(scenario, stage)
        board.keep_all_up(now)
        outbox.lay_aside()
        return _made(scenario, stage)


def in_order(scenario: Scenario, now: datetime) -> list[Step]:
    """Return every step by its time; those of one instant in the order people, rounds, proposals … meetings."""
    steps = sorted(_all(scenario, now), key=lambda step: step.at)
    late = next((step for step in steps if step.at > now), None)
    if late is not None:
        raise ScenarioError(late.path, f"this would happen at {late.at.isoformat()}, which has not come yet")
    return steps


def _all(scenario: Scenario, now: datetime) -> Iterator[Step]:
    yield from people.steps(scenario, now)
    yield from rounds.steps(scenario)
    yield from proposals.steps(scenario)
    yield from surveys.steps(scenario)
    yield from events.steps(scenario)
    yield from ballots.steps(scenario)
    yield from urns.steps(scenario)
    yield from needs.steps(scenario)
    yield from meetings.steps(scenario)


def _play(step: Step, stage: Stage) -> None:
    try:
        step.run(stage)
    except Refused as problem:
        raise ScenarioError(step.path, problem.reason.text % problem.params) from problem
    except Missing as problem:
        raise ScenarioError(step.path, "something named here does not exist") from problem
    except ScenarioError as problem:
        raise ScenarioError(step.path, str(problem)) from problem


def _made(scenario: Scenario, stage: Stage) -> Made:
    return Made(
        people=tuple(
            MadePerson(each.key, each.name, each.address, scenario.password, stage.people[each.key])
            for each in scenario.people
        ),
        rounds=tuple(MadeThing(key, made, f"/vote/{made}") for key, made in stage.rounds.items()),
        proposals=tuple(_made_proposal(stage, key) for key in stage.proposals),
        events=tuple(MadeThing(key, made, f"/events/{made}") for key, made in stage.events.items()),
        needs=tuple(_made_need(stage, script.proposal) for script in scenario.needs),
        meetings=tuple(MadeThing(key, made, f"/meetings/{made}") for key, made in stage.meetings.items()),
        surveys=tuple(MadeThing(key, made, f"/surveys/{made}") for key, made in stage.surveys.items()),
    )


def _made_proposal(stage: Stage, key: str) -> MadeThing:
    proposal = stage.proposal(key)
    trace = f"/trace/{proposal.case_no}" if proposal.case_no and proposal.published_at else None
    return MadeThing(key, proposal.id, f"/proposals/{proposal.id}", proposal.case_no, trace)


def _made_need(stage: Stage, key: str) -> MadeThing:
    need = stage.need(key)
    return MadeThing(key, need.id, f"/needs/{need.case_no}", need.case_no, f"/trace/{need.case_no}")
