"""Choose the reader's language: their choice, their account, their browser, then Chinese."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache

from babel.support import NullTranslations, Translations
from flask import g, has_request_context, request
from flask_babel import Babel, Domain, force_locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from civic.access.actor import Actor
from civic.kit.languages import DEFAULT, FOLDER, LANGUAGES, Language, best_of, known
from civic.web.application import CivicFlask

COOKIE = "lang"


class Catalogues(Domain):  # type: ignore[misc]
    """Know each language's catalogue by its name, so that a sentence is found without asking Babel for both."""

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language in force, its fallback behind it."""
        held = self._held.get(code())
        if held is None:
            held = self._held[code()] = super().get_translations()
            if spoken().is_partial:
                held.add_fallback(Translations.load(FOLDER, [spoken().fallback]))
        return held


def init_locale(app: CivicFlask) -> None:
    """Load the catalogues and choose a language for each request."""
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Taipei"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    Babel(app, locale_selector=choose).domain_instance = Catalogues()


def choose() -> str:
    """Return the language of this request."""
    if not has_request_context():
        return DEFAULT
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    actor: Actor | None = g.get("actor")
    if actor is not None and actor.locale in LANGUAGES:
        return actor.locale
    return of_visitor("", request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=1024)
def of_visitor(cookie: str, accepted: str) -> str:
    """Return the language of somebody without account: what the cookie says, else the best the browser accepts."""
    if cookie in LANGUAGES:
        return cookie
    wanted = parse_accept_header(accepted[:500], LanguageAccept)
    return best_of(tag for tag, quality in wanted if quality > 0)


def remember(response: Response, language: str) -> Response:
    """Let the browser keep the reader's choice for a year."""
    year = timedelta(days=365)
    response.set_cookie(COOKIE, language, max_age=year, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def code() -> str:
    """Return the language in force as a catalogue's name; found once a request, for pages ask hundreds of times."""
    try:
        held: str | None = g.language
    except AttributeError:
        held = None
    except RuntimeError:
        return DEFAULT
    if held is None:
        held = g.language = choose()
    return held


def spoken() -> Language:
    """Return the language in force."""
    return known(code())


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language inside the block: letters are written in their reader's."""
    before: str | None = g.get("language")
    g.language = language
    try:
        with force_locale(language):
            yield
    finally:
        g.language = before


def tag() -> str:
    """Return the language in force as an HTML language tag."""
    return spoken().tag


def is_chinese() -> bool:
    """Tell whether the page in hand is in Chinese."""
    return code().startswith("zh")
