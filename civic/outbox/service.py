"""Write letters and deliver them: at least once, with a stable Message-ID."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, false, or_, select, update

from civic.db.base import table_of
from civic.db.once import once
from civic.db.session import Database, on_commit, session
from civic.kit.ids import random_token
from civic.outbox.models import Letter, LetterState

MAX_TRIES = 15
RETRY_AFTER = timedelta(minutes=5)
LEASE = timedelta(minutes=2)
BATCH = 5
"""How many letters are taken at once: should each meet a mail server that is silent for 20 s, the lease still holds."""


@dataclass(frozen=True)
class Post:
    """Be one letter on its way: everything a renderer and a carrier need."""

    message_id: str
    address: str
    template: str
    params: dict[str, str]
    locale: str


@dataclass(frozen=True)
class Outcome:
    """Be what became of one letter on its way, and what its row keeps of that."""

    state: LetterState
    next_try_at: datetime
    values: dict[str, datetime | str]


_LETTER = once(table_of(Letter), "key")
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
    text_params = {name: str(value) for name, value in params.items()}
    letter = {
        "message_id": f"{random_token(16)}@civic",
        "key": key,
        "address": address,
        "template": template,
        "params": json.dumps(text_params, ensure_ascii=False),
        "locale": locale,
        "created_at": now,
        "next_try_at": now,
    }
    if _LETTER.put(letter):
        on_commit(_bell[0])


def erase(keys: Iterable[str]) -> None:
    """Erase letters by their keys, and by those keys with a version behind them: address, words and all."""
    chosen = [or_(Letter.key == key, Letter.key.startswith(f"{key}/", autoescape=True)) for key in keys]
    session().execute(delete(Letter).where(or_(false(), *chosen)).execution_options(synchronize_session=False))


def lay_aside() -> int:
    """Let every waiting letter lie, undelivered for good; return how many: for scenarios of invented people."""
    waiting = update(Letter).where(Letter.state == LetterState.WAITING).values(state=LetterState.DEAD)
    return len(session().scalars(waiting.returning(Letter.id)).all())


def deliver_due(database: Database, carry: Carrier, now: datetime, limit: int = 100) -> int:
    """Send the letters that are due, a few at a time; return how many went out.

    The end of some letters and the beginning of the next are one unit of work: the writer's place is for ballots.
    """
    outcomes: dict[int, Outcome] = {}
    sent = 0
    while True:
        with database.writing():
            _settle(outcomes)
            letters = _claim(now, min(BATCH, limit))
        if not letters:
            return sent
        outcomes = {}
        limit -= len(letters)
        try:
            for letter in letters:
                outcomes[letter.id] = _send(carry, letter, now)
        except BaseException:  # a fault of ours in one letter: those that went out before it may not go out again
            with database.writing():
                _settle(outcomes)
            raise
        sent += sum(outcome.state is LetterState.SENT for outcome in outcomes.values())


def _claim(now: datetime, most: int) -> Sequence[Letter]:
    """Take the next due letters and keep others off them for the length of a lease."""
    query = select(Letter).where(Letter.state == LetterState.WAITING, Letter.next_try_at <= now)
    letters = session().scalars(query.order_by(Letter.id).limit(most).with_for_update(skip_locked=True)).all()
    for letter in letters:
        letter.next_try_at = now + LEASE
        letter.tries += 1
    return letters


def _send(carry: Carrier, letter: Letter, now: datetime) -> Outcome:
    post = Post(letter.message_id, letter.address, letter.template, json.loads(letter.params), letter.locale)
    try:
        carry(post)
    except (OSError, ValueError) as problem:  # the network or the address; the letter is tried again
        state = LetterState.DEAD if letter.tries >= MAX_TRIES else LetterState.WAITING
        return Outcome(state, now + RETRY_AFTER * letter.tries, {"last_error": str(problem)[:500]})
    sent: dict[str, datetime | str] = {"sent_at": now, "params": "{}"}  # links in it must not lie about
    return Outcome(LetterState.SENT, letter.next_try_at, sent)


def _settle(outcomes: Mapping[int, Outcome]) -> None:
    for number, outcome in outcomes.items():
        values = {"state": outcome.state, "next_try_at": outcome.next_try_at, **outcome.values}
        session().execute(update(Letter).where(Letter.id == number).values(values))
