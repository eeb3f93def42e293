"""Act on events: plan and hold them, register and check in people, write notes, make proposals of them."""

from civic.events.inputs import CloseInput, EventInput, NoteInput, RegistrationInput
from civic.events.service.harvest import make_proposal
from civic.events.service.operations import Answer, accept
from civic.events.service.personal import forget, own_data
from civic.events.service.plans import complete_event, create_event, open_event
from civic.events.service.registrations import cancel, check_in, register, register_at_desk, walk_in
from civic.events.service.tables import (
    close_table,
    edit_note,
    group_note,
    move_dots,
    remove_note,
    restore_note,
    set_dots,
    write_note,
)
from civic.events.service.tablets import (
    IssuedCode,
    Opened,
    SentPhoto,
    device_actor,
    end_tablet,
    issue_codes,
    open_tablet,
    read_photo,
    reopen_table,
    say,
    start_round,
    stop_round,
    take_photo,
    touch_tablet,
)

__all__ = [
    "Answer",
    "CloseInput",
    "EventInput",
    "IssuedCode",
    "NoteInput",
    "Opened",
    "RegistrationInput",
    "SentPhoto",
    "accept",
    "cancel",
    "check_in",
    "close_table",
    "complete_event",
    "create_event",
    "device_actor",
    "edit_note",
    "end_tablet",
    "forget",
    "group_note",
    "issue_codes",
    "make_proposal",
    "move_dots",
    "open_event",
    "open_tablet",
    "own_data",
    "read_photo",
    "register",
    "register_at_desk",
    "remove_note",
    "reopen_table",
    "restore_note",
    "say",
    "set_dots",
    "start_round",
    "stop_round",
    "take_photo",
    "touch_tablet",
    "walk_in",
    "write_note",
]
