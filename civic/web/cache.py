"""Answer anonymous readers from memory: a page lives a few seconds and carries an ETag.

Only pages that are the same for everybody get in: no session cookie came, none is set, status 200.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from wsgiref.types import StartResponse, WSGIEnvironment

from cachelib import SimpleCache
from flask import Response, g, request, session

from civic.web.application import CivicFlask
from civic.web.locale import COOKIE, of_visitor

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]
LONGEST_KEY = 600
VARY = ("Cookie", "Accept-Language", "Accept-Encoding")


class Body:
    """Be what a page says, plain and compressed, with its ETag; each is made once, when it is first asked for."""

    def __init__(self, plain: bytes) -> None:
        self.plain = plain

    @cached_property
    def etag(self) -> str:
        """Return the beginning of the SHA-256 of the plain bytes."""
        return hashlib.sha256(self.plain).hexdigest()[:20]

    @cached_property
    def squeezed(self) -> bytes:
        """Return the bytes compressed by gzip."""
        return gzip.compress(self.plain, 5, mtime=0)


class BodyResponse(Response):
    """Answer with an HTML page whose body is kept between requests."""

    def __init__(self, body: Body) -> None:
        super().__init__(body.plain, content_type="text/html; charset=utf-8")
        self.body = body


@dataclass(frozen=True)
class Copy:
    """Be one kept page: headers without encoding, and the body."""

    headers: list[tuple[str, str]]
    body: Body


class PageCache:
    """Stand before the application and answer what it has just answered to somebody else."""

    def __init__(self, app: CivicFlask, inner: Application, seconds: int) -> None:
        self.inner = inner
        self.session_cookie = str(app.config["SESSION_COOKIE_NAME"])
        self.seconds = seconds
        self.store = SimpleCache(threshold=500, default_timeout=seconds)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory where that is allowed, else ask the application."""
        key = self._key(environ)
        copy = self.store.get(key) if key and self.seconds else None
        if not isinstance(copy, Copy):
            environ["civic.cache_key"] = key
            environ["civic.cache"] = self
            return self.inner(environ, start_response)
        return _send(copy, environ, start_response)

    def keep(self, key: str, copy: Copy) -> None:
        """Keep a page for a few seconds."""
        if self.seconds:
            self.store.set(key, copy)

    def _key(self, environ: WSGIEnvironment) -> str:
        """Return what makes two anonymous requests the same; "" when the request may not be cached."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return ""
        chosen = ""
        raw = environ.get("HTTP_COOKIE", "")
        if raw:
            try:
                cookies = SimpleCookie(raw)
            except CookieError:
                return ""
            if self.session_cookie in cookies:
                return ""
            chosen = cookies[COOKIE].value if COOKIE in cookies else ""
        parts = (
            environ.get("HTTP_HOST", ""),
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
            of_visitor(chosen, environ.get("HTTP_ACCEPT_LANGUAGE", "")),
        )
        key = "\n".join(parts)
        return key if len(key) <= LONGEST_KEY else ""


def init_cache(app: CivicFlask, seconds: int) -> None:
    """Put the cache before the application."""
    app.after_request(_mark)
    app.wsgi_app = PageCache(app, app.wsgi_app, seconds)  # type: ignore[method-assign]


def _mark(response: Response) -> Response:
    """Give pages an ETag; keep what is the same for everybody, forbid keeping what is personal."""
    if "Cache-Control" in response.headers:
        return response
    actor = g.get("actor")
    personal = (actor is not None and actor.is_signed_in) or session.modified or request.method != "GET"
    if personal or response.status_code != 200:
        response.headers["Cache-Control"] = "no-store" if personal else "no-cache"
        response.vary.add("Cookie")
        return response
    response.headers["Cache-Control"] = "no-cache"
    if "Vary" in response.headers:
        response.vary.update(VARY)
    else:
        response.headers["Vary"] = ", ".join(VARY)
    return _kept(response)


def _kept(response: Response) -> Response:
    if response.is_streamed or response.direct_passthrough:
        return response
    body = response.body if isinstance(response, BodyResponse) else Body(response.get_data())
    response.set_etag(body.etag)
    cache, key = request.environ.get("civic.cache"), request.environ.get("civic.cache_key")
    squeeze = "gzip" in request.headers.get("Accept-Encoding", "")
    if cache and key and (cache.seconds or squeeze) and "Set-Cookie" not in response.headers:
        headers = [(n, v) for n, v in response.headers.items() if n.lower() not in {"content-length", "date"}]
        cache.keep(key, Copy(headers, body))
        if squeeze:
            response.set_data(body.squeezed)
            response.headers["Content-Encoding"] = "gzip"
    if "HTTP_IF_NONE_MATCH" in request.environ:
        response.make_conditional(request)
    return response


def _send(copy: Copy, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if copy.body.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [h for h in copy.headers if h[0].lower() != "content-type"])
        return [b""]
    squeeze = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
    body = copy.body.squeezed if squeeze else copy.body.plain
    headers = [*copy.headers, ("Content-Length", str(len(body)))]
    if squeeze:
        headers.append(("Content-Encoding", "gzip"))
    start_response("200 OK", headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

