"""Walk through all pages in one look, signed in as whoever may open each, and look at them with axe or a script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Response

from tests.browser.addresses import Address
from tests.browser.site import Site
from tests.browser.visitor import PHONE, Visitor, open_page

LANGUAGES = ("zh_Hant_TW", "en")
LOOKS = (("light", PHONE), ("dark", 820))
SCRIPTS = Path(__file__).with_name("js")
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """tags => axe.run({ runOnly: tags, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"],
  preload: false }).then(({ violations }) =>
  violations.map(({ id, nodes }) => `${id} ${nodes.slice(0, 3).map(({ html }) => html).join(" ")}`))"""


@dataclass(frozen=True)
class Step:
    """Be one page that stands open: who opened it, the route's name, the address, the answer."""

    visitor: Visitor
    name: str
    address: Address
    response: Response

    @property
    def status(self) -> int:
        """Return the code it answered with."""
        return self.response.status

    @property
    def html(self) -> str:
        """Return the page as it was sent."""
        return self.response.text()

    def __str__(self) -> str:
        return f"{self.name} {self.address.path}"


@cache
def script(name: str) -> str:
    """Return the function of a file in js."""
    return (SCRIPTS / f"{name}.js").read_text(encoding="utf-8")


def look(visitor: Visitor, name: str, *argument: object) -> Any:
    """Run a script of js on the page that stands open; return what it found."""
    return visitor.page.evaluate(script(name), *argument)


def walk(
    browser: Browser,
    site: Site,
    addresses: dict[str, Address],
    language: str = LANGUAGES[0],
    width: int = PHONE,
    **choices: object,
) -> Iterator[Step]:
    """Open page after page, persona by persona; choices go to the browser's context."""
    for persona in sorted({address.persona for address in addresses.values()}):
        visitor = open_in(browser, site, persona, language, width, **choices)
        for name, address in addresses.items():
            if address.persona == persona:
                yield Step(visitor, name, address, visitor.go(address.path))
        visitor.page.context.close()


def open_in(
    browser: Browser, site: Site, persona: str, language: str, width: int = PHONE, **choices: object
) -> Visitor:
    """Open a page that holds still, in a language, signed in as a persona."""
    size = {"width": width, "height": 740}
    visitor = open_page(browser, site, persona, **{"viewport": size, "reduced_motion": "reduce", **choices})
    visitor.page.context.add_cookies([{"name": "lang", "value": language, "url": site.base}])
    return visitor


def find_violations(visitor: Visitor, tags: Sequence[str] = TAGS) -> list[str]:
    """Return what axe finds in the light on a phone and in the dark on a tablet; the context bypasses the policy."""
    page = visitor.page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 740})
        found += [f"{scheme} at {width} px: {each}" for each in page.evaluate(RUN, tags)]
    return found
