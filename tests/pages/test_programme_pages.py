"""Residents read districts and budgets; the office makes rounds."""

import pytest

from civic.accounts import queries as accounts
from civic.db.session import PinnedDatabase
from civic.db.statements import counted
from civic.kit.clock import now
from civic.programme import queries
from civic.programme.rules import PhaseKind
from civic.web.application import CivicFlask
from tests.factories import people
from tests.reader import Reader


@pytest.fixture
def client(app: CivicFlask) -> Reader:
    return Reader(app, "en")


def office_reader(database: PinnedDatabase, client: Reader) -> Reader:
    with database.writing():
        email = accounts.get_person(people.make_office().person_id or 0).email
    client.sign_in(email, people.PASSWORD)
    return client


@pytest.fixture
def english(client: Reader) -> Reader:
    client.language = "en"
    return client


ROUND = {
    "district_code": people.BEITOU, "year": "2026", "eligible": "205500", "eligibility_date": "115/09/01",
    "minimum_age": "16", "relations": ["registered", "working"], "ballot_kind": "approval", "min_choices": "1",
    "max_choices": "4", "threshold_kind": "share", "threshold_value": "100", "rule": "threshold", "reading": "off",
    "revote": "until_close", "paper_allowed": "y",
}  # fmt: skip


def test_a_district_page_tells_what_a_resident_can_do_now(english: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        people.make_round(now(), PhaseKind.COLLECT)

    page = english.get("/districts/beitou")

    assert "Propose something for your neighbourhood" in page.text
    assert "2,055" in page.text


def test_a_district_without_a_round_says_so(english: Reader) -> None:
    assert "No round yet" in english.get("/districts/beitou").text


def test_an_unknown_district_is_not_found(client: Reader) -> None:
    client.get("/districts/atlantis", status=404)


def test_the_programme_totals_the_new_zones_and_strikes_the_removed_line(english: Reader) -> None:
    page = english.get("/programme")

    assert "3,740,000,000" in page.text
    struck = [row for row in page.tree.iter("tr") if row.get("class") == "cut"]
    assert len(struck) == 1 and "500,000" in "".join(struck[0].itertext())


def test_the_office_makes_a_round_and_sets_its_dates(english: Reader, database: PinnedDatabase) -> None:
    office = office_reader(database, english)

    page = office.send("/rounds/new", ROUND)
    path = page.response.request.path
    page = office.send(f"{path}/dates", {"vote_opens": "115/11/01", "vote_closes": "115/11/15"})

    assert "115/11/01" in page.html
    with database.reading():
        (made,) = queries.list_rounds(2026)
        (vote,) = queries.spans(made)
    assert (vote.opens_at.isoformat(), vote.closes_at.isoformat()) == (
        "2026-10-31T16:00:00+00:00",
        "2026-11-15T16:00:00+00:00",
    )


def test_rules_that_do_not_fit_are_explained_on_the_form(english: Reader, database: PinnedDatabase) -> None:
    office = office_reader(database, english)

    page = office.send("/rounds/new", {**ROUND, "min_choices": "9"}, status=422)

    assert "The least number of choices" in page.text


def test_the_office_extends_a_phase_but_cannot_shorten_it(english: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        made = people.make_round(now(), PhaseKind.VOTE)
        before = queries.spans(made)[-1].closes_at
    office = office_reader(database, english)

    office.send(f"/rounds/{made.id}/extend", {"phase": "follow_up", "last_day": "2099-01-01"})
    office.send(f"/rounds/{made.id}/extend", {"phase": "follow_up", "last_day": "2030-01-01"}, status=422)

    with database.reading():
        after = queries.spans(queries.get_round(made.id))[-1].closes_at
    assert before < after and after.year in {2098, 2099}


def test_a_round_lists_and_copies(english: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        made = people.make_round(now(), PhaseKind.VOTE)
    office = office_reader(database, english)

    assert f"/rounds/{made.id}" in office.get("/rounds").links
    office.get(f"/rounds/{made.id}/rules")
    office.send(f"/rounds/{made.id}/copy", {"year": str(made.year + 1)})

    with database.reading():
        assert len(queries.list_rounds()) == 2


def test_a_visitor_is_sent_to_sign_in_before_the_office_pages(client: Reader) -> None:
    assert client.get("/rounds").response.request.path == "/sign-in"


def test_a_clerk_of_another_district_edits_no_round(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        made = people.make_round(now())
        clerk = accounts.get_person(people.make_clerk(people.SHILIN).person_id or 0).email
    client.sign_in(clerk, people.PASSWORD)

    client.get(f"/rounds/{made.id}", status=403)


def test_a_district_page_asks_the_database_little(english: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        people.make_round(now(), PhaseKind.VOTE)
    english.get("/districts/beitou")

    with counted(*database.engines) as statements:
        english.get("/districts/beitou")

    assert len(statements) <= 8
