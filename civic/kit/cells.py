"""Hide small groups in public counts, so that no hidden number can be worked out from the total. Pure."""

from collections.abc import Collection, Mapping
from typing import TypeVar

SMALL = 5
Key = TypeVar("Key")
Row = TypeVar("Row")
Column = TypeVar("Column")


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


def veil_table(counts: Mapping[tuple[Row, Column], int]) -> dict[tuple[Row, Column], str]:
    """Return each count of a table as the public sees it, when the totals of its rows and columns are public too.

    Every row and column is veiled like a list of its own, again and again until none gives a hidden number away:
    hiding one more number in a row may leave another alone in its column. A row of which only zeros are hidden is
    safe: that nobody is there tells of nobody.
    """
    hidden = {place for place, count in counts.items() if count < SMALL}
    lines = _lines(counts)
    while more := {place for line in lines for place in _one_more(counts, line, hidden)}:
        hidden |= more
    return {place: _shown(count, place in hidden) for place, count in counts.items()}


def _lines(places: Collection[tuple[Row, Column]]) -> list[list[tuple[Row, Column]]]:
    rows: dict[Row, list[tuple[Row, Column]]] = {}
    columns: dict[Column, list[tuple[Row, Column]]] = {}
    for place in places:
        rows.setdefault(place[0], []).append(place)
        columns.setdefault(place[1], []).append(place)
    return [*rows.values(), *columns.values()]


def _one_more(
    counts: Mapping[tuple[Row, Column], int], line: list[tuple[Row, Column]], hidden: set[tuple[Row, Column]]
) -> list[tuple[Row, Column]]:
    """Return the next number a line must hide, none when its hidden ones are safe or all are hidden."""
    small = [counts[place] for place in line if place in hidden and counts[place] < SMALL]
    veiled = [counts[place] for place in line if place in hidden and counts[place] >= SMALL]
    safe = len(veiled) != 1 if not small else not any(small) or not _is_plain(small, veiled)
    if safe:
        return []
    return sorted((place for place in line if place not in hidden), key=counts.__getitem__)[:1]


def _shown(count: int, is_hidden: bool) -> str:
    if not is_hidden:
        return str(count)
    return f"<{SMALL}" if count < SMALL else f"≥{SMALL}"


def shown_total(count: int) -> str:
    """Return a total as the public sees it."""
    return str(count) if count >= SMALL else f"<{SMALL}"


def _is_plain(small: list[int], veiled: list[int]) -> bool:
    """Tell whether the sum of the hidden groups leaves one of the small ones no choice."""
    hidden = sum(small) + sum(veiled)
    most = min(SMALL - 1, hidden - SMALL * len(veiled))
    least = 0 if veiled else max(0, hidden - (SMALL - 1) * (len(small) - 1))
    return least >= most
