"""Send one-time links by mail and redeem them."""

from datetime import datetime

from sqlalchemy import update

from civic.accounts import queries, rules
from civic.accounts.models import OneTimeToken, Person, Purpose
from civic.db.session import session
from civic.kit.errors import Refused
from civic.kit.ids import hash_token, random_token
from civic.outbox.service import tell


def send_link(person: Person, purpose: Purpose, now: datetime) -> None:
    """Write a one-time token and the mail that carries it; older links of the same purpose die."""
    db, token = session(), random_token()
    older = (OneTimeToken.person_id == person.id) & (OneTimeToken.purpose == purpose)
    db.execute(update(OneTimeToken).where(older, OneTimeToken.used_at.is_(None)).values(used_at=now))
    lives = rules.CONFIRM_WITHIN if purpose is Purpose.CONFIRM else rules.RESET_WITHIN
    hashed = hash_token(token)
    db.add(OneTimeToken(person_id=person.id, purpose=purpose, token_hash=hashed, expires_at=now + lives))
    path = f"/account/{purpose.value}/{token}"
    hours = int(lives.total_seconds() // 3600)
    key = f"{purpose.value}:{hashed}"
    tell(
        person.email,
        f"accounts/{purpose.value}",
        person.locale,
        now,
        key=key,
        name=person.name,
        path=path,
        hours=hours,
    )


def redeem(token: str, purpose: Purpose, now: datetime) -> Person:
    """Use a link up and return whose it is: one winner when it is opened twice at once."""
    alive = (OneTimeToken.used_at.is_(None)) & (OneTimeToken.expires_at > now)
    mine = (OneTimeToken.token_hash == hash_token(token)) & (OneTimeToken.purpose == purpose)
    used = update(OneTimeToken).where(mine, alive).values(used_at=now).returning(OneTimeToken.person_id)
    person_id = session().scalar(used)
    if person_id is None:
        raise Refused(rules.DEAD_LINK)
    return queries.get_person(person_id)
