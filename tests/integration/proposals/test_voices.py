"""Seconds and arguments."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from civic.access.actor import ANONYMOUS
from civic.kit.errors import Refused
from civic.proposals import queries, reasons, service
from civic.proposals.rules import Side
from tests.factories.proposals import (
    XINYI,
    make_actor,
    make_collecting_round,
    make_on_ballot,
    make_public,
    make_resident,
)


def test_a_resident_seconds_once(db: Session, now: datetime) -> None:
    proposal, friend = make_public(make_resident(), make_collecting_round().id), make_resident()

    service.support(friend, proposal, now)
    with pytest.raises(Refused) as refused:
        service.support(friend, proposal, now)

    assert refused.value.reason is reasons.ALREADY_SUPPORTED
    assert proposal.support_count == 1


def test_two_seconds_on_stale_objects_both_count(db: Session, now: datetime) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)
    db.connection().exec_driver_sql(f"UPDATE proposal SET support_count = 7 WHERE id = {proposal.id}")

    service.support(make_resident(), proposal, now)

    assert proposal.support_count == 8


def test_taking_a_second_back_counts_once(db: Session, now: datetime) -> None:
    proposal, friend = make_public(make_resident(), make_collecting_round().id), make_resident()
    service.support(friend, proposal, now)

    service.unsupport(friend, proposal, now)
    service.unsupport(friend, proposal, now)

    assert proposal.support_count == 0
    assert not queries.has_supported(proposal.id, friend.person_id)


def test_people_from_elsewhere_or_unverified_cannot_second(db: Session, now: datetime) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)

    for stranger in (make_resident(XINYI), make_actor()):
        with pytest.raises(Refused) as refused:
            service.support(stranger, proposal, now)
        assert refused.value.reason is reasons.NOT_A_RESIDENT
    with pytest.raises(Refused) as refused:
        service.support(ANONYMOUS, proposal, now)
    assert refused.value.reason is reasons.SIGN_IN_FIRST


def test_seconding_ends_when_the_ballot_is_fixed(db: Session, now: datetime) -> None:
    proposal = make_on_ballot(make_resident(), make_collecting_round().id)

    with pytest.raises(Refused) as refused:
        service.support(make_resident(), proposal, now)

    assert refused.value.reason is reasons.SUPPORT_CLOSED


def test_an_argument_becomes_safe_html_once(db: Session, now: datetime) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)

    service.add_argument(make_actor(), proposal, Side.AGAINST, "**太貴** <script>alert(1)</script>", now)

    [shown] = queries.list_arguments(proposal.id)
    assert shown.side is Side.AGAINST
    assert "<strong>太貴</strong>" in shown.body_html and "<script" not in shown.body_html


def test_fifty_of_each_side_are_shown_and_all_are_counted(db: Session, now: datetime) -> None:
    proposal, friend = make_public(make_resident(), make_collecting_round().id), make_actor()
    for number in range(53):
        service.add_argument(friend, proposal, Side.FOR, f"支持理由 {number}", now)
    service.add_argument(friend, proposal, Side.AGAINST, "有一個疑慮", now)

    shown = queries.list_arguments(proposal.id)

    sides = [row.side for row in shown]
    assert (sides.count(Side.FOR), sides.count(Side.AGAINST)) == (50, 1)
    assert next(row.total for row in shown if row.side is Side.FOR) == 53


def test_an_empty_argument_is_refused(db: Session, now: datetime) -> None:
    proposal = make_public(make_resident(), make_collecting_round().id)

    with pytest.raises(Refused) as refused:
        service.add_argument(make_actor(), proposal, Side.FOR, " \u200b\n ", now)

    assert refused.value.reason is reasons.ARGUMENT_LENGTH
