"""One sentence travels from a café table to a row of the officer's spreadsheet, through pages only."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from time_machine import travel

from civic.access.actor import Duty, Role
from civic.accounts import queries as accounts
from civic.db.session import PinnedDatabase
from civic.events import service as events
from civic.events.models import Event
from civic.governance.models import AgendaItem
from civic.programme import service as programme
from civic.programme.models import Round
from civic.programme.rules import PhaseKind, PhaseSpan, ThresholdKind
from civic.proposals.models import Proposal, Review
from civic.web.application import CivicFlask
from tests.factories import people
from tests.factories.events import planned
from tests.reader import Page, Reader

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SENTENCE = "磺港溪橋下要有水色感測"
NOTE = "雨後溪水常變色，不知道該找誰。"


class Cast:
    """Know everybody in the story and sign each in for a step on a given day."""

    def __init__(self, app: CivicFlask, database: PinnedDatabase) -> None:
        self.app = app
        self.database = database
        with database.writing():
            self.round = self._round()
            self.event = self._cafe()
            self.host = self._person(Duty(Role.FACILITATOR, str(self.event.id)))
            self.office = self._person(Duty(Role.OFFICE))
            self.chief = self._person(Duty(Role.OFFICE))
            self.officer = self._person(Duty(Role.AGENCY, "dep"))
            self.voters = [self._person(Duty(Role.RESIDENT, people.BEITOU)) for _ in range(3)]

    def _round(self) -> Round:
        plan = people.make_plan(
            people.BEITOU, 2026, threshold_kind=ThresholdKind.VOTES, threshold_value=2, min_choices=1, max_choices=2
        )
        made = programme.create_round(people.OFFICE, plan, START)
        ends = {PhaseKind.COLLECT: (0, 20), PhaseKind.REVIEW: (20, 40), PhaseKind.VOTE: (50, 60)}
        spans = tuple(PhaseSpan(kind, START + a * DAY, START + b * DAY) for kind, (a, b) in ends.items())
        return programme.set_phases(people.OFFICE, made, spans, START)

    def _cafe(self) -> Event:
        made = events.create_event(people.OFFICE, planned(START), START)
        return events.open_event(people.OFFICE, made, START)

    def _person(self, duty: Duty) -> str:
        actor = people.make_actor(duty, now=START)
        return accounts.get_person(actor.person_id or 0).email

    def enters(self, email: str) -> Reader:
        """Sign somebody in with a fresh browser."""
        reader = Reader(self.app)
        reader.sign_in(email, people.PASSWORD)
        return reader

    def proposal(self) -> Proposal:
        with self.database.reading() as db:
            return db.scalars(select(Proposal)).one()

    def review(self) -> Review:
        with self.database.reading() as db:
            return db.scalars(select(Review).where(Review.completed_at.is_(None))).one()


@pytest.fixture
def cast(app: CivicFlask, database: PinnedDatabase) -> Cast:
    with travel(START, tick=True):
        return Cast(app, database)


def on_day(day: float) -> travel:
    return travel(START + day * DAY, tick=True)


def note_becomes_a_proposal(cast: Cast) -> None:
    """Write a sticky note at table 2 and make it a draft; send the draft in."""
    with on_day(7.01):
        host = cast.enters(cast.host)
        table = f"/events/{cast.event.id}/tables/2"
        host.get(table)
        page = host.send(f"{table}/notes", {"kind": "need", "text": NOTE, "client_id": "one-note", "round_no": "1"})
        assert NOTE in page.text
        note_id = re.search(r"/events/notes/(\d+)/dots", page.html)
        assert note_id
        host.send(f"/events/notes/{note_id[1]}/dots", {"step": "1"})
        asked = host.get(f"/events/notes/{note_id[1]}/proposal")
        form = {**asked.form(), "title": SENTENCE, "summary": "橋下裝感測器，異常時通知環保局。", "place": "奇岩段橋下"}
        host.send(f"/events/notes/{note_id[1]}/proposal", form)
        draft = cast.proposal().id
        edited = host.get(f"/proposals/{draft}/edit")
        full = {**edited.form(), "facet_code": "environment", "village_code": "63000120032", "cost": "98萬",
                "background": "志工連續八週記錄。", "content": "兩座橋各一組。", "benefits": "早一步知道。",
                "need_basis": "志工連續8週記錄水色照片"}  # fmt: skip
        host.send(f"/proposals/{draft}/edit", {k: v for k, v in full.items() if v})
        sent = host.send(f"/proposals/{draft}/submit")
        assert "115-BT-001" in sent.text


def minutes_are_published(cast: Cast) -> None:
    """Complete the café; its lead publishes the minutes, and with them the note."""
    path = f"/events/{cast.event.id}"
    with on_day(8):
        assert NOTE not in Reader(cast.app).get(path).text
        cast.enters(cast.office).send(f"{path}/complete")
        cast.enters(cast.host).send(f"{path}/minutes/publish")
        assert NOTE in Reader(cast.app).get(path).text
        assert NOTE in Reader(cast.app).get(f"{path}/minutes").text


def agency_reviews(cast: Cast) -> None:
    """Screen the proposal and let the agency give its lights and cost."""
    with on_day(21):
        office = cast.enters(cast.office)
        path = f"/proposals/screening/{cast.proposal().id}"
        office.send(path, {**office.get(path).form(), "outcome": "stage_one", "agency_code": "dep"})
    with on_day(22):
        officer = cast.enters(cast.officer)
        path = f"/proposals/reviews/{cast.review().id}"
        lights = {"publicness": "green", "legality": "green", "feasibility": "green"}
        page = officer.send(
            path, {**officer.get(path).form(), **lights, "cost": "980,000", "public_answer": "先試辦兩站。"}
        )
        assert "先試辦兩站。" in page.text


def district_votes(cast: Cast) -> str:
    """Open by two officials, cast three ballots, seal, count and announce by two; return a receipt's code."""
    number = cast.round.id
    with on_day(49):
        first = cast.enters(cast.office)
        first.send(f"/vote/office/{number}/place")
        first.send(f"/vote/office/{number}/open", {"open-reason": "規則核對無誤。"})
        cast.enters(cast.chief).send(f"/vote/office/{number}/open", {"open-reason": "規則核對無誤。"})
    with on_day(51):
        pages = [vote(cast.enters(email), number, cast.proposal().id) for email in cast.voters]
    with on_day(61):
        for email, word in ((cast.office, "4 2 6 1"), (cast.chief, "5 5 1 3")):
            cast.enters(email).send(f"/vote/office/{number}/sealing/draw", {"word": word})
        for email in (cast.office, cast.chief):
            cast.enters(email).send(f"/vote/office/{number}/sealing/seal")
        cast.enters(cast.office).send(f"/vote/office/{number}/count")
        cast.enters(cast.chief).send(f"/vote/office/{number}/publish", {"publish-reason": "計算結果相符。"})
        Reader(cast.app).get(f"/results/{number}")
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{1,4}){4}", pages[0].text)
    assert code
    return code[0]


def vote(voter: Reader, number: int, proposal: int) -> Page:
    assert "您尚未投票" in voter.get("/proposals").html
    booth = voter.get(f"/vote/{number}")
    name = next(n for n in re.findall(r'<input[^>]*type="checkbox"[^>]*name="([^"]+)"', booth.html))
    checked = voter.send(f"/vote/{number}/check", {name: str(proposal)})
    receipt = voter.send(f"/vote/{number}/cast", dict(checked.form(f"/vote/{number}/cast")))
    assert "您尚未投票" not in voter.get("/proposals").html
    return receipt


def inventory_takes_it(cast: Cast) -> None:
    """Enter the result, make it a priority, decide it in a meeting, answer it."""
    with on_day(63):
        office = cast.enters(cast.office)
        office.send(f"/needs/enter/{cast.round.id}")
        path = "/needs/115-BT-001/assign"
        office.send(path, {**office.get(path).form(), "lead": "dep"})
        office.send("/needs/115-BT-001/priority")
    with on_day(64):
        officer = cast.enters(cast.officer)
        officer.send("/needs/115-BT-001/move/studying", {"reason": "開始研議"})
    meeting_decides(cast)
    with on_day(72):
        officer = cast.enters(cast.officer)
        path = "/needs/115-BT-001/answer"
        officer.send(path, {**officer.get(path).form(), "body": "列入下年度計畫，先設兩站。"})


def meeting_decides(cast: Cast) -> None:
    with on_day(65):
        office = cast.enters(cast.office)
        office.send("/meetings/generate", {"year": "115"})
        listed = office.get("/meetings?year=115")
        meeting = re.findall(r'href="/meetings/(\d+)"[^>]*>[^<]*專案會議', listed.html)[0]
        office.send(f"/meetings/{meeting}/agenda", agenda(office.get(f"/meetings/{meeting}/agenda")))
        with cast.database.reading() as db:
            item = db.scalars(select(AgendaItem)).one().id
        path = f"/meetings/{meeting}/items/{item}"
        office.send(path, {**office.get(path).form(), "outcome": "report_up", "reason": "符合共識與實際需求"})
        path = f"/meetings/{meeting}/minutes"
        office.send(path, {**office.get(path).form(), "minutes": "提報協調會報。"})
        office.send(f"/meetings/{meeting}/publish")


def agenda(page: Page) -> dict[str, str]:
    option = re.search(r'<option value="([^"]+)"[^>]*>[^<]*115-BT-001', page.html)
    assert option, page.text
    return {**page.form(), "need": option[1]}


def test_a_note_reaches_the_officers_spreadsheet_and_the_trace_leads_back(cast: Cast) -> None:
    note_becomes_a_proposal(cast)
    minutes_are_published(cast)
    agency_reviews(cast)
    code = district_votes(cast)
    inventory_takes_it(cast)

    with on_day(73):
        row = exported_row(cast.enters(cast.officer))
        trace = Reader(cast.app).get("/trace/115-BT-001")
        receipt = Reader(cast.app).get(f"/receipts?code={code}")

    assert row["案號"] == "115-BT-001"
    assert (row["得票數"], row["錄案門檻"], row["經費概估(元)"]) == (3.0, 2.0, 980000.0)
    assert (row["主責機關"], row["共識佐證"]) == ("環保局", "票選達門檻")
    assert code in receipt.text
    assert_every_hop_is_told(trace)


def exported_row(officer: Reader) -> dict[str, object]:
    answer = officer.raw("GET", "/needs/export.ods")
    assert answer.status_code == 200
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    return dict(zip(rows[0], rows[1], strict=True))


def assert_every_hop_is_told(trace: Page) -> None:
    """Each hop in its order, dated 115 (2026), signed by a role, and the note's own words."""
    told = trace.text
    order = ["第 2 桌", "已送出", "審議", "進入票選", "得票 3 票", "新進", "專案會議", "回覆", "匯出檔"]
    places = [told.find(words) for words in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places), dict(zip(order, places, strict=True))
    assert NOTE in told
    hops = re.findall(r"<li[^>]*>.*?</li>", trace.html.split('class="line trace"')[1].split("</ol>")[0], re.S)
    done = [hop for hop in hops if "todo" not in hop.split(">")[0]]
    assert len(done) >= 10
    assert all("115年" in hop.replace(" ", "") for hop in done)
