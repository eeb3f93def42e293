"""Every page speaks one language; what people wrote in Chinese is marked as Chinese (WCAG 3.1.2)."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from babel.messages.pofile import read_po
from flask import g

from civic.kit.languages import FOLDER, LANGUAGES
from civic.web.filters import show_date, show_date_short, show_money_short, show_year
from civic.web.locale import speaking
from tests.pages.routes import Line, read_lines
from tests.reader import HAN, Reader, parse, readable
from tests.town import Visit

pytestmark = pytest.mark.sqlite_only

PAGES = [line for line in read_lines() if line.method == "GET" and "200" in line.ok.split()]
SPOKEN = ("title", "aria-label", "alt", "placeholder", "data-label", "data-few", "data-many", "data-over", "data-ready")
UNMARKABLE = frozenset({"script", "style", "textarea", "option"})
IN_CHINESE_ON_PURPOSE = frozenset({"needs.dictionary", "needs.row"})
"""The agencies' columns are Chinese in every language (decision 0006)."""

OWN_ADDRESS = {("tablet.shell", "en"): "/tablet/en"}
"""Pages whose address says the language, where it is not the one of the routes' table."""

READERS = ("office", "ann", "officer", "clerk", "host", "anonymous", "observer")
NAMES = Path(__file__).parents[2] / "civic" / "programme" / "data"
LONG_ENOUGH = 25


def sentences(code: str) -> dict[str, str]:
    """Return English sentence → sentence of one language, those without gaps."""
    with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    told = {str(each.id): str(each.string) for each in catalogue if isinstance(each.id, str) and each.string}
    return {english: said for english, said in told.items() if "%(" not in english and "{n}" not in english}


CHINESE = sentences("zh_Hant_TW")


def our_chinese() -> set[str]:
    """Return the Chinese that is ours: sentences and the names of things, never what people wrote."""
    found = set(CHINESE.values())
    for path in NAMES.glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            found |= {row[name] for row in csv.DictReader(file) for name in row if name.endswith("_zh")}
    return {text for text in found if HAN.search(text)} - {language.name for language in LANGUAGES.values()}


def pieces(root: Element) -> Iterator[tuple[Element, str, bool]]:
    """Go through what is read out: element, text, whether it is marked as Chinese; a title cannot be marked."""

    def visit(element: Element, marked: bool) -> Iterator[tuple[Element, str, bool]]:
        if not isinstance(element.tag, str) or element.tag in UNMARKABLE:
            return
        marked = element.get("lang", "zh" if marked else "").startswith("zh")
        yield element, (element.text or "").strip(), marked
        for child in element:
            yield from visit(child, marked)
            yield element, (child.tail or "").strip(), marked

    yield from visit(next(root.iter("body")), False)


def unmarked(html: str) -> set[str]:
    """Return the Chinese of a page that is not marked; an attribute may repeat what is marked."""
    found = list(pieces(parse(html)))
    said = "".join(text for _element, text, marked in found if marked)
    bare = {text for _element, text, marked in found if HAN.search(text) and not marked}
    for element, _text, marked in found:
        runs = (run for name in SPOKEN for run in re.findall(r"[\u3400-\u9fff]+", element.get(name, "")))
        bare |= {run for run in runs if not marked and run not in said}
    return bare


def page_of(visit: Visit, line: Line, language: str) -> str:
    """Return a page as the first person who may read it sees it; "" for what is no page."""
    path = OWN_ADDRESS.get((line.endpoint, language), line.path)
    for who in READERS:
        call = visit.call(who, "GET", path.format_map(visit.town.ids), language)
        if call.status == 200:
            return call.response.text if call.response.mimetype == "text/html" else ""
    raise AssertionError(f"nobody can read {line.path}")


@pytest.mark.parametrize("line", PAGES, ids=str)
def test_an_english_page_has_chinese_only_where_somebody_wrote_it(line: Line, visit: Visit) -> None:
    html = page_of(visit, line, "en")

    bare = unmarked(html) if html else set()
    ours = {text for _element, text, marked in pieces(parse(html)) if marked} & our_chinese() if html else set()

    assert bare == set()
    assert ours == set() or line.endpoint in IN_CHINESE_ON_PURPOSE


@pytest.mark.parametrize("line", PAGES, ids=str)
def test_a_chinese_page_has_no_english_sentence_of_ours(line: Line, visit: Visit) -> None:
    html = page_of(visit, line, "zh-Hant-TW")
    texts = [text for _element, text, _marked in pieces(parse(html))] if html else []

    known = {english for english, chinese in CHINESE.items() if english != chinese and " " in english}
    raw = known & set(texts)
    raw |= {each for each in known if len(each) >= LONG_ENOUGH and any(each in text for text in texts)}
    assert raw == set()


@pytest.mark.parametrize("code", [each.code for each in LANGUAGES.values() if each.is_partial])
def test_a_partly_translated_page_says_so_and_shows_english_names(code: str, visit: Visit) -> None:
    page = Reader(visit.app, code).get("/")

    home = next(iter(page.tree.iter("html")))
    assert home.get("lang") == LANGUAGES[code].tag
    assert "/language/en?back=/" in page.links
    assert sentences(code)["Parts of this page are not translated yet. The whole page:"] in page.html
    assert "Beitou District" in page.text
    assert unmarked(page.html) == set()


@pytest.mark.parametrize("code", ["zh_Hant_TW", "en"])
def test_a_whole_language_needs_no_such_notice(code: str, visit: Visit) -> None:
    page = Reader(visit.app, code).get("/")

    assert sentences(code)["Parts of this page are not translated yet. The whole page:"] not in page.html


def test_every_page_offers_every_language_in_its_own_name(visit: Visit) -> None:
    page = visit.be("anonymous").get("/events?when=past&type=cafe")

    foot = next(page.tree.iter("footer"))
    offered = {a.get("lang"): a for a in foot.iter("a") if a.get("lang")}
    assert {lang: a.text for lang, a in offered.items()} == {each.tag: each.name for each in LANGUAGES.values()}
    assert offered["vi"].get("href") == "/language/vi?back=/events?when%3Dpast%26type%3Dcafe"
    assert offered["zh-Hant-TW"].get("aria-current") == "true"


def test_switching_comes_back_to_the_same_page_and_query(visit: Visit) -> None:
    reader = visit.be("anonymous")

    page = reader.get("/language/id?back=/events?when%3Dpast%26type%3Dcafe")

    assert page.response.request.full_path.rstrip("?") == "/events?when=past&type=cafe"
    assert page.tree.get("lang") == "id"
    assert page.h1 == "Acara yang lalu"


def test_switching_after_a_refused_form_comes_back_to_the_form(visit: Visit) -> None:
    page = visit.be("anonymous").raw("POST", "/sign-in", data={"email": "nobody@example.tw", "password": "x"})

    assert page.status_code == 422
    assert 'href="/language/en?back=/sign-in"' in page.text


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant-TW"),
        ("zh-Hant", "zh-Hant-TW"),
        ("zh-HK", "zh-Hant-TW"),
        ("zh", "zh-Hant-TW"),
        ("zh-CN", "zh-Hant-TW"),
        ("en-GB", "en"),
        ("en-US,zh-TW;q=0.9", "en"),
        ("zh-TW;q=0.5,en;q=0.7", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("id-ID", "id"),
        ("de,id;q=0.3", "id"),
        ("vi;q=0,en;q=0.1", "en"),
        ("de", "zh-Hant-TW"),
        ("*", "zh-Hant-TW"),
        (";;q=x,,", "zh-Hant-TW"),
        ("", "zh-Hant-TW"),
        ("x" * 5000, "zh-Hant-TW"),
    ],
)
def test_the_browser_is_answered_in_the_language_it_likes_best(accepted: str, tag: str, visit: Visit) -> None:
    page = visit.be("anonymous").raw("GET", "/about", headers={"Accept-Language": accepted})

    assert f'<html lang="{tag}">' in page.text


def test_a_signed_in_person_reads_the_language_of_their_account(visit: Visit) -> None:
    reader = visit.be("ann")
    speaker = replace(visit.town.people["ann"], locale="vi")
    visit.app.house.identify = lambda: speaker

    page = reader.get("/proposals/mine")

    assert page.tree.get("lang") == "vi"


def test_choosing_a_language_in_the_account_holds_at_once(visit: Visit) -> None:
    reader = visit.be("ann", "en")

    with visit.undone():
        answer = reader.raw("POST", "/account", data={"name": "Ann", "locale": "vi", "date_style": "roc"})

    assert answer.status_code == 303, readable(answer)
    assert "lang=vi;" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("tag", ["zh-Hant-TW", "en", "vi", "id"])
def test_what_a_field_says_of_itself_is_in_the_readers_language(tag: str, visit: Visit) -> None:
    code = next(each.code for each in LANGUAGES.values() if each.tag == tag)

    call = visit.call("ann", "POST", "/account", tag, data={"name": "Ann", "locale": "xx"})

    assert call.status == 422
    assert sentences(code)["Not a valid choice."] in call.response.text
    assert "Not a valid choice." not in call.response.text


@pytest.mark.parametrize(
    ("code", "style", "shown"),
    [
        ("zh_Hant_TW", "roc", ("115年11月22日（日）", "115/11/22", "115", "450 萬元")),
        ("zh_Hant_TW", "ce", ("2026年11月22日（日）", "2026-11-22", "2026", "450 萬元")),
        ("en", "roc", ("22 November 2026", "2026-11-22", "2026", "NT$4.5 million")),
        ("vi", "roc", ("22 tháng 11, 2026", "2026-11-22", "2026", "NT$4,500,000")),
        ("id", "ce", ("22 November 2026", "2026-11-22", "2026", "NT$4,500,000")),
    ],
)
def test_dates_years_and_money_are_written_as_the_reader_writes_them(
    code: str, style: str, shown: tuple[str, ...], visit: Visit
) -> None:
    day = date(2026, 11, 22)

    with visit.app.test_request_context(), speaking(code):
        g.actor = replace(visit.town.people["ann"], date_style=style)
        written = (show_date(day), show_date_short(day), show_year(2026), show_money_short(4_500_000))

    assert written == shown
