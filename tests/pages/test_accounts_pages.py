"""People find their way in, look after their account, and leave."""

import json
import re
from io import BytesIO

import pytest
from sqlalchemy import select

from civic.accounts import queries, service
from civic.accounts.models import Device, Person, RollEntry
from civic.accounts.rules import Relation
from civic.db.session import PinnedDatabase
from civic.db.statements import counted
from civic.kit.clock import now
from civic.outbox.models import Letter
from civic.programme.queries import list_villages
from civic.programme.rules import PhaseKind
from civic.web.application import CivicFlask
from tests.factories import people
from tests.reader import Reader


@pytest.fixture
def client(app: CivicFlask) -> Reader:
    return Reader(app, "en")


@pytest.fixture
def english(client: Reader) -> Reader:
    client.language = "en"
    return client


def new_person(database: PinnedDatabase, email: str = "") -> Person:
    with database.writing():
        return people.make_person(email)


def signed_in(database: PinnedDatabase, reader: Reader) -> Person:
    person = new_person(database)
    reader.sign_in(person.email, people.PASSWORD)
    return person


def mails(app: CivicFlask) -> list[str]:
    app.extensions["civic.deliver"]()
    return [mail.get_body(("plain",)).get_content() for mail in app.extensions["civic.mails"]]


def link(app: CivicFlask, kind: str) -> str:
    found = re.search(rf"/account/{kind}/[\w-]+", mails(app)[-1])
    assert found
    return found[0]


def test_a_person_signs_up_confirms_by_mail_and_signs_in(english: Reader, app: CivicFlask) -> None:
    english.send("/sign-up", {"name": "Mei", "email": "mei@example.tw", "password": "green-river-9"})
    path = link(app, "confirm")
    english.get(path)
    english.send(path)

    page = english.send("/sign-in", {"email": "mei@example.tw", "password": "green-river-9"})

    assert page.status == 200
    assert "mei@example.tw" in english.get("/account").text


def test_looking_at_the_confirmation_link_confirms_nothing(
    english: Reader, app: CivicFlask, database: PinnedDatabase
) -> None:
    english.send("/sign-up", {"name": "Mei", "email": "mei@example.tw", "password": "green-river-9"})

    english.get(link(app, "confirm"))

    with database.reading() as db:
        assert db.scalar(select(Person.confirmed_at).where(Person.email == "mei@example.tw")) is None


def test_sign_up_answers_the_same_for_a_known_address(english: Reader, database: PinnedDatabase) -> None:
    new_person(database, "known@example.tw")
    form = {"name": "Mei", "password": "green-river-9"}

    new = english.send("/sign-up", {**form, "email": "new@example.tw"})
    known = english.send("/sign-up", {**form, "email": "known@example.tw"})

    assert new.html == known.html


def test_a_weak_password_is_explained_beside_the_form(english: Reader) -> None:
    page = english.send("/sign-up", {"name": "Mei", "email": "m@example.tw", "password": "12345678"}, status=422)

    assert "Many people use this password" in page.text


def test_a_village_of_another_district_is_refused(english: Reader) -> None:
    form = {"name": "Mei", "email": "m@example.tw", "password": "green-river-9"}

    page = english.send("/sign-up", {**form, "district_code": people.BEITOU, "village_code": "63000020001"}, status=422)

    assert "village" in page.text.lower()


def test_sign_in_fails_alike_for_unknown_and_wrong(english: Reader, database: PinnedDatabase) -> None:
    person = new_person(database)

    wrong = english.send("/sign-in", {"email": person.email, "password": "wrong-password"}, status=422)
    unknown = english.send("/sign-in", {"email": "no@example.tw", "password": "wrong-password"}, status=422)

    sentence = "E-mail and password do not fit together"
    assert sentence in wrong.text and sentence in unknown.text


def test_five_wrong_guesses_lock_this_source_and_nobody_elses(english: Reader, database: PinnedDatabase) -> None:
    person = new_person(database)
    for _ in range(5):
        english.send("/sign-in", {"email": person.email, "password": "wrong-password"}, status=422)

    locked = english.send("/sign-in", {"email": person.email, "password": people.PASSWORD}, status=422)
    elsewhere = english.raw(
        "POST",
        "/sign-in",
        data={"csrf_token": english.token(), "email": person.email, "password": people.PASSWORD},
        environ_overrides={"REMOTE_ADDR": "198.51.100.7"},
    )

    assert "Too many attempts" in locked.text
    assert elsewhere.status_code == 303


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(client: Reader, database: PinnedDatabase, evil: str) -> None:
    person = new_person(database)
    data = {"csrf_token": client.token(), "email": person.email, "password": people.PASSWORD}

    answer = client.raw("POST", "/sign-in", data=data, query_string={"next": evil})

    assert answer.headers["Location"] == "/"


def test_a_visitor_comes_back_to_where_they_were_going(english: Reader, database: PinnedDatabase) -> None:
    person = new_person(database)
    asked = english.raw("GET", "/account/eligibility").headers["Location"]

    page = english.send(asked, {"email": person.email, "password": people.PASSWORD})

    assert page.response.request.path == "/account/eligibility"


def test_a_stolen_cookie_is_worth_nothing_after_sign_out(english: Reader, database: PinnedDatabase) -> None:
    signed_in(database, english)
    cookie = english.client.get_cookie("civic")
    assert cookie is not None
    english.raw("POST", "/sign-out", data={"csrf_token": english.token()})

    english.client.set_cookie("civic", cookie.value)

    assert english.get("/account").response.request.path == "/sign-in"


def test_the_cookie_changes_at_sign_in(english: Reader, database: PinnedDatabase) -> None:
    english.token()
    before = english.client.get_cookie("civic")

    signed_in(database, english)

    after = english.client.get_cookie("civic")
    assert before is not None and after is not None and before.value != after.value


def test_personal_pages_are_never_kept_by_a_cache(english: Reader, database: PinnedDatabase) -> None:
    signed_in(database, english)

    assert english.get("/account").response.headers["Cache-Control"] == "no-store"


def test_a_get_notes_at_most_every_two_minutes_that_a_device_is_used(english: Reader, database: PinnedDatabase) -> None:
    person = signed_in(database, english)
    with database.reading() as db:
        first = db.scalar(select(Device.last_seen_at).where(Device.person_id == person.id))

    english.get("/account")

    with database.reading() as db:
        assert db.scalar(select(Device.last_seen_at).where(Device.person_id == person.id)) == first


def test_a_device_not_seen_for_minutes_is_noted_again(english: Reader, database: PinnedDatabase) -> None:
    person = signed_in(database, english)
    with database.writing() as db:
        device = db.scalars(select(Device).where(Device.person_id == person.id)).one()
        device.last_seen_at = early = now() - people.DAY / 48

    english.get("/account")

    with database.reading() as db:
        seen = db.scalar(select(Device.last_seen_at).where(Device.person_id == person.id))
    assert seen is not None and seen > early


def test_a_forgotten_password_is_set_anew_by_mail(english: Reader, app: CivicFlask, database: PinnedDatabase) -> None:
    person = new_person(database)
    english.send("/account/forgot", {"email": person.email})
    path = link(app, "reset")
    english.get(path)

    english.send(path, {"password": "short"}, status=422)
    english.send(path, {"password": "a-new-morning-7"})

    english.send("/sign-in", {"email": person.email, "password": "a-new-morning-7"})
    assert person.email in english.get("/account").text
    assert "used or has expired" in english.get(path).text


def test_asking_for_a_reset_answers_the_same_for_unknown_addresses(
    english: Reader, app: CivicFlask, database: PinnedDatabase
) -> None:
    person = new_person(database)

    known = english.send("/account/forgot", {"email": person.email})
    unknown = english.send("/account/forgot", {"email": "nobody@example.tw"})

    assert known.text == unknown.text
    assert len(mails(app)) == 1


def test_a_person_changes_language_and_dates(english: Reader, database: PinnedDatabase) -> None:
    person = signed_in(database, english)

    english.send("/account", {"name": "New Name", "locale": "en", "date_style": "ce"})

    with database.reading() as db:
        row = db.execute(select(Person.name, Person.locale, Person.date_style).where(Person.id == person.id)).one()
    assert tuple(row) == ("New Name", "en", "ce")


def test_a_person_signs_another_device_out(english: Reader, app: CivicFlask, database: PinnedDatabase) -> None:
    person = signed_in(database, english)
    phone = Reader(app, "en")
    phone.sign_in(person.email, people.PASSWORD)
    (path,) = re.findall(r'action="(/account/devices/\d+/revoke)"', english.get("/account").html)

    english.send(path)

    assert phone.get("/account").response.request.path == "/sign-in"


def test_my_data_is_a_file_of_my_own_facts(english: Reader, database: PinnedDatabase) -> None:
    person = signed_in(database, english)

    answer = english.raw("GET", "/account/data")

    held = json.loads(answer.text)
    assert held["account"][0]["email"] == person.email
    assert "password" not in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]


def test_closing_an_account_asks_for_the_password_and_then_lets_go(
    english: Reader, app: CivicFlask, database: PinnedDatabase
) -> None:
    person = signed_in(database, english)
    english.get("/account/close")
    english.send("/account/close", {"password": "wrong-password"}, status=422)

    english.raw("POST", "/account/close", data={"csrf_token": english.token(), "password": people.PASSWORD})

    assert english.get("/account").response.request.path == "/sign-in"
    with database.reading():
        assert queries.find_person_by_email(person.email) is None
    assert "deleted" in mails(app)[-1] or "刪除" in mails(app)[-1]


def test_a_voter_code_from_the_desk_puts_a_person_on_the_roll(
    english: Reader, app: CivicFlask, database: PinnedDatabase
) -> None:
    with database.writing():
        round_ = people.make_round(now(), PhaseKind.VOTE)
        clerk = queries.get_person(people.make_clerk().person_id or 0).email
    desk = Reader(app, "en")
    desk.sign_in(clerk, people.PASSWORD)
    desk.get(f"/desk/roll/{round_.id}")
    form = {"relation": "registered", "identity": "A123456789", "seen": "y"}
    code = re.search(r"<code>([\w-]+)</code>", desk.send(f"/desk/roll/{round_.id}", form).html)
    assert code
    signed_in(database, english)

    english.send("/account/eligibility", {"code": "wrong"}, status=422)
    page = english.send("/account/eligibility", {"code": code[1]})

    assert "You can vote now." in page.text


def test_the_desk_refuses_an_identity_twice_and_keeps_the_number_off_the_page(
    english: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        round_ = people.make_round(now())
        clerk = queries.get_person(people.make_clerk().person_id or 0).email
        service.enrol(people.OFFICE, round_, "A123456789", Relation.REGISTERED, now())
    english.sign_in(clerk, people.PASSWORD)
    form = {"relation": "registered", "identity": "A123456789", "seen": "y"}

    page = english.send(f"/desk/roll/{round_.id}", form, status=422)

    assert "already on this roll" in page.text
    assert "A123456789" not in page.html


def test_the_desk_notes_the_village_that_the_papers_show(english: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        round_ = people.make_round(now())
        clerk = queries.get_person(people.make_clerk().person_id or 0).email
        village = list_villages(people.BEITOU)[3].code
    english.sign_in(clerk, people.PASSWORD)
    form = {"relation": "registered", "identity": "A123456789", "seen": "y"}

    english.send(f"/desk/roll/{round_.id}", {**form, "village": "63000999999"}, status=422)
    english.send(f"/desk/roll/{round_.id}", {**form, "village": village})

    with database.reading() as db:
        assert db.scalars(select(RollEntry.village_code).where(RollEntry.round_id == round_.id)).all() == [village]


def test_the_desk_issues_no_code_without_seen_papers(english: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        round_ = people.make_round(now())
        clerk = queries.get_person(people.make_clerk().person_id or 0).email
    english.sign_in(clerk, people.PASSWORD)

    english.send(f"/desk/roll/{round_.id}", {"relation": "registered", "identity": "A123456789"}, status=422)

    with database.reading():
        assert queries.count_roll(round_.id) == 0


def test_a_lost_code_is_replaced_at_the_desk(english: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        round_ = people.make_round(now())
        clerk = queries.get_person(people.make_clerk().person_id or 0).email
        old = service.enrol(people.OFFICE, round_, "A123456789", Relation.REGISTERED, now())
    english.sign_in(clerk, people.PASSWORD)

    page = english.send(f"/desk/roll/{round_.id}/reissue", {"lost_identity": "a123456789"})

    assert old not in page.html and "<code>" in page.html


def test_a_clerk_of_another_district_sees_no_roll(english: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        round_ = people.make_round(now())
        clerk = queries.get_person(people.make_clerk(people.SHILIN).person_id or 0).email
    english.sign_in(clerk, people.PASSWORD)

    english.get(f"/desk/roll/{round_.id}", status=403)
    assert f"/desk/roll/{round_.id}" not in english.get("/desk/roll").links


def test_the_office_gives_a_duty_by_address_and_takes_it_away(english: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        office = queries.get_person(people.make_office().person_id or 0).email
        officer = people.make_person("officer@example.tw")
    english.sign_in(office, people.PASSWORD)

    page = english.send("/duties", {"email": "officer@example.tw", "role": "agency", "agency": "pwd"})
    path = re.findall(r'action="(/duties/\d+/take)"', page.html)[-1]
    with database.reading():
        assert queries.actor_of(officer.id).is_staff
    english.send(path)

    with database.reading():
        assert not queries.actor_of(officer.id).is_staff


@pytest.mark.parametrize("role", ["office", "observer", "admin"])
def test_the_office_cannot_choose_the_highest_duties(english: Reader, database: PinnedDatabase, role: str) -> None:
    with database.writing():
        office = queries.get_person(people.make_office().person_id or 0).email
        people.make_person("ambitious@example.tw")
    english.sign_in(office, people.PASSWORD)

    english.send("/duties", {"email": "ambitious@example.tw", "role": role}, status=422)


def test_a_resident_has_no_business_at_the_desk_or_with_duties(english: Reader, database: PinnedDatabase) -> None:
    signed_in(database, english)

    english.get("/duties", status=403)
    english.get("/desk/roll", status=403)


def test_mails_speak_the_language_of_the_page(english: Reader, app: CivicFlask, database: PinnedDatabase) -> None:
    english.send("/sign-up", {"name": "Mei", "email": "mei@example.tw", "password": "green-river-9"})

    with database.reading() as db:
        assert db.scalar(select(Letter.locale).where(Letter.address == "mei@example.tw")) == "en"


def test_two_officers_import_a_roll_and_the_second_gets_the_codes(
    english: Reader, app: CivicFlask, database: PinnedDatabase
) -> None:
    with database.writing():
        round_ = people.make_round(now())
        emails = [queries.get_person(people.make_office().person_id or 0).email for _ in range(2)]
    path, table = f"/desk/roll/{round_.id}/import", b"identity,relation\nA123456789,registered\nwrong,registered\n"
    first, second = Reader(app, "en"), Reader(app, "en")
    first.sign_in(emails[0], people.PASSWORD)
    second.sign_in(emails[1], people.PASSWORD)
    first.get(path)

    trial = first.send(path, {"file": (BytesIO(table), "roll.csv"), "act": "try"})
    alone = first.send(path, {"file": (BytesIO(table), "roll.csv"), "act": "import"}, status=422)
    form = {"csrf_token": second.token(), "file": (BytesIO(table), "roll.csv"), "act": "import"}
    codes = second.raw("POST", path, data=form)

    assert "The file would add 1 voters" in trial.text and "Row 3" in trial.text
    assert "A second person must do this step." in alone.text
    assert "attachment" in codes.headers["Content-Disposition"]
    assert len(codes.text.strip().split()) == 2


def test_the_account_page_asks_the_database_little(english: Reader, database: PinnedDatabase) -> None:
    signed_in(database, english)
    english.get("/account")

    with counted(*database.engines) as statements:
        english.get("/account")

    assert len(statements) <= 6
