"""Play meetings: called, agenda, decisions, action items, minutes."""

from collections.abc import Iterator
from datetime import timedelta

from civic.demo.scenario import Scenario
from civic.demo.scripts_later import ActionScript, AgendaScript, MeetingScript
from civic.demo.stage import Play, Stage, Step
from civic.governance import queries
from civic.governance import service as governance
from civic.governance.inputs import ActionInput, MeetingInput
from civic.governance.rules import ActionState, Decision

AGENDA = timedelta(hours=3)
DECIDED = timedelta(hours=2)
MINUTES = timedelta(days=3)
REPORTED = timedelta(days=4)


def steps(scenario: Scenario) -> Iterator[Step]:
    """Yield each meeting; what is on the agenda of one to come is put there when it is called."""
    for number, script in enumerate(scenario.meetings):
        path = f"meetings[{number}]"
        yield Step(script.called.at, path, _calling(script))
        agenda_at = script.at - AGENDA if script.minutes else script.called.at
        for place, item in enumerate(script.agenda):
            yield Step(agenda_at, f"{path}.agenda[{place}]", _drawing(script, item))
            if item.outcome is not None:
                yield Step(script.at + DECIDED, f"{path}.agenda[{place}]", _deciding(script, item))
        for place, action in enumerate(script.actions):
            yield Step(script.at + DECIDED, f"{path}.actions[{place}]", _asking(script, action))
            if action.state is not ActionState.OPEN:
                yield Step(script.at + REPORTED, f"{path}.actions[{place}].state", _following(script, action))
        if script.minutes:
            yield Step(script.at + MINUTES, f"{path}.minutes", _publishing(script))


def _calling(script: MeetingScript) -> Play:
    given = MeetingInput(
        kind=script.kind,
        title=script.title,
        convener_code=script.convener,
        starts_at=script.at,
        venue=script.venue,
        chair_title=script.chair,
        attendees=script.attendees,
        facet_code=script.facet,
    )

    def run(stage: Stage) -> None:
        made = governance.create_meeting(stage.actor(script.called.by), given, script.called.at)
        stage.meetings[script.key] = made.id

    return run


def _drawing(script: MeetingScript, item: AgendaScript) -> Play:
    at = script.at - AGENDA if script.minutes else script.called.at
    return lambda stage: governance.put_on_agenda(
        stage.actor(script.called.by), stage.meeting(script.key), stage.need(item.proposal), at
    )


def _deciding(script: MeetingScript, item: AgendaScript) -> Play:
    def run(stage: Stage) -> None:
        need = stage.need(item.proposal)
        rows = queries.list_agenda(stage.meetings[script.key])
        found = next(row.item for row in rows if row.item.need_id == need.id)
        governance.decide(stage.actor(script.called.by), found, _decision(item), script.at + DECIDED)

    return run


def _decision(item: AgendaScript) -> Decision:
    if item.outcome is None:
        raise ValueError("an item without an outcome is not decided")
    return Decision(
        outcome=item.outcome,
        reason=item.reason,
        agency_code=item.agency,
        due_on=item.due_on,
        funding_code=item.funding,
        maintenance=item.maintenance,
        action=item.action,
    )


def _asking(script: MeetingScript, action: ActionScript) -> Play:
    def run(stage: Stage) -> None:
        need_id = stage.need(action.proposal).id if action.proposal else None
        given = ActionInput(action.agency, action.text, action.due_on, need_id)
        actor, meeting = stage.actor(script.called.by), stage.meeting(script.key)
        governance.add_action(actor, meeting, given, script.at + DECIDED)

    return run


def _following(script: MeetingScript, action: ActionScript) -> Play:
    """Say how far an action item is; it is known by its text."""

    def run(stage: Stage) -> None:
        listed = queries.list_actions(stage.meetings[script.key])
        found = next(each for each in listed if each.text == action.text)
        governance.set_action_state(stage.actor(script.called.by), found, action.state, script.at + REPORTED)

    return run


def _publishing(script: MeetingScript) -> Play:
    def run(stage: Stage) -> None:
        actor, at = stage.actor(script.called.by), script.at + MINUTES
        governance.write_minutes(actor, stage.meeting(script.key), script.minutes, at)
        governance.publish_minutes(actor, stage.meeting(script.key), at)

    return run
