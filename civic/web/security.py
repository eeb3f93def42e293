"""Send the headers that keep other people's code out, and take the browser's reports."""

import structlog
from flask import Response, request
from flask_wtf import CSRFProtect

from civic.web.application import CivicFlask
from civic.web.boundary import refuse_odd_paths
from civic.web.guard import light

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "report-uri /csp",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=()",
}
_HEADERS = tuple((name.lower(), (name, value)) for name, value in HEADERS.items())
MAX_REPORT = 8_000
csrf = CSRFProtect()
log = structlog.get_logger("civic.csp")


def init_security(app: CivicFlask) -> None:
    """Check every unsafe request's token, set the headers, collect reports."""
    csrf.init_app(app)
    app.before_request(_check_path)
    app.after_request(_add_headers)

    @app.post("/csp")
    @csrf.exempt
    @light
    def csp() -> tuple[str, int]:
        log.warning("csp_report", report=request.get_data()[:MAX_REPORT].decode("utf-8", "replace"))
        return "", 204


def _check_path() -> None:
    refuse_odd_paths(request.path)


def _add_headers(response: Response) -> Response:
    given = {name.lower() for name, _value in response.headers}
    response.headers.extend([pair for name, pair in _HEADERS if name not in given])
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return response
