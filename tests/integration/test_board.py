"""The board and the sealed box: what enters when, who closes it, what is left."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from civic.access.actor import Actor, Duty, Role
from civic.db.session import Database
from civic.kit.errors import Refused
from civic.outbox.models import Letter
from civic.programme.queries import get_round
from civic.programme.rules import ALREADY_CLOSED, Revote, ThresholdKind
from civic.voting import (
    board,
    box,
    clockwork,
    keys,
    minutes,
    participation,
    queries,
    reasons,
    sealing,
    seals,
    service,
    verifier,
)
from civic.voting.checkpoints import LEAST_BATCH, SETTLING, CheckpointKind
from civic.voting.folder import Fate
from civic.voting.models import BoardCheckpoint, BoardLeaf, BoxedBallot, OpenBallot, SealAct, VoterMark
from civic.voting.office import acts
from civic.voting.publication import publication
from civic.voting.rules import Channel, Marks, Trace
from tests.factories.people import BEITOU, make_actor, make_clerk, make_identity, make_voter
from tests.factories.publications import verified
from tests.factories.voting import Vote, ballot, cast_by_new_voters, count_and_publish, open_vote, seal

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
WORD = "dice 1 2 3 4"


def refusal(call: object, *args: object) -> str:
    with pytest.raises(Refused) as refused:
        call(*args)  # type: ignore[operator]
    return refused.value.reason.code


def kinds(vote: Vote) -> list[str]:
    return [each.kind.value for each in board.list_checkpoints(vote.round.id)]


# Checkpoints


def test_the_opening_takes_a_checkpoint_of_an_empty_board(db: Session, now: datetime) -> None:
    vote = open_vote(now)

    (opening,) = board.list_checkpoints(vote.round.id)

    assert (opening.number, opening.size, opening.kind) == (1, 0, CheckpointKind.OPENING)


def test_an_hour_later_the_waiting_ballots_are_on_the_board_by_their_hashes(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, LEAST_BATCH, now, vote.ids[0])

    taken = board.keep_up(vote.round, now + HOUR)

    held = board.list_leaves(vote.round.id)
    assert taken is not None and taken.size == len(held) == LEAST_BATCH
    assert held == sorted(held)
    assert board.keep_up(vote.round, now + HOUR) is None


def test_few_ballots_wait_but_the_checkpoint_is_taken(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    (receipt,) = cast_by_new_voters(vote, 1, now, vote.ids[0])

    board.keep_all_up(now + HOUR)

    found = queries.find_receipt(receipt.code)
    assert kinds(vote) == ["opening", "hourly"]
    assert found is not None and (found.position, found.trace) == (None, Trace.RECORDED)


def test_a_receipt_on_the_board_is_proved_by_the_published_program(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    receipts = cast_by_new_voters(vote, LEAST_BATCH + 3, now, vote.ids[0])
    first = board.keep_up(vote.round, now + HOUR)
    receipts += cast_by_new_voters(vote, LEAST_BATCH, now + HOUR, vote.ids[0])
    second = board.keep_up(vote.round, now + 2 * HOUR)
    assert first is not None and second is not None

    found = [queries.find_receipt(each.code) for each in receipts]

    for each in found:
        assert each is not None and each.position is not None
        path = board.proof_of(vote.round.id, each.position)
        assert verifier.root_from(each.leaf, each.position, second.size, path) == second.root
    proof = board.consistency_of(vote.round.id, first.size, second.size)
    assert verifier.is_beginning(first.size, first.root, second.size, second.root, proof)


# The close


def test_the_closing_checkpoint_waits_for_the_last_ballots_and_takes_all(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 2, now, vote.ids[0])
    closes = vote.span.closes_at

    early = board.keep_up(vote.round, closes + SETTLING - TICK)
    taken = board.keep_up(vote.round, closes + SETTLING)

    assert early is None
    assert taken is not None and (taken.kind, taken.size) == (CheckpointKind.CLOSING, 2)


def test_a_closed_board_takes_no_ballot_when_the_clock_jumps_back(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    voter, _ = make_voter(vote.round, now)
    board.keep_all_up(vote.after)

    assert refusal(service.cast, voter, vote.round, ballot(vote.ids[0]), now) == reasons.CLOSED.code
    assert board.keep_up(vote.round, now) is None


def test_the_same_form_after_the_close_gets_its_receipt_and_after_the_sealing_a_clear_no(
    db: Session, now: datetime
) -> None:
    vote = open_vote(now)
    voter, _ = make_voter(vote.round, now)
    form = ballot(vote.ids[0])
    receipt = service.cast(voter, vote.round, form, now)
    board.keep_all_up(vote.after)

    again = service.cast(voter, vote.round, form, vote.after)
    seal(vote)
    keys.store().destroy(vote.round.seed_hash)

    assert again == receipt
    assert refusal(service.cast, voter, vote.round, form, vote.after) == reasons.CLOSED.code


# Sealing


def test_nobody_draws_before_the_close_or_while_ballots_are_on_their_way(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    closes = vote.span.closes_at

    assert refusal(service.draw, vote.first, vote.round, WORD, closes - TICK) == reasons.NOT_CLOSED.code
    assert refusal(service.draw, vote.first, vote.round, WORD, closes) == seals.NOT_SETTLED.code
    assert service.draw(vote.first, vote.round, WORD, closes + SETTLING).step is seals.SealStep.FIRST_WORD


def test_each_word_and_each_seal_is_given_by_another_official(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    service.draw(vote.first, vote.round, WORD, vote.after)
    assert refusal(service.draw, vote.first, vote.round, WORD, vote.after) == seals.SAME_AUDITOR.code
    assert refusal(service.seal, vote.first, vote.round, vote.after) == seals.NOT_DRAWN.code

    service.draw(vote.second, vote.round, WORD, vote.after)
    service.seal(vote.second, vote.round, vote.after)

    assert refusal(service.draw, vote.first, vote.round, WORD, vote.after) == seals.ALREADY_DRAWN.code
    assert refusal(service.seal, vote.second, vote.round, vote.after) == seals.SAME_AUDITOR.code
    assert service.seal(vote.first, vote.round, vote.after) is not None
    assert refusal(service.seal, vote.second, vote.round, vote.after) == seals.ALREADY_SEALED.code


def test_a_word_is_neither_short_nor_long_and_a_clerk_gives_none(db: Session, now: datetime) -> None:
    vote = open_vote(now)

    assert refusal(service.draw, vote.first, vote.round, " 1  2 ", vote.after) == seals.BAD_WORD.code
    assert refusal(service.draw, vote.first, vote.round, "x" * 101, vote.after) == seals.BAD_WORD.code
    assert refusal(service.draw, make_clerk(BEITOU, now), vote.round, WORD, vote.after) == "not_allowed"
    observer = make_actor(Duty(Role.OBSERVER), now=now)
    assert refusal(service.draw, observer, vote.round, WORD, vote.after) == "not_allowed"


def test_the_sample_is_opened_between_draw_and_sealing_only(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, seals.SAMPLE + 5, now, vote.ids[0])
    service.draw(vote.first, vote.round, WORD, vote.after)
    before = sealing.list_sample(vote.round.id)
    service.draw(vote.second, vote.round, WORD, vote.after)

    opened = sealing.list_sample(vote.round.id)
    service.seal(vote.first, vote.round, vote.after)
    service.seal(vote.second, vote.round, vote.after)

    assert (before, sealing.list_sample(vote.round.id)) == ([], [])
    assert len(opened) == seals.SAMPLE and all(each.fits for each in opened)
    assert all(each.leaf in board.list_leaves(vote.round.id) for each in opened)


def test_a_ballot_changed_in_the_box_is_seen_in_the_sample_and_not_counted(db: Session, now: datetime) -> None:
    vote = open_vote(now, threshold_kind=ThresholdKind.VOTES, threshold_value=1)
    cast_by_new_voters(vote, 2, now, vote.ids[0])
    changed = db.scalars(select(BoxedBallot).limit(1)).one()
    changed.choices = changed.choices.replace(str(vote.ids[0]), str(vote.ids[1]))
    db.flush()

    seal(vote)

    minute = sealing.find_sealing(vote.round.id)
    assert minute is not None
    assert (minute.sample_misfits, minute.counted, minute.invalid) == (1, 1, 1)
    fates = db.execute(select(BoardLeaf.fate, BoardLeaf.reason).where(BoardLeaf.fate == Fate.INVALID)).all()
    assert [tuple(row) for row in fates] == [(Fate.INVALID, "does_not_open")]


def test_a_ballot_taken_out_of_the_box_stops_the_sealing(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    voter, _ = make_voter(vote.round, now)
    service.cast(voter, vote.round, ballot(vote.ids[0]), now)
    service.cast(voter, vote.round, ballot(vote.ids[1]), now)
    board.keep_all_up(vote.after)
    db.delete(db.scalars(select(BoxedBallot).where(BoxedBallot.revision == 1)).one())
    db.flush()

    assert refusal(seal, vote) == seals.BOARD_MISMATCH.code


def test_the_sealed_box_is_empty_and_the_open_ballots_have_no_leaf(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 3, now, vote.ids[0])
    voter, _ = make_voter(vote.round, now)
    service.cast(voter, vote.round, ballot(vote.ids[1]), now)
    service.cast(voter, vote.round, ballot(vote.ids[2]), now)

    seal(vote)

    minute = sealing.find_sealing(vote.round.id)
    assert minute is not None
    assert (minute.leaves, minute.counted, minute.superseded, minute.voters) == (5, 4, 1, 4)
    assert db.scalar(select(func.count()).select_from(BoxedBallot)) == 0
    assert db.scalar(select(func.count()).select_from(OpenBallot)) == 4
    assert set(OpenBallot.__table__.columns.keys()) == {"id", "round_id", "choices"}


def test_nobody_counts_before_the_sealing_and_nobody_needs_the_key_after_it(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 2, now, vote.ids[0])
    refused = refusal(service.count, vote.first, vote.round, vote.after)

    seal(vote)
    keys.store().destroy(vote.round.seed_hash)

    assert refused == seals.NOT_SEALED.code
    assert service.count(vote.first, vote.round, vote.after).ballots == 2


def test_paper_ballots_keyed_after_the_close_stand_under_a_checkpoint_of_their_own(
    db: Session, now: datetime
) -> None:
    vote = open_vote(now, threshold_kind=ThresholdKind.VOTES, threshold_value=1)
    (receipt,) = cast_by_new_voters(vote, 1, now, vote.ids[0])
    _, entry = make_voter(vote.round, now)
    board.keep_all_up(vote.after)
    key_paper(db, vote, entry.id, now)

    count_and_publish(vote)

    assert kinds(vote) == ["opening", "closing", "paper"]
    assert [each.position for each in (queries.find_receipt(receipt.code),) if each] == [0]
    report = verified(publication(vote.round.id))
    assert (report.findings, report.ballots) == ((), 2)


def key_paper(db: Session, vote: Vote, entry_id: int, now: datetime) -> None:
    """Put one paper ballot into the box as two clerks would after the close."""
    sealed = box.seal(vote.round.id, box.canonical(vote.round.ballot_kind, Marks((vote.ids[1],))))
    db.add(VoterMark(roll_entry_id=entry_id, round_id=vote.round.id, channel=Channel.PAPER, revision=1, day=now.date()))
    place = {"slot": "p" * 64, "revision": 1, "slot_revision": "p:1", "submission": "p", "round_id": vote.round.id}
    db.add(BoxedBallot(**place, choices=sealed.choices, nonce=sealed.nonce, leaf=sealed.leaf))
    db.flush()


def test_the_public_minute_tells_everything_but_names(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 2, now, vote.ids[0])
    service.draw(vote.first, vote.round, WORD, vote.after)
    half = minutes.read(get_round(vote.round.id))
    service.draw(vote.second, vote.round, "6 6 6 1", vote.after)
    service.seal(vote.second, vote.round, vote.after)
    service.seal(vote.first, vote.round, vote.after, "Two observers were present.")

    told = minutes.as_json(minutes.read(get_round(vote.round.id)))

    assert half.words == ()
    assert json.loads(json.dumps(told))["sealing"]["words"] == [WORD, "6 6 6 1"]
    assert "Two observers were present." in json.dumps(told)
    assert vote.first.name not in json.dumps(told)


# The clock, and who is told


def test_a_commit_is_on_the_disk_before_it_is_answered(city: Database) -> None:
    with city.writing() as db:
        if city.sqlite:
            settings = [db.scalar(text(f"PRAGMA {name}")) for name in ("synchronous", "journal_mode", "secure_delete")]
        else:
            settings = [db.scalar(text(f"SHOW {name}")) for name in ("synchronous_commit", "fsync")]

    assert settings in ([2, "wal", 1], ["on", "on"])


def test_the_clock_may_jump_about_the_close_but_no_late_ballot_counts(city: Database, now: datetime) -> None:
    with city.writing():
        vote = open_vote(now)
        voters = [make_voter(vote.round, now)[0] for _ in range(6)]
    closes = vote.span.closes_at
    jumps = [closes - TICK, closes, closes - HOUR, closes + HOUR, closes - TICK]
    taken = []
    for voter, at in zip(voters, jumps, strict=False):
        with suppress(Refused), city.writing():
            taken.append(service.cast(voter, get_round(vote.round.id), ballot(vote.ids[0]), at).revision)
    clockwork.run(city, closes + SETTLING)
    for at in (closes - HOUR, closes - TICK, now):
        with pytest.raises(Refused), city.writing():
            service.cast(voters[5], get_round(vote.round.id), ballot(vote.ids[0]), at)

    assert taken == [1, 1, 1]
    with city.writing():
        seal(vote)
        assert service.count(vote.first, get_round(vote.round.id), vote.after).voters == 3


def test_a_close_that_was_seen_once_holds_before_the_last_checkpoint_whatever_the_clock_says(
    city: Database, now: datetime
) -> None:
    with city.writing():
        vote = open_vote(now, revote=Revote.UNTIL_CLOSE)
        clerk, voters = make_clerk(now=now), [make_voter(vote.round, now) for _ in range(3)]
        service.cast(voters[0][0], vote.round, ballot(vote.ids[0]), now)
        acts.ask_extension(vote.first, vote.round, vote.span.closes_at + HOUR, "Snow.", now)
    closes = vote.span.closes_at

    clockwork.run(city, closes)
    told = []
    for at in (closes - TICK, closes - HOUR, now):
        told += [_told(city, service.cast, voter, vote, ballot(vote.ids[1]), at) for voter, _ in voters]
        told.append(_told(city, service.cast_for, clerk, vote, voters[2][1].id, Channel.KIOSK, ballot(vote.ids[1]), at))
    late = _told(city, acts.grant_extension, vote.second, vote, closes + HOUR, "Snow.", closes - HOUR)

    assert set(told) == {reasons.CLOSED.code}
    assert late == ALREADY_CLOSED.code
    with city.reading():
        assert kinds(vote) == ["opening"]


def test_a_ballot_that_waited_while_the_close_was_noted_still_counts(city: Database, now: datetime) -> None:
    with city.writing():
        vote = open_vote(now)
        voters = [make_voter(vote.round, now)[0] for _ in range(2)]
    closes = vote.span.closes_at
    clockwork.run(city, closes + TICK)

    def told(voter: Actor, clock: datetime) -> str:
        return _told(city, service.cast, voter, vote, ballot(vote.ids[0]), closes - TICK, clock)

    assert told(voters[0], closes) == reasons.CLOSED.code
    assert told(voters[1], closes + 2 * TICK) == ""


def _told(city: Database, command: Callable[..., object], actor: Actor, vote: Vote, *args: object) -> str:
    """Do something in a unit of work of its own; return the code of the refusal, "" when it was done."""
    try:
        with city.writing():
            command(actor, get_round(vote.round.id), *args)
    except Refused as refused:
        return refused.reason.code
    return ""


def test_eight_processes_at_once_take_one_checkpoint(city: Database, now: datetime) -> None:
    with city.writing():
        vote = open_vote(now)
        cast_by_new_voters(vote, LEAST_BATCH, now, vote.ids[0])
    gate, taken, broken = threading.Barrier(8), [], []

    def keep() -> None:
        gate.wait()
        try:
            with city.writing():
                taken.append(board.keep_all_up(now + HOUR))
        except BaseException as problem:  # a thread's fault must fail the test
            broken.append(problem)

    threads = [threading.Thread(target=keep) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with city.reading() as db:
        numbers = list(db.scalars(select(BoardCheckpoint.number).order_by(BoardCheckpoint.number)))
        places = list(db.scalars(select(BoardLeaf.position).order_by(BoardLeaf.position)))
    assert (broken, sum(taken), numbers, places) == ([], 1, [1, 2], list(range(LEAST_BATCH)))


def test_a_ballot_being_written_at_the_close_is_in_the_last_checkpoint_or_refused(
    city: Database, now: datetime
) -> None:
    with city.writing():
        vote = open_vote(now)
        voters = [make_voter(vote.round, now)[0] for _ in range(7)]
    gate, cast, refused, broken = threading.Barrier(8), [], [], []

    def run(number: int) -> None:
        gate.wait()
        try:
            with city.writing():
                if number == 7:
                    board.keep_all_up(vote.after)
                else:
                    receipt = service.cast(voters[number], get_round(vote.round.id), ballot(vote.ids[0]), now)
                    cast.append(receipt.code)
        except Refused as problem:
            refused.append(problem.reason.code)
        except BaseException as problem:  # a thread's fault must fail the test
            broken.append(problem)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    acknowledged = set(cast[:])
    with city.reading():
        on_board = {queries.box.code_of(leaf) for leaf in board.list_leaves(vote.round.id)}
    assert broken == []
    assert acknowledged == on_board
    assert len(acknowledged) + len(refused) == 7 and set(refused) <= {reasons.CLOSED.code}


def test_the_clock_closes_the_board_tells_everybody_once_and_destroys_a_left_over_key(
    city: Database, now: datetime
) -> None:
    with city.writing() as db:
        vote = open_vote(now)
        make_voter(vote.round, now)
        cast_by_new_voters(vote, 2, now, vote.ids[0])
        seed_hash = vote.round.seed_hash
        before = db.scalar(select(func.count()).select_from(Letter)) or 0
    clockwork.run(city, vote.after)
    with city.writing():
        seal(vote)
    key = keys.store().create()  # what a stop between sealing and destroying would have left
    with city.writing():
        get_round(vote.round.id).seed_hash = key.commitment

    clockwork.run(city, vote.after)
    clockwork.run(city, vote.after)

    with city.reading() as db:
        letters = db.scalars(select(Letter).where(Letter.template == "voting/participation")).all()
        assert (db.scalar(select(func.count()).select_from(Letter)) or 0) == before + 3
    assert sorted(json.loads(letter.params)["recorded"] for letter in letters) == ["", "yes", "yes"]
    assert all(str(each) not in letter.params for letter in letters for each in ("choices", "leaf", "code"))
    assert keys.store().find(seed_hash) is None and keys.store().find(key.commitment) is None


def test_at_the_desk_one_person_hears_whether_a_ballot_is_in_their_name_after_the_close(
    db: Session, now: datetime
) -> None:
    vote = open_vote(now)
    clerk = make_clerk(BEITOU, now)
    early = refusal(participation.is_recorded, clerk, vote.round, make_identity())
    board.keep_all_up(vote.after)

    assert early == participation.NOT_YET.code
    assert participation.is_recorded(clerk, vote.round, make_identity()) is None
    assert refusal(participation.is_recorded, clerk, vote.round, "hello") == participation.NO_IDENTITY.code


def test_sealing_twice_at_once_seals_once(city: Database, now: datetime) -> None:
    with city.writing():
        vote = open_vote(now)
        cast_by_new_voters(vote, 2, now, vote.ids[0])
    with city.writing():
        service.draw(vote.first, get_round(vote.round.id), WORD, vote.after)
        service.draw(vote.second, get_round(vote.round.id), WORD, vote.after)
        service.seal(vote.first, get_round(vote.round.id), vote.after)
    gate, sealed, refused, broken = threading.Barrier(4), [], [], []

    def close() -> None:
        gate.wait()
        try:
            with city.writing():
                sealed.append(service.seal(vote.second, get_round(vote.round.id), vote.after))
        except Refused as problem:
            refused.append(problem.reason.code)
        except BaseException as problem:  # a thread's fault must fail the test
            broken.append(problem)

    threads = [threading.Thread(target=close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (broken, len(sealed), len(refused)) == ([], 1, 3)
    assert set(refused) <= {seals.ALREADY_SEALED.code, seals.MEANWHILE.code}
    with city.writing() as db:
        assert db.scalar(select(func.count()).select_from(SealAct)) == 4
        assert service.count(vote.first, get_round(vote.round.id), vote.after).ballots == 2


def test_an_announced_round_needs_no_more_of_the_box(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    (receipt,) = cast_by_new_voters(vote, 1, now, vote.ids[0])

    count_and_publish(vote)

    found = queries.find_receipt(receipt.code)
    assert found is not None and (found.trace, found.position) == (Trace.COUNTED, 0)
