"""Let a test read and send pages as somebody."""

from collections.abc import Callable, Iterator

import pytest

from civic.access.actor import Actor
from civic.web.application import CivicFlask
from tests.reader import Page, Reader

Visit = Callable[[Actor], Reader]


class Visitor(Reader):
    """Be a reader who sends forms as the page before offered them."""

    def send_form(self, path: str, action: str = "", status: int = 200, **changes: str) -> Page:
        """Open a page, change some fields of one of its forms and send it."""
        values = self.get(path).form(action) | changes
        target = action if action.startswith("/") else path
        response = self.raw("POST", target, data=values, follow_redirects=True)
        return self._read(response, status)


@pytest.fixture
def visit(app: CivicFlask) -> Iterator[Callable[[Actor], Visitor]]:
    """Return a function that gives a visitor who acts for somebody."""
    before = app.house.identify

    def as_actor(actor: Actor) -> Visitor:
        app.house.identify = lambda: actor
        return Visitor(app)

    yield as_actor
    app.house.identify = before
