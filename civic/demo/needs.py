"""Play needs: agencies, evidence, priority, answers, steps, progress, monitoring."""

from collections.abc import Iterator

from civic.demo.scenario import Scenario
from civic.demo.scripts_later import (
    AnswerScript,
    CitationScript,
    EvidenceScript,
    MoveScript,
    NeedScript,
    ProgressScript,
    RankScript,
)
from civic.demo.stage import Play, Stage, Step
from civic.needs import service as needs
from civic.needs.inputs import Citation, EvidenceInput, Progress
from civic.needs.rules import Monitoring, NeedMove


def steps(scenario: Scenario) -> Iterator[Step]:
    """Yield what happens to each need."""
    for number, script in enumerate(scenario.needs):
        path, key = f"needs[{number}]", script.proposal
        yield Step(script.assigned.at, f"{path}.assigned", _assigning(script))
        for place, piece in enumerate(script.evidence):
            yield Step(piece.at, f"{path}.evidence[{place}]", _proving(key, piece))
        for place, citation in enumerate(script.citations):
            yield Step(citation.at, f"{path}.citations[{place}]", _citing(key, citation))
        yield from _ordering(path, script)
        for place, answer in enumerate(script.answers):
            yield Step(answer.at, f"{path}.answers[{place}]", _answering(key, answer))
        for place, move in enumerate(script.moves):
            yield Step(move.at, f"{path}.moves[{place}]", _moving(key, move))
        for place, report in enumerate(script.progress):
            yield Step(report.at, f"{path}.progress[{place}]", _reporting(key, report))
        yield from _watching(path, script)


def _assigning(script: NeedScript) -> Play:
    act = script.assigned
    return lambda stage: needs.assign(
        stage.actor(act.by), stage.need(script.proposal), script.lead, script.co_agencies, act.at
    )


def _proving(key: str, piece: EvidenceScript) -> Play:
    given = EvidenceInput(piece.kind, piece.source, piece.text)
    return lambda stage: needs.add_evidence(stage.actor(piece.by), stage.need(key), given, piece.at)


def _citing(key: str, citation: CitationScript) -> Play:
    given = Citation(citation.facet, citation.village or None)
    return lambda stage: needs.cite_survey(
        stage.actor(citation.by), stage.need(key), stage.survey(citation.survey), given, citation.at
    )


def _ordering(path: str, script: NeedScript) -> Iterator[Step]:
    key = script.proposal
    if (act := script.priority) is not None:

        def prioritise(stage: Stage) -> None:
            needs.make_priority(stage.actor(act.by), stage.need(key), act.at)
            needs.reorder(stage.actor(act.by), act.at)

        yield Step(act.at, f"{path}.priority", prioritise)
    if script.rank is not None:
        yield Step(script.rank.at, f"{path}.rank", _ranking(key, script.rank))


def _ranking(key: str, given: RankScript) -> Play:
    return lambda stage: needs.rank_by_hand(
        stage.actor(given.by), stage.need(key), given.rank, given.reason, given.at
    )


def _answering(key: str, answer: AnswerScript) -> Play:
    return lambda stage: needs.answer(stage.actor(answer.by), stage.need(key), answer.body, answer.at)


def _moving(key: str, move: MoveScript) -> Play:
    given = NeedMove(
        reason=move.reason,
        budget_year=move.budget_year,
        budget_amount=move.budget_amount,
        document=move.document,
        maintenance=move.maintenance,
    )
    return lambda stage: needs.move(stage.actor(move.by), stage.need(key), move.to, given, move.at)


def _reporting(key: str, report: ProgressScript) -> Play:
    given = Progress(report.text, report.due_on, report.funding)
    return lambda stage: needs.report_progress(stage.actor(report.by), stage.need(key), given, report.at)


def _watching(path: str, script: NeedScript) -> Iterator[Step]:
    if (placed := script.monitoring) is not None:
        yield Step(
            placed.at, f"{path}.monitoring",
            lambda stage: needs.monitor(
                stage.actor(placed.by), stage.need(script.proposal), Monitoring.PLACED, placed.reason, placed.at
            ),
        )  # fmt: skip
