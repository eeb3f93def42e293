"""Languages are sound: whole ones miss nothing; in all, placeholders and tags are alike; Chinese has Taiwan's words."""

import csv
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from civic.kit.languages import FOLDER, LANGUAGES

ROOT = Path(__file__).parents[2]
WHOLE = tuple(code for code, language in LANGUAGES.items() if not language.is_partial)
PARTIAL = tuple(code for code, language in LANGUAGES.items() if language.is_partial)
KEYWORDS = {"_": None, "N_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true"}, "**/templates/**.txt": {"trimmed": "true"}}
RESIDENT = (
    "web/errors.py", "web/forms.py", "web/templates/components/[bcflpqs]*", "home/templates/home/index.html",
    "home/templates/home/privacy.html", "accounts/templates/accounts/s*", "accounts/templates/mail/*",
    "accounts/templates/accounts/account.html", "accounts/templates/accounts/eligibility.html",
    "proposals/templates/proposals/new.html", "proposals/templates/proposals/index.html",
    "proposals/templates/proposals/show.html", "proposals/templates/proposals/_[asw]*.html",
    "proposals/templates/proposals/receipt.html",
    "proposals/templates/mail/*", "events/templates/events/list.html", "events/templates/events/register.html",
    "events/templates/events/mine.html", "events/templates/mail/*", "voting/templates/voting/booth.html",
    "voting/templates/voting/check.html", "voting/templates/voting/receipt*.html", "voting/templates/mail/*",
)  # fmt: skip
"""What a resident meets between the home page and the receipt."""

GAP = re.compile(r"%\((\w+)\)[sd]|%[sd]")
TAG = re.compile(r"</?[a-z]+")


def first(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


@pytest.fixture(scope="module")
def places() -> list[tuple[str, str]]:
    """Return (file, sentence) for every sentence of the code and the templates."""
    found = extract_from_dir(str(ROOT / "civic"), METHODS, OPTIONS, KEYWORDS)
    return [(file, first(message)) for file, _line, message, _comments, _context in found if first(message)]


@pytest.fixture(scope="module")
def used(places: list[tuple[str, str]]) -> set[str]:
    return {sentence for _file, sentence in places}


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def test_the_languages_are_found_in_their_folder() -> None:
    assert list(LANGUAGES)[:2] == ["zh_Hant_TW", "en"]
    assert set(WHOLE) == {"zh_Hant_TW", "en"}
    assert {LANGUAGES[code].fallback for code in PARTIAL} <= set(WHOLE)
    assert {path.parent.name for path in FOLDER.glob("*/LC_MESSAGES")} == set(LANGUAGES)


@pytest.mark.parametrize("language", WHOLE)
def test_every_message_is_translated(language: str, used: set[str]) -> None:
    known = {first(m.id) for m in catalogue(language) if m.id and m.string and first(m.string)}

    assert sorted(used - known) == [], f"run `make i18n` and translate these into {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_left_over(language: str, used: set[str]) -> None:
    kept = {first(m.id) for m in catalogue(language) if m.id}

    assert sorted(kept - used) == []


def forms(message: str | tuple[str, ...] | list[str]) -> list[str]:
    """Return every form of a message that is written."""
    return [message] if isinstance(message, str) else list(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_are_alike(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        sources, targets = forms(message.id or ""), forms(message.string or "")
        for target in filter(None, targets):
            if set(GAP.findall(target)) not in [set(GAP.findall(source)) for source in sources]:
                wrong.append(target)
            if sorted(TAG.findall(sources[0])) != sorted(TAG.findall(target)):
                wrong.append(target)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_guessed_or_half_written(language: str) -> None:
    wrong = [
        first(message.id)
        for message in catalogue(language)
        if message.id and (message.fuzzy or 0 < sum(map(bool, forms(message.string))) < len(forms(message.string)))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", PARTIAL)
def test_a_partial_language_covers_what_a_resident_does(language: str, places: list[tuple[str, str]]) -> None:
    known = {first(m.id) for m in catalogue(language) if m.id and m.string and first(m.string)}
    wanted = {sentence for file, sentence in places if any(fnmatch(file, each) for each in RESIDENT)}

    assert len(wanted) > 250
    assert sorted(wanted - known) == []


@pytest.mark.parametrize("language", PARTIAL)
def test_a_partial_language_has_no_chinese_but_what_is_typed(language: str) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    bad = [m.string for m in catalogue(language) if m.string and han.search(first(m.string).replace("450萬", ""))]

    assert bad == []


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


def bare_words(template: str) -> set[str]:
    """Return words of a template that no translation reaches: text and spoken attributes, names in <code> aside."""
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.S)
    said = re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]+)"', source)
    text = re.sub(r"<code>[^<]*</code>|<[^>]*>|&\w+;|(?<!\w)/[\w/-]+", " ", source)
    return set(re.findall(r"[A-Za-z]{2,}|[\u3400-\u9fff]+", " ".join([*said, text])))


FORMATS = {"dictionary.html": {"JSON"}, "row.html": {"CSV"}}


def test_no_template_holds_words_of_its_own() -> None:
    templates = [path for ending in ("html", "txt") for path in (ROOT / "civic").glob(f"*/templates/**/*.{ending}")]
    found = {path.name: words for path in templates if (words := bare_words(path.read_text(encoding="utf-8")))}

    assert len(templates) > 100
    assert found == {"foot.html": {"data", "gov", "tw", "license"}, **FORMATS}, "put these into _()"


def test_the_words_of_the_script_come_from_the_page() -> None:
    script = (ROOT / "civic" / "web" / "static" / "js" / "civic.js").read_text(encoding="utf-8")
    shown = re.findall(r"""(?:textContent|innerText|innerHTML|alert|confirm)\s*(?:=|\()\s*(["'`])(.*?)\1""", script)

    assert [text for _quote, text in shown if re.search(r"[A-Za-z\u3400-\u9fff]", text)] == []
    assert set(re.findall(r"[\u3400-\u9fff]+", script)) == {"億元", "萬元", "元"}


def test_every_name_in_the_tables_is_in_both_languages() -> None:
    han, latin = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]")
    wrong = []
    for path in (ROOT / "civic").glob("*/data/*.csv"):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                for name in row:
                    if name.endswith("_zh") and f"{name[:-3]}_en" in row:
                        english, chinese = row[f"{name[:-3]}_en"], row[name]
                        if not han.search(chinese) or not latin.search(english) or han.search(english):
                            wrong.append((path.name, chinese, english))
    assert wrong == []
