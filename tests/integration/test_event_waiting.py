"""Offers, groups, draws, kept seats: every seat goes to whom the stated rule names, and says why."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.access.actor import ANONYMOUS, Actor
from civic.db.session import PinnedDatabase
from civic.events import admission, lottery, queries, service
from civic.events.admission import Admission, AdmissionPlan, Quota, QuotaKind
from civic.events.inputs import RegistrationInput
from civic.events.models import Event, Registration
from civic.events.rules import CANCELLED, KNOWN_GUEST, EventState, Place
from civic.kit.errors import Refused
from civic.outbox.models import Letter
from civic.programme.ages import AgeBand
from civic.programme.sectors import Sector
from tests.factories import events as make

KEPT = (Quota(QuotaKind.SECTOR, "academia", 2),)


def cancel(registration: Registration, at: datetime) -> None:
    service.cancel(Actor(person_id=registration.person_id), registration, at)


def templates(db: Session, to: str) -> list[str]:
    return list(db.scalars(select(Letter.template).where(Letter.address == to).order_by(Letter.id)))


def test_a_group_takes_as_many_seats_as_people_and_gives_them_all_back(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=6)

    family = make.group(event, 1, 4, now)
    pair = make.group(event, 2, 3, now)
    taken = (event.taken, event.waiting)
    cancel(family, now)

    assert taken == (4, 3)
    assert (pair.place, event.taken, event.waiting) == (Place.OFFERED, 3, 0)


def test_a_freed_seat_goes_to_the_first_whom_it_fits_and_the_group_keeps_its_number(
    db: Session, now: datetime
) -> None:
    event = make.event(now, capacity=2)
    one, _two = make.group(event, 1, 1, now), make.group(event, 2, 1, now)
    family, single = make.group(event, 3, 2, now), make.group(event, 4, 1, now)

    cancel(one, now)

    assert (family.place, queries.waiting_number(family)) == (Place.WAITING, 1)
    assert single.place is Place.OFFERED
    assert (event.taken, event.waiting) == (2, 2)


@pytest.mark.parametrize("people", [0, 11, -1])
def test_a_group_is_from_one_to_ten_people(db: Session, now: datetime, people: int) -> None:
    with pytest.raises(Refused) as refusal:
        make.group(make.event(now), 1, people, now)

    assert refusal.value.reason is admission.TOO_MANY_PEOPLE


def test_a_group_larger_than_the_event_is_refused(db: Session, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        make.group(make.event(now, capacity=3), 1, 4, now)

    assert refusal.value.reason is admission.MORE_THAN_SEATS


def test_an_offer_that_runs_out_goes_to_the_next_and_both_are_told(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    first, second, third = make.registered(event, 3, now)
    cancel(first, now)
    later = now + timedelta(hours=24)

    service.advance(event, later)

    assert (second.place, second.reason) == (Place.CANCELLED, admission.EXPIRED)
    assert (third.place, third.offered_until) == (Place.OFFERED, later + timedelta(hours=24))
    assert templates(db, "resident2@example.tw") == ["events/waiting", "events/promoted", "events/expired"]
    assert templates(db, "resident3@example.tw") == ["events/waiting", "events/promoted"]


@pytest.mark.parametrize("hours", [24, 48])
def test_an_offer_cannot_be_confirmed_after_its_end(db: Session, now: datetime, hours: int) -> None:
    event = make.event(now, capacity=1)
    first, second = make.registered(event, 2, now)
    cancel(first, now)

    with pytest.raises(Refused) as refusal:
        service.confirm(second, now + timedelta(hours=hours))

    assert refusal.value.reason is admission.NOTHING_OFFERED


def test_an_offer_is_confirmed_once(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    first, second = make.registered(event, 2, now)
    cancel(first, now)

    service.confirm(second, now + timedelta(hours=23))
    with pytest.raises(Refused):
        service.confirm(second, now + timedelta(hours=23))

    assert (second.place, second.offered_until, event.taken) == (Place.SEAT, None, 1)


def test_offers_end_at_the_start_and_nobody_is_offered_a_seat_after_it(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    first, second, third = make.registered(event, 3, now)
    cancel(first, event.starts_at - timedelta(hours=1))
    ends = second.offered_until

    service.advance(event, event.starts_at)

    assert ends == event.starts_at
    assert (second.place, third.place) == (Place.CANCELLED, Place.WAITING)
    assert (event.taken, event.waiting) == (0, 1)


def test_the_job_passes_on_what_nobody_asks_for(database: PinnedDatabase, now: datetime) -> None:
    with database.writing():
        event = make.event(now, capacity=1)
        first, _second, third = make.registered(event, 3, now)
        cancel(first, now)
    later = now + timedelta(hours=25)

    done = [service.advance_due(database, later), service.advance_due(database, later)]

    with database.reading() as db:
        assert db.get_one(Registration, third.id).place is Place.OFFERED
    assert done == [1, 0]


def test_a_lottery_gives_no_seat_before_the_draw_and_the_drawn_order_after(db: Session, now: datetime) -> None:
    draw_at = now + timedelta(days=2)
    event = make.event(now, capacity=3, admission=AdmissionPlan(Admission.LOTTERY, draw_at=draw_at))
    people = make.registered(event, 8, now)
    before = (event.taken, event.waiting, {p.place for p in people})

    service.advance(event, draw_at)

    draw = queries.find_draw(event.id)
    assert draw is not None
    assert before == (0, 8, {Place.WAITING})
    assert draw.commitment == lottery.commitment(draw.seed)
    order = lottery.draw(draw.seed, range(1, 9))
    assert [p.arrival for p in sorted(people, key=lambda p: p.queue_no)] == order
    assert {p.arrival for p in people if p.place is Place.SEAT} == set(order[:3])
    assert [p.reason for p in people if p.place is Place.SEAT] == [admission.DRAWN] * 3
    assert (event.taken, event.waiting, draw.entries) == (3, 5, "1,2,3,4,5,6,7,8")


def test_after_the_draw_a_freed_seat_follows_its_order_and_latecomers_come_last(db: Session, now: datetime) -> None:
    draw_at = now + timedelta(days=2)
    event = make.event(now, capacity=1, admission=AdmissionPlan(Admission.LOTTERY, draw_at=draw_at))
    people = make.registered(event, 4, now)
    service.advance(event, draw_at)
    late = make.group(event, 9, 1, draw_at)
    drawn = sorted(people, key=lambda p: p.queue_no)

    cancel(drawn[0], draw_at)

    assert drawn[1].place is Place.OFFERED
    assert queries.waiting_number(late) == 3


def test_the_draw_happens_once_even_if_asked_for_twice(db: Session, now: datetime) -> None:
    draw_at = now + timedelta(days=2)
    event = make.event(now, capacity=1, admission=AdmissionPlan(Admission.LOTTERY, draw_at=draw_at))
    people = make.registered(event, 5, now)

    service.advance(event, draw_at)
    first = [p.queue_no for p in people]
    service.advance(event, draw_at + timedelta(hours=1))

    assert [p.queue_no for p in people] == first


def test_seats_kept_for_a_sector_wait_for_it_and_are_released_with_a_reason(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=4, admission=AdmissionPlan(Admission.QUOTA, quotas=KEPT))
    general = [make.group(event, number, 1, now) for number in (1, 2, 3)]
    scholar = make.group(event, 4, 1, now, Sector.ACADEMIA)
    before = [p.place for p in (*general, scholar)]

    service.advance(event, event.starts_at - timedelta(days=2))

    assert before == [Place.SEAT, Place.SEAT, Place.WAITING, Place.SEAT]
    assert (general[2].place, general[2].reason) == (Place.OFFERED, admission.RELEASED)


def test_kept_seats_by_age_make_the_event_ask_for_it(db: Session, now: datetime) -> None:
    kept = (Quota(QuotaKind.AGE, AgeBand.UNDER_35.value, 1),)
    event = make.event(now, capacity=2, admission=AdmissionPlan(Admission.QUOTA, quotas=kept))
    young = RegistrationInput("小明", "0912", age_band=AgeBand.UNDER_18)
    wanted = RegistrationInput("小華", "0913", age_band=AgeBand.UNDER_35)

    places = [service.register_guest(ANONYMOUS, event, entry, now).place for entry in (young, make.entry(8), wanted)]

    assert event.ask_age
    assert places == [Place.SEAT, Place.WAITING, Place.SEAT]


def test_a_guest_registers_once_under_one_name_and_contact(db: Session, now: datetime) -> None:
    event = make.event(now)
    form = RegistrationInput("陳太太", "a@example.tw", client_id="form-1", locale="en")

    first = service.register_guest(ANONYMOUS, event, form, now)
    again = service.register_guest(ANONYMOUS, event, form, now)
    with pytest.raises(Refused) as another:
        service.register_guest(ANONYMOUS, event, RegistrationInput("陳太太", "a@example.tw", client_id="form-2"), now)
    service.cancel_by_link(first, now)
    with pytest.raises(Refused) as cancelled:
        service.register_guest(ANONYMOUS, event, form, now)

    assert again is first
    assert (another.value.reason, cancelled.value.reason) == (KNOWN_GUEST, CANCELLED)
    assert db.scalar(select(Letter.locale).where(Letter.address == "a@example.tw")) == "en"


def test_more_seats_go_to_who_waits_and_fewer_than_taken_are_refused(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    _first, second = make.registered(event, 2, now)

    service.change_event(make.OFFICE, event, make.planned(now, capacity=2), now)
    with pytest.raises(Refused):
        service.change_event(make.OFFICE, event, make.planned(now, capacity=1), now)

    assert (second.place, second.reason) == (Place.OFFERED, admission.ADDED)


def test_a_new_time_is_told_to_everybody_and_a_new_title_is_not(db: Session, now: datetime) -> None:
    event = make.event(now)
    make.registered(event, 2, now)

    service.change_event(make.OFFICE, event, make.planned(now, title="新的名字"), now)
    quiet = templates(db, "resident1@example.tw")
    moved = make.planned(now, ends_at=now + timedelta(days=7, hours=4))
    service.change_event(make.OFFICE, event, moved, now)

    assert quiet == ["events/registered"]
    assert templates(db, "resident2@example.tw")[-1] == "events/moved"


def test_calling_off_tells_everybody_who_holds_or_waits_for_a_seat(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    make.registered(event, 2, now)

    service.call_off(make.OFFICE, event, "颱風", now)

    assert event.state is EventState.CANCELLED
    assert [templates(db, f"resident{n}@example.tw")[-1] for n in (1, 2)] == ["events/called_off"] * 2


def test_nobody_confirms_a_seat_at_an_event_called_off(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    first, second = make.registered(event, 2, now)
    cancel(first, now)
    service.call_off(make.OFFICE, event, "颱風", now)

    with pytest.raises(Refused) as refusal:
        service.confirm(second, now)

    assert refusal.value.reason is admission.NOTHING_OFFERED


def test_a_lottery_whose_draw_has_passed_is_not_announced(db: Session, now: datetime) -> None:
    draw_at = now + timedelta(days=2)
    plan = make.planned(now, admission=AdmissionPlan(Admission.LOTTERY, draw_at=draw_at))
    event = service.create_event(make.OFFICE, plan, now)

    with pytest.raises(Refused) as late:
        service.open_event(make.OFFICE, event, draw_at)
    with pytest.raises(Refused) as never:
        service.create_event(make.OFFICE, plan, draw_at)

    assert {late.value.reason, never.value.reason} == {admission.NO_DRAW_DATE}


def test_reminders_come_once_and_only_to_who_is_still_to_come(database: PinnedDatabase, now: datetime) -> None:
    with database.writing():
        event = make.event(now, capacity=3)
        people = make.registered(event, 4, now)
        cancel(people[0], event.starts_at - timedelta(days=1))
        service.check_in(make.facilitator(event), people[1], event.starts_at - timedelta(hours=2))
    near = event.starts_at - timedelta(hours=1)

    for _ in range(2):
        service.remind_due(database, near)

    with database.reading() as db:
        reminded = list(db.scalars(select(Letter.address).where(Letter.template == "events/reminder")))
    assert reminded == ["resident3@example.tw"]


def test_the_results_go_back_once_to_those_who_came(db: Session, now: datetime) -> None:
    event = make.event(now)
    came, _absent = make.registered(event, 2, now)
    service.check_in(make.facilitator(event), came, event.starts_at)

    service.complete_event(make.OFFICE, event, event.ends_at)
    assert list(db.scalars(select(Letter.address).where(Letter.template == "events/results"))) == []
    service.publish_minutes(make.facilitator(event), event, event.ends_at)

    told = list(db.scalars(select(Letter.address).where(Letter.template == "events/results")))
    assert told == ["resident1@example.tw"]


def test_every_move_is_written_down_with_its_reason(db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    first, second = make.registered(event, 2, now)
    cancel(first, now)
    service.confirm(second, now)

    moves = [(m.number, m.before, m.after, m.reason) for m in queries.list_moves(event.id)]

    assert moves == [
        (2, Place.OFFERED, Place.SEAT, ""),
        (2, Place.WAITING, Place.OFFERED, admission.FREED),
        (1, Place.SEAT, Place.CANCELLED, ""),
    ]


def test_the_plan_of_the_tables_decides_where_who_arrives_sits(db: Session, now: datetime) -> None:
    event = make.event(now)
    people = make.registered(event, 12, now)
    lead = make.facilitator(event)

    plan = service.plan_seating(lead, event, frozenset({people[3].id}), now, "seed")
    service.check_in(lead, people[5], event.starts_at)

    assert people[5].table_no == plan.table_of(people[5].id, 1)
    rows = queries.list_seats(lead, event)
    assert {row.table_no for row in rows if row.registration_id == people[3].id} == {1}
    assert len(rows) == 36


def test_a_stranger_cannot_see_the_seating(db: Session, now: datetime) -> None:
    event: Event = make.event(now)

    with pytest.raises(Refused):
        queries.list_seats(make.resident(1, now), event)
