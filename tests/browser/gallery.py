"""Take the pictures of docs/gallery, and every look into a folder for the eye: `python -m tests.browser.gallery`."""

import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import cafe
from tests.browser.site import FLAGS, ROOT, Site, chromium_path, serve_demo
from tests.browser.tablets import issue, open_tablet
from tests.browser.visitor import open_page
from tests.browser.walking import open_in

GALLERY = ROOT / "docs" / "gallery"
LANGUAGES = {"zh": ("zh_Hant_TW", "中文"), "en": ("en", "English")}
SCHEMES, FORCED = ("light", "dark"), "forced"
HEIGHTS = {360: 760, 820: 1100, 1280: 760}
QUALITIES, MOST, MOST_SHEET = (70, 60, 50, 40, 32), 60_000, 80_000
WORDS = (
    "Pages of the demo city on a phone, a tablet and a desk, in the light and in the dark; everything in it is "
    "invented. `make gallery` takes them anew."
)
SHEET = "body { margin: 0; background: #858b84 } p { display: flex; gap: 12px; margin: 12px } img { height: 440px }"
HOST = "facil_t2"
THOUGHTS = (
    ("需求", cafe.THOUGHT),
    ("解方", "把機車格移到巷內，讓出兩公尺給行人。"),
    ("疑慮", "店家卸貨需要留時段。"),
)


@dataclass(frozen=True)
class Look:
    """Be one way to look at a page: language, colour scheme (or the system's forced colours), width."""

    language: str = "zh"
    scheme: str = "light"
    width: int = 360

    @property
    def name(self) -> str:
        """Return the look as part of a file's name."""
        return f"{self.language}-{self.width}" + ("" if self.scheme == "light" else f"-{self.scheme}")

    @property
    def choices(self) -> dict[str, object]:
        """Return what the browser's context has to be told."""
        size = {"width": self.width, "height": HEIGHTS[self.width]}
        colours = {"forced_colors": "active"} if self.scheme == FORCED else {"color_scheme": self.scheme}
        return {"viewport": size, **colours}


@dataclass(frozen=True)
class Shot:
    """Be one page of the gallery: its name, who opens it, where, what it shows, which looks are kept alone."""

    name: str
    persona: str
    path: str
    says: str
    alone: tuple[Look, ...] = ()


@dataclass(frozen=True)
class Made:
    """Be what was done for the pictures: a café's number, the code of its first table, a receipt's code."""

    event: str
    table: str
    receipt: str


ALL = tuple(Look(*each) for each in product(LANGUAGES, SCHEMES, HEIGHTS))
FOR_EYES = (Look(scheme=FORCED), Look(scheme=FORCED, width=1280))


TABLET = Shot("tablet", "", "", "The tablet at a table, which needs no network", (Look(width=820),))


def list_shots(site: Site, made: Made) -> list[Shot]:
    """Return the pages of the gallery."""
    need, held = site.made("needs", "p3"), f"/events/{made.event}"
    return [
        Shot("home", "", "/", "Where the year stands, what can be done now", (Look(),)),
        Shot("district", "", "/districts/beitou", "A district's year"),
        Shot("proposals", "", "/proposals", "The proposals of five districts"),
        Shot("proposal", "", site.made("proposals", "p3").url, "A proposal, its lights and its way"),
        Shot("events", "", "/events", "Cafés and workshops to come"),
        Shot("event", "", site.made("events", "e4").url, "What the tables of a workshop said"),
        TABLET,
        Shot("table", HOST, f"{held}/tables/1", "The same table as a plain page, without script"),
        Shot("lead", HOST, f"{held}/lead", "What the lead facilitator sees of all tables"),
        Shot("projector", HOST, f"{held}/projector", "The question and the clock on the wall"),
        Shot("minutes", "", site.made("events", "e4").url + "/minutes", "The minutes, with consensus and dissent"),
        Shot("survey", "", site.made("surveys", "survey_shilin").url, "A needs survey, counted by facet and village"),
        Shot("answer", "resident_bt", site.made("surveys", "survey_beitou").url + "/answer", "Answering one"),
        Shot("booth", "resident_bt", site.made("rounds", "beitou_now").url, "The booth"),
        Shot("receipt", "", f"/receipts?code={made.receipt}", "A receipt, found again"),
        Shot("results", "", "/results", "The results of each district and year"),
        Shot("result", "", f"/results/{site.made('rounds', 'beitou_then').id}", "Why each project won"),
        Shot("needs", "", "/needs", "The needs inventory"),
        Shot("need", "", need.url, "A need with both kinds of evidence"),
        Shot("inbox", "pwd_officer", "/inbox", "What an agency has to answer"),
        Shot("trace", "", f"/trace/{need.case_no}", "From the sticky note to the agency's row", (Look(),)),
        Shot("meeting", "", site.made("meetings", "m4").url, "A meeting's decisions"),
        Shot("sign-in", "", "/sign-in", "Signing in"),
        Shot("account", "resident_bt", "/account", "One's own account"),
        Shot("about", "", "/about", "How it works"),
        Shot("privacy", "", "/privacy", "What is kept about people"),
        Shot("styleguide", "", "/styleguide", "Every part with its states"),
        Shot("accessibility", "", "/accessibility", "The accessibility statement"),
        Shot("error", "", "/there-is-no-such-page", "A page that is not there"),
    ]


def prepare(browser: Browser, site: Site) -> Made:
    """Hold a café with a few notes and cast a ballot."""
    office = open_page(browser, site, "dol_desk")
    event = cafe.announce(office)
    cafe.appoint(office, f"{HOST}@demo.example", event)
    host = open_page(browser, site, HOST)
    codes = issue(host, event)
    host.go(f"/events/{event}/tables/1")
    for kind, thought in THOUGHTS:
        cafe.write(host, thought, kind)
    voter = open_page(browser, site, "resident_ws")
    voter.go(site.made("rounds", "wenshan_now").url)
    voter.page.get_by_role("main").locator("[name=item]").first.check()
    voter.press("檢查選票")
    voter.press("確認投票")
    code = voter.page.get_by_role("main").locator("code").first.inner_text()
    for visitor in (office, host, voter):
        visitor.page.context.close()
    return Made(event, codes[1], code)


def take(browser: Browser, site: Site, shots: list[Shot], folder: Path) -> dict[tuple[str, Look], bytes]:
    """Take every page in every look: whole into the folder, what fits on the screen into memory."""
    screens: dict[tuple[str, Look], bytes] = {}
    for look, persona in product((*ALL, *FOR_EYES), sorted({shot.persona for shot in shots})):
        visitor = open_in(browser, site, persona, LANGUAGES[look.language][0], **look.choices)
        for shot in (shot for shot in shots if shot.persona == persona and shot is not TABLET):
            visitor.go(shot.path)
            screens[shot.name, look] = visitor.page.screenshot()
            whole = folder / f"{shot.name}-{look.name}.jpg"
            visitor.page.screenshot(path=whole, type="jpeg", quality=QUALITIES[0], full_page=True)
            if look in shot.alone:
                _keep(visitor.page.screenshot, GALLERY / whole.name, MOST)
        visitor.page.context.close()
    return screens


def take_tablet(browser: Browser, site: Site, code: str, folder: Path) -> dict[tuple[str, Look], bytes]:
    """Open a table's tablet in every look and take what it shows."""
    screens: dict[tuple[str, Look], bytes] = {}
    for look in ALL:
        tablet = open_tablet(browser, site, code, look.language, **look.choices)
        tablet.note(cafe.THOUGHT).wait_for()
        screens[TABLET.name, look] = tablet.page.screenshot(path=folder / f"{TABLET.name}-{look.name}.png")
        if look in TABLET.alone:
            _keep(tablet.page.screenshot, GALLERY / f"{TABLET.name}-{look.name}.jpg", MOST)
        tablet.context.close()
    return screens


def lay_out(browser: Browser, shot: Shot, language: str, screens: dict[tuple[str, Look], bytes]) -> None:
    """Set a page's screens of one language on one sheet: a row for each scheme, a column for each width."""
    page = browser.new_page(viewport={"width": 1296, "height": 928})
    rows = [[_image(screens[shot.name, Look(language, scheme, width)]) for width in HEIGHTS] for scheme in SCHEMES]
    page.set_content(f"<style>{SHEET}</style>" + "".join(f"<p>{''.join(row)}</p>" for row in rows))
    _keep(page.screenshot, GALLERY / f"{shot.name}-{language}.jpg", MOST_SHEET)
    page.close()


def write_list(shots: list[Shot]) -> None:
    """Write the sheets as one table beside them."""
    heads = [words for _code, words in LANGUAGES.values()]
    lines = ["# Gallery", "", WORDS, "", f"| | {' | '.join(heads)} |", "|---|---|---|"]
    for shot in shots:
        cells = [f"![{shot.says}, {words}]({shot.name}-{each}.jpg)" for each, (_code, words) in LANGUAGES.items()]
        lines.append(f"| **{shot.says}** | {' | '.join(cells)} |")
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
        made = prepare(browser, site)
        shots = list_shots(site, made)
        screens = take(browser, site, shots, folder) | take_tablet(browser, site, made.table, folder)
        for shot, language in product(shots, LANGUAGES):
            lay_out(browser, shot, language, screens)
        write_list(shots)
        browser.close()
    weight = sum(file.stat().st_size for file in GALLERY.glob("*.jpg")) / 1e6
    print(f"{weight:.1f} MB of pictures are in {GALLERY.relative_to(ROOT)}, every look in {folder}")


def _image(picture: bytes) -> str:
    return f'<img src="data:image/png;base64,{b64encode(picture).decode()}" alt="">'


def _keep(screenshot: Callable[..., bytes], file: Path, most: int) -> None:
    """Write what fits on the screen, coarser until it is small."""
    for quality in QUALITIES:
        screenshot(path=file, type="jpeg", quality=quality)
        if file.stat().st_size <= most:
            return


if __name__ == "__main__":
    main()
