"""Everybody reads published minutes; the programme office runs the meetings from its pages."""

from datetime import timedelta

from civic.access.actor import Duty, Role
from civic.db.session import PinnedDatabase
from civic.governance import queries, service
from civic.governance.inputs import ActionInput, MeetingInput
from civic.governance.models import Meeting
from civic.governance.rules import MeetingKind
from civic.kit.clock import now
from civic.needs import queries as needs
from civic.needs import service as needs_service
from civic.needs.rules import NeedMove, NeedState
from tests.factories.needs import make_assigned_need
from tests.factories.people import OFFICE
from tests.pages.test_needs_pages import sign_in
from tests.reader import Reader

BT = "115-BT-001"


def call(kind: MeetingKind = MeetingKind.PROJECT) -> Meeting:
    given = MeetingInput(kind, "第4季專案會議", "dol", now(), "地政局會議室", "地政局副局長")
    return service.create_meeting(OFFICE, given, now())


def test_an_unpublished_meeting_is_listed_but_not_readable(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        meeting = call()

    page = client.get("/meetings")

    assert "第4季專案會議" in page.text and f"/meetings/{meeting.id}" not in page.links
    client.get(f"/meetings/{meeting.id}", status=404)
    client.get("/meetings/999999", status=404)


def test_a_year_without_meetings_says_so(client: Reader) -> None:
    assert client.get("/meetings?year=150").status == 200
    assert client.get("/meetings?year=999999").status == 200


def test_the_office_plans_a_year_by_one_button(client: Reader, database: PinnedDatabase) -> None:
    sign_in(database, client, Duty(Role.OFFICE))

    page = client.send("/meetings/generate", {"year": "116"})

    assert page.text.count("子系統") == 20 and "26" in page.text
    client.send("/meetings/generate", {"year": "116"}, status=409)
    client.send("/meetings/generate", {"year": ""}, status=422)


def test_the_office_carries_a_need_from_agenda_to_published_decision(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        need = make_assigned_need(now())
        needs_service.move(OFFICE, need, NeedState.STUDYING, NeedMove(), now())
        meeting = call()
    visitor = Reader(client.client.application)
    sign_in(database, client, Duty(Role.OFFICE))
    address = f"/meetings/{meeting.id}"

    client.send(f"{address}/agenda", {"need": BT})
    with database.reading():
        item = queries.list_agenda(meeting.id)[0].item
    client.send(f"{address}/items/{item.id}", {"outcome": "reject"}, status=422)
    client.send(f"{address}/items/{item.id}", {"outcome": "report_up", "reason": "符合共識"})
    client.send(f"{address}/minutes", {"minutes": "決議：提報協調會報。"})
    client.send(f"{address}/publish")

    page = visitor.get(address)
    assert "行義路邊坡" in page.text and "符合共識" in page.text and "決議：提報協調會報" in page.text
    assert "第4季專案會議" in visitor.get(f"/needs/{BT}").text
    with database.reading():
        assert needs.get_need(BT).state is NeedState.AT_COORDINATION


def test_the_office_calls_a_consultation_meeting(client: Reader, database: PinnedDatabase) -> None:
    sign_in(database, client, Duty(Role.OFFICE))
    given = {
        "title": "消防通道研商會議", "convener": "pwd", "day": "115/12/01", "hour": "10",
        "venue": "信義區公所", "chair": "工務局專門委員",
    }  # fmt: skip

    assert client.send("/meetings/new", given).h1 == "消防通道研商會議"
    client.send("/meetings/new", given | {"day": "bad"}, status=422)


def test_an_officer_ticks_off_what_was_promised_to_a_meeting(client: Reader, database: PinnedDatabase) -> None:
    late = now().date() - timedelta(days=3)
    with database.writing():
        need = make_assigned_need(now())
        action = service.add_action(OFFICE, call(), ActionInput("pwd", "補充維護經費", late, need.id), now())
    sign_in(database, client, Duty(Role.AGENCY, "pwd"))

    assert "補充維護經費" in client.get("/inbox").text
    assert "補充維護經費" not in client.send(f"/meetings/actions/{action.id}", {"state": "done"}).text
    client.send(f"/meetings/actions/{action.id}", {"state": "nonsense"}, status=404)


def test_a_visitor_changes_no_meeting(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        meeting = call()
    sign_in(database, client)

    for path in ("/meetings/generate", f"/meetings/{meeting.id}/publish"):
        client.send(path, {}, status=403)
