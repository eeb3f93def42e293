"""Play urns: papers handed out at a place, collected, keyed by two, accepted into the box."""

import random
from collections.abc import Iterator

from civic.access.actor import SYSTEM
from civic.accounts import service as accounts
from civic.accounts.service import Enrolment
from civic.demo.scenario import Scenario
from civic.demo.scripts import Act, UrnScript
from civic.demo.stage import Play, Stage, Step
from civic.programme.models import Round
from civic.programme.queries import list_villages
from civic.voting import paper, paper_account, paper_keying, queries
from civic.voting.desk_models import PaperUrn
from civic.voting.rules import Marks


def steps(scenario: Scenario) -> Iterator[Step]:
    """Yield what happens to each urn."""
    for number, script in enumerate(scenario.rounds):
        for place, urn in enumerate(script.urns):
            path = f"rounds[{number}].urns[{place}]"
            yield Step(urn.opened.at, f"{path}.opened", _handing_out(script.key, urn))
            if urn.closed is not None:
                yield Step(urn.closed.at, f"{path}.closed", _closing(script.key, urn, urn.closed))
            for turn, act in enumerate(urn.keyed):
                yield Step(act.at, f"{path}.keyed[{turn}]", _keying(script.key, urn, act))


def _handing_out(key: str, urn: UrnScript) -> Play:
    """Print the sheets, open the urn, and hand a paper to each person and each invented voter."""

    def run(stage: Stage) -> None:
        round_, actor, at = stage.round(key), stage.actor(urn.opened.by), urn.opened.at
        stage.sheets[f"{key}:{urn.place}"] = paper.print_sheets(actor, round_, len(urn.people) + urn.others, at)
        opened = paper.open_urn(actor, round_, urn.place, at)
        for entry in [*_known(stage, round_, urn), *_invented(stage, round_, urn)]:
            paper.hand_out(actor, round_, opened, entry, at)

    return run


def _known(stage: Stage, round_: Round, urn: UrnScript) -> Iterator[int]:
    for person in urn.people:
        standing = queries.standing_of(stage.actor(person), round_)
        if standing.roll_entry_id is not None:
            yield standing.roll_entry_id


def _invented(stage: Stage, round_: Round, urn: UrnScript) -> list[int]:
    villages = [each.code for each in list_villages(round_.district_code)]
    drawn = [villages[place % len(villages)] if villages else None for place in range(urn.others)]
    voters = [Enrolment(stage.next_identity(), village_code=village) for village in drawn]
    return accounts.enrol_many(SYSTEM, round_, voters, urn.opened.at) if voters else []


def _closing(key: str, urn: UrnScript, act: Act) -> Play:
    def run(stage: Stage) -> None:
        round_ = stage.round(key)
        paper.close_urn(stage.actor(act.by), round_, _urn_of(round_, urn), act.at)

    return run


def _keying(key: str, urn: UrnScript, act: Act) -> Play:
    """Let one person key every sheet of the urn, as all who key it read it."""

    def run(stage: Stage) -> None:
        round_, actor = stage.round(key), stage.actor(act.by)
        found = _urn_of(round_, urn)
        paper_keying.take_turn(actor, round_, found, act.at)
        for code, marks in zip(stage.sheets[f"{key}:{urn.place}"], _marked(round_, urn), strict=True):
            paper_keying.key(actor, round_, found, code, marks)
        paper_keying.finish_turn(actor, round_, found, act.at)

    return run


def _marked(round_: Round, urn: UrnScript) -> list[Marks]:
    """Return what stands on each sheet, the same for every reader."""
    chance = random.Random(urn.seed)  # noqa: S311 - invented voters, the same every time
    ids = [item.id for item in queries.list_items(round_.id)]
    most = min(round_.max_choices, len(ids))
    return [Marks(tuple(chance.sample(ids, chance.randint(1, most)))) for _ in range(len(urn.people) + urn.others)]


def _urn_of(round_: Round, script: UrnScript) -> PaperUrn:
    return next(urn for urn in paper_account.list_urns(round_.id) if urn.place == script.place)
