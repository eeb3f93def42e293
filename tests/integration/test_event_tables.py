"""Notes, dots and the close of a table."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from civic.access.actor import Actor, Duty, Role
from civic.events import queries, rules, service
from civic.events.inputs import CloseInput, NoteInput
from civic.events.models import Event
from civic.events.rules import NoteKind
from civic.kit.errors import Missing, Refused
from tests.factories import events as make


@pytest.fixture
def held(db: Session, now: datetime) -> Event:
    """Return an event that is being held at the fixed instant."""
    return make.event(now, starts_at=now, title="進行中")


def test_the_same_client_id_returns_the_same_note(held: Event, now: datetime) -> None:
    first = make.note(held, now, "tablet-1")
    again = make.note(held, now, "tablet-1", text="另一段文字")

    assert again is first
    assert [row.text for row in queries.list_notes(held.id)] == ["磺港溪步道夜間太暗"]


def test_a_client_id_of_another_event_is_refused(held: Event, now: datetime) -> None:
    make.note(held, now, "tablet-1")

    with pytest.raises(Refused) as refusal:
        make.note(make.event(now, starts_at=now), now, "tablet-1")

    assert refusal.value.reason is rules.NOTE_ID_TAKEN


def test_only_the_facilitator_of_the_event_writes_notes(held: Event, now: datetime) -> None:
    duties = {Duty(Role.FACILITATOR, str(held.id + 1)), Duty(Role.OFFICE)}
    other = Actor(duties=frozenset(duties))

    with pytest.raises(Refused):
        service.write_note(other, held, NoteInput("x", 1, 1, NoteKind.NEED, "路燈"), now)


def test_a_table_that_does_not_exist_is_missing(held: Event, now: datetime) -> None:
    with pytest.raises(Missing):
        make.note(held, now, table_no=7)


@pytest.mark.parametrize(("text", "reason"), [(" \u200b\n", rules.NOTE_EMPTY), ("字" * 1001, rules.NOTE_TOO_LONG)])
def test_a_note_has_from_1_to_1000_characters(held: Event, now: datetime, text: str, reason: object) -> None:
    with pytest.raises(Refused) as refusal:
        make.note(held, now, text=text)

    assert refusal.value.reason is reason


def test_dots_are_moved_by_taps_and_set_by_the_lead(held: Event, now: datetime) -> None:
    lead, note = make.facilitator(held), make.note(held, now)

    service.set_dots(lead, note, 7, now)
    service.move_dots(lead, note, 1, now)
    service.move_dots(lead, note, 1, now)
    service.move_dots(lead, note, -1, now)

    assert note.dots == 8


def test_dots_never_fall_below_zero(held: Event, now: datetime) -> None:
    note = make.note(held, now)

    with pytest.raises(Refused) as refusal:
        service.move_dots(make.facilitator(held), note, -1, now)

    assert (refusal.value.reason, note.dots) == (rules.DOTS_OUT_OF_RANGE, 0)


def test_a_removed_note_leaves_the_table_and_can_be_put_back(held: Event, now: datetime) -> None:
    lead, note = make.facilitator(held), make.note(held, now)

    service.remove_note(lead, note, now)
    assert queries.list_notes(held.id) == []
    with pytest.raises(Refused):
        service.edit_note(lead, note, NoteKind.IDEA, "改", now)
    service.restore_note(lead, note, now)

    assert [row.id for row in queries.list_notes(held.id)] == [note.id]


def test_closing_asks_for_reading_aloud_and_about_dissent(held: Event, now: datetime) -> None:
    lead = make.facilitator(held)
    with pytest.raises(Refused) as silent:
        service.close_table(lead, held, 1, CloseInput(read_aloud=False, dissent_none=True), now)
    with pytest.raises(Refused) as unasked:
        service.close_table(lead, held, 1, CloseInput(read_aloud=True), now)

    table = service.close_table(lead, held, 1, CloseInput(read_aloud=True, dissent_none=True), now)

    assert (silent.value.reason, unasked.value.reason) == (rules.NOT_READ_ALOUD, rules.DISSENT_EMPTY)
    assert (table.closed_at, table.dissent_none, table.read_aloud) == (now, True, True)


def test_a_noted_dissent_needs_no_second_tick(held: Event, now: datetime) -> None:
    make.note(held, now, kind=NoteKind.DISSENT, text="不要再增加燈光")

    table = service.close_table(make.facilitator(held), held, 1, CloseInput(True, dissent_none=True), now)

    assert table.dissent_none is False


def test_a_closed_table_keeps_its_notes_as_they_are(held: Event, now: datetime) -> None:
    lead, note = make.facilitator(held), make.note(held, now, "n1")
    service.close_table(lead, held, 1, CloseInput(True, True), now)

    for change in (
        lambda: service.edit_note(lead, note, NoteKind.IDEA, "改", now),
        lambda: service.set_dots(lead, note, 3, now),
        lambda: service.remove_note(lead, note, now),
        lambda: make.note(held, now, "n2"),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert refusal.value.reason is rules.TABLE_CLOSED
    assert make.note(held, now, "n1") is note


def test_notes_wait_until_the_door_opens_and_end_with_the_event(db: Session, now: datetime) -> None:
    event = make.event(now)
    with pytest.raises(Refused):
        make.note(event, now)
    make.note(event, event.starts_at)
    service.complete_event(make.OFFICE, event, event.ends_at)

    with pytest.raises(Refused):
        make.note(event, event.ends_at, "n2")
