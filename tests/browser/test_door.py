"""The door goes on without a network: check in, enter, reload, and send everything once when it is back."""

import pytest
from playwright.sync_api import expect

from tests.browser import cafe
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def test_people_are_checked_in_without_a_network_and_sent_once(visit: Visit) -> None:
    office = visit("dol_desk")
    event = cafe.announce(office)
    office.go(f"/events/{event}/roster")
    office.fill("姓名", "林太太")
    office.press("登錄並報到")
    office.go(f"/events/{event}/door/")
    page = office.page
    state, said = page.locator("[data-door-state]"), page.locator("[data-door-said]")
    expect(state).to_have_text("已同步")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.open('civic-door').then((kept) => kept.keys()).then((keys) => keys.length > 3)")

    page.context.set_offline(True)
    page.get_by_label("姓名", exact=True).fill("現場一家人")
    page.get_by_role("main").get_by_label("人數").fill("3")
    office.press("登錄並報到")
    expect(state).to_contain_text("離線中")
    page.reload()
    expect(state).to_contain_text("(1)")
    page.get_by_label("姓名，或電話末三碼").fill("林太")
    expect(page.locator("[data-door-list] li")).to_have_count(1)
    page.context.set_offline(False)

    expect(said).to_contain_text("現場一家人", timeout=30_000)
    expect(state).to_have_text("已同步")
    office.go(f"/events/{event}/roster")
    assert page.get_by_role("rowheader", name="現場一家人").count() == 1
    office.sees("×3")
