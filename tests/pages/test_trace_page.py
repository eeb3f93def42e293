"""One page tells an item's whole way, from the sticky note to the agency's row, and what comes next."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from civic.accounts.models import Person
from civic.db.session import PinnedDatabase
from civic.db.statements import counted
from civic.governance import service as governance
from civic.governance.inputs import MeetingInput
from civic.governance.rules import Decision, MeetingKind, Outcome
from civic.kit.clock import now
from civic.needs import service
from civic.needs.models import Need
from civic.needs.rules import NeedMove, NeedState
from civic.voting.models import RoundResult
from tests.factories import proposals as proposal_factory
from tests.factories.needs import link_note, make_assigned_need, make_voted_round
from tests.factories.people import OFFICE, make_officer
from tests.reader import Page, Reader

BT = "115-BT-001"


def whole_story() -> Need:
    """Take one item all the way to an agency's answer."""
    moment = now() - timedelta(days=10)
    need = make_assigned_need(moment)
    link_note(need.proposal_id or 0, 22, moment - timedelta(days=80))
    service.move(OFFICE, need, NeedState.STUDYING, NeedMove(), moment)
    given = MeetingInput(MeetingKind.PROJECT, "第4季專案會議", "dol", moment, "地政局", "地政局副局長")
    meeting = governance.create_meeting(OFFICE, given, moment)
    item = governance.put_on_agenda(OFFICE, meeting, need, moment)
    governance.decide(OFFICE, item, Decision(Outcome.REPORT_UP, "符合共識"), moment + timedelta(days=1))
    service.answer(make_officer("pwd"), need, "本局將編列預算。", now())
    return need


def titles(page: Page) -> list[str]:
    trace = next(e for e in page.tree.iter("ol") if "trace" in (e.get("class") or ""))
    return ["".join(h.itertext()).strip() for h in trace.iter("h2")]


def test_the_trace_leads_from_the_note_to_the_row_and_says_what_is_next(
    client: Reader, database: PinnedDatabase
) -> None:
    with database.writing():
        whole_story()

    page = client.get(f"/trace/{BT}")

    for words in ("邊坡要有人看著", "22", "可以辦理。", "2,731", "2,055", "符合共識", "本局將編列預算"):
        assert words in page.text, words
    shown = titles(page)
    assert "北投公民咖啡館" in shown[0]
    order = [next(i for i, title in enumerate(shown) if word in title) for word in ("北投公民", "第4季專案會議")]
    assert order == sorted(order)
    assert f"/needs/{BT}/row" in page.links and f"/needs/export.csv?case_no={BT}" in page.links


def test_the_trace_reads_backwards_too(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        whole_story()

    forwards, backwards = titles(client.get(f"/trace/{BT}")), titles(client.get(f"/trace/{BT}?order=back"))

    assert backwards == forwards[::-1]


def test_every_hop_is_signed_by_a_role_and_never_by_a_name(client: Reader, database: PinnedDatabase) -> None:
    with database.writing() as db:
        whole_story()
        db.execute(update(Person).values(name="陳小明"))

    html = client.get(f"/trace/{BT}").html

    hops = re.findall(r'<li class="t-\w+">.*?</li>', html, re.S)
    assert len(hops) >= 10
    assert all(re.search(r'<span class="num">[^<]+</span><span>[^<]+</span>', hop) for hop in hops)
    assert "陳小明" not in html and "@example.tw" not in html


def test_votes_stay_hidden_until_the_result_is_announced(client: Reader, database: PinnedDatabase) -> None:
    with database.writing() as db:
        round_ = make_voted_round(now())
        result = db.get(RoundResult, round_.id)
        assert result is not None
        result.published_at = None

    page = client.get(f"/trace/{BT}")

    assert "2,731" not in page.text and "2,055" not in page.text
    assert 'class="t-info todo"' in page.html


def test_a_proposal_under_review_shows_what_comes_next(client: Reader, database: PinnedDatabase) -> None:
    with database.writing():
        round_ = proposal_factory.make_collecting_round(now=now())
        author = proposal_factory.make_resident()
        case_no = proposal_factory.make_under_review(author, round_.id, now()).case_no
        hidden = proposal_factory.make_submitted(author, round_.id, now(), "芝山站導盲語音號誌").case_no

    page = client.get(f"/trace/{case_no}")

    assert page.html.count(" todo") == 6
    assert "/needs/" not in page.html
    client.get(f"/trace/{hidden}", status=404)


def test_what_does_not_exist_has_no_trace(client: Reader) -> None:
    client.get("/trace/115-BT-999", status=404)


@pytest.mark.parametrize("more", [0, 6])
def test_a_long_story_costs_no_more_statements_than_a_short_one(
    client: Reader, database: PinnedDatabase, more: int
) -> None:
    with database.writing():
        need = whole_story()
        for number in range(more):
            link_note(need.proposal_id or 0, number, now())
            service.answer(make_officer("pwd"), need, f"第{number}次答復", now())
    client.get(f"/trace/{BT}")

    with counted(*database.engines) as sent:
        client.get(f"/trace/{BT}")

    assert len(sent) <= 12
