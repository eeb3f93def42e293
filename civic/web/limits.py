"""Slow down those who knock too often."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from civic.web.application import CivicFlask


class RouteLimiter(Limiter):
    """Count at the routes that ask for it, in their own wrapper; there is nothing to count at the others."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


limiter = RouteLimiter(key_func=get_remote_address, default_limits=[], headers_enabled=False)


def init_limits(app: CivicFlask) -> None:
    """Count attempts in memory, or on Redis where several processes share them; tests switch it on where needed."""
    settings = app.house.settings
    app.config.setdefault("RATELIMIT_ENABLED", settings.mode != "test")
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    limiter.init_app(app)
