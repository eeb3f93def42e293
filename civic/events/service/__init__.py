"""Act on events: plan and hold them, register and check in people, write notes, make proposals of them."""

from civic.events.inputs import CloseInput, EventInput, NoteInput, RegistrationInput
from civic.events.service.harvest import make_proposal
from civic.events.service.personal import forget, own_data
from civic.events.service.plans import complete_event, create_event, open_event
from civic.events.service.registrations import cancel, check_in, register, register_at_desk, walk_in
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
    "CloseInput",
    "EventInput",
    "NoteInput",
    "RegistrationInput",
    "cancel",
    "check_in",
    "close_table",
    "complete_event",
    "create_event",
    "edit_note",
    "forget",
    "make_proposal",
    "move_dots",
    "open_event",
    "own_data",
    "register",
    "register_at_desk",
    "remove_note",
    "restore_note",
    "set_dots",
    "walk_in",
    "write_note",
]
