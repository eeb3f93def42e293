"""Play people: accounts, duties, places on the roll."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from civic.access.actor import SYSTEM
from civic.accounts import service as accounts
from civic.accounts.queries import get_person
from civic.accounts.service import Newcomer
from civic.demo.reading import ScenarioError
from civic.demo.scenario import Scenario
from civic.demo.scripts import Act, DutyScript, PersonScript
from civic.demo.stage import Play, Stage, Step

BEFORE = timedelta(days=1)
AFTER = timedelta(minutes=1)


def steps(scenario: Scenario, now: datetime) -> Iterator[Step]:
    """Yield the accounts, then their duties, then their places on the rolls as soon as the rounds are made."""
    begin = min([script.made.at for script in scenario.rounds], default=now) - BEFORE
    yield Step(begin, "people", lambda stage: _sign_up(stage, scenario, begin))
    for number, person in enumerate(scenario.people):
        for place, duty in enumerate(person.duties):
            yield Step(begin, f"people[{number}].duties[{place}]", _giving(person, duty, begin))
    made = {script.key: script.made for script in scenario.rounds}
    for number, person in enumerate(scenario.people):
        for place, key in enumerate(person.rolls):
            path = f"people[{number}].rolls[{place}]"
            if key not in made:
                raise ScenarioError(path, f"there is no round {key!r}")
            yield Step(made[key].at + AFTER, path, _enrolling(person, key, Act(made[key].at + AFTER, made[key].by)))


def _sign_up(stage: Stage, scenario: Scenario, at: datetime) -> None:
    """Make all accounts at once under the one printed password."""
    newcomers = [Newcomer(each.address, each.name, each.locale, each.district) for each in scenario.people]
    made = accounts.sign_up_many(newcomers, scenario.password, at)
    stage.people.update({script.key: person.id for script, person in zip(scenario.people, made, strict=True)})


def _giving(person: PersonScript, duty: DutyScript, at: datetime) -> Play:
    def run(stage: Stage) -> None:
        accounts.give_duty(SYSTEM, get_person(stage.people[person.key]), duty.role, duty.scope, at)
        stage.forget(person.key)

    return run


def _enrolling(person: PersonScript, round_key: str, desk: Act) -> Play:
    """Issue a voter code at the desk, and claim it."""

    def run(stage: Stage) -> None:
        round_ = stage.round(round_key)
        code = accounts.enrol(stage.actor(desk.by), round_, stage.next_identity(), person.relation, desk.at)
        accounts.claim_code(stage.actor(person.key), code, desk.at)
        stage.forget(person.key)

    return run
