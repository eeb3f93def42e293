"""Act on events: plan and hold them, register and check in people, write notes, make proposals of them."""

from civic.events.inputs import Arrival, CloseInput, EventInput, NoteInput, RegistrationInput, SeriesInput
from civic.events.service.clockwork import advance_due, remind_due
from civic.events.service.doorway import sync
from civic.events.service.harvest import make_proposal
from civic.events.service.personal import forget, own_data
from civic.events.service.plans import (
    call_off,
    change_event,
    complete_event,
    create_event,
    create_series,
    open_event,
)
from civic.events.service.queue import advance
from civic.events.service.registrations import (
    cancel,
    cancel_by_link,
    check_in,
    confirm,
    confirm_at_desk,
    register,
    register_at_desk,
    register_guest,
    walk_in,
)
from civic.events.service.seating_plan import plan_seating
from civic.events.service.tables import (
    close_table,
    edit_note,
    move_dots,
    remove_note,
    restore_note,
    set_dots,
    write_note,
)

__all__ = [
    "Arrival",
    "CloseInput",
    "EventInput",
    "NoteInput",
    "RegistrationInput",
    "SeriesInput",
    "advance",
    "advance_due",
    "call_off",
    "cancel",
    "cancel_by_link",
    "change_event",
    "check_in",
    "close_table",
    "complete_event",
    "confirm",
    "confirm_at_desk",
    "create_event",
    "create_series",
    "edit_note",
    "forget",
    "make_proposal",
    "move_dots",
    "open_event",
    "own_data",
    "plan_seating",
    "register",
    "register_at_desk",
    "register_guest",
    "remind_due",
    "remove_note",
    "restore_note",
    "set_dots",
    "sync",
    "walk_in",
    "write_note",
]
