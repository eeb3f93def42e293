"""Turnout by village comes from the roll alone: who is on it, who has a mark, and nobody told apart."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from civic.accounts import service as accounts
from civic.accounts.models import RollEntry
from civic.accounts.rules import Relation
from civic.kit.errors import Missing, Refused
from civic.programme.queries import list_villages
from civic.programme.rules import PhaseKind
from civic.voting import service
from civic.voting.folder import VILLAGES, VillageTurnout
from civic.voting.publication import publication
from civic.voting.villages import count_villages
from tests.factories.people import BEITOU, OFFICE, SHILIN, make_identity, make_office, make_round, make_voter
from tests.factories.publications import body_of, verified
from tests.factories.voting import Vote, ballot, count_and_publish, open_vote


def enrol(vote: Vote, village: str | None, voted: int, stayed: int, now: datetime) -> None:
    """Put people of a village on the roll, and let some of them vote."""
    for _ in range(voted):
        voter, _entry = make_voter(vote.round, now, village=village)
        service.cast(voter, vote.round, ballot(vote.ids[0]), now)
    for _ in range(stayed):
        accounts.enrol(OFFICE, vote.round, make_identity(), Relation.REGISTERED, now, village)


def test_turnout_by_village_is_counted_from_the_roll_and_published_with_small_numbers_hidden(
    db: Session, now: datetime
) -> None:
    vote, (one, two, three, *_rest) = open_vote(now, threshold_kind="votes", threshold_value=2), list_villages(BEITOU)
    enrol(vote, one.code, 7, 6, now)
    enrol(vote, two.code, 2, 8, now)
    enrol(vote, three.code, 8, 3, now)
    enrol(vote, None, 5, 5, now)
    with pytest.raises(Missing):
        count_villages(vote.round.id)
    count_and_publish(vote)

    counts, files = count_villages(vote.round.id), publication(vote.round.id)

    assert counts == (
        VillageTurnout("", 10, 5), VillageTurnout(one.code, 13, 7), VillageTurnout(two.code, 10, 2),
        VillageTurnout(three.code, 11, 8),
    )  # fmt: skip
    assert body_of(files, VILLAGES).decode().splitlines() == [
        "village,on_roll,voters", "none,10,5", f"{one.code},13,7", f"{two.code},*,*", f"{three.code},*,*", "all,44,22",
    ]  # fmt: skip
    assert verified(files).findings == ()


def test_a_roll_without_villages_publishes_none(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    enrol(vote, None, 3, 1, now)
    count_and_publish(vote)

    assert count_villages(vote.round.id) == ()
    assert VILLAGES not in [file.name for file in publication(vote.round.id)]


def test_a_roll_comes_in_with_villages_and_a_village_elsewhere_is_refused(db: Session, now: datetime) -> None:
    round_, one, two = make_round(now, PhaseKind.VOTE), make_office(), make_office()
    ours, elsewhere = list_villages(BEITOU)[0], list_villages(SHILIN)[0]
    rows = [f"A123456789,registered,{ours.name_zh}", f"{make_identity()},registered,{elsewhere.code}"]
    data = "\r\n".join(["identity,relation,village", *rows]).encode()

    trial = accounts.try_roll(one, round_, data, now)
    accounts.import_roll(two, round_, data, now)

    assert [each.reason.code for each in trial.problems] == ["unknown_village"]
    assert [each.village_code for each in db.query(RollEntry).filter_by(round_id=round_.id)] == [ours.code]
    with pytest.raises(Refused, match="wrong_village"):
        accounts.enrol(OFFICE, round_, make_identity(), Relation.REGISTERED, now, elsewhere.code)
