"""Erase a person everywhere: each feature registers its own part when the app is put together."""

from collections.abc import Callable
from datetime import datetime

Eraser = Callable[[int, datetime], None]
"""Erase what one feature knows of a person id, in the transaction in hand."""

_parts: list[Eraser] = []


def register(part: Eraser) -> None:
    """Add a feature's part; adding it again changes nothing."""
    if part not in _parts:
        _parts.append(part)


def erase(person_id: int, now: datetime) -> None:
    """Run every part for one person."""
    for part in _parts:
        part(person_id, now)
