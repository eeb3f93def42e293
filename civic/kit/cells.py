"""Hide small groups in public counts, so that no hidden number can be worked out from the total. Pure."""

from collections.abc import Mapping
from typing import TypeVar

SMALL = 5
Key = TypeVar("Key")


def veil(counts: Mapping[Key, int]) -> dict[Key, str]:
    """Return each count as the public sees it: fewer than five read "<5".

    While the total would give a hidden number away, the next smallest group reads "≥5" as well.
    """
    small = [key for key, count in counts.items() if count < SMALL]
    large = sorted((key for key in counts if key not in small), key=counts.__getitem__)
    veiled = 0
    while small and veiled < len(large) and _is_plain([counts[k] for k in small], [counts[k] for k in large[:veiled]]):
        veiled += 1
    hidden = dict.fromkeys(small, f"<{SMALL}") | dict.fromkeys(large[:veiled], f"≥{SMALL}")
    return {key: hidden.get(key, str(count)) for key, count in counts.items()}


def shown_total(count: int) -> str:
    """Return a total as the public sees it."""
    return str(count) if count >= SMALL else f"<{SMALL}"


def _is_plain(small: list[int], veiled: list[int]) -> bool:
    """Tell whether the sum of the hidden groups leaves one of the small ones no choice."""
    hidden = sum(small) + sum(veiled)
    most = min(SMALL - 1, hidden - SMALL * len(veiled))
    least = 0 if veiled else max(0, hidden - (SMALL - 1) * (len(small) - 1))
    return least >= most
