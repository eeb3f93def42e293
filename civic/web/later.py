"""Let a view answer after the commit: nobody waits for the writer's place while a page is drawn."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Response


@dataclass(frozen=True)
class Later:
    """Be an answer that is drawn in a reading unit of work once what was written is safe."""

    draw: Callable[[], Response]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as a view's response may; the pipeline draws it before anybody calls this."""
        return self.draw()(environ, start_response)
