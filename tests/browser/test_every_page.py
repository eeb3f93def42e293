"""Open every page of the site in both languages and schemes: axe, width, markup, console."""

import pytest
from playwright.sync_api import Browser

from civic.web.application import CivicFlask
from tests.browser.addresses import FILES, Address
from tests.browser.conftest import ERROR_PAGE
from tests.browser.site import Site
from tests.browser.walking import LANGUAGES, find_violations, walk
from tests.markup import find_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONES = (320, 360, 390, 430)


def test_every_route_that_shows_a_page_has_an_address_here(
    application: CivicFlask, addresses: dict[str, Address]
) -> None:
    pages = {rule.endpoint for rule in application.url_map.iter_rules() if "GET" in (rule.methods or set())}

    assert pages - FILES - set(addresses) == set(), "give each new page an address in addresses.py"
    assert set(addresses) - pages == {"error"}, "these pages are no longer there"


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page_in_the_light_and_in_the_dark(
    chromium: Browser, site: Site, addresses: dict[str, Address], language: str
) -> None:
    found: list[str] = []
    for step in walk(chromium, site, addresses, language, bypass_csp=True):
        found += [f"{step}: {each}" for each in find_violations(step.visitor)]

    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_on_any_phone_or_breaks_a_rule_of_the_browser(
    chromium: Browser, site: Site, addresses: dict[str, Address], language: str
) -> None:
    found: list[str] = []
    for step in walk(chromium, site, addresses, language, PHONES[0]):
        for width in PHONES:
            step.visitor.page.set_viewport_size({"width": width, "height": 740})
            wide = step.visitor.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{step} is {wide} px wide on {width}")
        if step.status >= 400 and step.address != ERROR_PAGE and "unknown" not in step.address.path:
            found.append(f"{step} answers {step.status}")
        found += [f"{step}: {each}" for each in (*step.visitor.problems, *find_faults(step.html))]
        step.visitor.problems.clear()

    assert found == []
