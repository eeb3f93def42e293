"""Draw whole pages once: the same thing in the same frame is the same page (docs/decisions/0024)."""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache, wraps
from typing import TypeVar

from flask import Response, current_app, g, render_template, session
from jinja2 import Environment
from markupsafe import escape

from civic.web.cache import Body, BodyResponse
from civic.web.layout import Around, look_around

Thing = TypeVar("Thing", bound=Hashable)
PAGES = 64
"""How many pages of each template are kept, the ones read last; a list is about 40 kB."""

PAGE_TEMPLATES: set[str] = set()
"""The pages drawn from one thing only; a test sees that they reach neither request nor session nor actor."""


def gap(name: str) -> str:
    """Return what stands in a drawn page where something of this reader is to be filled in."""
    return f"FILL-IN-{name}-HERE"


def fill_in(drawn: Response, **values: str) -> Response:
    """Return a page with its gaps filled in."""
    text = drawn.get_data(as_text=True)
    for name, value in values.items():
        text = text.replace(gap(name), str(escape(value)))
    return Response(text, content_type=drawn.content_type)


def drawn_page(template: str) -> Callable[[Callable[[Thing], Mapping[str, object]]], Callable[[Thing], Response]]:
    """Answer with a page that is drawn once for the same thing, reader's frame and address.

    The thing is all that was read: when a row changes, it is another thing, so nothing old is ever shown. The function
    marked turns it into the template's variables.
    """
    PAGE_TEMPLATES.add(template)

    def mark(show: Callable[[Thing], Mapping[str, object]]) -> Callable[[Thing], Response]:
        @lru_cache(maxsize=PAGES)
        def draw(_templates: Environment, _around: Around, thing: Thing) -> Body:
            body = Body(render_template(template, **show(thing)).encode())
            if "csrf_token" in g:
                raise RuntimeError(f"{template} is drawn for many and holds one reader's token")
            return body

        @wraps(show)
        def drawing(thing: Thing) -> Response:
            once = draw.__wrapped__ if "_flashes" in session else draw
            return BodyResponse(once(current_app.jinja_env, look_around(), thing))

        return drawing

    return mark
