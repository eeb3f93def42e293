"""Say when the plenum works, when minutes may be published, and which places a note may have. Pure."""

from datetime import datetime

from civic.events.rules import CALLED_OFF, DOOR_OPENS, NOTES_CLOSED, EventFacts, EventState, NoteKind
from civic.kit.errors import Kind, Reason
from civic.kit.text import N_

PLENUM = 0
"""The number of the table at which the plenum's points are written."""

MOST_POINTS = 100
REMARKS_LENGTH = 4000

SIGNED_BY = {
    "facilitator": N_("Facilitator"),
    "office": N_("Programme office"),
    "moderator": N_("District office"),
    "system": N_("System"),
}
"""The roles minutes are signed with: titles, never names."""

IS_PUBLISHED = Reason(
    "minutes_published", N_("The minutes are published; what they say can no longer change."), Kind.CONFLICT
)
NOT_HELD_YET = Reason(
    "minutes_before_the_end",
    N_("Minutes can be published once the organiser has completed the event on its page."),
    Kind.NOT_NOW,
)
NO_PLENUM = Reason("no_plenum", N_("This event has no tables, so it has no plenum."), Kind.CONFLICT)
TOO_MANY_POINTS = Reason(
    "too_many_points", N_("The plenum has 100 points already. Put some together first."), Kind.TOO_MANY
)
NOT_A_SOURCE = Reason(
    "not_a_source",
    N_("A point can only stand for notes that lie on this event's tables. Choose them again."),
    Kind.INVALID,
)
IN_ANOTHER_POINT = Reason(
    "in_another_point",
    N_("One of these notes stands in another point already, so its dots would count twice. Choose again."),
    Kind.CONFLICT,
)
CHANGED_MEANWHILE = Reason(
    "point_changed",
    N_("Somebody changed this point meanwhile. Look at it again, then repeat your change."),
    Kind.CONFLICT,
)
NOT_CHARACTER = Reason(
    "not_character", N_("Only a note of local character has a place on the map."), Kind.CONFLICT
)
PLACE_EMPTY = Reason("place_empty", N_("Write where it is, for example a lane, a park or a building."), Kind.INVALID)
REMARKS_TOO_LONG = Reason("remarks_too_long", N_("Remarks hold at most 4,000 characters."), Kind.INVALID)


def why_not_plenum(event: EventFacts, published: bool, now: datetime) -> Reason | None:
    """Tell why the plenum's points cannot be written: they can from the door's opening until minutes are published."""
    if event.state is EventState.CANCELLED:
        return CALLED_OFF
    if published:
        return IS_PUBLISHED
    if not event.tables:
        return NO_PLENUM
    return NOTES_CLOSED if event.state is EventState.DRAFT or now < event.starts_at - DOOR_OPENS else None


def why_not_publish(event: EventFacts, published: bool) -> Reason | None:
    """Tell why minutes cannot be published: the event must have taken place, and they are published once."""
    if published:
        return IS_PUBLISHED
    if event.state is EventState.CANCELLED:
        return CALLED_OFF
    return None if event.state is EventState.COMPLETED else NOT_HELD_YET


def why_not_place(kind: NoteKind, place: str) -> Reason | None:
    """Tell why a note cannot be given this place."""
    if kind is not NoteKind.CHARACTER:
        return NOT_CHARACTER
    return None if place.strip() else PLACE_EMPTY
