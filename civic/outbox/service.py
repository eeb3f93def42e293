"""Write letters and deliver them: at least once, with a stable Message-ID."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from civic.db.session import Database, on_commit, session
from civic.kit.ids import random_token
from civic.outbox.models import Letter, LetterState

MAX_TRIES = 15
RETRY_AFTER = timedelta(minutes=5)
LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Post:
    """Be one letter on its way: everything a renderer and a carrier need."""

    message_id: str
    address: str
    template: str
    params: dict[str, str]
    locale: str


_TOLD = select(Letter.id).where(Letter.key == bindparam("key"))
Carrier = Callable[[Post], None]
Bell = Callable[[], None]


def no_bell() -> None:
    """Ring nobody: the worker finds letters by itself."""


_bell: list[Bell] = [no_bell]


def set_bell(bell: Bell) -> None:
    """Say who is rung when letters have been written and committed."""
    _bell[0] = bell


def tell(address: str, template: str, locale: str, now: datetime, key: str, **params: str | int) -> None:
    """Write one letter in the transaction in hand; the same key is told only once."""
    db = session()
    if db.scalar(_TOLD, {"key": key}) is not None:
        return
    text_params = {name: str(value) for name, value in params.items()}
    db.add(
        Letter(
            message_id=f"{random_token(16)}@civic",
            key=key,
            address=address,
            template=template,
            params=json.dumps(text_params, ensure_ascii=False),
            locale=locale,
            created_at=now,
            next_try_at=now,
        )
    )
    db.flush()
    on_commit(_bell[0])


def lay_aside() -> int:
    """Let every waiting letter lie, undelivered for good; return how many: for scenarios of invented people."""
    waiting = update(Letter).where(Letter.state == LetterState.WAITING).values(state=LetterState.DEAD)
    return len(session().scalars(waiting.returning(Letter.id)).all())


def deliver_due(database: Database, carry: Carrier, now: datetime, limit: int = 100) -> int:
    """Send the letters that are due, each in its own units of work; return how many went out."""
    sent = 0
    for _ in range(limit):
        with database.writing():
            letter = _claim(now)
        if letter is None:
            break
        sent += _deliver(database, carry, letter, now)
    return sent


def _claim(now: datetime) -> Letter | None:
    """Take the next due letter and keep others off it for the length of a lease."""
    db = session()
    query = select(Letter).where(Letter.state == LetterState.WAITING, Letter.next_try_at <= now)
    letter = db.scalars(query.order_by(Letter.id).limit(1).with_for_update(skip_locked=True)).first()
    if letter is not None:
        letter.next_try_at = now + LEASE
        letter.tries += 1
    return letter


def _deliver(database: Database, carry: Carrier, letter: Letter, now: datetime) -> int:
    post = Post(letter.message_id, letter.address, letter.template, json.loads(letter.params), letter.locale)
    try:
        carry(post)
    except (OSError, ValueError) as problem:  # the network or the address; the letter is tried again
        _settle(database, letter, _failed(letter, now), last_error=str(problem)[:500])
        return 0
    _settle(database, letter, LetterState.SENT, sent_at=now, params="{}")  # links in it must not lie about
    return 1


def _failed(letter: Letter, now: datetime) -> LetterState:
    letter.next_try_at = now + RETRY_AFTER * letter.tries
    return LetterState.DEAD if letter.tries >= MAX_TRIES else LetterState.WAITING


def _settle(database: Database, letter: Letter, state: LetterState, **values: datetime | str) -> None:
    with database.writing() as db:
        db.execute(
            update(Letter)
            .where(Letter.id == letter.id)
            .values(state=state, next_try_at=letter.next_try_at, **values)
        )
