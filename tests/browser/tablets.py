"""Hold a café with tablets: codes from the lead, one browser context a tablet, taps as a thumb would make them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import cafe
from tests.browser.site import Site
from tests.browser.visitor import Visitor

LANDSCAPE = {"width": 1024, "height": 768}
LEAD = "facil_t1"
PATIENCE = 15_000


@dataclass
class Tablet:
    """Be one tablet on a table; its page may be killed and opened again."""

    context: BrowserContext
    base: str
    page: Page
    problems: list[str] = field(default_factory=list)
    language: str = "zh"

    def kill(self) -> None:
        """Lose the page without warning, and open the tablet again."""
        self.page.close(run_before_unload=False)
        self.page = self.context.new_page()
        _watch(self)
        self.page.goto(f"{self.base}/tablet/{self.language}")
        self.ready()

    def ready(self) -> None:
        """Wait for the board."""
        self.page.locator("[data-composer]").wait_for(timeout=PATIENCE)

    def offline(self, lost: bool = True) -> None:
        """Cut the network, or give it back."""
        self.context.set_offline(lost)

    def write(self, text: str, kind: str = "need") -> None:
        """Put one note on the table."""
        self.page.locator(f"#kind-{kind}").check(force=True)
        self.page.locator("#text").fill(text)
        self.page.locator("[data-composer] [type=submit]").click()
        self.note(text).wait_for()
        expect(self.page.locator("#text")).to_have_value("")

    def note(self, text: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
        """Return the note of these words."""
        return self.page.locator(".note:not(.ghost)").filter(has=self.page.get_by_text(text, exact=True))

    def tap(self, text: str) -> None:
        """Add a dot, and see it: from then on it may not be lost."""
        dots = self.note(text).locator("[data-dots]")
        before = int(dots.inner_text())
        self.note(text).locator(".dot").click()
        expect(dots).to_have_text(str(before + 1))

    def edit(self, text: str, to: str) -> None:
        """Change the words of a note."""
        self.note(text).locator(".more").click()
        self.page.locator("#edit-text").fill(to)
        self.page.locator("[data-do=save]").click()
        self.note(to).wait_for()

    def remove(self, text: str) -> None:
        """Take a note off the table."""
        self.note(text).locator(".more").click()
        self.page.locator("[data-do=remove]").click()
        self.note(text).wait_for(state="detached")

    def synced(self) -> None:
        """Wait until the tablet says that everything has arrived."""
        self.page.locator(".sync.synced").wait_for(timeout=PATIENCE)

    @property
    def sync_words(self) -> str:
        """Return what the tablet says about the network."""
        return self.page.locator("[data-sync]").inner_text()

    def shows(self) -> dict[str, int]:
        """Return the words of the notes on the board with their dots."""
        found = self.page.locator(".note:not(.ghost)").evaluate_all(
            "notes => notes.map(n => [n.querySelector('.note-text').textContent,"
            " Number(n.querySelector('[data-dots]').textContent)])"
        )
        return {str(text): int(dots) for text, dots in found}


def hold(visit: Callable[..., Visitor]) -> tuple[str, Visitor, dict[int, str]]:
    """Announce a café, appoint a lead, issue codes; return its number, the lead's page, the codes by table."""
    office = visit("dol_desk")
    event = cafe.announce(office)
    cafe.appoint(office, f"{LEAD}@demo.example", event)
    lead = visit(LEAD)
    return event, lead, issue(lead, event)


def issue(lead: Visitor, event: str) -> dict[int, str]:
    """Issue codes for all tables and read them from the cards."""
    lead.go(f"/events/{event}/lead")
    lead.press("為所有桌次產生新桌碼")
    cards = lead.page.locator(".code-cards code")
    cards.first.wait_for()
    return {number: re.sub(r"\D", "", code) for number, code in enumerate(cards.all_inner_texts(), start=1)}


def open_tablet(browser: Browser, site: Site, code: str, language: str = "zh", **choices: object) -> Tablet:
    """Open a tablet by the QR code of its card."""
    options: dict[str, object] = {"locale": "zh-TW" if language == "zh" else "en", "viewport": LANDSCAPE, **choices}
    context = browser.new_context(**options)  # type: ignore[arg-type]
    tablet = Tablet(context, site.base, context.new_page(), language=language)
    _watch(tablet)
    tablet.page.goto(f"{site.base}/tablet/#{code}")
    tablet.page.locator("main [type=submit]").click()
    tablet.ready()
    tablet.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return tablet


def _watch(tablet: Tablet) -> None:
    tablet.page.set_default_timeout(PATIENCE)
    tablet.page.on("pageerror", lambda error: tablet.problems.append(str(error)))
    tablet.page.on(
        "console",
        lambda message: tablet.problems.append(message.text)
        if message.type == "error" and "Failed to load resource" not in message.text
        else None,
    )
