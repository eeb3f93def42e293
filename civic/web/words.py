"""Translate for templates: each sentence is looked up and marked once a language, then remembered."""

from functools import lru_cache

from flask_babel import get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from civic.web import locale
from civic.web.application import CivicFlask


def init_words(app: CivicFlask) -> None:
    """Take the place of the slower `_`, `gettext` and `ngettext` in every template; `{% trans %}` uses them too."""
    app.jinja_env.globals.update({"_": _translate, "gettext": _translate, "ngettext": _translate_number})


@pass_eval_context
def _translate(context: EvalContext, text: str, /, **values: object) -> str:
    """Return a sentence of our own in the reader's language; what is put into it is escaped in HTML."""
    language = locale.code()
    if not values:
        return _marked(language, text) if context.autoescape else _found(language, text) % {}
    return Markup(_found(language, text)) % values if context.autoescape else _found(language, text) % values  # noqa: S704 - the catalogue's own


@pass_eval_context
def _translate_number(context: EvalContext, one: str, many: str, number: int, /, **values: object) -> str:
    """Return the sentence that fits a number, which stands in it as %(num)s."""
    found = str(get_translations().ungettext(one, many, number))
    shown = {"num": number, **values}
    return Markup(found) % shown if context.autoescape else found % shown  # noqa: S704 - the catalogue's own


@lru_cache(maxsize=4096)
def _found(_language: str, text: str) -> str:
    """Look a sentence up in the catalogue of the language in force, which the name stands for."""
    return str(get_translations().ugettext(text))


@lru_cache(maxsize=4096)
def _marked(language: str, text: str) -> Markup:
    return Markup(_found(language, text)) % {}  # noqa: S704 - the catalogue's own
