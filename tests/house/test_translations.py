"""Both languages are whole: nothing missing, placeholders and tags alike, Taiwan's words."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("zh_Hant_TW", "en")
KEYWORDS = {"_": None, "N_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true"}, "**/templates/**.txt": {"trimmed": "true"}}
GAP = re.compile(r"%\((\w+)\)[sd]|%[sd]")
TAG = re.compile(r"</?[a-z]+")


def first(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


@pytest.fixture(scope="module")
def used() -> set[str]:
    found = extract_from_dir(str(ROOT / "civic"), METHODS, OPTIONS, KEYWORDS)
    return {first(message) for _file, _line, message, _comments, _context in found if first(message)}


def catalogue(language: str) -> Catalog:
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str, used: set[str]) -> None:
    known = {first(m.id) for m in catalogue(language) if m.id and m.string and first(m.string)}

    assert sorted(used - known) == [], f"run `make i18n` and translate these into {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_left_over(language: str, used: set[str]) -> None:
    kept = {first(m.id) for m in catalogue(language) if m.id}

    assert sorted(kept - used) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_are_alike(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        source, target = first(message.id or ""), first(message.string or "")
        plural = message.id[1] if isinstance(message.id, tuple) else source
        gaps = set(GAP.findall(target))
        if gaps not in (set(GAP.findall(source)), set(GAP.findall(plural))):
            wrong.append(source)
        if sorted(TAG.findall(source)) != sorted(TAG.findall(target)):
            wrong.append(source)
    assert wrong == []


def foreign_words() -> list[str]:
    """Return the words the glossary tells us to avoid."""
    rows = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    cells = [row.strip("|").split("|") for row in rows if row.count("|") == 5]
    words = {word.strip() for row in cells[2:] for word in row[3].split("、") if word.strip()}
    words -= {"保存"}  # avoided for saving a file, right for keeping a record
    return sorted(word for word in words if re.search(r"[\u4e00-\u9fff]", word))


def test_chinese_uses_the_words_of_taiwan() -> None:
    avoided = foreign_words()
    assert len(avoided) > 30
    bad = [
        (word, first(m.string))
        for m in catalogue("zh_Hant_TW")
        for word in avoided
        if m.string and word in first(m.string)
    ]
    assert bad == []


def test_chinese_uses_full_width_punctuation_between_characters() -> None:
    half = re.compile(r"[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]|[\u4e00-\u9fff]\.$")
    bad = [first(m.string) for m in catalogue("zh_Hant_TW") if m.string and half.search(first(m.string))]

    assert bad == []
