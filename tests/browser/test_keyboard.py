"""Use the site by keyboard only: the focus is always seen, and every journey can be gone without a pointer."""

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.addresses import Address
from tests.browser.conftest import Visit
from tests.browser.keyboard import HERE, Keyboard, read_focus
from tests.browser.site import Site
from tests.browser.visitor import DESK
from tests.browser.walking import look, walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TABLET = 820


def test_tab_reaches_everything_and_the_focus_is_always_seen(
    chromium: Browser, site: Site, addresses: dict[str, Address]
) -> None:
    found: list[str] = []
    for step in walk(chromium, site, addresses, width=TABLET):
        for _ in range(look(step.visitor, "watch_focus") + 1):
            step.visitor.page.keyboard.press("Tab")
        found += [f"{step}: {each}" for each in step.visitor.page.evaluate("focused.report()")]

    assert found == []


@pytest.mark.parametrize("width", [320, DESK])
def test_the_first_stop_leads_past_the_menu(visit: Visit, width: int) -> None:
    reader = visit(viewport={"width": width, "height": 740})
    keyboard = Keyboard(reader)
    reader.go("/proposals")
    keyboard.key("Tab")
    skip = reader.page.locator(".skip")
    assert skip.evaluate(HERE)
    assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
    keyboard.key("Enter")
    assert read_focus(reader, "id") == "main"
    keyboard.key("Tab")
    assert reader.page.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_opens_and_closes_by_keyboard(visit: Visit) -> None:
    reader = visit()
    keyboard = Keyboard(reader)
    reader.go("/")
    summary = reader.page.locator(".menu summary")
    keyboard.reach(summary)
    keyboard.key("Enter")
    first = reader.page.locator(".menu nav a").first
    assert first.is_visible()
    keyboard.key("Tab")
    assert first.evaluate(HERE)
    keyboard.key("Escape")
    assert not first.is_visible()
    assert summary.evaluate(HERE)


def test_the_list_of_mistakes_takes_the_focus_and_leads_to_each_field(visit: Visit) -> None:
    reader = visit()
    keyboard = Keyboard(reader)
    reader.go("/sign-up")
    keyboard.press("建立帳號")
    assert read_focus(reader, "data-error-summary") == ""
    mistakes = reader.page.locator("[data-error-summary] a")
    assert mistakes.count() >= 3
    for place in range(mistakes.count()):
        keyboard.reach(mistakes.nth(place))
        target = str(mistakes.nth(place).get_attribute("href"))
        keyboard.key("Enter")
        assert f"#{read_focus(reader, 'id')}" == target
        reader.page.locator("[data-error-summary]").focus()


def test_a_resident_proposes_by_keyboard(visit: Visit) -> None:
    person = visit("resident_bt")
    keyboard = Keyboard(person)
    person.go("/proposals/new")
    keyboard.write("用一句話說，您希望改變什麼？", "奇岩里巷口加裝反光鏡")
    keyboard.choose("在哪一個行政區？", "北投區")
    keyboard.write("確切地點在哪裡？", "奇岩路口")
    keyboard.press("儲存並繼續")
    keyboard.write("遇到什麼問題？希望怎麼改變？", "轉角看不到來車，放學時間常常差點相撞。")
    keyboard.reach(person.page.locator("[name=village_code]"))
    keyboard.key("ArrowDown", 2)
    keyboard.choose("面向", "交通旅遊")
    keyboard.write("經費", "60,000")
    keyboard.press("儲存並確認")
    keyboard.press("送出提案")
    assert re.search(r"\d{3}-BT-\d{3}", person.page.get_by_role("main").inner_text())


def test_a_resident_registers_for_an_event_by_keyboard(visit: Visit, site: Site) -> None:
    person = visit("resident_ws")
    keyboard = Keyboard(person)
    person.go(site.made("events", "e8").url)
    keyboard.follow("報名")
    keyboard.write("手機或電子郵件", "0912-345-678")
    keyboard.pick("sector", "一般民眾")
    keyboard.press("報名")
    assert person.path.endswith("/registration"), person.page.locator("main").inner_text()


def test_a_resident_votes_and_finds_the_receipt_by_keyboard(visit: Visit, site: Site) -> None:
    person = visit("resident_bt")
    keyboard = Keyboard(person)
    person.go(site.made("rounds", "beitou_now").url)
    keyboard.reach(person.page.get_by_role("main").get_by_role("checkbox").first)
    keyboard.key("Space")
    keyboard.press("檢查選票")
    keyboard.press("確認投票")
    person.sees("您的選票已投入票箱")
    code = person.page.get_by_role("main").locator("code").first.inner_text()
    keyboard.follow("查詢這份憑證")
    person.sees(code)
