"""Measure a workbook before it is read: a small file can ask for more cells than a machine has memory."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

_CHUNK = 1 << 16
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_ODS_ROW, _ODS_CELLS = "table:table-row", ("table:table-cell", "table:covered-table-cell")


@dataclass(frozen=True)
class Bounds:
    """Say how many rows, columns and cells a sheet may span, and to how many bytes a file may unpack."""

    rows: int
    columns: int
    cells: int
    unpacked: int


class _Extent:
    """Follow the elements of one XML part and refuse a table over its bounds."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.row = self.repeat = self.column = self.height = self.width = 0

    def check(self, row: int, column: int) -> None:
        """Refuse a cell outside the bounds, or one that stretches the table over too many cells."""
        self.height, self.width = max(self.height, row), max(self.width, column)
        bounds = self.bounds
        if row > bounds.rows or column > bounds.columns or self.height * self.width > bounds.cells:
            raise ValueError("the table has too many rows or columns")

    def doctype(self, *_: object) -> None:
        """Refuse a document type: no spreadsheet has one, and it could define entities without end."""
        raise ValueError("a document type is not allowed")

    def ods(self, tag: str, attributes: dict[str, str]) -> None:
        """Count repeated rows and cells; empty ones weigh nothing until one with a value follows."""
        if tag == "table:table":
            self.row = self.repeat = self.height = self.width = 0
        elif tag == _ODS_ROW:
            self.row += self.repeat
            self.repeat, self.column = _count(attributes, "table:number-rows-repeated"), 0
        elif tag in _ODS_CELLS:
            self.column += _count(attributes, "table:number-columns-repeated")
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.check(self.row + self.repeat, self.column)

    def xlsx(self, tag: str, attributes: dict[str, str]) -> None:
        """Read the place a cell claims."""
        if tag.rpartition(":")[2] == "c" and (found := _REFERENCE.fullmatch(attributes.get("r", ""))):
            self.check(int(found[2]), _column_number(found[1]))


def check_extent(data: bytes, bounds: Bounds) -> None:
    """Raise ValueError if a workbook unpacks to too much, claims too many cells or holds a document type."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if sum(entry.file_size for entry in book.infolist()) > bounds.unpacked:
            raise ValueError("the file unpacks to too much")
        for entry in book.infolist():
            if entry.filename == "content.xml":
                _follow(book, entry, _Extent(bounds), ods=True)
            elif entry.filename.lower().startswith("xl/") and entry.filename.lower().endswith(".xml"):
                _follow(book, entry, _Extent(bounds), ods=False)


def _follow(book: zipfile.ZipFile, entry: zipfile.ZipInfo, extent: _Extent, *, ods: bool) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.ods if ods else extent.xlsx
    parser.StartDoctypeDeclHandler = extent.doctype
    try:
        with book.open(entry) as part:
            _feed(parser, part)
    except (expat.ExpatError, zlib.error, RuntimeError) as error:
        raise ValueError("a part of the file cannot be read") from error


def _feed(parser: expat.XMLParserType, part: IO[bytes]) -> None:
    while chunk := part.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _count(attributes: dict[str, str], name: str) -> int:
    digits = attributes.get(name, "1")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 10**9


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
