"""Letters are told once, carried after the commit, and tried again when the carrier fails."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.db.session import PinnedDatabase
from civic.outbox import service
from civic.outbox.carriers import compose
from civic.outbox.models import Letter, LetterState
from civic.outbox.service import Post


def write(now: datetime, key: str = "welcome:1") -> None:
    service.tell("someone@example.org", "accounts/confirm", "en", now, key, link="https://civic.example/x")


def states(database: PinnedDatabase) -> list[tuple[LetterState, int]]:
    with database.reading() as db:
        return [(letter.state, letter.tries) for letter in db.scalars(select(Letter))]


def test_the_same_thing_is_told_once(db: Session, now: datetime) -> None:
    write(now)
    write(now)

    assert len(db.scalars(select(Letter)).all()) == 1


def test_a_due_letter_is_carried_once(database: PinnedDatabase, now: datetime) -> None:
    carried: list[Post] = []
    with database.writing():
        write(now)

    first = service.deliver_due(database, carried.append, now)
    second = service.deliver_due(database, carried.append, now)

    assert (first, second, len(carried)) == (1, 0, 1)
    assert states(database) == [(LetterState.SENT, 1)]


def test_a_letter_that_could_not_be_carried_is_tried_again_later(database: PinnedDatabase, now: datetime) -> None:
    def broken(_post: Post) -> None:
        raise ConnectionError("the mail server is away")

    with database.writing():
        write(now)

    service.deliver_due(database, broken, now)
    at_once = service.deliver_due(database, broken, now)
    later = service.deliver_due(database, lambda _post: None, now + timedelta(hours=1))

    assert (at_once, later) == (0, 1)


def test_a_letter_is_given_up_after_fifteen_tries(database: PinnedDatabase, now: datetime) -> None:
    def broken(_post: Post) -> None:
        raise ConnectionError

    with database.writing():
        write(now)
    for day in range(20):
        service.deliver_due(database, broken, now + timedelta(days=day))

    assert states(database) == [(LetterState.DEAD, service.MAX_TRIES)]


def test_a_fault_in_one_letter_sends_none_of_those_before_it_again(database: PinnedDatabase, now: datetime) -> None:
    carried: list[str] = []

    def faulty(post: Post) -> None:
        if len(carried) == 2:
            raise RuntimeError("this letter cannot be drawn")
        carried.append(post.message_id)

    with database.writing():
        for number in range(4):
            write(now, f"welcome:{number}")

    with pytest.raises(RuntimeError):
        service.deliver_due(database, faulty, now)
    service.deliver_due(database, lambda post: carried.append(post.message_id), now + timedelta(hours=1))

    assert len(carried) == len(set(carried)) == 4


def test_nobody_is_rung_for_a_letter_that_was_rolled_back(database: PinnedDatabase, now: datetime) -> None:
    rung: list[int] = []
    service.set_bell(lambda: rung.append(1))
    try:
        with pytest.raises(RuntimeError), database.writing():
            write(now)
            raise RuntimeError
        with database.writing():
            write(now, "other")
    finally:
        service.set_bell(service.no_bell)

    assert rung == [1]


def test_a_line_break_in_a_header_is_refused() -> None:
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        compose("a@example.org", "b@example.org", "id@x", "Subject\r\nBcc: c@example.org", "text", "<p>text</p>")
