"""The door by camera, by name, by three digits, and by keyboard alone."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import cafe
from tests.browser.conftest import Visit
from tests.browser.site import FLAGS, Site, chromium_path
from tests.browser.visitor import Visitor, open_page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("demo")]
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
READER = """
window.BarcodeDetector = class {
  constructor({ formats }) { this.formats = formats; }
  async detect(video) {
    if (!this.formats.includes("qr_code") || video.readyState < 2 || !video.videoWidth) throw new Error("no picture");
    window.looks = (window.looks ?? 0) + 1;
    return window.held ? [{ rawValue: window.held }] : [];
  }
};
"""
"""Chromium reads codes on phones and Macs only; this stands in its place and sees what is held before the camera."""
GUEST, PHONE = "林太太", "0912-345-678"
FIND = "姓名，或電話末三碼"
TYPING = 120
"""Milliseconds between two keys of somebody who types calmly."""


@pytest.fixture
def with_camera(chromium: Browser) -> Iterator[Browser]:
    """Return a Chromium with a camera and somebody who allows it."""
    browser = chromium.browser_type.launch(executable_path=chromium_path(), args=[*FLAGS, *CAMERA])
    yield browser
    browser.close()


@pytest.fixture
def event(visit: Visit) -> str:
    """Return a café at which one guest is registered."""
    number = cafe.announce(visit("dol_desk"))
    guest = visit()
    guest.go(f"/events/{number}/register")
    guest.fill("姓名", GUEST)
    guest.fill("手機或電子郵件", PHONE)
    guest.press("報名")
    guest.sees(GUEST)
    return number


def stand_at_the_door(visitor: Visitor, event: str) -> Page:
    """Open the door's page and wait for its list."""
    visitor.go(f"/events/{event}/door/")
    expect(visitor.page.locator("[data-door-state]")).to_have_text("已同步")
    return visitor.page


def hold(page: Page, link: str) -> None:
    """Hold a code before the camera."""
    page.evaluate("(link) => { window.held = link; }", link)


def look_again(page: Page, times: int) -> None:
    """Wait until the camera's picture was looked at so many times more."""
    before = page.evaluate("window.looks ?? 0")
    end = time.monotonic() + 20
    while page.evaluate("window.looks ?? 0") < before + times:
        assert time.monotonic() < end, "nobody looks at the camera's picture"
        page.wait_for_timeout(100)


def code_of(page: Page, event: str) -> str:
    """Return the link in the guest's code."""
    code = page.evaluate(f"fetch('/events/{event}/door/roster.json').then(a => a.json()).then(l => l.people[0].code)")
    return f"https://civic.example/events/door/{code}"


def test_a_code_before_the_camera_checks_in_once_and_a_strange_one_is_told(
    with_camera: Browser, site: Site, event: str
) -> None:
    office = open_page(with_camera, site, "dol_desk")
    office.page.context.add_init_script(READER)
    page = stand_at_the_door(office, event)
    said = page.locator("[data-door-said]")

    office.press("掃描")
    look_again(page, 2)
    expect(page.locator("video")).to_be_visible()
    hold(page, "https://civic.example/events/door/1-00000000000000000000000000")
    expect(said).to_contain_text("不屬於")
    hold(page, code_of(page, event))

    expect(said).to_contain_text(f"{GUEST}: 已報到")
    look_again(page, 5)
    expect(page.locator("[data-door-said]").get_by_text("這台平板")).to_have_count(1)
    office.press("掃描")
    expect(page.locator("video")).to_be_hidden()
    assert page.evaluate("document.querySelector('video').srcObject") is None
    office.go(f"/events/{event}/roster")
    assert page.get_by_role("row").filter(has_text=GUEST).get_by_text("已報到").count() == 1
    assert office.problems == []


def test_without_a_reader_of_codes_three_digits_or_part_of_a_name_find_the_person(visit: Visit, event: str) -> None:
    office = visit("dol_desk")
    page = stand_at_the_door(office, event)
    found = page.locator("[data-door-list] li")

    expect(page.locator("[data-door-scan]")).to_be_hidden()
    for words, count in (("679", 0), ("678", 1), ("林", 1)):
        page.get_by_label(FIND).fill(words)
        expect(found.filter(has_text=GUEST)).to_have_count(count)
    found.get_by_role("button").click()

    expect(page.locator("[data-door-said]")).to_contain_text(f"{GUEST}: 已報到")


def test_who_refuses_the_camera_is_told_how_to_go_on(visit: Visit, event: str) -> None:
    office = visit("dol_desk")
    office.page.context.add_init_script(READER)
    page = stand_at_the_door(office, event)

    office.press("掃描")

    expect(page.locator("[data-door-said]")).to_contain_text("末三碼")
    expect(page.locator("video")).to_be_hidden()


def test_somebody_who_walks_in_is_entered_by_keyboard_alone_within_twenty_seconds(visit: Visit, event: str) -> None:
    office = visit("dol_desk")
    page = stand_at_the_door(office, event)
    page.get_by_label(FIND).focus()
    name, pressed = "Wang Hsiao-ming", 0
    begun = time.perf_counter()

    page.keyboard.type(name, delay=TYPING)
    for where in ("q", "name"):
        expect(page.locator(f"#{where}")).to_be_focused()
        page.keyboard.press("Enter")
        pressed += 1
    expect(page.locator("[data-door-said]")).to_contain_text(f"{name}: 已報到 序號 1", timeout=20_000)
    spent = time.perf_counter() - begun

    print(f"\nwalk-in: one field, {len(name)} letters and {pressed} keys, {spent:.1f} s")
    assert spent < 20
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")
    office.go(f"/events/{event}/roster")
    assert page.get_by_role("row").filter(has_text=name).get_by_text("已報到").count() == 1


def test_a_name_nobody_has_stands_in_the_walk_in_form_without_script_too(visit: Visit, event: str) -> None:
    office = visit("dol_desk", java_script_enabled=False)
    office.go(f"/events/{event}/door/")
    office.page.get_by_label(FIND).fill("現場來的人")
    office.page.get_by_label(FIND).press("Enter")

    box = office.page.get_by_label("姓名", exact=True)
    assert box.input_value() == "現場來的人"
    box.press("Enter")

    office.sees("現場來的人")
    office.sees("已報到")
