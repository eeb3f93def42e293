"""Everybody reads the inventory; the office and the agencies work on it; the file comes with the filters."""

from datetime import timedelta

import pytest

from civic.access.actor import Actor, Duty, Role
from civic.db.session import PinnedDatabase
from civic.db.statements import counted
from civic.kit.clock import now
from civic.needs import queries, service
from civic.needs.inputs import Progress
from civic.needs.rules import NeedMove, NeedState
from tests.factories import people
from tests.factories.needs import Ask, make_assigned_need, make_need, make_voted_round
from tests.factories.people import BEITOU, OFFICE, XINYI
from tests.reader import Reader

BT = "115-BT-001"


def sign_in(database: PinnedDatabase, reader: Reader, *duties: Duty) -> Actor:
    """Sign in a person with these duties."""
    with database.writing():
        actor = people.make_actor(*duties)
        person = people.queries.get_person(actor.person_id or 0)
    reader.sign_in(person.email, people.PASSWORD)
    return actor


def test_everybody_reads_the_inventory_and_what_it_is_not(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        make_need(now())

    page = client.get("/needs")

    assert "行義路邊坡" in page.text and "2,731" in page.text and "2,055" in page.text
    assert not [link for link in page.links if "export" in link]


def test_an_empty_inventory_says_why(client: Reader) -> None:
    assert "/needs" in client.get("/needs?facet=health").links


def test_the_filters_in_the_address_choose(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        make_assigned_need(now())
        make_need(now(), Ask(title="信義路人行道整平", facet="transport", lead="dot", co_agencies=()), XINYI)

    chosen = client.get(f"/needs?district={XINYI}&facet=transport&agency=dot&state=new&sort=case")

    assert "信義路人行道整平" in chosen.text and "行義路邊坡" not in chosen.text
    assert "行義路邊坡" in client.get("/needs?state=nonsense&sort=nonsense").text


def test_a_need_shows_both_gates_its_points_history_and_answers(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        need = make_assigned_need(now())
        service.reorder(OFFICE, now())
        service.answer(people.make_officer("geo"), need, "已會勘，**三月**設置。", now())

    page = client.get(f"/needs/{BT}")

    assert page.h1.startswith("行義路邊坡")
    assert "近三年豪雨通報5次" in page.text and str(need.score) in page.text
    assert "大地處" in page.text and "<strong>三月</strong>" in page.html


def test_a_need_that_does_not_exist_is_missing(client: Reader) -> None:
    client.get("/needs/115-BT-999", status=404)
    client.get("/needs/115-BT-999/row", status=404)
    client.get("/needs/export.exe", status=200)  # a visitor is asked to sign in first


@pytest.mark.parametrize("basis", ["", "近三年豪雨通報5次"])
def test_the_priority_button_is_disabled_with_the_reason_while_evidence_is_missing(
    client: Reader, database: PinnedDatabase, basis: str
) -> None:
    with database.writing():
        make_need(now(), Ask(basis=basis))
    sign_in(database, client, Duty(Role.OFFICE))

    page = client.get(f"/needs/{BT}")

    assert ('aria-disabled="true"' in page.html) is (basis == "")
    assert ("why-not-priority" in page.html) is (basis == "")
    client.send(f"/needs/{BT}/priority", status=409 if basis == "" else 200)


def test_the_office_adds_evidence_makes_a_priority_item_assigns_and_ranks_it(
    client: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        make_need(now(), Ask(basis=""))
    sign_in(database, client, Duty(Role.OFFICE))

    client.send(f"/needs/{BT}/evidence", {"kind": "actual_need", "source": "survey", "text": "問卷412份"})
    client.send(f"/needs/{BT}/priority")
    client.send(f"/needs/{BT}/assign", {"lead": "pwd", "co_agencies": ["geo", "fire"]})
    client.send(f"/needs/{BT}/rank", {"rank": "1", "reason": "汛期前須完成"})
    client.send("/needs/reorder")

    with database.reading():
        need = queries.get_need(BT)
        assert need.priority and need.rank == 1 and need.state is NeedState.ASSIGNED
        assert queries.list_co_agencies(need.id) == ["geo", "fire"]
    assert "問卷412份" in client.get(f"/needs/{BT}").text


def test_a_budget_form_asks_for_year_and_amount(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        need = make_assigned_need(now())
        for state in (NeedState.STUDYING, NeedState.AT_PROJECT, NeedState.AT_COORDINATION, NeedState.PLANNED):
            need = service.move(OFFICE, need, state, NeedMove(maintenance="大地處維護"), now())
    sign_in(database, client, Duty(Role.AGENCY, "pwd"))

    fields = client.get(f"/needs/{BT}/move/budgeted").form()

    assert {"budget_year", "budget_amount", "reason"} <= set(fields) and "document" not in fields
    client.send(f"/needs/{BT}/move/budgeted", {}, status=422)
    done = client.send(f"/needs/{BT}/move/budgeted", {"budget_year": "116", "budget_amount": "390萬"})
    assert "3,900,000" in done.text
    client.get(f"/needs/{BT}/move/released", status=404)


def test_an_officer_finds_what_is_overdue_and_answers(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        need = make_assigned_need(now())
        yesterday = now().date() - timedelta(days=2)
        service.report_progress(OFFICE, need, Progress("會勘中", yesterday), now())
        make_assigned_need(now(), Ask(title="信義路人行道整平", lead="dot", co_agencies=()), XINYI)
    sign_in(database, client, Duty(Role.AGENCY, "geo"))

    inbox = client.get("/inbox")
    assert "行義路邊坡" in inbox.text and "人行道整平" not in inbox.text
    assert 'class="tag t-no"' in inbox.html
    client.send(f"/needs/{BT}/answer", {"body": "本月完成會勘。"})

    assert "本月完成會勘" in client.get(f"/needs/{BT}").text
    client.send("/needs/115-XY-001/answer", {"body": "不是我們的"}, status=403)
    client.send(f"/needs/{BT}/answer", {"body": ""}, status=422)


@pytest.mark.parametrize("path", ["/inbox", f"/needs/{BT}/assign", f"/needs/{BT}/evidence", f"/needs/{BT}/rank"])
def test_a_resident_is_not_let_into_the_agencies_rooms(client: Reader, database: PinnedDatabase, path: str) -> None:
    with database.writing():
        make_need(now())
    sign_in(database, client)

    client.get(path, status=403)


def test_the_office_reports_progress_and_monitors(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        make_assigned_need(now())
    sign_in(database, client, Duty(Role.OFFICE))

    given = {"text": "編列次年度預算中", "due_on": "115/12/31", "funding": "agency_budget"}
    client.send(f"/needs/{BT}/progress", given)
    page = client.send(f"/needs/{BT}/monitoring", {"state": "placed", "reason": "協調會報列管"})

    assert "編列次年度預算中" in page.text and "115年12月31日" in page.text and "機關單位預算" in page.text


def test_files_carry_the_filters_and_officers_get_their_own(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        make_assigned_need(now())
        make_assigned_need(now(), Ask(title="信義路人行道整平", lead="dot", co_agencies=()), XINYI)
    sign_in(database, client, Duty(Role.AGENCY, "dot"))

    own = client.raw("GET", "/needs/export.csv")
    foreign = client.raw("GET", "/needs/export.csv?agency=pwd")

    assert own.data.startswith("\ufeff案號,提案名稱".encode())
    assert own.text.count("\r\n") == 2 and "信義路" in own.text
    assert own.headers["Content-Disposition"] == 'attachment; filename="needs.csv"'
    assert foreign.status_code == 403


@pytest.mark.parametrize(("ending", "begins"), [("ods", b"PK"), ("xlsx", b"PK"), ("json", b"[")])
def test_every_format_is_one_file(client: Reader, database: PinnedDatabase, ending: str, begins: bytes) -> None:
    with database.writing():
        make_need(now())
    sign_in(database, client, Duty(Role.OBSERVER))

    assert client.raw("GET", f"/needs/export.{ending}?district={BEITOU}").data.startswith(begins)
    client.get("/needs/export.exe", status=404)


def test_the_row_and_the_dictionary_explain_every_column(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        make_need(now())

    assert "參與式提案票選" in client.get(f"/needs/{BT}/row").text
    assert "經費概估(元)" in client.get("/needs/dictionary").text
    keys = [field["key"] for field in client.raw("GET", "/needs/dictionary.json").json]  # type: ignore[union-attr]
    assert keys[0] == "case_no" and "score_balance" in keys


@pytest.mark.parametrize("path", ["/needs", f"/needs/{BT}", f"/trace/{BT}"])
def test_a_page_in_english_reads_english(client: Reader, database: PinnedDatabase, path: str) -> None:
    client.language = "en"
    with database.writing():
        make_need(now())

    assert client.get(path).tree.get("lang") == "en"


@pytest.mark.parametrize("many", [2, 12])
def test_pages_send_as_many_statements_for_few_needs_as_for_many(
    client: Reader, database: PinnedDatabase, many: int
) -> None:
    with database.writing():
        asks = tuple(Ask(title=f"第{number}號步道照明") for number in range(many))
        service.enter_results(OFFICE, make_voted_round(now(), asks), now())
    client.get("/needs")

    with counted(*database.engines) as on_list:
        client.get("/needs")
    with counted(*database.engines) as on_detail:
        client.get(f"/needs/{BT}")

    assert len(on_list) <= 4
    assert len(on_detail) <= 7
