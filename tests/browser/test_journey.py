"""One resident's sentence, carried by clicking from the sticky note to the agency's spreadsheet, and read back."""

import re
import zipfile
from pathlib import Path

import pytest

from tests.browser import cafe
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
TITLE = "永吉路人行道拓寬與友善鋪面"
WATER = "磺港溪水色感測與社區公告板"
ANSWER = "水質監測站併入磺港溪整治，第一季提出設置地點。"


def test_a_note_is_carried_from_the_table_to_the_agencys_spreadsheet(visit: Visit, site: Site, tmp_path: Path) -> None:
    case = note_becomes_a_proposal(visit)
    office_and_agency_review(visit, case)
    resident_votes(visit, site)
    need = site.made("needs", "p3").case_no
    result_leads_to_the_need(visit, site, need)
    meeting_decides(visit, site, need)
    agency_answers(visit, need)
    officer_takes_the_row_away(visit, need, tmp_path)
    trace_is_followed_there_and_back(visit, site, need)


def note_becomes_a_proposal(visit: Visit) -> str:
    """Hold a café, write a note, make it a proposal, submit it; return its case number."""
    office = visit("dol_desk")
    event = cafe.announce(office)
    cafe.appoint(office, "facil_t1@demo.example", event)
    host = visit("facil_t1")
    host.go("/events/work")
    host.page.get_by_role("main").locator(f"a[href$='/events/{event}']").click()  # other cafés bear the same name
    host.click("桌次")
    host.click("第 1 桌")
    cafe.write(host, cafe.THOUGHT)
    host.click(f"修改 {cafe.THOUGHT}")
    host.click("把便利貼變成提案")
    host.fill("提案名稱", TITLE)
    host.choose("面向", "交通旅遊")
    host.press("開始提案")
    host.go("/proposals/mine")
    host.click(TITLE)
    host.fill("經費", "1,800,000")
    host.page.get_by_role("main").locator("[name=village_code]").select_option(label="永吉里")
    host.press("儲存並確認")
    host.press("送出提案")
    case = re.search(r"\d{3}-XY-\d{3}", host.page.get_by_role("main").inner_text())
    assert case is not None
    return case.group()


def office_and_agency_review(visit: Visit, case: str) -> None:
    """Screen it, ask the agency twice, answer twice with three lights and a cost; the page shows them."""
    office, agency = visit("dol_desk"), visit("dot_officer")
    office.go("/proposals/screening")
    office.click(f"{case} {TITLE}")
    office.page.get_by_label("受理：直接送機關審議").check()
    office.choose("審議機關", "臺北市政府交通局")
    office.press("登錄審查結果")
    review(agency, case, "第一階段：請補充人行道現況寬度。")
    office.go("/proposals/screening")
    office.click(f"{case} {TITLE}")
    office.choose("審議機關", "臺北市政府交通局")
    office.press("送機關審議")
    review(agency, case, "第二階段：人行道可拓寬至2公尺。")
    agency.go("/proposals")
    agency.click(TITLE)
    agency.sees("第二階段：人行道可拓寬至2公尺。")
    agency.sees("1,950,000 元")
    assert agency.page.locator(".lights .t-ok").count() >= 3


def review(agency: Visitor, case: str, answer: str) -> None:
    """Give three green lights, a cost and an answer."""
    agency.go("/proposals/reviews")
    agency.click(f"{case} {TITLE}")
    for light in ("publicness", "legality", "feasibility"):
        agency.page.locator(f"[name={light}][value=green]").check()
    agency.fill("機關核估經費", "1,950,000")
    agency.fill("公開回覆", answer)
    agency.press("完成審議並公開")


def resident_votes(visit: Visit, site: Site) -> None:
    """Choose a project in the open round, check, cast, and find the receipt's code again."""
    resident = visit("resident_bt")
    resident.sees("您尚未投票")
    resident.page.get_by_role("link", name="前往投票").first.click()
    resident.page.get_by_role("main").get_by_role("checkbox").first.check()
    resident.press("檢查選票")
    resident.sees("尚未")
    resident.press("確認投票")
    resident.sees("您的選票已投入票箱")
    code = resident.page.locator(".receipt code, .receipt .code").first.inner_text()
    resident.click("查詢這份憑證")
    resident.sees(code)
    resident.go("/")
    assert "您尚未投票" not in resident.page.locator("body").inner_text()


def result_leads_to_the_need(visit: Visit, site: Site, need: str) -> None:
    """Read the published result, go on to the project and from there to the need."""
    reader = visit()
    reader.go("/results")
    reader.click("北投區")
    reader.click(WATER)
    reader.click("查看佐證、權責機關與回覆")
    assert reader.path == f"/needs/{need}"


def meeting_decides(visit: Visit, site: Site, need: str) -> None:
    """Make the need a priority on both kinds of evidence, and let the meeting send it up."""
    office = visit("dol_desk")
    office.go(f"/needs/{need}")
    office.sees("共識佐證")
    office.sees("實際需求佐證")
    office.press("列為優先辦理事項")
    office.go(site.made("meetings", "m10").url)
    office.click(f"作成決定 {WATER}")
    office.page.get_by_role("main").locator("[name=outcome]").select_option(label="提報下一層會議")
    office.page.get_by_role("main").locator("[name=reason]").fill("兩類佐證齊備，提報協調會報。")
    office.press("儲存這一步")
    office.go(f"/needs/{need}")
    office.sees("提協調會報")


def agency_answers(visit: Visit, need: str) -> None:
    """Answer from the inbox, as the agency."""
    agency = visit("dep_officer")
    agency.go("/inbox")
    agency.click(f"回覆 {WATER}")
    agency.fill("公開回覆", ANSWER)
    agency.press("儲存這一步")
    agency.go(f"/needs/{need}")
    agency.sees(ANSWER)


def officer_takes_the_row_away(visit: Visit, need: str, folder: Path) -> None:
    """Download the spreadsheet by clicking and find the need's row in it."""
    agency = visit("dep_officer")
    agency.go("/needs")
    with agency.page.expect_download() as waiting:
        agency.click("ODS")
    file = folder / "needs.ods"
    waiting.value.save_as(file)
    content = zipfile.ZipFile(file).read("content.xml").decode()
    assert need in content
    assert WATER in content


def trace_is_followed_there_and_back(visit: Visit, site: Site, need: str) -> None:
    """Follow the public page from note to row: each hop is dated, signed, and leads to its page."""
    reader = visit()
    reader.go(f"/needs/{need}")
    reader.click("從便利貼到機關：看完整歷程")
    hops = reader.page.locator(".trace > li:not(.todo)").all_inner_texts()
    assert "便利貼" in hops[0]
    assert "匯出檔" in hops[-1]
    assert [hop for hop in hops if not re.search(r"1\d\d年\d+月\d+日", hop)] == []
    assert any(ANSWER in hop for hop in hops)
    reader.page.locator(".trace a").first.click()
    reader.click("成為提案 " + need)
    reader.click("從最新一步往回看")
    assert "匯出檔" in reader.page.locator(".trace > li:not(.todo)").first.inner_text()
    reader.page.locator(".trace > li:not(.todo) a").first.click()
    reader.sees(need)
