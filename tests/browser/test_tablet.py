"""Hold a café on tablets without a network: nothing is lost, nothing comes twice, people decide what differs."""

import random
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser import tablets
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.tablets import Tablet
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
Cafe = tuple[str, Visitor, dict[int, str]]
Open = Callable[..., Tablet]
KINDS = ("issue", "need", "idea", "concern", "character", "consensus", "dissent")


@pytest.fixture
def held(visit: Visit) -> Cafe:
    """Return a café of its own: its number, the lead's page, the codes by table."""
    return tablets.hold(visit)


@pytest.fixture
def opened(chromium: Browser, site: Site) -> Iterator[Open]:
    """Return a function that opens a tablet; at the end none may have shown an error."""
    held: list[Tablet] = []

    def open_for(code: str, **choices: object) -> Tablet:
        held.append(tablets.open_tablet(chromium, site, code, **choices))
        return held[-1]

    yield open_for
    for tablet in held:
        tablet.context.close()
    assert [problem for tablet in held for problem in tablet.problems] == []


def hold_round(tablet: Tablet, number: int, acts: int, kills: int, chance: random.Random) -> int:
    """Write, tap, edit, remove and undo at a table that has no network; return how many operations were made."""
    deaths = set(chance.sample(range(acts), kills))
    made, written = 0, sorted(tablet.shows())
    for act in range(acts):
        draw = chance.random()
        if draw < 0.5 or not written:
            text = f"第{number}回合的想法{act}"
            tablet.write(text, chance.choice(KINDS))
            written.append(text)
        elif draw < 0.8:
            tablet.tap(chance.choice(written))
        elif draw < 0.9:
            old = written.pop(chance.randrange(len(written)))
            tablet.edit(old, f"{old}＊")
            written.append(f"{old}＊")
        else:
            tablet.remove(written.pop(chance.randrange(len(written))))
        made += 1
        if act in deaths:
            before = tablet.shows()
            tablet.kill()
            assert tablet.shows() == before
    return made


def hold_cafe(visit: Visit, held: Cafe, opened: Open, acts: int, kills: int) -> None:
    """Hold three rounds on two tablets offline; afterwards each operation is there once, and all agree."""
    event, lead, codes = held
    chance = random.Random(20261122)
    pair = [opened(codes[1]), opened(codes[2])]
    made = {1: 0, 2: 0}
    for tablet in pair:
        tablet.offline()
    for number in (1, 2, 3):
        for table, tablet in enumerate(pair, start=1):
            made[table] += hold_round(tablet, number, acts, kills, chance)
            assert f"待同步 {made[table]}" in tablet.sync_words
            assert "離線中" in tablet.sync_words
    said = [tablet.shows() for tablet in pair]
    for tablet in pair:
        tablet.offline(False)
        tablet.synced()
    for table, tablet in enumerate(pair, start=1):
        assert tablet.shows() == said[table - 1]
        log = tablet.page.evaluate("fetch('/tablet/pull').then(answer => answer.json())")
        own = [op for op in log["ops"] if op["table"] == table]
        assert len({op["id"] for op in own}) == len(own) == made[table]
        lead.go(f"/events/{event}/tables/{table}")
        found = lead.page.locator(".note").evaluate_all(
            "notes => notes.map(n => [n.querySelector('.note-text').textContent,"
            " Number(n.querySelector('.dots b').textContent)])"
        )
        assert dict(found) == said[table - 1]


def test_a_cafe_without_a_network_arrives_once_and_whole(visit: Visit, held: Cafe, opened: Open) -> None:
    hold_cafe(visit, held, opened, acts=7, kills=1)


@pytest.mark.slow
def test_three_rounds_of_300_operations_survive_ten_deaths(visit: Visit, held: Cafe, opened: Open) -> None:
    hold_cafe(visit, held, opened, acts=50, kills=2)


def test_what_two_tablets_changed_apart_is_shown_and_a_person_chooses(held: Cafe, opened: Open) -> None:
    _event, _lead, codes = held
    one, other = opened(codes[1]), opened(codes[1])
    for text in ("路燈太暗", "沒有長椅", "招牌太多"):
        one.write(text)
    one.synced()
    for text in ("路燈太暗", "沒有長椅", "招牌太多"):
        other.note(text).wait_for()
    other.offline()
    one.edit("路燈太暗", "路燈太暗，尤其巷口")
    one.remove("沒有長椅")
    one.tap("招牌太多")
    one.synced()

    other.edit("路燈太暗", "路燈晚上十點就關")
    other.edit("沒有長椅", "沒有長椅，長輩走不遠")
    total(other, "招牌太多", 12)
    other.offline(False)

    other.page.locator("[data-do=questions]").click()
    cards = other.page.locator("[data-questions] > li")
    expect(cards).to_have_count(3)
    expect(cards.nth(0)).to_contain_text("路燈太暗，尤其巷口")
    expect(cards.nth(0)).to_contain_text("路燈晚上十點就關")
    cards.filter(has_text="十點就關").locator("[data-do=both]").click()
    expect(cards).to_have_count(2)
    cards.filter(has_text="長輩走不遠").locator("[data-do=mine]").click()
    expect(cards).to_have_count(1)
    cards.first.locator("[data-do=keep]:visible").click()
    other.ready()
    other.synced()

    right = {"路燈太暗，尤其巷口": 0, "路燈晚上十點就關": 0, "沒有長椅，長輩走不遠": 0, "招牌太多": 1}
    one.note("路燈晚上十點就關").wait_for()
    assert other.shows() == one.shows() == right


def total(tablet: Tablet, text: str, dots: int) -> None:
    """Set the dots of a note to a total."""
    tablet.note(text).locator(".more").click()
    tablet.page.locator("#edit-dots").fill(str(dots))
    tablet.page.locator("[data-do=total]").click()


def test_composing_with_an_input_method_never_sends_and_survives_a_kill(held: Cafe, opened: Open) -> None:
    _event, _lead, codes = held
    tablet = opened(codes[1])
    keys = tablet.context.new_cdp_session(tablet.page)
    box = tablet.page.locator("#text")
    box.focus()

    keys.send("Input.imeSetComposition", {"text": "ㄅㄨˋ", "selectionStart": 3, "selectionEnd": 3})
    for kind in ("keyDown", "keyUp"):
        enter = {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
        keys.send("Input.dispatchKeyEvent", enter)
    tablet.page.locator("[data-composer]").evaluate("form => form.requestSubmit()")
    assert (tablet.shows(), box.input_value()) == ({}, "ㄅㄨˋ")

    keys.send("Input.insertText", {"text": "步道"})
    expect(box).to_have_value("步道")
    tablet.kill()
    assert tablet.page.locator("#text").input_value() == "步道"
    assert tablet.shows() == {}

    tablet.page.locator("#text").press("Enter")
    tablet.note("步道").wait_for()


def test_a_group_is_made_by_taps_merged_and_undone(held: Cafe, opened: Open) -> None:
    _event, _lead, codes = held
    tablet = opened(codes[1])
    for text in ("甲", "乙", "丙", "丁"):
        tablet.write(text)

    for one, other in (("甲", "乙"), ("丙", "丁")):
        tablet.note(one).locator(".more").click()
        tablet.page.locator("[data-group-list] button", has_text=other).click()
    expect(tablet.page.locator(".cluster")).to_have_count(2)
    tablet.page.locator(".cluster-head .more").first.click()
    tablet.page.locator("[data-merge-list] button").click()
    expect(tablet.page.locator(".cluster")).to_have_count(1)
    tablet.page.locator("[data-do=undo]").click()
    expect(tablet.page.locator(".cluster")).to_have_count(2)
    tablet.page.locator("[data-do=undo]").click()
    expect(tablet.page.locator(".cluster")).to_have_count(1)
    tablet.synced()

    assert sorted(tablet.shows()) == ["丁", "丙", "乙", "甲"]


def test_a_table_is_read_aloud_closed_and_the_tablet_wiped(held: Cafe, opened: Open) -> None:
    event, lead, codes = held
    tablet = opened(codes[3])
    tablet.write("巷口要亮", "consensus")
    tablet.offline()
    picture = BytesIO()
    Image.new("RGB", (3000, 2000), "teal").save(picture, "JPEG")
    photo = {"name": "poster.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    tablet.page.locator("[data-photo]").set_input_files(photo)
    expect(tablet.page.locator("[data-photos]")).to_have_text("照片 1 張")

    tablet.page.locator("[data-do=close]").click()
    expect(tablet.page.locator("[data-consensus]")).to_contain_text("巷口要亮")
    tablet.page.locator("#read").check()
    close = tablet.page.locator("form[data-close] [type=submit]")
    close.click()
    expect(tablet.page.locator("[data-toast]")).to_contain_text("不同意見")
    tablet.page.locator("#none").check()
    close.click()
    wipe = tablet.page.locator("[data-do=wipe]")
    expect(wipe).to_be_disabled()
    tablet.offline(False)
    wipe.click(timeout=15_000)
    expect(tablet.page.locator("[data-screen=wiped]")).to_be_visible()

    assert tablet.page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert tablet.page.evaluate("fetch('/tablet/pull', {redirect: 'manual'}).then(a => a.type)") == "opaqueredirect"
    lead.go(f"/events/{event}/tables/3")
    assert lead.page.locator(".photos img").count() == 1
    lead.sees("巷口要亮")


def test_the_clock_the_message_and_the_handover_reach_the_tablet(held: Cafe, opened: Open) -> None:
    event, lead, codes = held
    tablet = opened(codes[1])
    for text, dots in (("少", 0), ("多", 3), ("中", 2), ("再中", 1)):
        tablet.write(text)
        for _ in range(dots):
            tablet.tap(text)
    lead.go(f"/events/{event}/lead")
    lead.press("全場開始本回合")
    lead.fill("給所有桌次的訊息", "請換桌")
    lead.press("送到所有桌次")
    expect(tablet.page.locator("[data-message]")).to_contain_text("請換桌")
    expect(tablet.page.locator(".clock-face")).to_contain_text("24:")
    tablet.offline()
    tablet.kill()
    expect(tablet.page.locator(".clock-face")).to_contain_text("24:")
    tablet.offline(False)

    lead.go(f"/events/{event}/lead?round=2")
    lead.press("全場開始本回合")

    greeting = tablet.page.locator("[data-handover] li")
    expect(greeting).to_have_text(["多（3）", "中（2）", "再中（1）"])


def test_a_locked_tablet_opens_with_its_code_without_a_network(held: Cafe, opened: Open) -> None:
    _event, _lead, codes = held
    tablet = opened(codes[2])
    tablet.offline()
    tablet.page.locator("[data-do=lock]").click()
    expect(tablet.page.locator("[data-screen=locked]")).to_be_visible()
    tablet.page.reload()
    expect(tablet.page.locator("[data-screen=locked]")).to_be_visible()

    for code, opens in (("000000" if codes[2] != "000000" else "111111", False), (codes[2], True)):
        tablet.page.locator("#unlock").fill(code)
        tablet.page.locator("[data-unlock] [type=submit]").click()
        if not opens:
            expect(tablet.page.locator("[data-unlock-error]")).not_to_have_text("")
    tablet.ready()


def test_a_new_code_asks_for_itself_and_nothing_is_lost(held: Cafe, opened: Open) -> None:
    event, lead, codes = held
    tablet = opened(codes[1])
    tablet.offline()
    tablet.write("沒有網路時寫的")
    fresh = tablets.issue(lead, event)
    tablet.offline(False)
    expect(tablet.page.locator("[data-sync]")).to_contain_text("重新輸入桌碼")

    tablet.page.goto(f"{tablet.base}/tablet/#{fresh[1]}")
    tablet.page.locator("main [type=submit]").click()
    tablet.ready()
    tablet.synced()

    assert tablet.shows() == {"沒有網路時寫的": 0}
