"""Play proposals: draft, submission, screening, agencies' reviews, support, arguments, exits."""

from collections.abc import Iterator
from datetime import timedelta

from civic.demo.reading import ScenarioError
from civic.demo.scenario import Scenario
from civic.demo.scripts import Act, ArgumentScript, ProposalScript, ReviewScript
from civic.demo.stage import Play, Stage, Step
from civic.events import service as events
from civic.programme import queries as programme
from civic.proposals import queries
from civic.proposals import service as proposals
from civic.proposals.inputs import DraftInput, ReviewInput, Screening
from civic.proposals.rules import Outcome, State

BEFORE = timedelta(hours=1)
AFTER = timedelta(days=1)
SCREENED = {State.RETURNED: Outcome.RETURN, State.INFEASIBLE: Outcome.REFUSE}


def steps(scenario: Scenario) -> Iterator[Step]:
    """Yield what happens to each proposal."""
    for number, script in enumerate(scenario.proposals):
        path = f"proposals[{number}]"
        yield Step(script.at - BEFORE, path, _drafting(script))
        if script.state is not State.DRAFT:
            yield Step(script.at, path, _submitting(script))
        if script.screened is not None:
            yield Step(script.screened.at, f"{path}.screened", _screening(script, script.screened))
            yield from _supporting(path, script, script.screened)
        yield from _reviewing(path, script)
        yield from _arguing(path, script)
        yield from _leaving(path, script)


def check_states(scenario: Scenario, stage: Stage) -> None:
    """Raise ScenarioError for the first proposal that did not get where the file says."""
    for number, script in enumerate(scenario.proposals):
        state = stage.proposal(script.key).state
        if state is not script.state:
            raise ScenarioError(
                f"proposals[{number}].state", f"these steps lead to {state.value}, not to {script.state.value}"
            )


def _drafting(script: ProposalScript) -> Play:
    def run(stage: Stage) -> None:
        at, author = script.at - BEFORE, stage.actor(script.author)
        draft = _draft(stage, script)
        if script.from_note:
            made = events.make_proposal(author, stage.note(script.from_note), draft, at)
        else:
            made = proposals.create_draft(author, draft, at)
        stage.proposals[script.key] = made.id

    return run


def _draft(stage: Stage, script: ProposalScript) -> DraftInput:
    round_ = stage.round(script.round)
    return DraftInput(
        round_id=round_.id,
        title=script.title,
        summary=script.summary,
        place=script.place,
        village_code=find_village(round_.district_code, script.village),
        facet_code=script.facet,
        title_en=script.title_en,
        background=script.background,
        content=script.content,
        benefits=script.benefits,
        need_basis=script.need_basis,
        cost=script.cost,
        lat=script.lat,
        lng=script.lng,
        relation=script.relation,
    )


def find_village(district_code: str, name: str) -> str | None:
    """Return the code of a village by its name or code, None for an empty name; ScenarioError if unknown."""
    if not name:
        return None
    for village in programme.list_villages(district_code):
        if name in (village.name_zh, village.code):
            return village.code
    raise ScenarioError("", f"there is no village {name!r} in this district")


def _submitting(script: ProposalScript) -> Play:
    return lambda stage: proposals.submit(stage.actor(script.author), stage.proposal(script.key), script.at)


def _screening(script: ProposalScript, act: Act) -> Play:
    """Screen straight to the state the file wants; without reviews "infeasible" is refused at screening."""

    def run(stage: Stage) -> None:
        actor, proposal = stage.actor(act.by), stage.proposal(script.key)
        if script.state is State.SCREENING:
            proposals.move(actor, proposal, State.SCREENING, script.reason, act.at)
            return
        ends_here = script.state in SCREENED and not script.reviews
        screening = Screening(
            outcome=SCREENED[script.state] if ends_here else Outcome.ASSEMBLY,
            reason=script.reason if ends_here else "",
            facet_code=script.facet,
            agency_code=script.lead,
            co_agencies=script.co_agencies,
        )
        proposals.screen(actor, proposal, screening, act.at)

    return run


def _supporting(path: str, script: ProposalScript, screened: Act) -> Iterator[Step]:
    at = screened.at + AFTER
    for number, key in enumerate(script.supporters):
        yield Step(at, f"{path}.supporters[{number}]", _seconding(script, key, Act(at, key)))


def _seconding(script: ProposalScript, key: str, act: Act) -> Play:
    return lambda stage: proposals.support(stage.actor(key), stage.proposal(script.key), act.at)


def _reviewing(path: str, script: ProposalScript) -> Iterator[Step]:
    if (act := script.deliberated) is not None:
        yield Step(
            act.at, f"{path}.deliberated",
            lambda stage: proposals.move(
                stage.actor(act.by), stage.proposal(script.key), State.STAGE_ONE, "", act.at
            ),
        )  # fmt: skip
    for number, review in enumerate(script.reviews):
        place = f"{path}.reviews[{number}]"
        yield Step(review.asked.at, place, _asking(script, review))
        if review.done is not None:
            yield Step(review.done.at, place, _answering(script, review, review.done))


def _asking(script: ProposalScript, review: ReviewScript) -> Play:
    return lambda stage: proposals.assign_review(
        stage.actor(review.asked.by), stage.proposal(script.key), review.stage, review.agency, None, review.asked.at
    )


def _answering(script: ProposalScript, script_review: ReviewScript, done: Act) -> Play:
    def run(stage: Stage) -> None:
        review = queries.find_review(stage.proposals[script.key], script_review.stage)
        if review is not None:
            proposals.complete_review(stage.actor(done.by), review, _found(script_review), done.at)

    return run


def _found(review: ReviewScript) -> ReviewInput:
    return ReviewInput(
        publicness=review.publicness,
        legality=review.legality,
        feasibility=review.feasibility,
        public_answer=review.answer,
        reason=review.reason,
        cost=review.cost,
        cost_note=review.cost_note,
    )


def _arguing(path: str, script: ProposalScript) -> Iterator[Step]:
    for number, argument in enumerate(script.arguments):
        yield Step(argument.at, f"{path}.arguments[{number}]", _saying(script, argument))


def _saying(script: ProposalScript, said: ArgumentScript) -> Play:
    return lambda stage: proposals.add_argument(
        stage.actor(said.by), stage.proposal(script.key), said.side, said.body, said.at
    )


def _leaving(path: str, script: ProposalScript) -> Iterator[Step]:
    if (at := script.ended) is None:
        return
    if script.merged_into:
        yield Step(
            at, f"{path}.merged_into",
            lambda stage: proposals.merge(
                stage.actor(script.author), stage.proposal(script.key), stage.proposal(script.merged_into), at
            ),
        )  # fmt: skip
    else:
        yield Step(
            at, f"{path}.ended",
            lambda stage: proposals.withdraw(
                stage.actor(script.author), stage.proposal(script.key), script.reason, at
            ),
        )  # fmt: skip
