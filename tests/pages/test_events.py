"""What people see and send on the pages of events."""

import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from io import StringIO

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.access.actor import ANONYMOUS, Actor, Duty, Role
from civic.db.statements import counted
from civic.events import queries, service
from civic.events.admission import Admission, AdmissionPlan, AgeBand
from civic.events.features import Feature
from civic.events.inputs import SeriesInput
from civic.events.models import Event, Registration
from civic.events.passes import Use, sign
from civic.events.rows import Filters
from civic.events.rules import NoteKind, Place
from civic.events.views import account_panel, district_panel, notes_panel
from civic.programme.sectors import Sector
from civic.proposals.inputs import DraftInput
from civic.proposals.models import Proposal
from civic.proposals.rules import State
from civic.web.application import CivicFlask
from tests.factories import events as make
from tests.factories.people import make_round
from tests.reader import Page, Reader, check, parse, words

Become = Callable[[Actor], Reader]


@pytest.fixture(autouse=True)
def noon(now: datetime) -> Iterator[None]:
    """Stop the clock at the fixed instant."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def become(app: CivicFlask, client: Reader, db: Session) -> Iterator[Become]:
    """Return a way to browse as somebody."""
    before = app.house.identify

    def browse(actor: Actor) -> Reader:
        db.flush()
        app.house.identify = lambda: actor
        return client

    yield browse
    app.house.identify = before


def press(client: Reader, page: Page, action: str, status: int = 200, **changes: str) -> Page:
    """Send the page's form with this address, some fields changed, and read what comes back."""
    found = next(url for url in re.findall(r'action="([^"]+)"', page.html) if url.endswith(action))
    data = {**page.form(action), **changes}
    response = client.raw("POST", found, data=data, follow_redirects=True)
    assert response.status_code == status, response.text
    answer = Page(response, parse(response.text))
    check(answer)
    return answer


@pytest.fixture
def held(db: Session, now: datetime) -> Event:
    """Return a café that is being held now."""
    return make.event(now, starts_at=now, ends_at=now + timedelta(hours=3))


def test_the_list_shows_coming_events_and_filters_in_the_address(become: Become, now: datetime) -> None:
    make.event(now, title="步道咖啡館")
    client = become(ANONYMOUS)

    assert "步道咖啡館" in client.get("/events").text
    assert "步道咖啡館" in client.get("/events?district=beitou&type=citizen_cafe&facet=transport").text
    assert "步道咖啡館" not in client.get("/events?district=shilin").text
    assert "步道咖啡館" not in client.get("/events?district=nowhere").text
    assert "步道咖啡館" not in client.get("/events?when=past").text


def test_the_list_goes_on_by_key(become: Become, now: datetime) -> None:
    for number in range(21):
        start = now + timedelta(days=1 + number)
        make.event(now, title=f"第{number}場", starts_at=start, ends_at=start + timedelta(hours=1), tables=0)
    client = become(ANONYMOUS)

    first = client.get("/events?district=beitou")
    following = next(link for link in first.links if "after=" in link)

    assert "第19場" in first.text
    assert "第20場" not in first.text
    assert "第20場" in client.get(following).text


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_asks_the_database_the_same_few_things(
    become: Become, app: CivicFlask, now: datetime, many: int
) -> None:
    for number in range(many):
        make.event(now, title=f"場{number}")
    client = become(ANONYMOUS)
    client.get("/events")

    with counted(*app.house.database.engines) as seen:
        client.get("/events")

    assert len(seen) <= 4, seen


def test_a_resident_registers_sees_the_seat_and_cancels(become: Become, db: Session, now: datetime) -> None:
    event = make.event(now, capacity=2)
    client = become(make.resident(1, now))

    page = client.get(f"/events/{event.id}/register")
    mine = press(client, page, "/register", name="王小明", contact="0912-345-678", district=make.BEITOU)
    again = client.get(f"/events/{event.id}/register", status=409)
    left = press(client, mine, "/cancel")

    assert again.h1
    assert mine.response.request.path == f"/events/{event.id}/registration"
    assert "王小明" in mine.text
    assert left.response.request.path == f"/events/{event.id}"
    db.refresh(event)
    assert event.taken == 0


def test_who_comes_after_the_last_seat_reads_the_waiting_number(become: Become, now: datetime) -> None:
    event = make.event(now, capacity=1)
    make.registered(event, 2, now, first=10)
    actor = make.resident(1, now)
    client = become(actor)

    page = client.get(f"/events/{event.id}/register")
    mine = press(client, page, "/register", contact="a@example.tw")

    found = queries.find_registration(event.id, actor.person_id)
    assert found is not None
    assert queries.waiting_number(found) == 2
    assert "2" in words(next(iter(mine.tree.iter("h2"))))


def test_a_form_with_mistakes_comes_back_with_what_was_typed(become: Become, now: datetime) -> None:
    event = make.event(now)
    client = become(make.resident(1, now))

    page = client.get(f"/events/{event.id}/register")
    back = press(client, page, "/register", 422, name="王小明", contact="", village="63000110001")

    assert back.form("/register")["name"] == "王小明"
    assert 'href="#contact"' in back.html


def test_a_guest_registers_without_an_account_and_cancels_by_their_own_link(
    become: Become, db: Session, now: datetime
) -> None:
    event = make.event(now, capacity=4)
    client = become(ANONYMOUS)

    page = client.get(f"/events/{event.id}/register")
    mine = press(client, page, "/register", name="陳太太", contact="a@example.tw", people="3")
    link = mine.response.request.path
    looked = client.get(link)
    db.refresh(event)
    taken = event.taken
    press(client, looked, "/cancel")

    db.refresh(event)
    assert link.startswith("/events/places/")
    assert "陳太太" in mine.text
    assert (taken, event.taken) == (3, 0)
    client.get(link[:-1] + ("0" if link[-1] != "0" else "1"), status=404)


def test_a_guest_cancels_and_has_their_data_erased_by_their_own_link_as_the_page_explains(
    become: Become, db: Session, now: datetime
) -> None:
    event = make.event(now, capacity=4)
    client = become(ANONYMOUS)
    page = client.get(f"/events/{event.id}/register")
    mine = press(client, page, "/register", name="陳太太", contact="a@example.tw", people="3")
    link = mine.response.request.path

    erased = press(client, mine, "/forget")
    again = client.send(f"{link}/forget")

    db.refresh(event)
    assert "清除我的資料" in mine.text and "不含姓名" in mine.text
    assert event.taken == 0
    for shown in (erased, again, client.get(link)):
        assert "您的資料已清除" in shown.text
        assert "陳太太" not in shown.html and "a@example.tw" not in shown.html


def test_who_is_checked_in_is_told_to_come_back_after_the_end(become: Become, now: datetime) -> None:
    event = make.event(now, starts_at=now)
    guest = service.register_guest(ANONYMOUS, event, make.entry(), now - timedelta(hours=1))
    service.check_in(make.facilitator(event), guest, now)
    link = f"/events/places/{sign(guest.id, Use.MANAGE)}"
    client = become(ANONYMOUS)

    page = client.get(link)
    refused = client.send(f"{link}/forget", status=409)

    assert f"{link}/forget" not in page.html
    assert "請在活動結束後再回來" in page.text and "請在活動結束後再回來" in refused.text


def test_the_same_guest_form_sent_twice_enters_once(become: Become, db: Session, now: datetime) -> None:
    event = make.event(now)
    client = become(ANONYMOUS)
    page = client.get(f"/events/{event.id}/register")

    first = press(client, page, "/register", name="陳太太", contact="a@example.tw")
    again = press(client, page, "/register", name="陳太太", contact="a@example.tw")

    db.refresh(event)
    assert first.response.request.path == again.response.request.path
    assert event.taken == 1


def test_an_offered_seat_is_taken_by_the_link_in_the_mail(become: Become, db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    first, second = make.registered(event, 2, now)
    service.cancel(Actor(person_id=first.person_id), first, now)
    client = become(ANONYMOUS)

    offer = client.get(f"/events/places/{sign(second.id, Use.MANAGE)}")
    before = second.place
    mine = press(client, offer, "/confirm")
    again = press(client, offer, "/confirm", 409)

    db.refresh(second)
    assert (before, second.place) == (Place.OFFERED, Place.SEAT)
    assert mine.h1 and again.h1


def test_the_list_page_shows_numbers_and_reasons_but_no_names(become: Become, now: datetime) -> None:
    event = make.event(now, capacity=1)
    first, *_ = make.registered(event, 3, now)
    service.cancel(Actor(person_id=first.person_id), first, now)

    page = become(ANONYMOUS).get(f"/events/{event.id}/waiting-list")

    assert "居民" not in page.text
    assert page.text.count("→") == 2


def test_a_stranger_repeats_the_draw_with_the_lines_on_the_page(become: Become, now: datetime) -> None:
    draw_at = now + timedelta(days=3)
    event = make.event(now, capacity=2, admission=AdmissionPlan(Admission.LOTTERY, draw_at=draw_at))
    kept = make.registered(event, 9, now)
    client = become(ANONYMOUS)
    commitment = queries.find_draw(event.id).commitment  # type: ignore[union-attr]
    seed = queries.find_draw(event.id).seed  # type: ignore[union-attr]
    before = client.get(f"/events/{event.id}/waiting-list")

    with time_machine.travel(draw_at, tick=False):
        service.advance(event, draw_at)
        after = client.get(f"/events/{event.id}/waiting-list")
    program = words(next(after.tree.iter("pre")))
    code = "\n".join(line for line in after.html.partition("<pre>")[2].partition("</pre>")[0].splitlines())
    out = StringIO()
    with redirect_stdout(out):
        exec(unescape(code), {})

    assert commitment in before.text and seed not in before.text
    assert commitment in out.getvalue()
    drawn = [r.arrival for r in sorted(kept, key=lambda r: r.queue_no)]
    assert str([str(number) for number in drawn]) in out.getvalue()
    assert [r.place for r in sorted(kept, key=lambda r: r.queue_no)] == [Place.SEAT] * 2 + [Place.WAITING] * 7
    assert program


def test_the_month_the_map_the_feed_and_the_poster_show_the_event(become: Become, now: datetime) -> None:
    event = make.event(now, title="步道咖啡館", features=(Feature.SIGN_LANGUAGE,))
    client = become(ANONYMOUS)

    assert "步道咖啡館" in client.get("/events/calendar?month=2026-11").text
    assert "步道咖啡館" not in client.get("/events/calendar?month=2026-10").text
    assert "步道咖啡館" in client.get("/events/map?district=beitou").text
    assert client.get("/events/map").html.count('class="pin"') == 1
    assert "步道咖啡館" in client.get("/events?feature=sign_language").text
    assert "步道咖啡館" not in client.get("/events?feature=hakka").text
    assert "手語" in client.get(f"/events/{event.id}/poster").text
    assert client.get("/events/calendar?month=nonsense").h1


def test_the_feed_keeps_its_ids_counts_changes_and_says_called_off(become: Become, now: datetime) -> None:
    event = make.event(now)
    client = become(ANONYMOUS)
    first = Calendar.from_ical(client.raw("GET", "/events/feed.ics?district=beitou").data).walk("VEVENT")[0]

    service.change_event(make.OFFICE, event, make.planned(now, venue="活動中心"), now)
    service.call_off(make.OFFICE, event, "颱風停辦", now)
    then = Calendar.from_ical(client.raw("GET", "/events/feed.ics").data).walk("VEVENT")[0]

    assert first["uid"] == then["uid"]
    assert (int(first["sequence"]), int(then["sequence"])) == (0, 2)
    assert (str(first["status"]), str(then["status"])) == ("CONFIRMED", "CANCELLED")
    assert "颱風停辦" in client.get(f"/events/{event.id}").text


def test_one_form_registers_for_several_events_of_a_series(become: Become, db: Session, now: datetime) -> None:
    series = service.create_series(make.OFFICE, SeriesInput(make.BEITOU, "三回合的咖啡館"), now)
    events = [make.event(now, title=f"第{number}場", series_id=series.id) for number in (1, 2, 3)]
    client = become(make.resident(1, now))

    page = client.get(f"/events/series/{series.id}")
    none = press(client, page, f"/series/{series.id}", 422, contact="0912")
    ticked = {"event": [str(events[0].id), str(events[2].id)], "contact": "0912"}
    answer = client.raw("POST", f"/events/series/{series.id}", data={**page.form(), **ticked})

    assert none.h1 == "三回合的咖啡館"
    assert answer.status_code == 303
    for event in events:
        db.refresh(event)
    assert [event.taken for event in events] == [1, 0, 1]


def test_the_form_of_a_series_says_each_rule_and_asks_for_the_age_where_one_event_does(
    become: Become, db: Session, now: datetime
) -> None:
    series = service.create_series(make.OFFICE, SeriesInput(make.BEITOU, "三回合的咖啡館"), now)
    drawn = AdmissionPlan(Admission.LOTTERY, draw_at=now + timedelta(days=2))
    plain = make.event(now, title="先到先得", series_id=series.id)
    asking = make.event(now, title="抽籤", series_id=series.id, ask_age=True, admission=drawn)
    client = become(ANONYMOUS)

    page = client.get(f"/events/series/{series.id}")
    ticked = {"event": [str(plain.id), str(asking.id)], "name": "小明", "contact": "0912", "age_band": "under_18"}
    answer = client.raw("POST", f"/events/series/{series.id}", data={**page.form(), **ticked})

    assert answer.status_code == 303
    assert all(words in page.text for words in ("公開種子的抽籤", "依報名先後給席位", "年齡"))
    kept = {row.event_id: row.age_band for row in db.scalars(select(Registration))}
    assert kept == {plain.id: None, asking.id: AgeBand.UNDER_18}


def test_a_series_whose_events_ask_no_age_asks_none(become: Become, now: datetime) -> None:
    series = service.create_series(make.OFFICE, SeriesInput(make.BEITOU, "三回合的咖啡館"), now)
    make.event(now, series_id=series.id)

    assert 'name="age_band"' not in become(ANONYMOUS).get(f"/events/series/{series.id}").html


def test_staff_change_an_event_and_are_warned_beyond_the_ceiling(become: Become, db: Session, now: datetime) -> None:
    event = make.event(now)
    make.registered(event, 1, now)
    client = become(replace(make.OFFICE, person_id=make.resident(99, now).person_id))

    page = client.get(f"/events/{event.id}/edit")
    shown = press(client, page, "/edit", venue="新的場地", cost="300萬")
    small = press(client, page, "/edit", 422, capacity="0")

    db.refresh(event)
    assert (event.venue, event.cost, event.sequence) == ("新的場地", 3_000_000, 1)
    assert "200" in shown.text and shown.html.count('t-wait') >= 1
    assert 'href="#capacity"' in small.html


def test_the_code_at_the_door_checks_in_and_says_when_it_was_used(become: Become, held: Event, now: datetime) -> None:
    (guest,) = make.registered(held, 1, now - timedelta(days=1))
    client = become(make.facilitator(held, make.resident(99, now).person_id))

    found = client.get(f"/events/door/{sign(guest.id, Use.DOOR)}")
    press(client, found, "/check-in")
    again = client.get(f"/events/door/{sign(guest.id, Use.DOOR)}")

    assert guest.name in found.h1
    assert "/check-in" not in again.html
    client.get(f"/events/door/{sign(guest.id, Use.MANAGE)}", status=404)


def test_the_door_works_without_script(become: Become, held: Event, db: Session, now: datetime) -> None:
    people = make.registered(held, 12, now - timedelta(days=1))
    client = become(make.facilitator(held, make.resident(99, now).person_id))

    found = client.get(f"/events/{held.id}/door/?q=007")
    checked = press(client, found, "/check-in")
    press(client, checked, "/walk-in", name="現場來的一家人", people="4")

    db.refresh(people[6])
    db.refresh(held)
    assert checked.response.request.path == f"/events/{held.id}/door/"
    assert people[6].place is Place.ATTENDED
    assert held.taken == 16


def test_the_tablet_gets_few_facts_and_only_on_the_day(become: Become, held: Event, now: datetime) -> None:
    make.registered(held, 1, now - timedelta(days=1))
    other = make.event(now)
    staff = replace(make.OFFICE, person_id=make.resident(99, now).person_id)
    client = become(staff)

    today = client.raw("GET", f"/events/{held.id}/door/roster.json")
    later = client.raw("GET", f"/events/{other.id}/door/roster.json").json

    assert set(today.json["people"][0]) == {
        "id", "code", "name", "last3", "people", "place", "words", "number", "table"
    }  # fmt: skip
    assert "0912" not in today.text
    assert (later["open"], later["people"]) == (False, [])


def test_the_lead_plans_the_tables_and_prints_cards(become: Become, held: Event, now: datetime) -> None:
    people = make.registered(held, 18, now - timedelta(days=1))
    client = become(make.facilitator(held, make.resident(99, now).person_id))

    empty = client.get(f"/events/{held.id}/seating")
    planned = press(client, empty, "/seating", host=str(people[0].id), seed="a seed")
    again = press(client, planned, "/seating", host=str(people[0].id), seed="a seed")
    cards = client.get(f"/events/{held.id}/seating/cards")

    assert planned.text == again.text
    assert planned.text.count("居民1 ") >= 3
    assert cards.text.count("居民18") == 3


def test_the_missing_button_explains_itself_after_the_start(become: Become, held: Event) -> None:
    page = become(ANONYMOUS).get(f"/events/{held.id}")

    assert 'aria-disabled="true"' in page.html
    assert f"/events/{held.id}/register" not in page.links


def test_the_calendar_file_says_when_and_where_and_nobodys_name(become: Become, now: datetime) -> None:
    event = make.event(now)
    make.registered(event, 1, now)

    response = become(ANONYMOUS).raw("GET", f"/events/{event.id}/event.ics")
    entry = Calendar.from_ical(response.data).walk("VEVENT")[0]

    assert response.content_type.startswith("text/calendar")
    assert entry.decoded("dtstart") == event.starts_at
    assert str(entry["location"]) == "北投區公所"
    assert "居民1" not in response.text


def test_a_draft_event_is_no_page_for_the_public(become: Become, now: datetime) -> None:
    draft = service.create_event(make.OFFICE, make.planned(now), now)

    become(ANONYMOUS).get(f"/events/{draft.id}", status=404)
    become(ANONYMOUS).get(f"/events/{draft.id}/event.ics", status=404)


def test_staff_plan_and_announce_an_event(become: Become, now: datetime) -> None:
    clerk = Actor(person_id=make.resident(1, now).person_id, duties=frozenset({Duty(Role.MODERATOR, make.BEITOU)}))
    client = become(clerk)

    form = client.get("/events/new")
    saved = press(
        client,
        form,
        "/events/new",
        title="社區宣導會",
        venue="中央里活動中心",
        day="115/12/01",
        starts="14:00",
        ends="16：30",
        type_code="briefing",
    )
    opened = press(client, saved, "/open")

    (row,) = queries.list_events(Filters(type_code="briefing"), now)
    assert opened.h1 == "社區宣導會"
    assert (row.starts_at.isoformat(), row.district.code) == ("2026-12-01T06:00:00+00:00", make.BEITOU)
    assert "63000110" not in form.html.partition('id="organiser"')[0]


@pytest.mark.parametrize(
    ("field", "value"), [("ends", "13:00"), ("starts", "25:00"), ("day", "2/30"), ("capacity", "0")]
)
def test_an_impossible_plan_is_sent_back(become: Become, now: datetime, field: str, value: str) -> None:
    client = become(replace(make.OFFICE, person_id=make.resident(1, now).person_id))
    good = {"title": "會", "venue": "地", "day": "115/12/01", "starts": "14:00", "ends": "16:00"}

    back = press(client, client.get("/events/new"), "/events/new", 422, **{**good, field: value})

    assert f'href="#{field}"' in back.html


def test_the_door_finds_checks_in_and_enters_people(become: Become, db: Session, held: Event, now: datetime) -> None:
    before = held.starts_at - timedelta(days=1)
    people = make.registered(held, 12, before)
    client = become(make.facilitator(held, make.resident(99, now).person_id))

    found = client.get(f"/events/{held.id}/roster?q=007")
    checked = press(client, found, "/check-in")
    entered = press(client, checked, "/walk-in", name="現場來的人")

    db.refresh(people[6])
    db.refresh(held)
    assert people[6].place is Place.ATTENDED
    assert "居民8" not in found.text
    assert (people[6].check_in_no, people[6].table_no) == (1, 1)
    assert "現場來的人" in entered.text
    assert held.taken == 13


@pytest.mark.parametrize("page", ["roster", "tables", "tables/1", "tables/1/close"])
def test_a_resident_sees_neither_the_roster_nor_the_tables(
    become: Become, held: Event, now: datetime, page: str
) -> None:
    become(make.resident(1, now)).get(f"/events/{held.id}/{page}", status=403)


def test_a_facilitator_finds_their_own_event_and_no_other(become: Become, held: Event, now: datetime) -> None:
    other = make.event(now)
    client = become(make.facilitator(held, make.resident(1, now).person_id))

    page = client.get("/events/work")

    assert f"/events/{held.id}/roster" in page.links
    assert f"/events/{other.id}/roster" not in page.links


def test_a_table_is_worked_with_plain_forms(become: Become, held: Event, now: datetime) -> None:
    client = become(make.facilitator(held, make.resident(1, now).person_id))

    empty = client.get(f"/events/{held.id}/tables/1")
    one = press(client, empty, "/notes", text="步道太暗", kind="need")
    twice = press(client, empty, "/notes", text="步道太暗", kind="need")
    (row,) = queries.list_notes(held.id)
    press(client, twice, f"/notes/{row.id}/dots", step="1")
    press(client, twice, f"/notes/{row.id}/dots", step="1")
    press(client, twice, f"/notes/{row.id}/dots", step="-1")
    edit = client.get(f"/events/notes/{row.id}/edit")
    press(client, edit, "/edit", text="步道夜間太暗", kind="concern")

    (after,) = queries.list_notes(held.id)
    assert (after.text, after.kind, after.dots) == ("步道夜間太暗", NoteKind.CONCERN, 1)
    assert "步道太暗" in one.text


def test_a_removed_note_can_be_put_back_from_the_page(become: Become, held: Event, now: datetime) -> None:
    note = make.note(held, now)
    client = become(make.facilitator(held, make.resident(1, now).person_id))

    gone = press(client, client.get(f"/events/notes/{note.id}/edit"), "/remove")
    assert queries.list_notes(held.id) == []
    press(client, gone, "/restore")

    assert [row.id for row in queries.list_notes(held.id)] == [note.id]


def test_closing_a_table_without_reading_aloud_comes_back(become: Become, held: Event, now: datetime) -> None:
    client = become(make.facilitator(held, make.resident(1, now).person_id))
    page = client.get(f"/events/{held.id}/tables/1/close")

    silent = press(client, page, "/close", 422)
    unasked = press(client, page, "/close", 422, read_aloud="y")
    closed = press(client, page, "/close", read_aloud="y", dissent_none="y")

    assert 'href="#read_aloud"' in silent.html
    assert 'href="#dissent_none"' in unasked.html
    assert closed.response.request.path == f"/events/{held.id}/tables"
    assert queries.get_table(held.id, 1).closed_at == now


def test_a_note_becomes_a_draft_proposal_with_its_link(become: Become, db: Session, held: Event, now: datetime) -> None:
    make_round(now)
    note = make.note(held, now)
    client = become(make.facilitator(held, make.resident(1, now).person_id))

    form = client.get(f"/events/notes/{note.id}/proposal")
    press(client, form, "/proposal", title="步道照明")

    proposal = db.scalars(select(Proposal)).one()
    (origin,) = queries.notes_of_proposal(proposal.id)
    assert (proposal.title, proposal.state) == ("步道照明", State.DRAFT)
    assert (origin.note.id, origin.event.id, origin.role) == (note.id, held.id, "facilitator")


def test_notes_are_public_with_the_minutes_and_only_then(become: Become, held: Event, now: datetime) -> None:
    make.note(held, now, text="步道太暗<script>alert(1)</script>")
    client = become(ANONYMOUS)
    pages = [client.get(f"/events/{held.id}")]
    client.get(f"/events/{held.id}/minutes", status=404)

    service.complete_event(make.OFFICE, held, now)
    pages += [client.get(f"/events/{held.id}"), client.get(f"/events/{held.id}/report")]
    client.get(f"/events/{held.id}/minutes.odt", status=404)
    service.publish_minutes(make.facilitator(held), held, now)
    after = [client.get(f"/events/{held.id}{page}") for page in ("", "/minutes", "/report")]

    assert all("步道太暗" not in page.text for page in pages)
    assert all("步道太暗<script>" in page.text for page in after)


def test_a_point_without_words_takes_those_of_the_note_with_most_dots(
    become: Become, held: Event, now: datetime
) -> None:
    lead, first = make.facilitator(held), make.note(held, now, "n1", text="步道太暗")
    second = make.note(held, now, "n2", text="沒有樹蔭")
    service.set_dots(lead, second, 3, now)
    client, path = become(lead), f"/events/{held.id}/plenum"

    page = client.send(path, {"kind": "need", "client_id": "p1", "notes": [first.id, second.id]})

    assert "沒有樹蔭" in page.text
    assert [(row.note.text, row.note.dots) for row in queries.list_points(held.id)] == [("沒有樹蔭", 3)]


def test_a_point_that_is_refused_keeps_its_words(become: Become, held: Event, now: datetime) -> None:
    client, path = become(make.facilitator(held)), f"/events/{held.id}/plenum"

    empty = client.send(path, {"kind": "need", "client_id": "p1"}, status=422)
    kept = client.send(path, {"kind": "nonsense", "text": "要留下的字", "client_id": "p1"}, status=422)
    forged = client.send(path, {"kind": "need", "text": "要留下的字", "client_id": "p1", "notes": ["77777"]}, 422)

    assert "data-error-summary" in empty.html
    assert "要留下的字" in kept.html
    assert "要留下的字" in forged.html
    assert queries.list_points(held.id) == []


def test_the_closing_report_hides_small_groups_and_all_names(become: Become, held: Event, now: datetime) -> None:
    before = now - timedelta(days=1)
    came = make.registered(held, 6, before)
    came.append(service.register(make.resident(50, now), held, make.entry(50, Sector.MEDIA), before))
    for guest in came:
        service.check_in(make.facilitator(held), guest, now)
    become(ANONYMOUS).get(f"/events/{held.id}/report", status=404)
    service.complete_event(make.OFFICE, held, now)

    page = become(ANONYMOUS).get(f"/events/{held.id}/report")

    assert "<5" in page.text
    assert "居民" not in page.text
    assert "0912" not in page.html


def test_seats_waiting_cancelling_and_moving_up_are_told_by_mail(app: CivicFlask, db: Session, now: datetime) -> None:
    event = make.event(now, capacity=1)
    first, _second = make.registered(event, 2, now)
    service.cancel(Actor(person_id=first.person_id), first, now)
    db.commit()

    app.extensions["civic.deliver"]()

    mails = app.extensions["civic.mails"]
    assert [mail["To"] for mail in mails] == [f"resident{number}@example.tw" for number in (1, 2, 2, 1)]
    assert all("北投公民咖啡館" in mail["Subject"] for mail in mails)
    body = mails[2].get_body(("plain",)).get_content()
    assert "/events/places/" in body
    assert "115年11月29日" in body


@pytest.mark.parametrize("notes", [2, 40])
def test_a_completed_event_needs_few_statements(
    become: Become, app: CivicFlask, held: Event, now: datetime, notes: int
) -> None:
    for number in range(notes):
        make.note(held, now, f"n{number}")
    service.complete_event(make.OFFICE, held, now)
    client = become(ANONYMOUS)
    client.get(f"/events/{held.id}")

    with counted(*app.house.database.engines) as seen:
        client.get(f"/events/{held.id}")

    assert len(seen) <= 6, seen


def test_lower_pages_show_events_places_and_origins(app: CivicFlask, db: Session, now: datetime) -> None:
    round_ = make_round(now)
    held = make.event(now, title="步道咖啡館", title_en="Path café", starts_at=now, ends_at=now + timedelta(hours=3))
    (mine,) = make.registered(held, 1, now - timedelta(days=1))
    note, lead = make.note(held, now), make.facilitator(held, mine.person_id)
    draft = DraftInput(round_.id, "步道照明", "太暗", "北投")
    proposal = service.make_proposal(lead, note, draft, now)

    with app.test_request_context(headers={"Accept-Language": "zh-TW"}):
        district = district_panel(make.BEITOU)
        account = account_panel(mine.person_id or 0)
        before = notes_panel(proposal.id)
        service.complete_event(make.OFFICE, held, now)
        service.publish_minutes(lead, held, now)
        after = notes_panel(proposal.id)

    assert "步道咖啡館" in district
    assert f"/events/{held.id}/registration" in account
    assert f"/events/{held.id}" in before
    assert "磺港溪" not in before
    assert "磺港溪步道夜間太暗" in after
    assert notes_panel(proposal.id + 1) == ""
