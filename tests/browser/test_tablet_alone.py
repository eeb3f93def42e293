"""A tablet left to itself: it remembers what can be taken back, locks, warns, and forgets when all has arrived."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import tablets
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.tablets import Tablet
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
MINUTE = 60_000
SPY = "window.buzzes = []; navigator.vibrate = (pattern) => { window.buzzes.push(pattern); return true; };"
"""What the device does is its own; that it is asked to is ours."""


@pytest.fixture
def held(visit: Visit) -> tuple[str, Visitor, dict[int, str]]:
    """Return a café of its own: its number, the lead's page, the codes by table."""
    return tablets.hold(visit)


@pytest.fixture
def tablet(chromium: Browser, site: Site, held: tuple[str, Visitor, dict[int, str]]) -> Iterator[Tablet]:
    """Return the tablet of the first table, on a page whose clock can be moved; it may not have shown an error."""
    opened = tablets.open_tablet(chromium, site, held[2][1])
    opened.context.add_init_script(SPY)
    opened.page.clock.install()
    opened.page.reload()
    opened.ready()
    yield opened
    opened.context.close()
    assert opened.problems == []


def later(tablet: Tablet, minutes: float) -> None:
    """Let time pass on the tablet."""
    tablet.page.clock.fast_forward(round(minutes * MINUTE))


def close_table(tablet: Tablet) -> None:
    """Close the table, read aloud, without dissent."""
    tablet.page.locator("[data-do=close]").click()
    tablet.page.locator("#read").check()
    tablet.page.locator("#none").check()
    tablet.page.locator("form[data-close] [type=submit]").click()
    tablet.page.locator("[data-screen=closed]").wait_for()


def test_what_was_done_can_be_taken_back_after_two_deaths_without_a_network(tablet: Tablet) -> None:
    undo = tablet.page.locator("[data-do=undo]")
    tablet.offline()
    for text in ("甲", "乙"):
        tablet.write(text)
    tablet.tap("甲")
    tablet.edit("乙", "乙二")

    tablet.kill()
    undo = tablet.page.locator("[data-do=undo]")
    undo.click()
    tablet.note("乙").wait_for()
    undo.click()
    expect(tablet.note("甲").locator("[data-dots]")).to_have_text("0")
    tablet.kill()
    undo = tablet.page.locator("[data-do=undo]")
    undo.click()
    tablet.note("乙").wait_for(state="detached")
    undo.click()
    tablet.note("甲").wait_for(state="detached")
    expect(undo).to_be_disabled()
    tablet.kill()
    expect(tablet.page.locator("[data-do=undo]")).to_be_disabled()

    assert tablet.shows() == {}
    tablet.offline(False)
    tablet.synced()
    assert tablet.shows() == {}


def test_a_tablet_nobody_touches_locks_after_twenty_minutes_and_only_then(
    tablet: Tablet, held: tuple[str, Visitor, dict[int, str]]
) -> None:
    locked = tablet.page.locator("[data-screen=locked]")
    tablet.write("鎖定前寫的")

    later(tablet, 19)
    expect(locked).to_be_hidden()
    tablet.page.locator("#text").press("Shift")
    later(tablet, 19)
    expect(locked).to_be_hidden()
    later(tablet, 1.1)

    expect(locked).to_be_visible()
    expect(tablet.page.locator("[data-notes]")).to_be_hidden()
    tablet.page.reload()
    expect(locked).to_be_visible()
    tablet.page.locator("#unlock").fill(held[2][1])
    tablet.page.locator("[data-unlock] [type=submit]").click()
    tablet.ready()
    assert tablet.shows() == {"鎖定前寫的": 0}


def test_the_clock_warns_by_vibration_once_near_the_end_and_once_at_it(
    tablet: Tablet, held: tuple[str, Visitor, dict[int, str]]
) -> None:
    event, lead, _codes = held
    lead.go(f"/events/{event}/lead")
    lead.press("全場開始本回合")
    expect(tablet.page.locator(".clock-face")).to_contain_text("24:")
    tablet.offline()
    clock = tablet.page.locator("div[data-clock]")

    def buzzes() -> list[list[int]]:
        found: list[list[int]] = tablet.page.evaluate("window.buzzes")
        return found

    later(tablet, 20)
    assert buzzes() == []
    tablet.page.locator("#text").press("Shift")
    later(tablet, 3.5)
    expect(clock).to_contain_class("last")
    assert buzzes() == [[250, 250, 250]]
    later(tablet, 0.5)
    assert buzzes() == [[250, 250, 250]]
    later(tablet, 2)
    expect(clock).to_contain_text("距離下一回合")
    assert buzzes() == [[250, 250, 250], [250] * 7]
    later(tablet, 1)

    assert buzzes() == [[250, 250, 250], [250] * 7]


def test_a_closed_tablet_forgets_all_ten_minutes_after_everything_has_arrived_and_not_before(
    tablet: Tablet, held: tuple[str, Visitor, dict[int, str]]
) -> None:
    event, lead, _codes = held
    tablet.offline()
    tablet.write("留給下一組", "consensus")
    close_table(tablet)
    wiped = tablet.page.locator("[data-screen=wiped]")

    later(tablet, 15)
    expect(wiped).to_be_hidden()
    tablet.offline(False)
    expect(tablet.page.locator("[data-do=wipe]")).to_be_enabled(timeout=tablets.PATIENCE)
    later(tablet, 9)
    expect(wiped).to_be_hidden()
    later(tablet, 1.1)

    expect(wiped).to_be_visible(timeout=tablets.PATIENCE)
    assert tablet.page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert tablet.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('civic-tablet'))") == []
    lead.go(f"/events/{event}/tables/1")
    lead.sees("留給下一組")
