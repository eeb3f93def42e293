"""Measure how soon a page stands still on a slow phone: `python -m tests.browser.vitals` prints it for the demo."""

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import FLAGS, Site, chromium_path, serve_demo
from tests.browser.walking import LANGUAGES, look, open_in

SLOWER, ROUNDS = 4, 3
HEAD = ("page", "LCP ms", "CLS", "longest task ms")


@dataclass(frozen=True)
class Vitals:
    """Be one page on a slow phone: the largest paint (ms), the layout's shift, the longest task (ms)."""

    page: str
    painted: float
    shifted: float
    longest: float
    moved: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.page:<12}{self.painted:>8.0f}{self.shifted:>8.3f}{self.longest:>17.0f}"


def measure(browser: Browser, site: Site) -> list[Vitals]:
    """Open home, list and booth with a processor four times slower; the middle of three first visits."""
    booth = site.made("rounds", "beitou_now").url
    pages = {"home": ("", "/"), "proposals": ("", "/proposals"), "booth": ("resident_bt", booth)}
    return [_middle(browser, site, page, persona, path) for page, (persona, path) in pages.items()]


def as_table(found: list[Vitals]) -> str:
    """Return the figures as text."""
    return "\n".join([f"{HEAD[0]:<12}{HEAD[1]:>8}{HEAD[2]:>8}{HEAD[3]:>17}", *map(str, found)])


def _middle(browser: Browser, site: Site, page: str, persona: str, path: str) -> Vitals:
    rounds = [_visit(browser, site, persona, path) for _ in range(ROUNDS)]
    return Vitals(
        page,
        median(each["painted"] for each in rounds),
        max(each["shifted"] for each in rounds),
        median(each["longest"] for each in rounds),
        [part for each in rounds for part in each["moved"]],
    )


def _visit(browser: Browser, site: Site, persona: str, path: str) -> dict[str, Any]:
    visitor = open_in(browser, site, persona, LANGUAGES[0])
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    visitor.go(path)
    figures: dict[str, Any] = look(visitor, "vitals")
    visitor.page.context.close()
    return figures


def main() -> None:
    """Serve the demo city, measure, print."""
    path = chromium_path()
    if path is None:
        sys.exit("chromium is not installed (apt-get install chromium fonts-noto-cjk)")
    folder = Path(tempfile.mkdtemp(prefix="civic-vitals-"))
    with serve_demo(folder) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        print(as_table(measure(browser, site)))
        browser.close()


if __name__ == "__main__":
    main()
