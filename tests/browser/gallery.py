"""Take the pictures of docs/gallery, and a whole set into a folder for the eye: `python -m tests.browser.gallery`."""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import cafe
from tests.browser.site import FLAGS, ROOT, Site, chromium_path, serve_demo
from tests.browser.visitor import Visitor, open_page

GALLERY = ROOT / "docs" / "gallery"
LANGUAGES = {"zh": "zh_Hant_TW", "en": "en"}
HEIGHTS = {360: 760, 820: 1100, 1280: 760}
QUALITY, MOST = 70, 60_000
WORDS = "Pages of the demo city; everything in it is invented. `make gallery` takes them anew."
THOUGHTS = (
    ("需求", cafe.THOUGHT),
    ("解方", "把機車格移到巷內，讓出兩公尺給行人。"),
    ("疑慮", "店家卸貨需要留時段。"),
)


@dataclass(frozen=True)
class Look:
    """Be one way to look at a page: language, colour scheme, width."""

    language: str = "zh"
    scheme: str = "light"
    width: int = 360

    @property
    def name(self) -> str:
        """Return the look as part of a file's name."""
        return f"{self.language}-{self.width}" + ("-dark" if self.scheme == "dark" else "")


@dataclass(frozen=True)
class Shot:
    """Be one page of the gallery: its name, who opens it, where, which looks are kept, what it shows."""

    name: str
    persona: str
    path: str
    says: str
    kept: tuple[Look, ...] = (Look(),)


WIDE, DARK, ENGLISH, TABLET = Look(width=1280), Look(scheme="dark"), Look("en"), Look(width=820)
ALL = tuple(Look(*each) for each in [
    (language, scheme, width) for language in LANGUAGES for scheme in ("light", "dark") for width in HEIGHTS
])  # fmt: skip


def list_shots(site: Site, event: str, receipt: str) -> list[Shot]:
    """Return the pages of the gallery."""
    proposal, need = site.made("proposals", "p3").url, site.made("needs", "p3")
    home = (Look(), WIDE, Look("en", width=1280), Look("en", "dark"))
    return [
        Shot("home", "", "/", "Where the year stands, what can be done now", home),
        Shot("proposals", "", "/proposals", "The proposals of five districts", (WIDE,)),
        Shot("proposal", "", proposal, "A proposal, its lights and its way", (Look(), WIDE)),
        Shot("events", "", "/events", "Cafés and workshops to come", (Look(),)),
        Shot("event", "", site.made("events", "e4").url, "What the tables of a workshop said", (Look(),)),
        Shot("table", "facil_t2", f"/events/{event}/tables/1", "A table's page on the facilitator's tablet", (TABLET,)),
        Shot("booth", "resident_bt", site.made("rounds", "beitou_now").url, "The booth", (Look(), Look("en"), DARK)),
        Shot("receipt", "", f"/receipts?code={receipt}", "A receipt, found again", (Look(),)),
        Shot("result", "", f"/results/{site.made('rounds', 'beitou_then').id}", "Why each project won", (Look(), WIDE)),
        Shot("needs", "", "/needs", "The needs inventory", (WIDE,)),
        Shot("need", "", need.url, "A need with both kinds of evidence", (Look(),)),
        Shot("inbox", "pwd_officer", "/inbox", "What an agency has to answer", (WIDE,)),
        Shot("trace", "", f"/trace/{need.case_no}", "From the sticky note to the agency's row", (Look(), WIDE, DARK)),
        Shot("meeting", "", site.made("meetings", "m4").url, "A meeting's decisions", (WIDE,)),
        Shot("sign-in", "", "/sign-in", "Signing in"),
        Shot("account", "resident_bt", "/account", "One's own account"),
        Shot("error", "", "/there-is-no-such-page", "A page that is not there"),
    ]


def prepare(browser: Browser, site: Site) -> tuple[str, str]:
    """Hold a café with a few notes and cast a ballot; return the café's number and the receipt's code."""
    office = open_page(browser, site, "dol_desk")
    event = cafe.announce(office)
    cafe.appoint(office, "facil_t2@demo.example", event)
    host = open_page(browser, site, "facil_t2")
    host.go(f"/events/{event}/tables/1")
    for kind, thought in THOUGHTS:
        cafe.write(host, thought, kind)
    voter = open_page(browser, site, "resident_xy")
    voter.go(site.made("rounds", "xinyi_now").url)
    voter.page.get_by_role("main").get_by_role("checkbox").first.check()
    voter.press("檢查選票")
    voter.press("確認投票")
    code = voter.page.get_by_role("main").locator("code").first.inner_text()
    for visitor in (office, host, voter):
        visitor.page.context.close()
    return event, code


def take(browser: Browser, site: Site, shots: list[Shot], folder: Path) -> Iterator[tuple[Shot, Look]]:
    """Take every page in every look into the folder, the kept ones into docs/gallery; yield the kept ones."""
    for look in ALL:
        for persona in sorted({shot.persona for shot in shots}):
            visitor = open_page(
                browser, site, persona,
                color_scheme=look.scheme, viewport={"width": look.width, "height": HEIGHTS[look.width]},
            )  # fmt: skip
            cookie = {"name": "lang", "value": LANGUAGES[look.language], "url": site.base}
            visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]
            for shot in (shot for shot in shots if shot.persona == persona):
                visitor.go(shot.path)
                visitor.page.screenshot(path=folder / _file(shot, look), type="jpeg", quality=QUALITY, full_page=True)
                if look in shot.kept:
                    _keep(visitor, GALLERY / _file(shot, look))
                    yield shot, look
            visitor.page.context.close()


def write_list(kept: list[tuple[Shot, Look]], shots: list[Shot]) -> None:
    """Write the list of the kept pictures beside them."""
    lines = ["# Gallery", "", WORDS, ""]
    for shot in shots:
        looks = [look for each, look in kept if each is shot]
        pictures = " · ".join(f"[{look.name}]({_file(shot, look)})" for look in looks)
        lines.append(f"- **{shot.says}**: {pictures}")
    (GALLERY / "README.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


def main() -> None:
    """Build and serve the demo city, take all pictures, say where they are."""
    path = chromium_path()
    if path is None:
        sys.exit("chromium is not installed (apt-get install chromium fonts-noto-cjk)")
    folder = Path(tempfile.mkdtemp(prefix="civic-gallery-"))
    GALLERY.mkdir(parents=True, exist_ok=True)
    for old in GALLERY.glob("*.jpg"):
        old.unlink()
    with serve_demo(folder) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        shots = list_shots(site, *prepare(browser, site))
        write_list(list(take(browser, site, shots, folder)), shots)
        browser.close()
    print(f"the kept pictures are in {GALLERY.relative_to(ROOT)}, all of them in {folder}")


def _file(shot: Shot, look: Look) -> str:
    return f"{shot.name}-{look.name}.jpg"


def _keep(visitor: Visitor, file: Path) -> None:
    """Write what fits on the screen, coarser until it is small."""
    for quality in (QUALITY, 60, 50, 40, 32):
        visitor.page.screenshot(path=file, type="jpeg", quality=quality)
        if file.stat().st_size <= MOST:
            return


if __name__ == "__main__":
    main()
