"""Sign up, propose and vote in a browser that runs no script."""

import re

import pytest

from tests.browser.conftest import Visit
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ADDRESS, PASSWORD = "grandmother@example.org", "a bench beside the creek"


def test_a_resident_signs_up_proposes_and_votes_without_script(visit: Visit, site: Site) -> None:
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

    voter = visit("resident_ws", java_script_enabled=False)
    voter.go(site.made("rounds", "wenshan_now").url)
    voter.page.get_by_role("main").get_by_role("radio").first.check()
    voter.press("檢查選票")
    voter.press("確認投票")
    voter.sees("您的選票已投入票箱")
