"""Be one person at a phone: sign in, click, read; every page is watched for errors."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from tests.browser.site import Site

PHONE, DESK = 360, 1280
PATIENCE = 10_000
"""How long (ms) a page may take to show what is looked for."""
NETWORK = "Failed to load resource"


@dataclass
class Visitor:
    """Hold one person's page and what went wrong on it."""

    page: Page
    site: Site
    problems: list[str] = field(default_factory=list)

    def go(self, address: str) -> Response:
        """Open an address of the site."""
        response = self.page.goto(self.site.base + address)
        assert response is not None, f"{address} did not answer"
        return response

    def click(self, words: str, role: str = "link") -> None:
        """Click the first link or button of these words in the page's main part."""
        found = self.page.get_by_role("main").get_by_role(role, name=words)  # type: ignore[arg-type]
        found.first.click()
        self.page.wait_for_load_state("domcontentloaded")

    def press(self, words: str) -> None:
        """Press the first button of these words in the page's main part."""
        self.click(words, "button")

    def fill(self, label: str, text: str) -> None:
        """Write into the field of this label."""
        self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """Choose an option by its words from the list of this label."""
        self.field(label).select_option(label=option)

    def field(self, label: str) -> Locator:
        """Return the field of this label, marked as optional or not."""
        words = re.compile(rf"^\s*{re.escape(label)}\s*(（選填）)?\s*$")
        return self.page.get_by_role("main").get_by_label(words).first

    def sees(self, words: str) -> None:
        """Fail unless the words stand on the page, or appear while it loads."""
        expect(self.page.locator("body")).to_contain_text(words, use_inner_text=True, timeout=PATIENCE)

    @property
    def path(self) -> str:
        """Return the address of the page in hand, without the host."""
        return urlsplit(self.page.url).path


def open_page(browser: Browser, site: Site, persona: str = "", **choices: object) -> Visitor:
    """Open a phone's page in Chinese, signed in as a persona; choices go to the browser's context."""
    options: dict[str, object] = {"locale": "zh-TW", "viewport": {"width": PHONE, "height": 740}, **choices}
    visitor = Visitor(browser.new_context(**options).new_page(), site)  # type: ignore[arg-type]
    visitor.page.set_default_timeout(PATIENCE)
    visitor.page.on("console", lambda message: _note(visitor, message))
    visitor.page.on("pageerror", lambda error: visitor.problems.append(str(error)))
    if persona:
        sign_in(visitor, f"{persona}@demo.example", site.password)
    return visitor


def sign_in(visitor: Visitor, address: str, password: str) -> None:
    """Sign in through the form."""
    visitor.go("/sign-in")
    main = visitor.page.get_by_role("main")
    main.locator("[name=email]").fill(address)
    main.locator("[name=password]").fill(password)
    main.locator("form [type=submit]").first.click()
    assert visitor.path == "/", f"{address} could not sign in: {main.inner_text()}"


def _note(visitor: Visitor, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"} and NETWORK not in message.text:
        visitor.problems.append(message.text)
