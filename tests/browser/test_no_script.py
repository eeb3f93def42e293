"""Read, sign up, propose, register, vote and look up the receipt in a browser that runs no script."""

import re

import pytest

from tests.browser.conftest import Visit
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADDRESS, PASSWORD = "grandmother@example.org", "a bench beside the creek"


def test_a_reader_filters_follows_a_trace_and_changes_the_language_without_script(visit: Visit, site: Site) -> None:
    reader = visit(java_script_enabled=False)
    reader.go("/")
    reader.page.locator(".menu summary").click()
    reader.page.locator(".menu nav").get_by_role("link", name="提案").click()
    reader.choose("行政區", "北投區")
    reader.press("篩選")
    assert "district=" in reader.page.url
    assert reader.page.locator(".js-only:visible").count() == 0
    proposal = site.made("proposals", "p3")
    reader.go(proposal.url)
    reader.sees(proposal.case_no)
    reader.go(f"/trace/{proposal.case_no}")
    assert reader.page.locator(".trace > li").count() >= 5
    reader.page.locator("footer").get_by_role("link", name="English").click()
    assert reader.page.locator("html").get_attribute("lang") == "en"
    assert reader.path == f"/trace/{proposal.case_no}"


def test_a_resident_signs_up_and_proposes_without_script(visit: Visit, site: Site) -> None:
    person = visit(java_script_enabled=False)
    person.go("/sign-up")
    person.fill("名稱", "磺港溪阿嬤")
    person.fill("電子郵件", ADDRESS)
    person.fill("密碼", PASSWORD)
    person.press("建立帳號")
    link = re.search(r"/account/confirm/\S+", site.newest_mail(ADDRESS))
    assert link is not None
    person.go(link.group())
    person.page.get_by_role("main").locator("form [type=submit]").first.click()
    if person.path != "/":
        person.go("/sign-in")
        person.fill("電子郵件", ADDRESS)
        person.fill("密碼", PASSWORD)
        person.press("登入")

    person.go("/proposals/new")
    person.fill("用一句話說，您希望改變什麼？", "磺港溪步道旁加裝長椅")
    person.choose("在哪一個行政區？", "北投區")
    person.fill("確切地點在哪裡？", "磺港溪步道")
    person.press("儲存並繼續")
    person.fill("遇到什麼問題？希望怎麼改變？", "長者走累了沒有地方可以坐。")
    person.page.locator("[name=village_code]").select_option(label="奇岩里")
    person.choose("面向", "健康生活")
    person.fill("經費", "150,000")
    person.press("儲存並確認")
    person.press("送出提案")
    assert re.search(r"\d{3}-BT-\d{3}", person.page.get_by_role("main").inner_text())


def test_a_resident_mends_a_form_and_registers_without_script(visit: Visit, site: Site) -> None:
    person = visit("resident_ws", java_script_enabled=False)
    person.go(site.made("events", "e13").url)
    person.click("報名")
    person.press("報名")
    mistakes = person.page.locator("[data-error-summary] a")
    assert mistakes.count() >= 1
    mistakes.first.click()
    person.fill("手機或電子郵件", "0912-345-678")
    person.page.get_by_role("radio", name="一般民眾").check()
    person.press("報名")
    assert person.path.endswith("/registration")


def test_a_resident_votes_and_looks_the_receipt_up_without_script(visit: Visit, site: Site) -> None:
    voter = visit("resident_ws", java_script_enabled=False)
    voter.go(site.made("rounds", "wenshan_now").url)
    voter.page.get_by_role("main").get_by_role("radio").first.check()
    voter.press("檢查選票")
    voter.press("確認投票")
    voter.sees("您的選票已投入票箱")
    code = voter.page.get_by_role("main").locator("code").first.inner_text()

    reader = visit(java_script_enabled=False)
    reader.go("/receipts")
    reader.page.get_by_role("main").locator("[name=code]").fill(code)
    reader.page.get_by_role("main").locator("form [type=submit]").first.click()
    reader.sees(code)
