"""Many hands at once on a real database file: one person, one ballot counted."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import func, select

from civic.access.actor import Actor
from civic.db.session import Database
from civic.kit.errors import Refused
from civic.programme.queries import get_round
from civic.programme.rules import Revote
from civic.voting import reasons, service
from civic.voting.box import Receipt
from civic.voting.models import BoxedBallot, VoterMark
from civic.voting.rules import Channel
from civic.voting.service import CastInput
from tests.factories.people import make_clerk, make_voter
from tests.factories.voting import Vote, ballot, open_vote, seal

HANDS = 16
STORM = 64


@dataclass
class Answers:
    """Collect what sixteen hands at once were told."""

    receipts: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)


def at_once(city: Database, voter: Actor, round_id: int, forms: list[CastInput], now: datetime) -> Answers:
    """Cast every form in its own thread and unit of work, all released by one barrier."""
    answers, gate = Answers(), threading.Barrier(len(forms))

    def cast(form: CastInput) -> None:
        gate.wait()
        try:
            with city.writing():
                answers.receipts.append(service.cast(voter, get_round(round_id), form, now).code)
        except Refused as refused:
            answers.refusals.append(refused.reason.code)
        except BaseException as problem:  # a thread's fault must fail the test
            answers.broken.append(problem)

    threads = [threading.Thread(target=cast, args=(form,)) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def prepare(city: Database, now: datetime, revote: Revote) -> tuple[Vote, Actor]:
    with city.writing():
        vote = open_vote(now, items=4, revote=revote)
        voter, _ = make_voter(vote.round, now)
    return vote, voter


def rows(city: Database) -> tuple[int, int]:
    with city.reading() as db:
        return tuple(db.scalar(select(func.count()).select_from(each)) or 0 for each in (VoterMark, BoxedBallot))  # type: ignore[return-value]


def test_sixteen_different_ballots_at_once_leave_one_in_a_final_round(city: Database, now: datetime) -> None:
    vote, voter = prepare(city, now, Revote.FINAL)
    forms = [ballot(vote.ids[place % 4]) for place in range(HANDS)]

    answers = at_once(city, voter, vote.round.id, forms, now)

    assert answers.broken == []
    assert len(answers.receipts) == 1
    assert len(answers.refusals) == HANDS - 1
    assert set(answers.refusals) <= {reasons.ALREADY_VOTED.code, reasons.VOTED_MEANWHILE.code}
    assert rows(city) == (1, 1)


def test_sixteen_changes_at_once_leave_one_ballot_counted(city: Database, now: datetime) -> None:
    vote, voter = prepare(city, now, Revote.UNTIL_CLOSE)
    forms = [ballot(vote.ids[place % 4]) for place in range(HANDS)]

    answers = at_once(city, voter, vote.round.id, forms, now)
    with city.writing():
        seal(vote)
        result = service.count(vote.first, get_round(vote.round.id), vote.after)

    assert answers.broken == []
    assert len(set(answers.receipts)) + len(answers.refusals) == HANDS
    assert (result.voters, result.ballots) == (1, 1)


def test_the_same_form_sent_sixteen_times_gets_one_receipt(city: Database, now: datetime) -> None:
    vote, voter = prepare(city, now, Revote.FINAL)
    form = ballot(vote.ids[0])

    answers = at_once(city, voter, vote.round.id, [form] * HANDS, now)

    assert (answers.broken, answers.refusals) == ([], [])
    assert len(set(answers.receipts)) == 1
    assert rows(city) == (1, 1)


def test_what_a_rolled_back_request_did_is_not_in_the_box(city: Database, now: datetime) -> None:
    vote, voter = prepare(city, now, Revote.FINAL)

    with pytest.raises(ZeroDivisionError), city.writing():
        service.cast(voter, get_round(vote.round.id), ballot(vote.ids[0]), now)
        raise ZeroDivisionError

    assert rows(city) == (0, 0)


def test_a_person_who_votes_sixty_four_times_by_every_way_has_one_ballot(city: Database, now: datetime) -> None:
    storm(city, now, persons=1)


@pytest.mark.slow
def test_fifty_persons_who_vote_sixty_four_times_have_fifty_ballots(city: Database, now: datetime) -> None:
    storm(city, now, persons=50)


def storm(city: Database, now: datetime, persons: int) -> None:
    """Let each person cast 64 different ballots at once, online, at the desk and on paper."""
    with city.writing():
        vote = open_vote(now, items=4, revote=Revote.FINAL)
        clerk, voters = make_clerk(now=now), [make_voter(vote.round, now) for _ in range(persons)]
    for voter, entry in voters:
        answers, gate = Answers(), threading.Barrier(STORM)

        def cast(place: int, voter: Actor = voter, entry_id: int = entry.id) -> Receipt:
            form = ballot(vote.ids[place % 4])
            way = (None, Channel.KIOSK, Channel.PAPER)[place % 3]
            round_ = get_round(vote.round.id)
            if way is None:
                return service.cast(voter, round_, form, now)
            return service.cast_for(clerk, round_, entry_id, way, form, now)

        threads = [threading.Thread(target=told, args=(city, answers, gate, cast, place)) for place in range(STORM)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers.broken == []
        assert (len(answers.receipts), len(answers.refusals)) == (1, STORM - 1)
        assert set(answers.refusals) <= {reasons.ALREADY_VOTED.code, reasons.VOTED_MEANWHILE.code}
    assert rows(city) == (persons, persons)


def told(
    city: Database, answers: Answers, gate: threading.Barrier, cast: Callable[[int], Receipt], place: int
) -> None:
    """Cast one ballot in a unit of work of its own and note the answer."""
    gate.wait()
    try:
        with city.writing():
            answers.receipts.append(cast(place).code)
    except Refused as refused:
        answers.refusals.append(refused.reason.code)
    except BaseException as problem:  # a thread's fault must fail the test
        answers.broken.append(problem)
