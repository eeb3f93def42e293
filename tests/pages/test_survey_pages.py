"""A resident answers in two minutes, a clerk keys sheet after sheet, everybody reads what was answered."""

from datetime import timedelta

import pytest

from civic.access.actor import Actor, Duty, Role
from civic.db.session import PinnedDatabase
from civic.kit.clock import now
from civic.surveys import queries, service
from civic.surveys.rules import Reading
from tests.factories import people, surveys
from tests.factories.people import BEITOU, OFFICE, SHILIN
from tests.factories.surveys import VILLAGES, make_answer, make_closed, make_draft, make_open
from tests.reader import Reader


def sign_in(database: PinnedDatabase, reader: Reader, *duties: Duty) -> Actor:
    """Sign in a person with these duties."""
    with database.writing():
        actor = people.make_actor(*duties)
        person = people.queries.get_person(actor.person_id or 0)
    reader.sign_in(person.email, people.PASSWORD)
    return actor


CLERK = Duty(Role.MODERATOR, BEITOU)
FILLED = {
    "facet_1": "environment", "sentence_1": "河岸缺少遮蔭", "village_1": VILLAGES[0], "urgency_environment": "now",
}  # fmt: skip


def open_survey(database: PinnedDatabase) -> int:
    with database.writing():
        return make_open(now()).id


def test_a_resident_answers_once_and_changes_the_answer(client: Reader, database: PinnedDatabase) -> None:
    survey_id = open_survey(database)
    actor = sign_in(database, client)

    client.send(f"/surveys/{survey_id}/answer", FILLED)
    form = client.get(f"/surveys/{survey_id}/answer").form()
    page = client.send(f"/surveys/{survey_id}/answer", {**form, "sentence_1": "河岸需要樹", "age_band": "from_65"})

    assert {key: form[key] for key in FILLED} == FILLED
    assert "您的回答已保存" in page.text
    with database.reading():
        survey = queries.get_survey(survey_id)
        mine = queries.find_answer(survey_id, actor.person_id or 0)
        assert mine is not None and queries.read_answer(mine).needs[0].sentence == "河岸需要樹"
        assert queries.count(survey).answers == 1


def test_visitors_are_asked_to_sign_in_and_come_back(client: Reader, database: PinnedDatabase) -> None:
    survey_id = open_survey(database)

    response = client.raw("GET", f"/surveys/{survey_id}/answer")

    assert response.status_code in (302, 303) and "sign-in" in response.location


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "至少"),
        ({"facet_1": "environment"}, "面向和一句話"),
        ({"sentence_1": "河岸缺少遮蔭"}, "面向和一句話"),
        ({**FILLED, "facet_2": "environment", "sentence_2": "河岸缺少遮蔭", "village_2": VILLAGES[0]}, "相同"),
        ({**FILLED, "sentence_1": "長" * 121}, "120"),
        ({**FILLED, "village_1": "63000110001"}, "從所列的選項中選擇"),
        ({**FILLED, "urgency_environment": "yesterday"}, "從所列的選項中選擇"),
        ({**FILLED, "age_band": "old"}, "從所列的選項中選擇"),
    ],
)
def test_a_bad_answer_is_shown_again_with_what_to_do(
    client: Reader, database: PinnedDatabase, sent: dict[str, object], said: str
) -> None:
    survey_id = open_survey(database)
    sign_in(database, client)

    page = client.send(f"/surveys/{survey_id}/answer", sent, 422)

    assert said in page.text
    assert page.form()["sentence_1"] == sent.get("sentence_1", "")


def test_who_is_too_late_loses_no_word(client: Reader, database: PinnedDatabase) -> None:
    survey_id = open_survey(database)
    sign_in(database, client)
    client.get(f"/surveys/{survey_id}/answer")
    with database.writing():
        queries.get_survey(survey_id).closes_at = now() - timedelta(seconds=1)

    page = client.send(f"/surveys/{survey_id}/answer", FILLED, 409)

    assert "已截止" in page.text and page.form()["sentence_1"] == "河岸缺少遮蔭"


def test_a_clerk_keys_sheet_after_sheet(client: Reader, database: PinnedDatabase) -> None:
    survey_id = open_survey(database)
    sign_in(database, client, CLERK)

    first = client.get(f"/surveys/{survey_id}/paper").form()
    page = client.send(f"/surveys/{survey_id}/paper", {**first, **FILLED})

    assert first["sheet_no"] == "1" and page.form()["sheet_no"] == "2" and page.form()["sentence_1"] == ""
    assert "第 1 號" in page.text


def test_the_same_sheet_twice_is_refused_and_nothing_is_lost(client: Reader, database: PinnedDatabase) -> None:
    survey_id = open_survey(database)
    sign_in(database, client, CLERK)
    client.send(f"/surveys/{survey_id}/paper", {**FILLED, "sheet_no": "7"})

    page = client.send(f"/surveys/{survey_id}/paper", {**FILLED, "sheet_no": "7", "sentence_1": "另一句"}, 409)

    assert "第 7 號" in page.text and page.form()["sentence_1"] == "另一句"
    client.send(f"/surveys/{survey_id}/paper/take-back", {"taken": "7"})
    client.send(f"/surveys/{survey_id}/paper", {**FILLED, "sheet_no": "7", "sentence_1": "另一句"})
    assert "沒有" in client.send(f"/surveys/{survey_id}/paper/take-back", {"taken": "8"}).text


@pytest.mark.parametrize("number", ["", "0", "100000", "seven", "-1"])
def test_a_sheet_needs_a_number_in_range(client: Reader, database: PinnedDatabase, number: str) -> None:
    survey_id = open_survey(database)
    sign_in(database, client, CLERK)

    page = client.send(f"/surveys/{survey_id}/paper", {**FILLED, "sheet_no": number}, 422)

    assert page.form()["sentence_1"] == "河岸缺少遮蔭"


def test_a_clerk_of_another_district_keys_nothing(client: Reader, database: PinnedDatabase) -> None:
    survey_id = open_survey(database)
    sign_in(database, client, Duty(Role.MODERATOR, SHILIN))

    client.send(f"/surveys/{survey_id}/paper", {**FILLED, "sheet_no": "1"}, 403)
    client.get(f"/surveys/{survey_id}/manage", 403)


def test_the_office_draws_up_looks_announces_and_extends(client: Reader, database: PinnedDatabase) -> None:
    sign_in(database, client, Duty(Role.OFFICE))
    plan = {"district_code": BEITOU, "year": "2026", "first_day": "2026-11-01", "last_day": "2099-12-31"}

    page = client.send("/surveys/new", plan)
    manage = page.response.request.path
    again = client.send("/surveys/new", plan, 409)
    preview = client.get(manage.replace("/manage", "/preview"))
    client.send(manage.replace("/manage", "/announce"))
    earlier = client.send(manage.replace("/manage", "/extend"), {"last_day": "2098-12-31"}, 422)
    later = client.send(manage.replace("/manage", "/extend"), {"last_day": "2100-01-31"})

    assert "已有" in again.text and again.form()["year"] == "2026"
    assert "預覽" in preview.h1
    assert "較晚" in earlier.text and "189年1月31日" in later.text


def test_a_draft_is_nobodys_business_but_its_offices(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        survey_id = make_draft(now()).id

    client.get(f"/surveys/{survey_id}", 404)
    sign_in(database, client)
    client.get(f"/surveys/{survey_id}/answer", 404)


def test_results_are_hidden_from_the_public_until_they_stand(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        survey = make_open(now())
        for number in range(1, 10):
            service.key_sheet(OFFICE, survey, number, make_answer("遮蔭"), now())
        survey_id = survey.id

    assert "遮蔭" not in client.get(f"/surveys/{survey_id}").text
    client.get(f"/surveys/{survey_id}/counts.csv", 404)


def test_the_public_reads_counts_and_approved_sentences_and_no_small_group(
    client: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        counts = {("environment", VILLAGES[0]): 37, ("safety", VILLAGES[1]): 3, ("health", None): 12}
        survey = make_closed(now(), counts)
        said = queries.list_sentences(survey.id, Reading.WAITING)
        service.judge(OFFICE, survey, {said[0].id: Reading.APPROVED, said[1].id: Reading.HIDDEN}, now())
        survey_id = survey.id

    page = client.get(f"/surveys/{survey_id}")
    table = client.raw("GET", f"/surveys/{survey_id}/counts.csv").get_data(as_text=True)

    assert "37" in page.text and said[0].sentence in page.text and said[1].sentence not in page.text
    assert "37" in table and said[0].sentence in table and said[1].sentence not in table
    assert ",3," not in table and "<5" in table


@pytest.mark.parametrize("ending", ["ods", "xlsx", "csv", "json"])
def test_the_counts_come_in_every_format(client: Reader, database: PinnedDatabase, ending: str) -> None:
    with database.writing():
        survey_id = make_closed(now(), {("environment", VILLAGES[0]): 6}).id

    response = client.raw("GET", f"/surveys/{survey_id}/counts.{ending}")

    assert response.status_code == 200 and len(response.data) > 100
    assert client.raw("GET", f"/surveys/{survey_id}/counts.exe").status_code == 404


def test_the_office_reads_sentences_and_only_approved_ones_show(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        survey = make_closed(now(), {("environment", None): 2})
        survey_id, said = survey.id, queries.list_sentences(survey.id, Reading.WAITING)
    sign_in(database, client, CLERK)

    form = {f"need-{said[0].id}": "approved", f"need-{said[1].id}": "hidden", "need-88888": "maybe"}
    client.send(f"/surveys/{survey_id}/sentences", form)

    page = client.get(f"/surveys/{survey_id}").text
    assert said[0].sentence in page and said[1].sentence not in page
    assert said[1].sentence in client.get(f"/surveys/{survey_id}/sentences?about=hidden").text


def test_the_district_and_the_home_page_offer_the_open_survey(client: Reader, database: PinnedDatabase) -> None:
    survey_id = open_survey(database)

    assert f"/surveys/{survey_id}/answer" in client.get("/districts/beitou").links
    assert f"/surveys/{survey_id}/answer" in client.get("/?district=beitou").links
    assert f"/surveys/{survey_id}" in client.get("/surveys").links


def test_the_district_page_leads_to_the_last_result(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        survey_id = make_closed(now(), {("environment", None): 6}).id

    assert f"/surveys/{survey_id}" in client.get("/districts/beitou").links


def test_the_sheet_to_print_bears_the_numbers_the_clerk_keys(client: Reader, database: PinnedDatabase) -> None:
    survey_id = open_survey(database)
    sign_in(database, client, CLERK)

    sheet, paper = client.get(f"/surveys/{survey_id}/sheet").text, client.get(f"/surveys/{survey_id}/paper").text

    with database.reading():
        village = surveys.village_name(VILLAGES[2])
    assert f"3 {village}" in sheet and f"3 {village}" in paper
