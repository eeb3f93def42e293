"""Play events: plan, announce, register, check in, write notes, complete."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from civic.access.actor import SYSTEM, Role
from civic.accounts import service as accounts
from civic.accounts.queries import get_person
from civic.demo.proposals import find_village
from civic.demo.scenario import Scenario
from civic.demo.scripts import BeginningScript, EventScript, NoteScript, PointScript, RegistrationScript
from civic.demo.stage import Play, Stage, Step
from civic.events import service as events
from civic.events.admission import AdmissionPlan, Quota
from civic.events.inputs import CloseInput, EventInput, NoteInput, PointInput, RegistrationInput, SeriesInput
from civic.events.rules import EventState
from civic.kit.geo import Point
from civic.needs import service as needs
from civic.needs.inputs import WorkshopInput

DOOR = timedelta(minutes=20)
CLOSING = timedelta(minutes=5)


def steps(scenario: Scenario) -> Iterator[Step]:
    """Yield what happens at each event."""
    for number, script in enumerate(scenario.events):
        path = f"events[{number}]"
        yield Step(script.planned.at, path, _planning(script))
        for place, entry in enumerate(script.registrations):
            yield Step(entry.at, f"{path}.registrations[{place}]", _registering(script, entry, f"{script.key}:{place}"))
            yield from _coming(script, entry, f"{path}.registrations[{place}]", f"{script.key}:{place}")
        for place, note in enumerate(script.notes):
            yield Step(note.at, f"{path}.notes[{place}]", _noting(script, note))
        if script.drawn and (at := script.draw) is not None:
            yield Step(at, path, _advancing(script, at))
        if (at := script.seated) is not None:
            yield Step(at, path, _seating(script, at))
        if script.state is EventState.COMPLETED:
            yield Step(script.ends - CLOSING, path, _closing(script))
            yield Step(script.ends, path, _completing(script))
        for place, point in enumerate(script.points):
            yield Step(point.at, f"{path}.points[{place}]", _gathering(script, point))
        if (at := script.minutes) is not None:
            yield Step(at, f"{path}.minutes", _publishing(script, at))
        for place, begun in enumerate(script.needs):
            yield Step(begun.at, f"{path}.needs[{place}]", _beginning(begun))


def _planning(script: EventScript) -> Play:
    def run(stage: Stage) -> None:
        actor, at = stage.actor(script.planned.by), script.planned.at
        event = events.create_event(actor, replace(_plan(script), series_id=_series(stage, script)), at)
        stage.events[script.key] = event.id
        for key in script.facilitators:
            person = get_person(stage.people[key])
            accounts.give_duty(SYSTEM, person, Role.FACILITATOR, str(event.id), at)
            stage.forget(key)
        if script.state is not EventState.DRAFT:
            events.open_event(actor, event, at)

    return run


def _plan(script: EventScript) -> EventInput:
    return EventInput(
        type_code=script.type,
        district_code=script.district,
        organiser_code=script.organiser,
        title=script.title,
        venue=script.venue,
        starts_at=script.starts,
        ends_at=script.ends,
        capacity=script.capacity,
        title_en=script.title_en,
        village_code=find_village(script.district, script.village),
        description=script.description,
        lat=script.lat,
        lng=script.lng,
        tables=script.tables,
        seats_per_table=script.seats_per_table,
        rounds=script.rounds,
        round_minutes=script.round_minutes,
        question=script.question,
        languages=script.languages,
        facets=script.facets,
        features=script.features,
        address=script.address,
        admission=AdmissionPlan(
            script.admission,
            draw_at=script.draw,
            quotas=tuple(Quota(script.quota_kind, group, seats) for group, seats in script.quotas.items()),
        ),
        ask_age=script.ask_age,
        cost=script.cost,
    )


def _series(stage: Stage, script: EventScript) -> int | None:
    """Return the series an event belongs to, begun with the first of its events."""
    if not script.series:
        return None
    if script.series not in stage.series:
        plan = SeriesInput(script.district, script.series, script.series_en)
        made = events.create_series(stage.actor(script.planned.by), plan, script.planned.at)
        stage.series[script.series] = made.id
    return stage.series[script.series]


def _advancing(script: EventScript, at: datetime) -> Play:
    return lambda stage: events.advance(stage.event(script.key), at)


def _seating(script: EventScript, at: datetime) -> Play:
    """Seat everybody; the first who registered hosts a table."""

    def run(stage: Stage) -> None:
        host = stage.registrations.get(f"{script.key}:0", 0)
        actor = stage.actor(script.planned.by)
        events.plan_seating(actor, stage.event(script.key), frozenset({host}), at, script.key)

    return run


def _registering(script: EventScript, entry: RegistrationScript, key: str) -> Play:
    def run(stage: Stage) -> None:
        event = stage.event(script.key)
        if entry.person:
            actor = stage.actor(entry.person)
            made = events.register(actor, event, _entry(script, entry, actor.name), entry.at)
        else:
            desk = stage.actor(script.planned.by)
            made = events.register_at_desk(desk, event, _entry(script, entry, entry.name), entry.at)
        stage.registrations[key] = made.id

    return run


def _entry(script: EventScript, entry: RegistrationScript, name: str) -> RegistrationInput:
    village = find_village(script.district, entry.village) if entry.village else None
    return RegistrationInput(name, entry.contact, script.district, village, entry.sector, people=entry.people)


def _coming(script: EventScript, entry: RegistrationScript, path: str, key: str) -> Iterator[Step]:
    desk = script.planned.by
    if (at := entry.cancelled) is not None:
        yield Step(at, path, lambda stage: events.cancel(stage.actor(desk), stage.registration(key), at))
    elif entry.attended:
        door = script.starts - DOOR
        yield Step(door, path, lambda stage: events.check_in(stage.actor(desk), stage.registration(key), door))


def _noting(script: EventScript, script_note: NoteScript) -> Play:
    def run(stage: Stage) -> None:
        actor, event, at = stage.actor(script.facilitators[0]), stage.event(script.key), script_note.at
        entry = NoteInput(
            client_id=f"{script.key}-{script_note.key}",
            table_no=script_note.table,
            round_no=script_note.round_no,
            kind=script_note.kind,
            text=script_note.text,
            question=script_note.question,
        )
        note = events.write_note(actor, event, entry, at)
        stage.notes[script_note.key] = note.id
        if script_note.dots:
            events.set_dots(actor, note, script_note.dots, at)
        if script_note.place:
            known = script_note.lat is not None and script_note.lng is not None
            point = Point(script_note.lat or 0.0, script_note.lng or 0.0) if known else None
            events.place_note(actor, note, script_note.place, point, at)

    return run


def _closing(script: EventScript) -> Play:
    """Read aloud and close the tables that have notes."""

    def run(stage: Stage) -> None:
        close = CloseInput(read_aloud=True, dissent_none=True)
        for table in sorted({note.table for note in script.notes}):
            actor, event = stage.actor(script.facilitators[0]), stage.event(script.key)
            events.close_table(actor, event, table, close, script.ends - CLOSING)

    return run


def _completing(script: EventScript) -> Play:
    return lambda stage: events.complete_event(
        stage.actor(script.planned.by), stage.event(script.key), script.ends
    )


def _gathering(script: EventScript, point: PointScript) -> Play:
    """Write a point of the plenum, as the facilitator who leads."""

    def run(stage: Stage) -> None:
        notes = tuple(stage.notes[key] for key in point.notes)
        entry = PointInput(f"{script.key}-{point.key}", point.kind, point.text, notes)
        made = events.add_point(stage.actor(script.facilitators[0]), stage.event(script.key), entry, point.at)
        stage.notes[point.key] = made.id

    return run


def _publishing(script: EventScript, at: datetime) -> Play:
    return lambda stage: events.publish_minutes(stage.actor(script.facilitators[0]), stage.event(script.key), at)


def _beginning(begun: BeginningScript) -> Play:
    given = WorkshopInput(begun.title, begun.facet, begun.place, whole=True)
    return lambda stage: needs.enter_from_workshop(stage.actor(begun.by), stage.note(begun.note), given, begun.at)
