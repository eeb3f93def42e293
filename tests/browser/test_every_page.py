"""Open every page of the site in both languages and schemes: axe, width, console."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from civic.web.application import CivicFlask
from tests.browser.addresses import FILES, Address, list_addresses
from tests.browser.site import Site
from tests.browser.visitor import Visitor, open_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOOKS = [("zh_Hant_TW", "light", 360), ("en", "dark", 1280)]
MORE_LOOKS = [("en", "light", 360), ("zh_Hant_TW", "dark", 820)]
RULES = {"resultTypes": ["violations"]}
ERROR_PAGE = Address("", "/there-is-no-such-page")


@pytest.fixture(scope="module")
def addresses(chromium: Browser, site: Site) -> Iterator[dict[str, Address]]:
    """Return an address of every page, with the error page."""
    opened: list[Visitor] = []

    def visit(persona: str) -> Visitor:
        opened.append(open_page(chromium, site, persona))
        return opened[-1]

    yield {**list_addresses(site, visit), "error": ERROR_PAGE}
    for visitor in opened:
        visitor.page.context.close()


def test_every_route_that_shows_a_page_has_an_address_here(
    application: CivicFlask, addresses: dict[str, Address]
) -> None:
    pages = {rule.endpoint for rule in application.url_map.iter_rules() if "GET" in (rule.methods or set())}

    assert pages - FILES - set(addresses) == set(), "give each new page an address in addresses.py"
    assert set(addresses) - pages == {"error"}, "these pages are no longer there"


@pytest.mark.parametrize(("language", "scheme", "width"), [*LOOKS, *MORE_LOOKS])
def test_axe_finds_nothing_on_any_page(
    chromium: Browser, site: Site, addresses: dict[str, Address], language: str, scheme: str, width: int
) -> None:
    found: list[str] = []
    for visitor, name, address in walk(chromium, site, addresses, language, scheme, width, bypass_csp=True):
        visitor.go(address.path)
        for violation in Axe().run(visitor.page, options=RULES).response["violations"]:
            nodes = [node["html"] for node in violation["nodes"][:3]]
            found.append(f"{name} {address.path}: {violation['id']} {nodes}")

    assert found == []


@pytest.mark.parametrize("language", ["zh_Hant_TW", "en"])
def test_no_page_scrolls_sideways_on_the_smallest_phone_or_breaks_a_rule_of_the_browser(
    chromium: Browser, site: Site, addresses: dict[str, Address], language: str
) -> None:
    found: list[str] = []
    for visitor, name, address in walk(chromium, site, addresses, language, "light", 320):
        response = visitor.go(address.path)
        wide = visitor.page.evaluate("document.documentElement.scrollWidth")
        if wide > 320:
            found.append(f"{name} {address.path} is {wide} px wide")
        if response.status >= 400 and address != ERROR_PAGE and "unknown" not in address.path:
            found.append(f"{name} {address.path} answers {response.status}")
        found.extend(f"{name} {address.path}: {problem}" for problem in visitor.problems)
        visitor.problems.clear()

    assert found == []


def walk(
    chromium: Browser,
    site: Site,
    addresses: dict[str, Address],
    language: str,
    scheme: str,
    width: int,
    bypass_csp: bool = False,
) -> Iterator[tuple[Visitor, str, Address]]:
    """Yield a signed-in page, the endpoint and the address, persona by persona."""
    for persona in sorted({address.persona for address in addresses.values()}):
        visitor = open_page(
            chromium, site, persona,
            color_scheme=scheme, viewport={"width": width, "height": 740}, bypass_csp=bypass_csp,
        )  # fmt: skip
        visitor.page.context.add_cookies([{"name": "lang", "value": language, "url": site.base}])
        for name, address in addresses.items():
            if address.persona == persona:
                yield visitor, name, address
        visitor.page.context.close()
