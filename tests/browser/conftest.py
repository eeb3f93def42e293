"""Start Chromium and the demo city once for all browser tests of a worker."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from civic.config import Settings
from tests.browser.addresses import Address, list_addresses
from tests.browser.site import FLAGS, Site, chromium_path, serve_demo
from tests.browser.visitor import Visitor, open_page

Visit = Callable[..., Visitor]
ERROR_PAGE = Address("", "/there-is-no-such-page")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a running Chromium, or skip where Debian's package is not installed."""
    path = chromium_path()
    if path is None:
        pytest.skip("chromium is not installed (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def site(chromium: Browser, demo_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a copy of the demo city, served by a process of its own."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(demo_settings.folder, folder / "demo")
    with serve_demo(folder) as site:
        yield site


@pytest.fixture(scope="session")
def addresses(chromium: Browser, site: Site) -> Iterator[dict[str, Address]]:
    """Return an address of every page, with the error page."""
    opened: list[Visitor] = []

    def visit(persona: str) -> Visitor:
        opened.append(open_page(chromium, site, persona))
        return opened[-1]

    yield {**list_addresses(site, visit), "error": ERROR_PAGE}
    for visitor in opened:
        visitor.page.context.close()


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visit]:
    """Return a function that opens a page for a persona; at the end no page may have shown an error."""
    opened: list[Visitor] = []

    def open_for(persona: str = "", **choices: object) -> Visitor:
        opened.append(open_page(chromium, site, persona, **choices))
        return opened[-1]

    yield open_for
    for visitor in opened:
        visitor.page.context.close()
    assert [problem for visitor in opened for problem in visitor.problems] == []
