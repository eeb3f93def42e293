"""The audit trail tells the truth: what was changed, removed or moved afterwards shows."""

from datetime import datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from civic.access.actor import SYSTEM, Actor, Duty, Role
from civic.audit import service
from civic.audit.models import AuditEntry


@pytest.fixture
def trail(db: Session, now: datetime) -> Session:
    for number in range(1, 6):
        service.record(SYSTEM, "proposal.submitted", f"proposal:{number}", now, case_no=f"115-BT-00{number}")
    return db


def test_an_untouched_trail_holds(trail: Session) -> None:
    verdict = service.verify()

    assert (verdict.count, verdict.first_bad) == (5, None)


def test_a_changed_entry_is_named(trail: Session) -> None:
    trail.execute(update(AuditEntry).where(AuditEntry.seq == 3).values(detail="{}"))
    trail.expire_all()

    assert service.verify().first_bad == 3


def test_a_removed_entry_shows_at_the_next_one(trail: Session) -> None:
    trail.execute(delete(AuditEntry).where(AuditEntry.seq == 2))
    trail.expire_all()

    assert service.verify().first_bad == 3


def test_an_entry_is_signed_by_role_not_by_name(db: Session, now: datetime) -> None:
    officer = Actor(7, "Chen Mei-ling", frozenset({Duty(Role.AGENCY, "pwd")}))

    service.record(officer, "review.completed", "proposal:1", now)

    entry = db.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.actor_id, entry.actor_role) == (7, "agency")
    assert "Chen" not in entry.detail
