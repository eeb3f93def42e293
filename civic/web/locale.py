"""Choose the reader's language: their choice, their account, their browser, then Chinese."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel import Locale
from babel.support import NullTranslations
from flask import g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, force_locale, get_locale

import civic
from civic.access.actor import Actor
from civic.web.application import CivicFlask

DEFAULT = "zh_Hant_TW"
COOKIE = "lang"
LABELS = {"zh_Hant_TW": "中文", "en": "English"}
TAGS = {"zh_Hant_TW": "zh-Hant-TW", "en": "en"}
ACCEPTED = {"zh-hant-tw": "zh_Hant_TW", "zh-tw": "zh_Hant_TW", "zh-hant": "zh_Hant_TW", "zh": "zh_Hant_TW", "en": "en"}


class Catalogues(Domain):  # type: ignore[misc]
    """Know each language's catalogue by its name, so that a sentence is found without asking Babel for both."""

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language in force."""
        held = self._held.get(code())
        if held is None:
            held = self._held[code()] = super().get_translations()
        return held


def init_locale(app: CivicFlask) -> None:
    """Load the catalogues and choose a language for each request."""
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Taipei"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(catalogue_folder())
    Babel(app, locale_selector=choose).domain_instance = Catalogues()


def catalogue_folder() -> Path:
    """Return the folder of the translations, beside the package."""
    return Path(civic.__file__).parents[1] / "translations"


def choose() -> str:
    """Return the language of this request."""
    if not has_request_context():
        return DEFAULT
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LABELS:
        return chosen
    actor: Actor | None = g.get("actor")
    if actor is not None and actor.locale in LABELS:
        return actor.locale
    best = request.accept_languages.best_match(list(ACCEPTED), default="zh-hant-tw")
    return ACCEPTED[best or "zh-hant-tw"]


def code() -> str:
    """Return the language in force as a catalogue's name; found once a request, for pages ask hundreds of times."""
    if not has_app_context():
        return DEFAULT
    held: str | None = g.get("language")
    if held is None:
        held = g.language = str(get_locale() or Locale.parse(DEFAULT))
    return held


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language inside the block: letters are written in their reader's."""
    before: str | None = g.pop("language", None)
    try:
        with force_locale(language):
            yield
    finally:
        g.language = before


def tag() -> str:
    """Return the language in force as an HTML language tag."""
    return TAGS.get(code(), "zh-Hant-TW")


def is_chinese() -> bool:
    """Tell whether the page in hand is in Chinese."""
    return code().startswith("zh")
