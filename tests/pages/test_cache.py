"""Anonymous pages come from memory and carry an ETag; personal ones never do."""

from collections.abc import Iterator

import pytest

from civic.access.actor import Actor
from civic.web.application import CivicFlask
from civic.web.cache import PageCache
from tests.reader import Reader

PAGE = "/programme"


@pytest.fixture
def cached(app: CivicFlask) -> Iterator[Reader]:
    cache = app.wsgi_app
    assert isinstance(cache, PageCache)
    cache.seconds = 60
    yield Reader(app)
    cache.seconds = 0
    cache.store.clear()


def test_the_second_reader_is_answered_from_memory(cached: Reader, app: CivicFlask) -> None:
    first = cached.raw("GET", PAGE)
    app.house.identify, before = (lambda: pytest.fail("the application was asked")), app.house.identify
    try:
        second = Reader(app).raw("GET", PAGE)
    finally:
        app.house.identify = before

    assert second.data == first.data
    assert second.headers["ETag"] == first.headers["ETag"]


def test_an_unchanged_page_is_not_sent_again(cached: Reader) -> None:
    etag = cached.raw("GET", PAGE).headers["ETag"]

    again = cached.raw("GET", PAGE, headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")


def test_each_language_has_its_own_copy(cached: Reader, app: CivicFlask) -> None:
    chinese = cached.raw("GET", PAGE).text
    english = Reader(app, "en").raw("GET", PAGE).text

    assert 'lang="zh-Hant-TW"' in chinese
    assert 'lang="en"' in english


@pytest.mark.parametrize("cookie", ["", "lang=nonsense"])
def test_a_strange_language_cookie_does_not_answer_the_next_reader(cookie: str, cached: Reader) -> None:
    said = {
        accepted: cached.raw("GET", PAGE, headers={"Accept-Language": accepted, "Cookie": cookie}).text
        for accepted in ("en", "zh-TW", "vi")
    }

    assert 'lang="en"' in said["en"]
    assert 'lang="zh-Hant-TW"' in said["zh-TW"]
    assert 'lang="vi"' in said["vi"]


def test_compressed_and_plain_are_the_same_page(cached: Reader) -> None:
    plain = cached.raw("GET", PAGE)
    squeezed = cached.raw("GET", PAGE, headers={"Accept-Encoding": "gzip"})

    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert len(squeezed.data) < len(plain.data) / 2


def test_a_signed_in_page_is_never_kept(cached: Reader, app: CivicFlask) -> None:
    before = app.house.identify
    app.house.identify = lambda: Actor(1, "somebody")
    try:
        page = cached.raw("GET", PAGE)
    finally:
        app.house.identify = before

    assert page.headers["Cache-Control"] == "no-store"
