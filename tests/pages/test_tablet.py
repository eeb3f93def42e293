"""The lead's pages, the tablet's door and its interface."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from PIL import Image
from sqlalchemy.orm import Session

from civic.access.actor import Actor
from civic.app import create_app
from civic.db.statements import counted
from civic.events import queries, rules, service, tablet_rules
from civic.events.models import Event
from civic.outbox.service import no_bell, set_bell
from civic.web.application import CivicFlask
from civic.web.limits import limiter
from tests.factories import events as make
from tests.reader import Reader


@pytest.fixture(autouse=True)
def noon(now: datetime) -> Iterator[None]:
    """Stop the clock at the fixed instant."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def held(db: Session, now: datetime) -> Event:
    """Return a café that is being held now."""
    event = make.event(now, starts_at=now, ends_at=now + timedelta(hours=3))
    db.flush()
    return event


@pytest.fixture
def lead(app: CivicFlask, held: Event) -> Iterator[Reader]:
    """Return the browser of the lead facilitator."""
    before, actor = app.house.identify, make.facilitator(held)

    def identify() -> Actor:
        found = before()
        return found if found.device_id else actor

    app.house.identify = identify
    yield Reader(app)
    app.house.identify = before


@pytest.fixture
def tablet(app: CivicFlask, held: Event, now: datetime) -> Reader:
    """Return a tablet opened for table 1."""
    return opened(app, held, 1, now)


def opened(app: CivicFlask, held: Event, number: int, now: datetime) -> Reader:
    (issued,) = service.issue_codes(make.facilitator(held), held, now, number)
    reader = Reader(app)
    response = reader.raw("POST", "/tablet/", data={"csrf_token": reader.token(), "code": issued.code})
    assert (response.status_code, response.location) == (303, f"/tablet/zh#{held.id}/{number}")
    return reader


def write(number: int, table: int = 1, **fields: object) -> dict[str, object]:
    note = {"id": f"op{number}", "do": "note.write", "table": table, "at": 1, "on": f"note{number}", "kind": "need"}
    return {**note, "text": f"需求{number}", "round": 1, **fields}


def push(tablet: Reader, *ops: object, since: int = 0) -> dict[str, object]:
    response = tablet.raw("POST", "/tablet/push", json={"since": since, "ops": list(ops)})
    assert response.status_code == 200, response.text
    body: dict[str, object] = response.json
    return body


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def test_the_lead_sees_every_table_and_issues_codes_that_are_shown_once(lead: Reader, held: Event) -> None:
    page = lead.get(f"/events/{held.id}/lead")
    cards = lead.send(f"/events/{held.id}/codes")

    assert page.text.count("平板未連線") == 6
    assert len([word for word in cards.html.split("<code>")[1:] if word[3] == " "]) == 6
    assert all(len(table.code_hash) == 64 for table in queries.list_tables(held.id))


def test_rounds_start_stop_and_a_message_reach_every_tablet(lead: Reader, tablet: Reader, held: Event) -> None:
    lead.send(f"/events/{held.id}/rounds/start", {"number": "1", "minutes": "25", "pause": "5"})
    lead.send(f"/events/{held.id}/message", {"text": "請換桌"})
    lead.send(f"/events/{held.id}/rounds/stop")

    told = tablet.raw("GET", "/tablet/pull").json["ops"]

    assert [op["do"] for op in told] == ["round.start", "message.say", "round.stop"]
    assert "請換桌" in lead.get(f"/events/{held.id}/projector").text


def test_a_round_must_have_a_length(lead: Reader, held: Event) -> None:
    page = lead.send(f"/events/{held.id}/rounds/start", {"number": "1", "minutes": "0", "pause": "5"}, status=422)

    assert queries.load_lead(held.id).rounds == {}
    assert page.h1


def test_a_wrong_code_opens_nothing(client: Reader, held: Event) -> None:
    page = client.send("/tablet/", {"code": "000000"}, status=422)

    assert "目前沒有開放中的桌次" in page.text
    assert client.raw("GET", "/tablet/pull").status_code == 303


def test_guessing_codes_is_slowed_down(app: CivicFlask, tmp_path: Path) -> None:
    jobs = f"sqlite:///{tmp_path}/jobs.sqlite"
    guarded = create_app(replace(app.house.settings, mode="development", database_url=jobs), app.house.database)
    try:
        client = Reader(guarded)
        token = client.token()
        answers = [
            client.raw("POST", "/tablet/", data={"csrf_token": token, "code": f"{number:06d}"}).status_code
            for number in range(31)
        ]
    finally:
        set_bell(no_bell)
        limiter.reset()
        limiter.enabled = False

    assert (set(answers[:30]), answers[30]) == ({422}, 429)


def test_a_code_ends_with_the_event_and_the_tablet_three_days_later(
    app: CivicFlask, held: Event, tablet: Reader, now: datetime
) -> None:
    (late,) = service.issue_codes(make.facilitator(held), held, now, 2)
    with time_machine.travel(held.ends_at, tick=False):
        reader = Reader(app)
        assert reader.raw("POST", "/tablet/", data={"csrf_token": reader.token(), "code": late.code}).status_code == 422
        assert push(tablet, write(1))["answers"] == [{"id": "op1", "seq": 1}]
    with time_machine.travel(held.ends_at + tablet_rules.LATE_SYNC, tick=False):
        assert tablet.raw("GET", "/tablet/pull").status_code == 303


def test_a_new_code_ends_the_tablets_opened_with_the_old_one(tablet: Reader, held: Event, now: datetime) -> None:
    service.issue_codes(make.facilitator(held), held, now, 1)

    assert tablet.raw("POST", "/tablet/push", json={"ops": []}).status_code == 401


def test_the_code_is_kept_as_a_keyed_hash_only(held: Event, now: datetime) -> None:
    (issued,) = service.issue_codes(make.facilitator(held), held, now, 3)

    assert issued.code not in queries.get_table(held.id, 3).code_hash


def test_a_batch_sent_twice_is_written_once_with_the_same_answers(tablet: Reader, held: Event) -> None:
    first = push(tablet, write(1), write(2))
    again = push(tablet, write(1), write(2))

    assert first["answers"] == again["answers"] == [{"id": "op1", "seq": 1}, {"id": "op2", "seq": 2}]
    assert [row.text for row in queries.list_notes(held.id)] == ["需求1", "需求2"]


def test_a_batch_is_accepted_in_part_and_each_operation_is_answered(tablet: Reader, held: Event) -> None:
    answers = push(tablet, write(1), write(2, text=" "), write(3))["answers"]

    assert [answer.get("reason", "") for answer in answers] == ["", "note_empty", ""]  # type: ignore[union-attr]
    assert len(queries.list_notes(held.id)) == 2


def test_an_edit_of_what_another_tablet_changed_is_sent_back_to_a_person(
    app: CivicFlask, tablet: Reader, held: Event, now: datetime
) -> None:
    push(tablet, write(1))
    edit = {"do": "note.edit", "table": 1, "at": 1, "on": "note1", "base": 1, "kind": "idea"}
    push(tablet, {**edit, "id": "a", "text": "甲"})

    (answer,) = push(tablet, {**edit, "id": "b", "text": "乙"})["answers"]  # type: ignore[misc]

    assert answer["reason"] == "changed_elsewhere"
    assert [row.text for row in queries.list_notes(held.id)] == ["甲"]


def test_a_tablet_writes_at_its_own_table_only(app: CivicFlask, tablet: Reader, held: Event, now: datetime) -> None:
    other = opened(app, held, 2, now)
    push(other, write(9, table=2))

    refused = tablet.raw("POST", "/tablet/push", json={"ops": [write(1, table=2)]})

    assert refused.status_code == 422
    assert tablet.raw("GET", "/tablet/pull").json["ops"] == []


@pytest.mark.parametrize("do", ["round.start", "round.stop", "message.say", "table.reopen", "photo.add"])
def test_a_tablet_cannot_do_what_is_the_leads(tablet: Reader, do: str) -> None:
    op = {"id": "x", "do": do, "table": 1, "at": 1, "round": 1, "minutes": 5, "last": 1}

    assert tablet.raw("POST", "/tablet/push", json={"ops": [op]}).status_code == 422


def test_a_tablet_is_nobody_outside_its_own_pages(tablet: Reader, held: Event) -> None:
    event = f"/events/{held.id}"
    for path in (f"{event}/tables/1", f"{event}/roster", f"{event}/lead", "/proposals/new"):
        assert tablet.raw("GET", path).status_code == 303, path


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"ops":1}', '{"ops":[1]}', '{"ops":[{"id":"x"}]}', '{"ops":[{"id":"x","do":"y"}]}', "\ud800"],
)
def test_what_is_no_batch_is_refused(tablet: Reader, body: str) -> None:
    data = body.encode("utf-8", "surrogatepass")

    assert tablet.raw("POST", "/tablet/push", data=data, content_type="application/json").status_code == 422


def test_a_form_of_another_site_cannot_push(tablet: Reader) -> None:
    assert tablet.raw("POST", "/tablet/push", data={"ops": "[]"}).status_code == 415


@pytest.mark.parametrize("notes", [1, 60])
def test_a_batch_costs_the_same_number_of_statements_however_long(
    app: CivicFlask, tablet: Reader, notes: int
) -> None:
    ops = [write(number) for number in range(notes)]

    with counted(*app.house.database.engines) as statements:
        push(tablet, *ops)

    assert len(statements) <= 35


def test_a_photo_is_drawn_anew_without_its_place_and_seen_by_its_table_only(
    app: CivicFlask, tablet: Reader, held: Event, now: datetime
) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (25.0, 2.0, 0.0)}
    exif[0x010F] = "Camera"
    body = picture(exif=exif)
    for _ in range(2):
        sent = tablet.raw("POST", "/tablet/photos/poster1?round=2", data=body, content_type="image/jpeg")
        assert sent.status_code == 200, sent.text

    seen = tablet.raw("GET", "/tablet/photos/poster1")
    with Image.open(BytesIO(seen.data)) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (60, 40), {})
    assert seen.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert [photo.round_no for photo in queries.list_photos(held.id, 1)] == [2]
    assert opened(app, held, 2, now).raw("GET", "/tablet/photos/poster1").status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 40,
        picture()[:80],
        b"\xff\xd8\xff\xe0" + b"x" * 200,
        picture("PNG", (6000, 5000)),
        b"x" * (10 * 1024 * 1024 + 1),
    ],
    ids=["empty", "svg", "gif", "cut", "lying", "30 million pixels", "too large"],
)
def test_what_is_no_photo_is_refused(tablet: Reader, held: Event, body: bytes) -> None:
    sent = tablet.raw("POST", "/tablet/photos/poster1", data=body, content_type="image/jpeg")

    assert sent.status_code == 422
    assert queries.list_photos(held.id, 1) == []


def test_a_note_taker_sends_a_photo_with_a_plain_form(lead: Reader, held: Event) -> None:
    form = {"csrf_token": lead.token(), "photo": (BytesIO(picture("PNG")), "大字報.png")}

    lead.raw("POST", f"/events/{held.id}/tables/1/photos", data=form, content_type="multipart/form-data")

    assert len(queries.list_photos(held.id, 1)) == 1
    assert "/tablet/photos/" in lead.get(f"/events/{held.id}/tables/1").html


@pytest.mark.parametrize("body", [b"", b"no photo", picture("PNG", (6000, 5000))], ids=["none", "text", "too large"])
def test_a_plain_form_without_a_photo_comes_back_to_the_table_with_what_to_do(
    lead: Reader, held: Event, body: bytes
) -> None:
    form = {"csrf_token": lead.token(), "photo": (BytesIO(body), "大字報.png" if body else "")}

    sent = lead.raw("POST", f"/events/{held.id}/tables/1/photos", data=form, content_type="multipart/form-data")

    assert sent.status_code == 422
    assert sent.text.count("data-error-summary") == 1
    assert sent.text.count("請選擇照片") == 2
    assert 'action="/events/' in sent.text
    assert queries.list_photos(held.id, 1) == []


def test_a_note_taker_who_saves_an_old_page_is_shown_both_texts(lead: Reader, held: Event, now: datetime) -> None:
    note = make.note(held, now, text="先寫的")
    stale = lead.get(f"/events/notes/{note.id}/edit").form("/edit")
    service.edit_note(make.facilitator(held), note, note.kind, "別人改的", now)

    shown = lead.send(f"/events/notes/{note.id}/edit", {**stale, "text": "我改的"}, status=409)
    lead.send(f"/events/notes/{note.id}/edit", {**shown.form("/edit"), "text": "我改的"})

    assert "別人改的" in shown.html
    assert [row.text for row in queries.list_notes(held.id)] == ["我改的"]


def test_a_note_taker_sets_a_total_and_groups_notes_with_plain_forms(lead: Reader, held: Event, now: datetime) -> None:
    one, other = (make.note(held, now, uid, text=text) for uid, text in (("a", "太暗"), ("b", "沒有燈")))
    page = lead.get(f"/events/notes/{one.id}/edit")
    lead.send(f"/events/notes/{one.id}/total", {**page.form("/total"), "dots": "9"})
    stale = lead.send(f"/events/notes/{one.id}/total", {**page.form("/total"), "dots": "4"}, status=409)
    lead.send(f"/events/notes/{one.id}/group", {"with": str(other.id)})
    grouped = queries.load_board(held.id, [1])
    lead.send(f"/events/notes/{one.id}/group", {"with": ""})

    assert "另一台裝置" in stale.text
    assert grouped.notes["a"].dots == 9
    assert grouped.notes["a"].cluster == grouped.notes["b"].cluster != ""
    assert queries.load_board(held.id, [1]).notes["a"].cluster == ""


def test_the_lead_opens_a_closed_table_again(lead: Reader, tablet: Reader, held: Event) -> None:
    close = {"id": "c", "do": "table.close", "table": 1, "at": 1, "read": True, "none": True}
    push(tablet, close)
    assert push(tablet, write(1))["answers"][0]["reason"] == rules.TABLE_CLOSED.code  # type: ignore[index]

    lead.send(f"/events/{held.id}/tables/1/reopen")

    assert "seq" in push(tablet, write(2))["answers"][0]  # type: ignore[index]


def test_leaving_ends_the_tablet(tablet: Reader) -> None:
    assert tablet.raw("POST", "/tablet/leave", json={}).status_code == 200

    assert tablet.raw("GET", "/tablet/pull").status_code == 303


def test_the_tablets_page_is_the_same_for_everybody_and_is_kept_whole(lead: Reader, client: Reader) -> None:
    assert lead.raw("GET", "/tablet/zh").data == client.raw("GET", "/tablet/zh").data
    worker = client.raw("GET", "/tablet/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert all(client.raw("GET", path).status_code == 200 for path in kept_by(worker.text))
    assert client.raw("GET", "/tablet/en.webmanifest").json["scope"] == "/tablet/"


def kept_by(worker: str) -> list[str]:
    return worker.split('"files":[')[1].split("]")[0].replace('"', "").split(",")
