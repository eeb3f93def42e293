"""The presentation layer keeps its weight, its icons and its promises to the content security policy."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "civic" / "web"
STATIC = WEB / "static"
TEMPLATES = sorted((WEB.parent).rglob("templates/**/*.html"))
SPRITE = (STATIC / "img" / "sprite.svg").read_text(encoding="utf-8")
SYMBOLS = set(re.findall(r'<symbol id="([a-z]+)"', SPRITE))


@pytest.mark.parametrize(
    ("name", "most"), [("css/civic.css", 16_000), ("css/tablet.css", 6_000), ("js/civic.js", 6_000)]
)
def test_a_first_visit_stays_light(name: str, most: int) -> None:
    weight = len(gzip.compress((STATIC / name).read_bytes()))

    assert weight <= most


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    named = {
        (path.name, icon)
        for path in TEMPLATES
        for icon in re.findall(r'\b_?icon\("([a-z]+)"', path.read_text(encoding="utf-8"))
    }

    assert named
    assert {use for use in named if use[1] not in SYMBOLS} == set()


def test_no_template_writes_style_or_script_into_a_page() -> None:
    forbidden = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)")

    guilty = {path.name for path in TEMPLATES if forbidden.search(path.read_text(encoding="utf-8"))}

    assert guilty == set()


def test_the_manifest_names_the_sprite_that_is_served() -> None:
    manifest = (STATIC / "vendor" / "MANIFEST.md").read_text(encoding="utf-8")

    assert hashlib.sha256(SPRITE.encode()).hexdigest() in manifest


def test_parentheses_of_the_style_sheets_are_closed_in_every_declaration() -> None:
    for sheet in sorted((STATIC / "css").glob("*.css")):
        for declaration in re.split(r"[;{}]", sheet.read_text(encoding="utf-8")):
            assert declaration.count("(") == declaration.count(")"), f"{sheet.name}: {declaration.strip()}"


def test_the_parts_take_colours_from_tokens_only() -> None:
    sheet = (STATIC / "css" / "civic.css").read_text(encoding="utf-8")
    parts = sheet[sheet.index("@layer parts") : sheet.index("@layer state")]
    white_for_codes = re.sub(r"\.qr \{.*?\}", "", parts, flags=re.S)

    assert re.findall(r"#[0-9a-f]{3,6}\b", white_for_codes) == []
