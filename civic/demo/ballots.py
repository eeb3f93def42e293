"""Play ballots: of persons of the scenario, and of crowds drawn by a published seed."""

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import repeat

from civic.access.actor import SYSTEM, Actor, Duty, Role
from civic.accounts import service as accounts
from civic.accounts.service import Enrolment, Newcomer
from civic.demo.reading import ScenarioError
from civic.demo.scenario import Scenario
from civic.demo.scripts_later import BallotScript
from civic.demo.stage import Play, Stage, Step
from civic.kit.ids import random_token
from civic.programme.models import Round
from civic.programme.queries import list_villages
from civic.voting import board
from civic.voting import service as voting
from civic.voting.rules import Channel
from civic.voting.service import CastInput

BEFORE = timedelta(days=1)
PAPER_EACH = 5
"""Every fifth ballot at the desk is on paper, the others at the kiosk."""


def steps(scenario: Scenario) -> Iterator[Step]:
    """Yield each ballot and each crowd."""
    for number, script in enumerate(scenario.ballots):
        path = f"ballots[{number}]"
        if bool(script.voter) == bool(script.count):
            raise ScenarioError(path, "give a voter or a count of invented voters, not both")
        if script.voter:
            yield Step(script.at, path, _casting(script))
        else:
            _refuse_more_votes_than_voters(script, path)
            yield Step(script.at, path, _crowd(script, scenario, number))


def mark(script: BallotScript, most: int) -> list[tuple[str, ...]]:
    """Return what each of a crowd marks: each proposal by exactly as many voters as its weight says."""
    chance = random.Random(script.seed)  # noqa: S311 - invented voters, the same every time
    ballots: list[list[str]] = [[] for _ in range(script.count)]
    for key, votes in script.weights.items():
        free = [ballot for ballot in ballots if len(ballot) < most]
        for ballot in chance.sample(free, min(votes, len(free))):
            ballot.append(key)
    return [tuple(ballot) for ballot in ballots]


def _refuse_more_votes_than_voters(script: BallotScript, path: str) -> None:
    for key, votes in script.weights.items():
        if not 0 <= votes <= script.count:
            raise ScenarioError(f"{path}.weights.{key}", f"{votes} votes do not fit {script.count} voters")


def _casting(script: BallotScript) -> Play:
    def run(stage: Stage) -> None:
        actor, round_ = stage.actor(script.voter), stage.round(script.round)
        voting.cast(actor, round_, _filled(stage, script.choices, script.blank), script.at)

    return run


def _filled(stage: Stage, keys: tuple[str, ...], blank: bool) -> CastInput:
    return CastInput(tuple(stage.proposal(key).id for key in keys), random_token(16), blank)


def _crowd(script: BallotScript, scenario: Scenario, number: int) -> Play:
    def run(stage: Stage) -> None:
        round_, clerk = stage.round(script.round), stage.actor(script.by)
        online = script.count * script.online // 100
        voters = _sign_up(script, scenario, number, online)
        villages = _villages(round_.district_code, script)
        rows = [Enrolment(stage.next_identity(), person_id=each, village_code=next(villages)) for each in voters]
        others = script.count - online + script.count // 2
        rows += [Enrolment(stage.next_identity(), village_code=next(villages)) for _ in range(others)]
        entries = accounts.enrol_many(SYSTEM, round_, rows, script.at - BEFORE)
        marked = mark(script, round_.max_choices)
        ballots = [_filled(stage, keys, not keys) for keys in marked]
        resident = Duty(Role.RESIDENT, round_.district_code)
        for person, ballot in zip(voters, ballots, strict=False):
            voter = Actor(person_id=person, duties=frozenset({resident}), confirmed=True)
            voting.cast(voter, round_, ballot, script.at)
        _cast_at_desk(clerk, round_, list(zip(entries, ballots, strict=False))[online:], script)
        board.keep_up(round_, script.at)

    return run


def _villages(district_code: str, script: BallotScript) -> Iterator[str | None]:
    """Draw a village for each of a crowd and for the half as many who stay away; the first ones more often."""
    codes: list[str | None] = [each.code for each in list_villages(district_code)]
    chance = random.Random(script.seed)  # noqa: S311 - invented voters, the same every time
    weights = [len(codes) - place + 1 for place in range(len(codes))]
    while codes:
        yield from chance.choices(codes, weights, k=script.count)
    yield from repeat(None)


def _sign_up(script: BallotScript, scenario: Scenario, number: int, count: int) -> list[int]:
    """Make accounts for those of a crowd who vote online; return their ids."""
    newcomers = [
        Newcomer(f"voter-{number}-{each}@demo.example", f"Voter {number}-{each}") for each in range(1, count + 1)
    ]
    if not newcomers:
        return []
    made = accounts.sign_up_many(newcomers, scenario.password, script.at - BEFORE)
    return [person.id for person in made]


def _cast_at_desk(
    clerk: Actor, round_: Round, slips: list[tuple[int, CastInput]], script: BallotScript
) -> None:
    for place, (entry, ballot) in enumerate(slips):
        channel = Channel.PAPER if place % PAPER_EACH == 0 else Channel.KIOSK
        voting.cast_for(clerk, round_, entry, channel, ballot, script.at)
