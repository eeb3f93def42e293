"""Draw the icons and share pictures from the mark: `make identity`, after the mark or the site's name changed."""

import sys
from pathlib import Path
from string import Template

from playwright.sync_api import sync_playwright

from civic.config import Settings
from tests.browser.site import FLAGS, ROOT, chromium_path

IMAGES = ROOT / "civic" / "web" / "static" / "img"
ICONS = (192, 512)
SHARE = {"width": 1200, "height": 630}
CITY = Settings()
WORDS = {
    "zh": ("zh-Hant-TW", CITY.site_name_zh, "一句話，走到一筆預算", "提案 · 公民咖啡館 · 票選 · 需求清冊"),
    "en": ("en", CITY.site_name_en, "One sentence, to a budget line", "Propose · meet · vote · follow up"),
}
SHARE_PAGE = Template((Path(__file__).parent / "share.html").read_text(encoding="utf-8"))


def main() -> None:
    """Draw every picture into the folder of static files."""
    path = chromium_path()
    if path is None:
        sys.exit("chromium is not installed (apt-get install chromium fonts-noto-cjk)")
    favicon = (IMAGES / "favicon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_page()
        for size in ICONS:
            page.set_viewport_size({"width": size, "height": size})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{favicon}")
            page.screenshot(path=IMAGES / f"icon-{size}.png")
        page.set_viewport_size({"width": SHARE["width"], "height": SHARE["height"]})
        for language, (tag, name, title, parts) in WORDS.items():
            parts_of_page = {"mark": _symbol("mark"), "city": _symbol("city"), "colour": CITY.brand_colour}
            page.set_content(SHARE_PAGE.substitute(parts_of_page, lang=tag, name=name, title=title, parts=parts))
            page.screenshot(path=IMAGES / f"share-{language}.png")
        browser.close()


def _symbol(name: str, file: Path = IMAGES / "brand.svg") -> str:
    """Return what a symbol of the city's own drawing holds."""
    text = file.read_text(encoding="utf-8")
    inside = text[text.index(f'<symbol id="{name}"') :]
    return inside[inside.index(">") + 1 : inside.index("</symbol>")]


if __name__ == "__main__":
    main()
