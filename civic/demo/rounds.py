"""Play rounds: rules and dates, the ballot, the opening by two, the count, the announcement, the inventory."""

from collections.abc import Iterator
from datetime import datetime

from civic.demo.scenario import Scenario
from civic.demo.scripts import Act, Opening, RoundScript
from civic.demo.stage import Play, Stage, Step
from civic.needs import service as needs
from civic.programme import service as programme
from civic.programme.rules import PhaseSpan, RoundPlan
from civic.voting import participation
from civic.voting import service as voting
from civic.voting.office import acts
from civic.voting.office.outages import OutageInput, log_outage
from civic.voting.office.rehearsal import rehearse

REHEARSING = 40
"""How many synthetic voters rehearse in a scenario."""
OPENING = "規則、日期與選票內容已經核對，與公告相符。"
ANNOUNCING = "開票結果已由另一位同仁重新計算，數字相符。"

WORDS = ("4 2 6 1 3 3", "5 1 1 6 2 4")
"""What the officials of the demo city threw with their dice."""


def steps(scenario: Scenario) -> Iterator[Step]:
    """Yield what happens to each round."""
    for number, script in enumerate(scenario.rounds):
        path = f"rounds[{number}]"
        yield Step(script.made.at, path, _making(script))
        if script.opening is not None:
            yield from _opening(f"{path}.opening", script.key, script.opening)
        yield from _disturbing(path, script)
        yield from _ending(path, script)


def _opening(path: str, key: str, opening: Opening) -> Iterator[Step]:
    placed = Act(opening.placed, opening.signed.by)
    yield Step(
        placed.at, f"{path}.placed",
        lambda stage: voting.place_on_ballot(stage.actor(placed.by), stage.round(key), placed.at),
    )  # fmt: skip
    for name, act in (("signed", opening.signed), ("opened", opening.opened)):
        yield Step(act.at, f"{path}.{name}", _signing(key, act))


def _signing(key: str, act: Act) -> Play:
    return lambda stage: acts.open_round(stage.actor(act.by), stage.round(key), OPENING, act.at)


def _disturbing(path: str, script: RoundScript) -> Iterator[Step]:
    """Yield the rehearsal between placing and signing, and the outage of a vote."""
    key = script.key
    if (rehearsed := script.rehearsed) is not None:
        yield Step(
            rehearsed.at, f"{path}.rehearsed",
            lambda stage: rehearse(stage.actor(rehearsed.by), stage.round(key), REHEARSING, rehearsed.at),
        )  # fmt: skip
    if (outage := script.outage) is not None:
        told = OutageInput(outage.affected, outage.began, outage.ended, outage.happened, outage.decided)
        logged = outage.logged
        yield Step(
            logged.at, f"{path}.outage",
            lambda stage: log_outage(stage.actor(logged.by), stage.round(key), told, logged.at),
        )  # fmt: skip


def _sealing(key: str, opening: Opening, at: datetime) -> Play:
    """Let the two officials who opened the round draw the sample and seal the box; tell everybody on the roll."""

    def run(stage: Stage) -> None:
        round_, officials = stage.round(key), [stage.actor(act.by) for act in (opening.signed, opening.opened)]
        for official, word in zip(officials, WORDS, strict=True):
            voting.draw(official, round_, word, at)
        for official in officials:
            voting.seal(official, round_, at)
        while participation.tell_next(at):
            continue

    return run


def _ending(path: str, script: RoundScript) -> Iterator[Step]:
    key = script.key
    if (counted := script.counted) is not None:
        if script.opening is not None:
            yield Step(counted.at, f"{path}.sealed", _sealing(key, script.opening, counted.at))
        yield Step(
            counted.at, f"{path}.counted",
            lambda stage: voting.count(stage.actor(counted.by), stage.round(key), counted.at),
        )  # fmt: skip
    if (published := script.published) is not None:
        yield Step(
            published.at, f"{path}.published",
            lambda stage: acts.announce(stage.actor(published.by), stage.round(key), ANNOUNCING, published.at),
        )  # fmt: skip
    if (entered := script.entered) is not None:
        yield Step(
            entered.at, f"{path}.entered",
            lambda stage: needs.enter_results(stage.actor(entered.by), stage.round(key), entered.at),
        )  # fmt: skip


def _making(script: RoundScript) -> Play:
    def run(stage: Stage) -> None:
        actor, at = stage.actor(script.made.by), script.made.at
        round_ = programme.create_round(actor, _plan(script), at)
        stage.rounds[script.key] = round_.id
        spans = tuple(PhaseSpan(kind, *dates) for kind, dates in script.phases.items())
        programme.set_phases(actor, round_, spans, at)

    return run


def _plan(script: RoundScript) -> RoundPlan:
    return RoundPlan(
        district_code=script.district,
        year=script.year,
        eligible=script.eligible,
        eligibility_date=script.eligibility_date,
        eligible_source=script.eligible_source,
        minimum_age=script.minimum_age,
        relations=script.relations,
        ballot_kind=script.ballot_kind,
        min_choices=script.min_choices,
        max_choices=script.max_choices,
        threshold_kind=script.threshold_kind,
        threshold_value=script.threshold_value,
        rule=script.rule,
        pot=script.pot,
        winners_cap=script.winners_cap,
        reading=script.reading,
        revote=script.revote,
    )
