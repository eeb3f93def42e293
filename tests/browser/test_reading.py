"""Read every page with large text, wide spacing, forced colours, more contrast and without motion."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.addresses import Address
from tests.browser.site import Site
from tests.browser.visitor import DESK, PHONE
from tests.browser.walking import LANGUAGES, find_violations, look, walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]
USUAL, TWICE = 16, 32
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_of_twice_the_size_or_widely_spaced_is_not_cut_off_and_lies_on_no_other(
    chromium: Browser, site: Site, addresses: dict[str, Address], language: str
) -> None:
    found: list[str] = []
    for step in walk(chromium, site, addresses, language):
        for size, width in ((USUAL, DESK), (TWICE, DESK), (TWICE, PHONE), (USUAL, 320)):
            page = resize(step.visitor.page, size, width)
            found += [f"{step} {size} px at {width}: {each}" for each in look(step.visitor, "crowded")]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{step} {size} px at {width} scrolls sideways")
        page.evaluate(SPACED)
        found += [f"{step} spaced: {each}" for each in look(step.visitor, "crowded")]

    assert found == []


def test_boxes_keep_their_borders_and_words_their_contrast_in_forced_colours(
    chromium: Browser, site: Site, addresses: dict[str, Address]
) -> None:
    found: list[str] = []
    for step in walk(chromium, site, addresses, forced_colors="active"):
        found += [f"{step}: {each}" for each in look(step.visitor, "forced")]

    assert found == []


def test_words_stand_out_seven_to_one_where_more_contrast_is_asked_for(
    chromium: Browser, site: Site, addresses: dict[str, Address]
) -> None:
    found: list[str] = []
    for step in walk(chromium, site, addresses, contrast="more", bypass_csp=True):
        found += [f"{step}: {each}" for each in find_violations(step.visitor, ["wcag2aa", "wcag2aaa"])]

    assert found == []


def test_nothing_moves_where_less_motion_is_asked_for(
    chromium: Browser, site: Site, addresses: dict[str, Address]
) -> None:
    found: list[str] = []
    for step in walk(chromium, site, addresses, reduced_motion="reduce"):
        found += [f"{step}: {each}" for each in look(step.visitor, "moving")]

    assert found == []


def resize(page: Page, size: int, width: int) -> Page:
    """Set the text size a reader has chosen in the browser, and the window's width."""
    page.set_viewport_size({"width": width, "height": 740})
    tools = page.context.new_cdp_session(page)
    tools.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
    tools.detach()
    return page
