"""Online, kiosk and paper at the same moment: one voter, one mark, at most one ballot, on a real database."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select

from civic.access.actor import Actor
from civic.db.session import Database
from civic.kit.errors import Refused
from civic.programme.queries import get_round
from civic.programme.rules import Revote
from civic.voting import kiosk, paper, paper_account, service
from civic.voting.desk_models import PaperIssue
from civic.voting.models import BoxedBallot, VoterMark
from tests.factories.people import make_clerk, make_voter
from tests.factories.voting import Vote, ballot, open_vote


@pytest.mark.parametrize("voters", [4, pytest.param(50, marks=pytest.mark.slow)])
@pytest.mark.parametrize("revote", [Revote.FINAL, Revote.UNTIL_CLOSE])
def test_online_kiosk_and_paper_at_once_leave_one_vote(
    city: Database, now: datetime, revote: Revote, voters: int
) -> None:
    with city.writing():
        vote, clerk = open_vote(now, revote=revote), make_clerk(now=now)
        urn_id = paper.open_urn(clerk, vote.round, "Library", now).id
    for _ in range(voters):
        race(city, vote, clerk, urn_id, now)


def race(city: Database, vote: Vote, clerk: Actor, urn_id: int, now: datetime) -> None:
    """Let one new voter vote four times at once, and look what is left."""
    round_id = vote.round.id
    with city.writing():
        voter, entry = make_voter(vote.round, now)
        secret = kiosk.enter(kiosk.open_booth(clerk, vote.round, entry.id, now), now)

    all_at_once(
        city,
        lambda: service.cast(voter, get_round(round_id), ballot(vote.ids[0]), now),
        lambda: kiosk.cast(secret, ballot(vote.ids[1]), now),
        lambda: paper.hand_out(clerk, get_round(round_id), paper_account.get_urn(urn_id), entry.id, now),
        lambda: service.cast(voter, get_round(round_id), ballot(vote.ids[2]), now),
    )

    with city.reading() as db:
        marks = db.scalar(select(func.count()).where(VoterMark.roll_entry_id == entry.id))
        boxes = db.scalar(select(func.count(BoxedBallot.slot.distinct())))
        papers = db.scalar(select(func.count()).select_from(PaperIssue))
        voted = db.scalar(select(func.count()).select_from(VoterMark))
    assert (marks, (boxes or 0) + (papers or 0)) == (1, voted)


def all_at_once(city: Database, *acts: Callable[[], object]) -> None:
    """Do everything in threads of its own behind one barrier; only named refusals may stop one."""
    gate, broken = threading.Barrier(len(acts)), list[BaseException]()

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            with city.writing():
                act()
        except Refused:
            return
        except BaseException as problem:  # a thread's fault must fail the test
            broken.append(problem)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
