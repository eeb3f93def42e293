"""At the desk: a booth on the kiosk, papers that mark the roll, two keyings and a third, one box, nobody twice."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.access.actor import Actor
from civic.access.policy import NOT_YOURS
from civic.accounts.models import RollEntry
from civic.kit.errors import Refused
from civic.programme.queries import get_round
from civic.programme.rules import BallotKind, Revote
from civic.voting import box, kiosk, paper, paper_account, paper_keying, queries, service
from civic.voting import paper_rules as rules
from civic.voting.desk_models import KioskBooth, PaperKeying, PaperUrn
from civic.voting.models import BoxedBallot, VoterMark
from civic.voting.paper_rules import UrnState
from civic.voting.reasons import ALREADY_VOTED, CLOSED, KIOSK_BAD_CODE, KIOSK_GONE, PAPER_TAKEN
from civic.voting.rules import Channel, Marks
from tests.factories.people import SHILIN, make_clerk, make_voter
from tests.factories.voting import Vote, ballot, cast_by_new_voters, open_vote, seal


def refusal(problem: pytest.ExceptionInfo[Refused]) -> object:
    return problem.value.reason


def make_urn(vote: Vote, now: datetime, place: str = "Library") -> tuple[Actor, PaperUrn]:
    clerk = make_clerk(now=now)
    return clerk, paper.open_urn(clerk, vote.round, place, now)


def take_papers(vote: Vote, clerk: Actor, urn: PaperUrn, voters: int, now: datetime) -> list[tuple[Actor, RollEntry]]:
    taken = [make_voter(vote.round, now) for _ in range(voters)]
    for _, entry in taken:
        paper.hand_out(clerk, vote.round, urn, entry.id, now)
    return taken


def key_all(
    vote: Vote, urn: PaperUrn, read: dict[str, Marks | None], now: datetime, actor: Actor | None = None
) -> Actor:
    """Key sheets as a new clerk (or as this one) and finish."""
    actor = actor or make_clerk(now=now)
    paper_keying.take_turn(actor, vote.round, urn, now)
    for code, marks in read.items():
        paper_keying.key(actor, vote.round, urn, code, marks)
    paper_keying.finish_turn(actor, vote.round, urn, now)
    return actor


def boxed(db: Session, vote: Vote) -> list[str]:
    return sorted(db.scalars(select(BoxedBallot.choices).where(BoxedBallot.round_id == vote.round.id)))


def test_a_voter_without_an_account_votes_at_the_kiosk_once_and_leaves_no_trace(db: Session, now: datetime) -> None:
    vote = open_vote(now, revote=Revote.FINAL)
    clerk = make_clerk(now=now)
    _, entry = make_voter(vote.round, now)
    secret = kiosk.enter(kiosk.open_booth(clerk, vote.round, entry.id, now), now)

    receipt = kiosk.cast(secret, ballot(vote.ids[0]), now)

    assert queries.find_receipt(receipt.code) is not None
    assert db.scalar(select(func.count()).select_from(KioskBooth)) == 0
    with pytest.raises(Refused) as gone:
        kiosk.cast(secret, ballot(vote.ids[1]), now)
    with pytest.raises(Refused) as again:
        kiosk.open_booth(clerk, vote.round, entry.id, now)
    assert (refusal(gone), refusal(again)) == (KIOSK_GONE, ALREADY_VOTED)


def test_a_kiosk_code_opens_one_booth_once_and_ends_with_the_next_code(db: Session, now: datetime) -> None:
    vote, clerk = open_vote(now), make_clerk(now=now)
    _, entry = make_voter(vote.round, now)
    old = kiosk.open_booth(clerk, vote.round, entry.id, now)
    code = kiosk.open_booth(clerk, vote.round, entry.id, now)
    kiosk.enter(code, now)

    for used in (old, code, "ABCD"):
        with pytest.raises(Refused) as problem:
            kiosk.enter(used, now)
        assert refusal(problem) is KIOSK_BAD_CODE


def test_an_idle_booth_closes_by_the_servers_clock_and_stays_no_longer_than_an_hour(
    db: Session, now: datetime
) -> None:
    vote, clerk = open_vote(now), make_clerk(now=now)
    _, entry = make_voter(vote.round, now)
    secret = kiosk.enter(kiosk.open_booth(clerk, vote.round, entry.id, now), now)
    minute = timedelta(minutes=1)
    for passed in range(5, 60, 5):
        kiosk.stay(secret, now + passed * minute)

    kiosk.get_booth(secret, now + 59 * minute)

    with pytest.raises(Refused) as problem:
        kiosk.get_booth(secret, now + 60 * minute)
    assert refusal(problem) is KIOSK_GONE


def test_a_clerk_of_another_district_opens_no_booth_and_no_urn(db: Session, now: datetime) -> None:
    vote, other = open_vote(now), make_clerk(SHILIN, now=now)
    _, entry = make_voter(vote.round, now)

    with pytest.raises(Refused) as booth:
        kiosk.open_booth(other, vote.round, entry.id, now)
    with pytest.raises(Refused) as urn:
        paper.open_urn(other, vote.round, "Library", now)

    assert (refusal(booth), refusal(urn)) == (NOT_YOURS, NOT_YOURS)


def test_who_took_a_paper_votes_no_other_way(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    clerk, urn = make_urn(vote, now)
    voter, entry = make_voter(vote.round, now)
    secret = kiosk.enter(kiosk.open_booth(clerk, vote.round, entry.id, now), now)

    paper.hand_out(clerk, vote.round, urn, entry.id, now)

    with pytest.raises(Refused) as online:
        service.cast(voter, vote.round, ballot(vote.ids[0]), now)
    with pytest.raises(Refused) as at_kiosk:
        kiosk.cast(secret, ballot(vote.ids[0]), now)
    with pytest.raises(Refused) as twice:
        paper.hand_out(clerk, vote.round, urn, entry.id, now)
    assert [refusal(each) for each in (online, at_kiosk, twice)] == [PAPER_TAKEN] * 3
    assert boxed(db, vote) == []


def test_who_has_voted_gets_no_paper(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    clerk, urn = make_urn(vote, now)
    voter, entry = make_voter(vote.round, now)
    service.cast(voter, vote.round, ballot(vote.ids[0]), now)

    with pytest.raises(Refused) as problem:
        paper.hand_out(clerk, vote.round, urn, entry.id, now)

    assert refusal(problem) is rules.HAS_BALLOT


def test_no_paper_is_handed_out_after_the_close(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    clerk, urn = make_urn(vote, now)
    _, entry = make_voter(vote.round, now)

    with pytest.raises(Refused) as problem:
        paper.hand_out(clerk, vote.round, urn, entry.id, vote.span.closes_at)

    assert refusal(problem) is CLOSED


def test_two_keyings_that_agree_come_into_the_box_and_the_stub_finds_the_paper(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    clerk, urn = make_urn(vote, now)
    codes = paper.print_sheets(clerk, vote.round, 5, now)
    take_papers(vote, clerk, urn, 3, now)
    paper.close_urn(clerk, vote.round, urn, now)
    read: dict[str, Marks | None] = {codes[0]: Marks((vote.ids[0],)), codes[1]: Marks(), codes[4]: None}

    first = key_all(vote, urn, read, now)
    state_between = urn.state
    key_all(vote, urn, read, now)

    account = paper_account.accounts_of([urn])[urn.id]
    assert (state_between, urn.state) == (UrnState.KEYING, UrnState.ACCEPTED)
    assert (account.handed_out, account.in_the_box, account.unreadable, account.not_returned) == (3, 2, 1, 0)
    kept = (Marks((vote.ids[0],)), Marks())
    assert boxed(db, vote) == sorted(box.canonical(BallotKind.APPROVAL, each) for each in kept)
    assert db.scalar(select(func.count()).select_from(PaperKeying)) == 0
    assert queries.find_receipt(codes[0]) is not None
    assert queries.find_receipt(codes[2]) is None
    with pytest.raises(Refused) as problem:
        paper_keying.take_turn(first, vote.round, urn, now)
    assert refusal(problem) is rules.NO_MORE_TURNS


def test_nobody_keys_an_urn_twice_and_the_third_settles_what_differs(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    clerk, urn = make_urn(vote, now)
    same, differs, one_saw = paper.print_sheets(clerk, vote.round, 3, now)
    take_papers(vote, clerk, urn, 3, now)
    paper.close_urn(clerk, vote.round, urn, now)
    one, two = Marks((vote.ids[0],)), Marks((vote.ids[1],))
    first = key_all(vote, urn, {same: one, differs: one, one_saw: one}, now)
    with pytest.raises(Refused) as again:
        paper_keying.take_turn(first, vote.round, urn, now)

    key_all(vote, urn, {same: one, differs: two}, now)
    to_settle = paper_keying.list_to_settle(urn)
    third = make_clerk(now=now)
    paper_keying.take_turn(third, vote.round, urn, now)
    with pytest.raises(Refused) as not_differing:
        paper_keying.key(third, vote.round, urn, same, one)
    key_all(vote, urn, {differs: two}, now, third)

    assert refusal(again) is rules.OTHER_PERSON
    assert refusal(not_differing) is rules.NOT_DIFFERING
    assert set(to_settle) == {differs, one_saw}
    assert {each.code: each.stood for each in paper_account.list_differences(urn.id)} == {
        differs: "second", one_saw: "second",
    }  # fmt: skip
    account = paper_account.accounts_of([urn])[urn.id]
    assert (account.handed_out, account.in_the_box, account.not_returned, urn.differed) == (3, 2, 1, 2)


def test_a_spoiled_sheet_never_counts_and_the_voter_gets_another(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    clerk, urn = make_urn(vote, now)
    spoiled, good = paper.print_sheets(clerk, vote.round, 2, now)
    take_papers(vote, clerk, urn, 1, now)
    paper.spoil(clerk, vote.round, urn, spoiled, now)
    paper.close_urn(clerk, vote.round, urn, now)
    keyer = make_clerk(now=now)
    paper_keying.take_turn(keyer, vote.round, urn, now)

    with pytest.raises(Refused) as problem:
        paper_keying.key(keyer, vote.round, urn, spoiled, Marks())
    key_all(vote, urn, {good: Marks()}, now, keyer)
    key_all(vote, urn, {good: Marks()}, now)

    account = paper_account.accounts_of([urn])[urn.id]
    assert refusal(problem) is rules.SPENT_SHEET
    assert (account.handed_out, account.in_the_box, account.spoiled, account.not_returned) == (2, 1, 1, 0)


def test_more_papers_than_were_handed_out_stop_the_urn(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    clerk, urn = make_urn(vote, now)
    codes = paper.print_sheets(clerk, vote.round, 2, now)
    take_papers(vote, clerk, urn, 1, now)
    paper.close_urn(clerk, vote.round, urn, now)
    read: dict[str, Marks | None] = dict.fromkeys(codes, Marks())
    key_all(vote, urn, read, now)

    with pytest.raises(Refused) as problem:
        key_all(vote, urn, read, now)

    assert refusal(problem) is rules.TOO_MANY_PAPERS


def test_a_sheet_nobody_printed_for_this_round_is_refused(db: Session, now: datetime) -> None:
    vote, other = open_vote(now), open_vote(now, district_code=SHILIN)
    clerk, urn = make_urn(vote, now)
    [foreign] = paper.print_sheets(make_clerk(SHILIN, now=now), other.round, 1, now)
    take_papers(vote, clerk, urn, 1, now)
    paper.close_urn(clerk, vote.round, urn, now)
    paper_keying.take_turn(clerk, vote.round, urn, now)

    for code in (foreign, "ABCD-EFGH-JKMN", "nonsense"):
        with pytest.raises(Refused) as problem:
            paper_keying.key(clerk, vote.round, urn, code, Marks())
        assert refusal(problem) is rules.UNKNOWN_SHEET


def test_the_count_waits_for_the_urns_and_adds_all_channels_up(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    clerk, urn = make_urn(vote, now)
    codes = paper.print_sheets(clerk, vote.round, 3, now)
    cast_by_new_voters(vote, 2, now, vote.ids[0])
    _, at_kiosk = make_voter(vote.round, now)
    kiosk.cast(kiosk.enter(kiosk.open_booth(clerk, vote.round, at_kiosk.id, now), now), ballot(vote.ids[0]), now)
    take_papers(vote, clerk, urn, 3, now)
    paper.close_urn(clerk, vote.round, urn, now)

    with pytest.raises(Refused) as waiting:
        service.draw(vote.first, get_round(vote.round.id), "dice 4 2 6 1", vote.after)
    for _ in range(2):
        key_all(vote, urn, {codes[0]: Marks((vote.ids[1],)), codes[1]: None}, vote.after)
    seal(vote)
    result = service.count(vote.first, get_round(vote.round.id), vote.after)

    assert refusal(waiting) is rules.URNS_OPEN
    assert (result.voters, result.ballots) == (4, 4)
    assert paper_account.count_voters(vote.round.id) == {Channel.ONLINE: 2, Channel.KIOSK: 1, Channel.PAPER: 1}
    assert db.scalar(select(func.count()).where(VoterMark.round_id == vote.round.id)) == 6


@pytest.mark.parametrize(
    ("kind", "text", "marks"),
    [
        (BallotKind.APPROVAL, "3 1", Marks((30, 10))),
        (BallotKind.APPROVAL, "1，3、1", Marks((10, 30, 10))),
        (BallotKind.POINTS, "1:4 3:6", Marks((10, 30), (4, 6))),
        (BallotKind.RANKING, "3, 1", Marks((30, 10))),
        (BallotKind.APPROVAL, "4", None),
        (BallotKind.APPROVAL, "", None),
        (BallotKind.APPROVAL, "1:2", None),
        (BallotKind.POINTS, "1 3", None),
        (BallotKind.APPROVAL, "１", None),
    ],
)
def test_keyed_numbers_are_read_strictly(kind: BallotKind, text: str, marks: Marks | None) -> None:
    assert rules.parse_marks(kind, text, {1: 10, 3: 30}) == marks
