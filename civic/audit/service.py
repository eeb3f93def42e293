"""Add to the audit trail and check that nobody has touched it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, text

from civic.access.actor import Actor
from civic.audit.models import AuditEntry
from civic.db.session import session

GENESIS = "0" * 64
_LOCK = 0x0C1F1C
PAGE = 1000


def record(actor: Actor, action: str, subject: str, now: datetime, **detail: str | int | None) -> None:
    """Append one entry in the transaction in hand; the subject reads like "proposal:12"."""
    db = session()
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    last = db.execute(select(AuditEntry.seq, AuditEntry.digest).order_by(AuditEntry.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    entry = AuditEntry(
        seq=seq,
        at=now,
        actor_id=actor.person_id,
        actor_role=actor.label or actor.title,
        action=action,
        subject=subject,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
        previous=previous,
        digest="",
    )
    entry.digest = digest(entry)
    db.add(entry)
    db.flush()


def digest(entry: AuditEntry) -> str:
    """Return the SHA-256 of an entry's fields and of the entry before it."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [entry.seq, at, entry.actor_id, entry.actor_role, entry.action, entry.subject, entry.detail]
    text_form = json.dumps([entry.previous, *parts], ensure_ascii=False)
    return hashlib.sha256(text_form.encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """Tell how many entries hold, the head of the chain, and the first bad one if any."""

    count: int
    head: str
    first_bad: int | None


def verify() -> Verdict:
    """Walk the whole chain; name the first entry that was changed, removed or moved."""
    return check(_walk())


def _walk() -> Iterator[AuditEntry]:
    """Read the trail page by page, so that a long one needs little memory."""
    last = 0
    while page := session().scalars(
        select(AuditEntry).where(AuditEntry.seq > last).order_by(AuditEntry.seq).limit(PAGE)
    ).all():
        yield from page
        last = page[-1].seq


def check(entries: Iterable[AuditEntry]) -> Verdict:
    """Check entries in order against each other."""
    previous, count = GENESIS, 0
    for entry in entries:
        if entry.seq != count + 1 or entry.previous != previous or entry.digest != digest(entry):
            return Verdict(count, previous, entry.seq)
        previous, count = entry.digest, count + 1
    return Verdict(count, previous, None)
