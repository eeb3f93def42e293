"""The office sets up, rehearses, opens, extends and announces: two people, each with a public reason."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.audit.models import AuditEntry
from civic.kit.errors import Reason, Refused
from civic.outbox.models import Letter
from civic.programme import service as programme
from civic.programme.queries import get_round, plan_of, spans
from civic.programme.rules import BallotKind, PhaseKind, fingerprint
from civic.voting import keys, queries, service
from civic.voting.models import BoxedBallot, VoterMark
from civic.voting.office import acts, outages, rehearsal
from civic.voting.office import queries as office
from civic.voting.office.models import PublicAct
from civic.voting.office.outages import OutageInput
from civic.voting.office.rules import (
    BAD_CROWD,
    BAD_OUTAGE,
    NO_REASON,
    NOT_RUNNING,
    NOTHING_ASKED,
    NOTHING_TO_REHEARSE,
    OUTAGE_WORDS,
    SAME_ASKER,
    ActKind,
)
from civic.voting.reasons import SAME_COUNTER, SAME_OPENER
from tests.factories.people import make_clerk, make_office, make_round
from tests.factories.voting import Vote, cast_by_new_voters, make_ballot, open_vote, seal

DAY = timedelta(days=1)
WHY = "The board decided so on Monday."


def reason_of(refusal: pytest.ExceptionInfo[Refused]) -> Reason:
    return refusal.value.reason


def said(vote: Vote) -> list[ActKind]:
    return [act.kind for act in office.list_acts(vote.round.id)]


def test_two_officials_open_a_round_and_everybody_reads_why(db: Session, now: datetime) -> None:
    vote = make_ballot(now)

    acts.open_round(vote.first, vote.round, WHY, now)
    acts.open_round(vote.second, vote.round, WHY, now)

    assert get_round(vote.round.id).opened_by == vote.second.person_id
    assert said(vote) == [ActKind.SIGNED, ActKind.OPENED]
    assert {act.reason for act in office.list_acts(vote.round.id)} == {WHY}


def test_an_act_without_a_reason_changes_nothing(db: Session, now: datetime) -> None:
    vote = make_ballot(now)

    with pytest.raises(Refused) as refusal:
        acts.open_round(vote.first, vote.round, "  \n ", now)

    assert reason_of(refusal) is NO_REASON
    assert queries.progress_of(vote.round).signed_by is None and said(vote) == []


def test_one_official_alone_opens_nothing_even_with_a_reason(db: Session, now: datetime) -> None:
    vote = make_ballot(now)
    acts.open_round(vote.first, vote.round, WHY, now)

    with pytest.raises(Refused) as refusal:
        acts.open_round(vote.first, vote.round, WHY, now)

    assert reason_of(refusal) is SAME_OPENER
    assert said(vote) == [ActKind.SIGNED]


def test_a_vote_is_extended_by_two_and_its_results_wait(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    later = vote.span.closes_at + DAY

    acts.ask_extension(vote.first, vote.round, later, WHY, now)
    acts.grant_extension(vote.second, get_round(vote.round.id), later, WHY, now)

    held = {span.kind: span for span in spans(get_round(vote.round.id))}
    assert held[PhaseKind.VOTE].closes_at == held[PhaseKind.RESULTS].opens_at == later
    assert office.find_request(vote.round.id) is None
    assert said(vote) == [ActKind.EXTENSION_ASKED, ActKind.EXTENDED]


def test_who_asked_for_an_extension_cannot_grant_it(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    later = vote.span.closes_at + DAY
    acts.ask_extension(vote.first, vote.round, later, WHY, now)

    with pytest.raises(Refused) as refusal:
        acts.grant_extension(vote.first, vote.round, later, WHY, now)

    assert reason_of(refusal) is SAME_ASKER
    assert queries.vote_span(get_round(vote.round.id)) == vote.span


def test_an_extension_is_granted_once_and_as_it_was_asked(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    later = vote.span.closes_at + DAY
    acts.ask_extension(vote.first, vote.round, later, WHY, now)

    with pytest.raises(Refused) as other:
        acts.grant_extension(vote.second, vote.round, later + DAY, WHY, now)
    acts.grant_extension(vote.second, vote.round, later, WHY, now)
    with pytest.raises(Refused) as again:
        acts.grant_extension(vote.second, vote.round, later, WHY, now)

    assert reason_of(other) is reason_of(again) is NOTHING_ASKED


@pytest.mark.parametrize("shift", [-DAY, timedelta()])
def test_a_vote_never_closes_earlier(db: Session, now: datetime, shift: timedelta) -> None:
    vote = open_vote(now)

    with pytest.raises(Refused):
        acts.ask_extension(vote.first, vote.round, vote.span.closes_at + shift, WHY, now)


def test_a_closed_vote_is_not_extended_even_when_it_was_asked_in_time(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    later = vote.span.closes_at + DAY
    acts.ask_extension(vote.first, vote.round, later, WHY, now)

    with pytest.raises(Refused):
        acts.grant_extension(vote.second, vote.round, later, WHY, vote.span.closes_at)


def test_a_round_that_is_not_open_changes_its_dates_instead(db: Session, now: datetime) -> None:
    vote = make_ballot(now)

    with pytest.raises(Refused) as refusal:
        acts.ask_extension(vote.first, vote.round, vote.span.closes_at + DAY, WHY, now)

    assert reason_of(refusal) is NOT_RUNNING


def test_the_result_is_announced_by_another_person_with_a_reason(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    cast_by_new_voters(vote, 2, now, vote.ids[0])
    seal(vote)
    service.count(vote.first, vote.round, vote.after)

    with pytest.raises(Refused) as refusal:
        acts.announce(vote.first, vote.round, WHY, vote.after)
    acts.announce(vote.second, vote.round, WHY, vote.after)

    assert reason_of(refusal) is SAME_COUNTER
    assert said(vote) == [ActKind.PUBLISHED]


def test_a_clerk_neither_extends_nor_logs_nor_rehearses(db: Session, now: datetime) -> None:
    vote, clerk = open_vote(now), make_clerk()
    told = OutageInput("Online voters", now - DAY, None, "No power.", "Nothing.")

    for act in (
        lambda: acts.ask_extension(clerk, vote.round, vote.span.closes_at + DAY, WHY, now),
        lambda: outages.log_outage(clerk, vote.round, told, now),
        lambda: rehearsal.rehearse(clerk, vote.round, 3, now),
    ):
        with pytest.raises(Refused):
            act()


def test_an_outage_is_logged_for_everybody_and_for_the_auditors(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    told = OutageInput("Online voters", now - DAY, now - DAY / 2, "The line was cut.", "The vote stays as it is.")

    outages.log_outage(vote.first, vote.round, told, now)

    [logged] = office.list_outages(vote.round.id)
    assert (logged.affected, logged.happened) == ("Online voters", "The line was cut.")
    assert "round.outage_logged" in set(db.scalars(select(AuditEntry.action)))


@pytest.mark.parametrize(
    ("began", "ended", "affected", "reason"),
    [
        (DAY, None, "Desk", BAD_OUTAGE),
        (-DAY, -DAY, "Desk", BAD_OUTAGE),
        (-DAY, -2 * DAY, "Desk", BAD_OUTAGE),
        (-DAY, None, " ", OUTAGE_WORDS),
    ],
)
def test_an_outage_needs_a_span_and_words(
    db: Session, now: datetime, began: timedelta, ended: timedelta | None, affected: str, reason: Reason
) -> None:
    vote = open_vote(now)
    told = OutageInput(affected, now + began, now + ended if ended is not None else None, "It rained.", "Wait.")

    with pytest.raises(Refused) as refusal:
        outages.log_outage(vote.first, vote.round, told, now)

    assert reason_of(refusal) is reason


@pytest.mark.parametrize("kind", list(BallotKind))
def test_a_rehearsal_plays_the_whole_vote_and_leaves_only_its_record(
    db: Session, now: datetime, kind: BallotKind
) -> None:
    vote = make_ballot(now, items=4, ballot_kind=kind, pot=250_000, rule="greedy", threshold_value=500)
    letters = len(db.scalars(select(Letter.id)).all())

    record = rehearsal.rehearse(vote.first, vote.round, 40, now)

    assert record.ballots == record.voters == 40
    assert record.winners == 2
    assert record.rows_made > 200 and record.rows_left == 0
    assert record.rules_hash == fingerprint(plan_of(vote.round), spans(vote.round))
    assert db.scalars(select(BoxedBallot)).all() == db.scalars(select(VoterMark)).all() == []
    assert len(db.scalars(select(Letter.id)).all()) == letters
    assert get_round(vote.round.id).opened_by is None


def test_a_rehearsal_leaves_the_real_keys_alone(db: Session, now: datetime) -> None:
    vote = open_vote(now)
    real = keys.store().find(vote.round.seed_hash)

    rehearsal.rehearse(vote.first, vote.round, 5, now)

    assert real is not None and keys.store().find(vote.round.seed_hash) == real


def test_the_same_seed_rehearses_the_same_result(db: Session, now: datetime) -> None:
    vote = make_ballot(now, costs=(100, 200, 400), rule="greedy", pot=500)
    items = tuple((row.number, row.cost) for row in office.items_to_rehearse(vote.round.id))
    script = rehearsal.Script(plan_of(vote.round), items, 30, "seed", now)

    first, second = rehearsal.play(script), rehearsal.play(script)

    assert first == second


def test_nothing_is_rehearsed_without_a_ballot_or_with_too_many(db: Session, now: datetime) -> None:
    round_, official = make_round(now, PhaseKind.VOTE), make_office()
    vote = make_ballot(now + 400 * DAY)

    with pytest.raises(Refused) as empty:
        rehearsal.rehearse(official, round_, 5, now)
    with pytest.raises(Refused) as crowded:
        rehearsal.rehearse(official, vote.round, 301, now)

    assert reason_of(empty) is NOTHING_TO_REHEARSE
    assert reason_of(crowded) is BAD_CROWD


def test_a_change_of_the_rules_asks_for_another_rehearsal(db: Session, now: datetime) -> None:
    vote = make_ballot(now)
    rehearsal.rehearse(vote.first, vote.round, 3, now)
    assert office.facts_of(vote.round, now).rehearsed

    programme.set_phases(vote.first, vote.round, spans(vote.round)[:5], now)

    assert not office.facts_of(get_round(vote.round.id), now).rehearsed


def test_public_acts_name_no_person(db: Session, now: datetime) -> None:
    vote = make_ballot(now)
    acts.open_round(vote.first, vote.round, WHY, now)

    [act] = db.scalars(select(PublicAct)).all()

    assert act.person_id == vote.first.person_id
    assert "Office" not in act.reason
