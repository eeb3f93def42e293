"""Draw lots so that a stranger can repeat it: a commitment before, the seed after, one hash a number. Pure.

The seed is random and fixed when the event is announced; its SHA-256 is published at once. After the draw:
draw code = SHA-256("seed:1,2,5") over all numbers in order, and the ticket of number n = SHA-256("draw code:n").
The smallest ticket comes first.
"""

import hashlib
from collections.abc import Iterable


def commitment(seed: str) -> str:
    """Return what is published before the draw: it fixes the seed without telling it."""
    return _hash(seed)


def draw_code(seed: str, numbers: Iterable[int]) -> str:
    """Return the hash that joins the seed to the list of numbers, so that neither can be bent to the other."""
    return _hash(f"{seed}:{','.join(str(number) for number in sorted(numbers))}")


def ticket(code: str, number: int) -> str:
    """Return the ticket of one number."""
    return _hash(f"{code}:{number}")


def draw(seed: str, numbers: Iterable[int]) -> list[int]:
    """Return the numbers in the order of the draw."""
    entered = list(numbers)
    code = draw_code(seed, entered)
    return sorted(entered, key=lambda number: ticket(code, number))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
