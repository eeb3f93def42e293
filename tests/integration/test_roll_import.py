"""A whole roll comes in by two officers; the file is not kept and nobody is doubled."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from civic.accounts import queries, service
from civic.accounts.models import RollEntry
from civic.accounts.rules import Relation
from civic.kit.errors import Refused
from civic.programme.rules import PhaseKind
from tests.factories import people


def roll_file(*numbers: str) -> bytes:
    return "\r\n".join(["identity,relation", *(f"{number},registered" for number in numbers)]).encode()


def test_two_officers_bring_a_roll_in_and_its_codes_work(db: Session, now: datetime) -> None:
    round_, one, two = people.make_round(now, PhaseKind.VOTE), people.make_office(), people.make_office()
    data = roll_file("A123456789", people.make_identity())

    trial = service.try_roll(one, round_, data, now)
    issued = service.import_roll(two, round_, data, now)

    assert (trial.new, trial.known, trial.problems) == (2, 0, ())
    assert queries.count_roll(round_.id) == 2
    voter = queries.actor_of(people.make_person().id)
    assert service.claim_code(voter, issued[0].code, now).relation is Relation.REGISTERED


def test_a_trial_changes_nothing(db: Session, now: datetime) -> None:
    round_ = people.make_round(now)

    service.try_roll(people.make_office(), round_, roll_file("A123456789"), now)

    assert queries.count_roll(round_.id) == 0


def test_the_officer_who_tried_a_file_cannot_bring_it_in(db: Session, now: datetime) -> None:
    round_, office = people.make_round(now), people.make_office()
    service.try_roll(office, round_, roll_file("A123456789"), now)

    with pytest.raises(Refused, match="needs_another_person"):
        service.import_roll(office, round_, roll_file("A123456789"), now)


def test_a_file_changed_after_its_trial_is_not_brought_in(db: Session, now: datetime) -> None:
    round_ = people.make_round(now)
    service.try_roll(people.make_office(), round_, roll_file("A123456789"), now)

    with pytest.raises(Refused, match="needs_another_person"):
        service.import_roll(people.make_office(), round_, roll_file("A123456789", people.make_identity()), now)


def test_bringing_a_roll_in_again_doubles_nobody(db: Session, now: datetime) -> None:
    round_, one, two = people.make_round(now), people.make_office(), people.make_office()
    service.enrol(one, round_, "A123456789", Relation.WORKING, now)
    data = roll_file("A123456789", people.make_identity())
    service.try_roll(one, round_, data, now)
    service.import_roll(two, round_, data, now)

    assert service.import_roll(two, round_, data, now) == ()
    assert queries.count_roll(round_.id) == 2


def test_a_clerk_brings_no_roll_in(db: Session, now: datetime) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        service.try_roll(people.make_clerk(), people.make_round(now), roll_file("A123456789"), now)


def test_no_identity_number_stays_after_an_import(db: Session, now: datetime) -> None:
    round_, one, two = people.make_round(now), people.make_office(), people.make_office()
    service.try_roll(one, round_, roll_file("A123456789"), now)
    service.import_roll(two, round_, roll_file("A123456789"), now)

    rows = db.query(RollEntry).filter_by(round_id=round_.id).all()

    assert not any("A123456789" in str(vars(row)) for row in rows)
