"""Lock out whoever guesses: per account and source together, so that a stranger locks nobody out.

Counts live in memory, or on Redis for several processes; never in the database, whose transaction a refusal
rolls back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from civic.accounts.rules import LOCKED
from civic.kit.errors import Reason, Refused
from civic.kit.ids import hash_token

PER_ACCOUNT = parse("5 per 15 minutes")
PER_SOURCE = parse("100 per 15 minutes")


class Lock:
    """Count the wrong guesses of this application."""

    def __init__(self, redis_url: str = "") -> None:
        self._counts = FixedWindowRateLimiter(storage_from_string(redis_url or "memory://"))

    @contextmanager
    def guarding(self, account: str, source: str, guess: Reason) -> Iterator[None]:
        """Refuse when there were too many guesses; count a refusal for `guess` as one more, forget them on success."""
        keys = self._keys(account, source)
        if not all(self._counts.test(limit, key) for limit, key in keys):
            raise Refused(LOCKED)
        try:
            yield
        except Refused as refusal:
            if refusal.reason == guess:
                for limit, key in keys:
                    self._counts.hit(limit, key)
            raise
        self._counts.clear(*keys[0])

    def _keys(self, account: str, source: str) -> tuple[tuple[RateLimitItem, str], tuple[RateLimitItem, str]]:
        together = hash_token(f"{account.strip().lower()}|{source}")
        return (PER_ACCOUNT, f"account:{together}"), (PER_SOURCE, f"source:{hash_token(source)}")
