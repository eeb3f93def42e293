"""Remember what macros and templates drew: the same plain values in the same language give the same HTML."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import is_dataclass
from functools import lru_cache, wraps
from typing import TypeVar

from flask import current_app
from jinja2 import Environment
from jinja2.runtime import Macro
from markupsafe import Markup

from civic.kit.roc import DateStyle
from civic.web import locale
from civic.web.application import CivicFlask
from civic.web.filters import date_style

Thing = TypeVar("Thing", bound=Hashable)
DRAWINGS = 2000
FRAGMENTS = 200
"""How many drawings are kept of each macro, and of each template: the ones used last."""

FRAGMENT_TEMPLATES: set[str] = set()
"""The templates drawn from one thing only; a test sees that they reach neither request nor session."""

PLAIN = (str, int, bool, type(None))


def init_memory(app: CivicFlask) -> None:
    """Offer `remembered(macro)` to the templates of components."""
    app.jinja_env.globals["remembered"] = remembered


def remembered(macro: Macro) -> Callable[..., str]:
    """Return a macro that draws each thing once: for text, numbers and frozen values that hold only such.

    Not for macros that show times: how those are written depends on the reader, not on the language alone.
    """

    @lru_cache(maxsize=DRAWINGS)
    def draw(_language: str, args: tuple[object, ...], named: tuple[tuple[str, object], ...]) -> str:
        return macro(*args, **dict(named))

    def drawn(*args: object, **named: object) -> str:
        if all(map(_is_plain, args)) and all(map(_is_plain, named.values())):
            return draw(locale.code(), args, tuple(named.items()))
        return macro(*args, **named)

    return drawn


def drawn(template: str) -> Callable[[Callable[[Thing], Mapping[str, object]]], Callable[[Thing], Markup]]:
    """Draw a template once for the same thing in the same language and style of dates (docs/decisions/0024).

    The thing is all that was read: when a row changes, it is another thing, so nothing old is ever shown. The function
    marked turns it into the template's variables; the frame's own (actor, notices …) are not among them.
    """
    FRAGMENT_TEMPLATES.add(template)

    def mark(show: Callable[[Thing], Mapping[str, object]]) -> Callable[[Thing], Markup]:
        @lru_cache(maxsize=FRAGMENTS)
        def draw(templates: Environment, _language: str, _style: DateStyle, thing: Thing) -> Markup:
            return Markup(templates.get_template(template).render(show(thing)))  # noqa: S704 - our own template

        @wraps(show)
        def drawing(thing: Thing) -> Markup:
            return draw(current_app.jinja_env, locale.code(), date_style(), thing)

        return drawing

    return mark


def _is_plain(value: object) -> bool:
    if isinstance(value, PLAIN):
        return True
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return is_dataclass(value) and type(value).__hash__ is not None and all(map(_is_plain, vars(value).values()))
