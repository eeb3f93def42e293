"""Remember what macros drew: the same plain values in the same language give the same HTML."""

from collections.abc import Callable
from dataclasses import is_dataclass
from functools import lru_cache

from jinja2.runtime import Macro

from civic.web import locale
from civic.web.application import CivicFlask

DRAWINGS = 2000
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


def _is_plain(value: object) -> bool:
    if isinstance(value, PLAIN):
        return True
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return is_dataclass(value) and type(value).__hash__ is not None and all(map(_is_plain, vars(value).values()))
