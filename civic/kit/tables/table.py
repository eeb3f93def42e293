"""Describe a table to be written: typed columns and rows, and what no cell may do to its reader."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

Cell = str | int | date | None
"""A value of a table: text, a whole number (also NT$), a calendar day or nothing."""

_RISKY = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_ILLEGAL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


class Kind(Enum):
    """Name what a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """Describe a column: its key in JSON, its title in the reader's language, what it holds."""

    key: str
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """Hold columns and rows; rows may be a generator, and are then written only once."""

    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    title: str = "1"

    def lines(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows; ValueError at one that is not as wide as the header."""
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} cells for {len(self.columns)} columns")
            yield row


def neutralise(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: a leading ' where one could begin.

    Characters that neither XML nor UTF-8 can hold are dropped. `original` undoes the mark.
    """
    legal = _ILLEGAL.sub("", text)
    return f"'{legal}" if _RISKY.match(legal) else legal


def original(text: str) -> str:
    """Return the text from before `neutralise`."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text
