"""A vote from the ballot to the announced result."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.accounts.queries import actor_of
from civic.audit.models import AuditEntry
from civic.db.session import PinnedDatabase
from civic.db.statements import counted
from civic.kit.errors import Missing, Refused
from civic.outbox.models import Letter
from civic.programme.queries import get_round, plan_of
from civic.programme.rules import ROUND_FROZEN, Revote, ThresholdKind
from civic.programme.service import change_round
from civic.proposals.rules import State
from civic.voting import keys, queries, reasons, service
from civic.voting.models import BallotItem, BoxedBallot, VoterMark
from civic.voting.queries import OwnBallot
from civic.voting.rules import Channel, Gate, Marks, Trace, Verdict
from civic.voting.tally.options import commitment
from tests.factories.people import (
    BEITOU,
    SHILIN,
    make_clerk,
    make_office,
    make_person,
    make_resident,
    make_round,
    make_voter,
)
from tests.factories.voting import (
    ballot,
    cast_by_new_voters,
    count_and_publish,
    make_ballot,
    make_ready_proposal,
    open_vote,
    seal,
)

TICK = timedelta(microseconds=1)


def refusal(call: object, *args: object) -> str:
    with pytest.raises(Refused) as refused:
        call(*args)  # type: ignore[operator]
    return refused.value.reason.code


def count(db: Session, table: type) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


# Opening


def test_ready_proposals_are_placed_with_numbers_and_fixed_costs(db: Session, now: datetime) -> None:
    vote = make_ballot(now, costs=(300_000, 200_000))

    rows = queries.list_ballot(vote.round.id)

    assert [row.number for row in rows] == [1, 2]
    assert {row.proposal_id: row.cost for row in rows} == dict(zip(vote.ids, (300_000, 200_000), strict=True))
    assert {proposal.state for proposal in vote.proposals} == {State.ON_BALLOT}


def test_nothing_ready_means_no_ballot(db: Session, now: datetime) -> None:
    round_ = make_round(now)

    assert refusal(service.place_on_ballot, make_office(now), round_, now) == reasons.NOTHING_READY.code


def test_a_later_proposal_joins_the_ballot_at_its_end(db: Session, now: datetime) -> None:
    vote = make_ballot(now, items=2)
    late = make_ready_proposal(vote.round, now)

    service.place_on_ballot(vote.first, vote.round, now)

    assert db.get(BallotItem, (vote.round.id, late.id)).number == 3  # type: ignore[union-attr]


def test_one_official_alone_cannot_open_a_round(db: Session, now: datetime) -> None:
    vote = make_ballot(now)
    service.open_round(vote.first, vote.round, now)

    assert refusal(service.open_round, vote.first, vote.round, now) == reasons.SAME_OPENER.code
    assert vote.round.opened_by is None


def test_the_second_official_opens_and_fixes_the_rules(db: Session, now: datetime) -> None:
    vote = open_vote(now)

    assert vote.round.opened_by == vote.second.person_id
    assert vote.round.frozen_at == now and vote.round.frozen_hash
    assert {proposal.state for proposal in vote.proposals} == {State.VOTING}
    assert refusal(service.place_on_ballot, vote.first, vote.round, now) in {
        reasons.ALREADY_OPEN.code,
        ROUND_FROZEN.code,
    }


def test_a_change_after_the_first_signature_makes_it_void(db: Session, now: datetime) -> None:
    vote = make_ballot(now)
    service.open_round(vote.first, vote.round, now)
    change_round(vote.first, vote.round, replace(plan_of(vote.round), max_choices=1), now)

    service.open_round(vote.second, vote.round, now)

    assert vote.round.opened_by is None
    assert refusal(service.open_round, vote.second, vote.round, now) == reasons.SAME_OPENER.code
    service.open_round(vote.first, vote.round, now)
    assert vote.round.opened_by == vote.first.person_id


def test_a_project_added_after_the_first_signature_makes_it_void(db: Session, now: datetime) -> None:
    vote = make_ballot(now, items=2)
    service.open_round(vote.first, vote.round, now)
    make_ready_proposal(vote.round, now)
    service.place_on_ballot(vote.first, vote.round, now)

    service.open_round(vote.second, vote.round, now)

    assert vote.round.opened_by is None


def test_only_the_commitment_of_the_seed_is_in_the_database(db: Session, now: datetime) -> None:
    vote = open_vote(now)

    made = keys.store().get(vote.round.seed_hash)

    assert made.commitment == vote.round.seed_hash
    assert made.seed not in str(db.execute(select(AuditEntry.detail)).all())


def test_a_clerk_cannot_open_a_round(db: Session, now: datetime) -> None:
    vote = make_ballot(now)

    assert refusal(service.open_round, make_clerk(BEITOU, now), vote.round, now) == "not_allowed"


# Who may vote, and when


def test_a_voter_gets_a_receipt_that_anybody_can_look_up(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    voter, _ = make_voter(vote.round, now)

    receipt = service.cast(voter, vote.round, ballot(vote.ids[0]), now)

    found = queries.find_receipt(receipt.code.lower().replace("-", " "))
    assert found is not None
    assert (found.round_id, found.trace) == (vote.round.id, Trace.RECORDED)


def test_a_person_who_is_not_on_the_roll_cannot_vote(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    stranger = actor_of(make_person(now=now).id)

    assert refusal(service.cast, stranger, vote.round, ballot(vote.ids[0]), now) == reasons.NOT_ON_ROLL.code


def test_a_resident_of_another_district_cannot_vote(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    neighbour = make_resident(SHILIN, now)

    assert refusal(service.cast, neighbour, vote.round, ballot(vote.ids[0]), now) == reasons.NOT_ON_ROLL.code


def test_office_duty_gives_no_vote(db: Session, now: datetime) -> None:
    vote = open_vote(now)

    assert refusal(service.cast, vote.first, vote.round, ballot(vote.ids[0]), now) == reasons.NOT_ON_ROLL.code


def test_the_box_opens_and_closes_to_the_microsecond(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    voters = [make_voter(vote.round, now)[0] for _ in range(4)]
    opens, closes = vote.span.opens_at, vote.span.closes_at
    form = ballot(vote.ids[0])

    assert refusal(service.cast, voters[0], vote.round, form, opens - TICK) == reasons.NOT_OPEN_YET.code
    assert service.cast(voters[1], vote.round, form, opens).revision == 1
    assert service.cast(voters[2], vote.round, form, closes - TICK).revision == 1
    assert refusal(service.cast, voters[3], vote.round, form, closes) == reasons.CLOSED.code


def test_a_round_nobody_opened_takes_no_ballot_even_in_its_hours(db: Session, now: datetime) -> None:
    vote = make_ballot(now)
    voter, _ = make_voter(vote.round, now)

    assert refusal(service.cast, voter, vote.round, ballot(vote.ids[0]), now) == reasons.NOT_OPEN_YET.code


def test_a_counted_round_stays_closed_when_the_clock_jumps_back(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    voter, _ = make_voter(vote.round, now)
    seal(vote)
    service.count(vote.first, vote.round, vote.after)

    assert refusal(service.cast, voter, vote.round, ballot(vote.ids[0]), now) == reasons.CLOSED.code


# One person, one ballot


def test_the_same_form_sent_twice_gets_the_same_receipt(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    voter, _ = make_voter(vote.round, now)
    form = ballot(vote.ids[0])

    first = service.cast(voter, vote.round, form, now)
    again = service.cast(voter, vote.round, form, vote.after)

    assert again == first
    assert count(db, BoxedBallot) == 1


def test_the_same_form_cannot_carry_another_ballot(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    voter, _ = make_voter(vote.round, now)
    service.cast(voter, vote.round, ballot(vote.ids[0], nonce="a nonce of one form"), now)

    again = ballot(vote.ids[1], nonce="a nonce of one form")

    assert refusal(service.cast, voter, vote.round, again, now) == reasons.USED_FORM.code


def test_a_ballot_can_be_changed_until_the_close(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    voter, entry = make_voter(vote.round, now)
    service.cast(voter, vote.round, ballot(vote.ids[0]), now)

    changed = service.cast(voter, vote.round, ballot(vote.ids[1]), now)

    standing = queries.standing_of(voter, vote.round)
    assert changed.revision == 2
    assert queries.has_voted(vote.round.id, entry.id)
    assert queries.find_own_ballot(vote.round, standing) == OwnBallot(Marks((vote.ids[1],)), changed.code)


def test_a_final_round_refuses_a_second_ballot(db: Session, now: datetime) -> None:
    vote = open_vote(now, revote=Revote.FINAL)
    voter, _ = make_voter(vote.round, now)
    service.cast(voter, vote.round, ballot(vote.ids[0]), now)

    assert refusal(service.cast, voter, vote.round, ballot(vote.ids[1]), now) == reasons.ALREADY_VOTED.code


def test_a_ballot_at_the_desk_and_one_online_are_one_voter(db: Session, now: datetime) -> None:
    vote = open_vote(now, revote=Revote.FINAL)
    voter, entry = make_voter(vote.round, now)
    clerk = make_clerk(BEITOU, now)
    service.cast_for(clerk, vote.round, entry.id, Channel.KIOSK, ballot(vote.ids[0]), now)

    assert refusal(service.cast, voter, vote.round, ballot(vote.ids[1]), now) == reasons.ALREADY_VOTED.code
    assert db.get(VoterMark, entry.id).channel is Channel.KIOSK  # type: ignore[union-attr]


def test_a_clerk_of_another_district_takes_no_ballot(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    _, entry = make_voter(vote.round, now)
    clerk = make_clerk(SHILIN, now)

    assert (
        refusal(service.cast_for, clerk, vote.round, entry.id, Channel.KIOSK, ballot(vote.ids[0]), now) == "not_allowed"
    )


def test_a_round_without_paper_takes_none(db: Session, now: datetime) -> None:
    vote = open_vote(now, paper_allowed=0)
    _, entry = make_voter(vote.round, now)
    clerk = make_clerk(BEITOU, now)

    refused = refusal(service.cast_for, clerk, vote.round, entry.id, Channel.PAPER, ballot(vote.ids[0]), now)

    assert refused == reasons.CHANNEL_CLOSED.code


def test_a_bad_ballot_leaves_nothing_behind(db: Session, now: datetime) -> None:
    vote = open_vote(now, items=5, min_choices=2, max_choices=3)
    voter, _ = make_voter(vote.round, now)

    assert refusal(service.cast, voter, vote.round, ballot(vote.ids[0]), now) == reasons.TOO_FEW.code
    assert refusal(service.cast, voter, vote.round, ballot(*vote.ids[:4]), now) == reasons.TOO_MANY.code
    assert refusal(service.cast, voter, vote.round, ballot(vote.ids[0], 999_999), now) == reasons.UNKNOWN_ITEM.code
    assert refusal(service.cast, voter, vote.round, ballot(), now) == reasons.NOTHING_CHOSEN.code
    assert (count(db, VoterMark), count(db, BoxedBallot)) == (0, 0)


def test_a_ballot_costs_at_most_eight_statements(db: Session, database: PinnedDatabase, now: datetime) -> None:
    vote = open_vote(now)
    voter, _ = make_voter(vote.round, now)
    db.flush()

    with counted(*database.engines) as statements:
        service.cast(voter, vote.round, ballot(vote.ids[0]), now)

    assert 0 < len(statements) <= 8, statements


# Secrecy


def test_neither_the_audit_trail_nor_the_letter_knows_the_choice(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    before = count(db, AuditEntry)
    voter, _ = make_voter(vote.round, now)
    before = count(db, AuditEntry)

    receipt = service.cast(voter, vote.round, ballot(vote.ids[0]), now)

    letter = db.scalars(select(Letter).where(Letter.template == "voting/recorded")).one()
    assert count(db, AuditEntry) == before
    assert receipt.code not in letter.params and "choices" not in letter.params


def test_the_box_has_no_order_of_arrival(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    ids = [service.cast(make_voter(vote.round, now)[0], vote.round, ballot(vote.ids[0]), now).code for _ in range(40)]

    stored = [queries.box.code_of(leaf) for leaf in db.scalars(select(BoxedBallot.leaf).order_by(BoxedBallot.leaf))]

    same_place = sum(a == b for a, b in zip(ids, stored, strict=True))
    assert sorted(ids) == sorted(stored)
    assert same_place < 10  # one is expected by chance


def test_the_box_is_written_without_hidden_row_numbers(db: Session) -> None:
    if db.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL's transaction numbers are renewed at the count")
    text = db.execute(select(func.group_concat(BoxedBallot.__table__.c.leaf))).scalar()  # the table exists
    made = db.connection().exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'boxed_ballot'").scalar_one()

    assert text is None
    assert "WITHOUT ROWID" in made


def test_no_column_of_the_box_tells_a_person_or_an_hour() -> None:
    columns = set(BoxedBallot.__table__.columns.keys())

    assert columns == {
        "leaf",
        "round_id",
        "slot",
        "revision",
        "submission",
        "choices",
        "nonce",
        "slot_revision",
    }


# Counting and announcing


def test_nobody_counts_before_the_close(db: Session, now: datetime) -> None:
    vote = open_vote(now)

    assert refusal(service.count, vote.first, vote.round, vote.span.closes_at - TICK) == reasons.NOT_CLOSED.code


def test_items_that_reach_the_threshold_are_adopted_and_the_others_told_what_they_lack(
    db: Session, now: datetime
) -> None:
    vote = open_vote(now, threshold_kind=ThresholdKind.VOTES, threshold_value=3)
    cast_by_new_voters(vote, 3, now, vote.ids[0], vote.ids[1])
    cast_by_new_voters(vote, 1, now, vote.ids[2])

    count_and_publish(vote)

    rows = {row.proposal_id: row for row in queries.list_item_results(vote.round.id)}
    assert [rows[each].verdict for each in vote.ids] == [
        Verdict.SELECTED,
        Verdict.SELECTED,
        Verdict.NOT_SELECTED,
    ]
    assert (rows[vote.ids[2]].votes, rows[vote.ids[2]].votes_lacking) == (1, 2)
    assert [rows[each].gate for each in vote.ids] == [Gate.B, Gate.B, Gate.D]
    assert [proposal.state for proposal in vote.proposals] == [
        State.ADOPTED,
        State.ADOPTED,
        State.BELOW_THRESHOLD,
    ]


def test_only_the_last_ballot_of_a_voter_counts(db: Session, now: datetime) -> None:
    vote = open_vote(now, threshold_kind=ThresholdKind.VOTES, threshold_value=1)
    voter, _ = make_voter(vote.round, now)
    first = service.cast(voter, vote.round, ballot(vote.ids[0]), now)
    last = service.cast(voter, vote.round, ballot(vote.ids[1]), now)

    count_and_publish(vote)

    votes = {row.proposal_id: row.votes for row in queries.list_item_results(vote.round.id)}
    assert votes == {vote.ids[0]: 0, vote.ids[1]: 1, vote.ids[2]: 0}
    assert queries.find_receipt(first.code).trace is Trace.SUPERSEDED  # type: ignore[union-attr]
    assert queries.find_receipt(last.code).trace is Trace.COUNTED  # type: ignore[union-attr]


def test_blank_ballots_count_as_turnout(db: Session, now: datetime) -> None:
    vote = open_vote(now, threshold_kind=ThresholdKind.VOTES, threshold_value=1)
    cast_by_new_voters(vote, 2, now)
    cast_by_new_voters(vote, 1, now, vote.ids[0])

    seal(vote)
    result = service.count(vote.first, vote.round, vote.after)

    assert (result.voters, result.ballots, result.blank) == (3, 3, 2)


def test_a_pot_is_shared_out_by_the_declared_rule(db: Session, now: datetime) -> None:
    vote = open_vote(
        now, costs=(60, 50, 40), rule="greedy", pot=100, threshold_kind=ThresholdKind.VOTES, threshold_value=1
    )
    cast_by_new_voters(vote, 3, now, vote.ids[0])
    cast_by_new_voters(vote, 2, now, vote.ids[1])
    cast_by_new_voters(vote, 1, now, vote.ids[2])

    count_and_publish(vote)

    won = [row.proposal_id for row in queries.list_item_results(vote.round.id) if row.rank]
    assert won == [vote.ids[0], vote.ids[2]]


def test_counting_twice_gives_one_result(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 2, now, vote.ids[0])

    seal(vote)
    first = service.count(vote.first, vote.round, vote.after)

    assert service.count(vote.second, vote.round, vote.after) is first


def test_a_ballot_stuffed_into_the_box_stops_the_count(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 1, now, vote.ids[0])
    stuffed = db.scalars(select(BoxedBallot)).one()
    copy = {c.name: getattr(stuffed, c.name) for c in BoxedBallot.__table__.columns}
    db.add(BoxedBallot(**{**copy, "leaf": "f" * 64, "slot": "s" * 64, "submission": "x", "slot_revision": "s:1"}))
    db.flush()

    assert refusal(seal, vote) == reasons.BOX_MISMATCH.code


def test_the_counter_cannot_announce_the_result(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    seal(vote)
    service.count(vote.first, vote.round, vote.after)

    assert refusal(service.publish, vote.first, vote.round, vote.after) == reasons.SAME_COUNTER.code


def test_results_are_hidden_until_they_are_announced(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 2, now, vote.ids[0])
    seal(vote)
    service.count(vote.first, vote.round, vote.after)

    with pytest.raises(Missing):
        queries.get_result(vote.round.id)
    with pytest.raises(Missing):
        queries.ballot_file(vote.round.id)
    assert queries.list_item_results(vote.round.id) == []
    assert queries.list_results() == []
    assert queries.result_of(vote.ids[0]) is None
    assert {proposal.state for proposal in vote.proposals} == {State.VOTING}


def test_announcing_publishes_the_seed_and_the_key_is_gone(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 2, now, vote.ids[0])

    count_and_publish(vote)

    result = queries.get_result(vote.round.id)
    assert commitment(result.seed) == vote.round.seed_hash
    assert keys.store().find(vote.round.seed_hash) is None


def test_the_published_ballots_have_the_published_hash(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 2, now, vote.ids[0], vote.ids[2])
    cast_by_new_voters(vote, 1, now)

    count_and_publish(vote)

    text = queries.ballot_file(vote.round.id)
    assert queries.box.file_hash(text) == queries.get_result(vote.round.id).ballots_hash
    assert text.count("\r\n") == 4


def test_a_result_is_announced_once(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    count_and_publish(vote)

    assert refusal(service.publish, vote.second, get_round(vote.round.id), vote.after) == reasons.ALREADY_PUBLISHED.code


# What a person is told


def test_an_unfinished_booth_is_known_until_the_ballot_is_cast(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    voter, _ = make_voter(vote.round, now)

    before = queries.unfinished_rounds(voter.person_id or 0, now)
    service.cast(voter, vote.round, ballot(vote.ids[0]), now)

    assert [row.round_id for row in before] == [vote.round.id]
    assert queries.unfinished_rounds(voter.person_id or 0, now) == []
    assert queries.list_my_rounds(voter.person_id or 0)[0].revision == 1


def test_a_mistyped_receipt_finds_nothing(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    code = cast_by_new_voters(vote, 1, now, vote.ids[0])[0].code
    wrong = ("0" if code[0] != "0" else "1") + code[1:]

    assert queries.find_receipt(wrong) is None
    assert queries.find_receipt("hello") is None
