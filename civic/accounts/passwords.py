"""Hash and check passwords with Argon2id, at most four at once so that memory stays bounded."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # OWASP's second choice: 19 MiB, two passes
_places = threading.BoundedSemaphore(4)
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXRoaW5nc2FsdHk$Yd3aPUkrPCkXMCyNKzPpGRKZf2l3HQ2EExg6ldIqBf8"
"""A hash of no known password: checked for unknown accounts, so that they answer as slowly as known ones."""


def hash_password(password: str) -> str:
    """Return the salted hash of a password."""
    with _places:
        return _hasher.hash(password)


def fits(password: str, password_hash: str) -> bool:
    """Tell whether the password belongs to the hash."""
    try:
        with _places:
            return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(password_hash)
