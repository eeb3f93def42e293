"""Count seats and the queue: hold the event's row, then change each counter by a conditional UPDATE.

The row held gives arrival and check-in numbers one order; the constraint `not_oversold` guards the rest.
"""

from sqlalchemy import ColumnElement, update

from civic.db.session import session
from civic.events.models import Event, Registration
from civic.events.rules import Place


def hold(event: Event) -> None:
    """Lock the event's row until the commit and read it afresh."""
    session().refresh(event, with_for_update=True)


def take(event: Event, people: int) -> bool:
    """Take so many seats if they are free."""
    return _change(event, Event.taken + people <= Event.capacity, taken=Event.taken + people)


def free(event: Event, people: int) -> None:
    """Give seats back."""
    _change(event, Event.taken >= people, taken=Event.taken - people)


def join_queue(event: Event, people: int) -> None:
    """Count so many more people waiting."""
    _change(event, Event.waiting >= 0, waiting=Event.waiting + people)


def leave_queue(event: Event, people: int) -> None:
    """Count so many people waiting less."""
    _change(event, Event.waiting >= people, waiting=Event.waiting - people)


def move(registration: Registration, before: Place, after: Place) -> bool:
    """Move a registration only from where we saw it; tell whether it was still there."""
    change = (
        update(Registration)
        .where(Registration.id == registration.id, Registration.place == before)
        .values(place=after)
        .returning(Registration.id)
    )
    done = session().scalar(change.execution_options(synchronize_session=False)) is not None
    session().refresh(registration)
    return done


def _change(event: Event, condition: ColumnElement[bool], **values: ColumnElement[int]) -> bool:
    change = update(Event).where(Event.id == event.id, condition).values(**values).returning(Event.id)
    done = session().scalar(change.execution_options(synchronize_session=False)) is not None
    session().refresh(event)
    return done
