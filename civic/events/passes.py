"""Sign the two codes of a registration: one for the door's QR, one for the link that manages it.

Nothing of them is stored: who reads the database cannot open anybody's link, and the door's code cannot cancel.
"""

import hmac
from enum import StrEnum

from civic.kit.ids import keyed_hash

LENGTH = 26


class Use(StrEnum):
    """Name what a code is good for."""

    DOOR = "door"
    MANAGE = "manage"


class _Held:
    """Hold the key of this process."""

    key: bytes = b"civic registrations of this process"


def use(key: str) -> None:
    """Set the key of this process from the settings."""
    _Held.key = key.encode()


def sign(registration_id: int, purpose: Use) -> str:
    """Return the code of a registration, such as 12-9f86d081884c7d659a2feaa0c5."""
    return f"{registration_id}-{_mark(registration_id, purpose)}"


def read(code: str, purpose: Use) -> int | None:
    """Return whose code it is, None when it is not one of ours."""
    number, _, mark = code.strip().partition("-")
    if not (number.isascii() and number.isdigit() and 0 < len(number) <= 10 and mark.isascii()):
        return None
    return int(number) if hmac.compare_digest(mark, _mark(int(number), purpose)) else None


def _mark(registration_id: int, purpose: Use) -> str:
    return keyed_hash(_Held.key, f"{purpose.value}|{registration_id}")[:LENGTH]
