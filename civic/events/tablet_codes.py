"""Make the six-digit codes of tables and keep their key: set once at start, never stored in the database."""

import hashlib
import secrets

from civic.kit.ids import keyed_hash
from civic.kit.text import clean_line

DIGITS = 6
LOCK_ROUNDS = 200_000
"""Rounds of PBKDF2 (RFC 8018) that a tablet repeats to unlock without a network."""


class _Held:
    """Hold the key of this process."""

    key: bytes = b""


def use(key: str) -> None:
    """Set the key of this process; ValueError when it is short enough to be guessed."""
    if len(key) < 16:
        raise ValueError("the key of table codes is too short")
    _Held.key = key.encode()


def new_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def typed_code(text: str) -> str:
    """Return a typed code as its six digits, "" when it is none; spaces and full-width digits are read."""
    digits = "".join(str(int(character)) for character in clean_line(text)[:40] if character.isdecimal())
    return digits if len(digits) == DIGITS else ""


def code_hash(code: str) -> str:
    """Return the keyed hash of a code: what is stored instead of it."""
    return keyed_hash(_Held.key, f"table code|{code}")


def lock_of(code: str) -> tuple[str, str]:
    """Return salt and slow hash in hex, by which one tablet knows its code again without a network."""
    salt = secrets.token_bytes(16)
    return salt.hex(), hashlib.pbkdf2_hmac("sha256", code.encode(), salt, LOCK_ROUNDS).hex()
