"""Read a table that somebody sends: CSV, ODS or XLSX, told apart by content, within limits."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from civic.kit.tables.extent import Bounds, check_extent
from civic.kit.tables.table import original

_Found = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Limits:
    """Say how large a table may be; `unpacked` bounds what a compressed file may grow to, in bytes."""

    size: int = 20_000_000
    unpacked: int = 200_000_000
    rows: int = 300_000
    columns: int = 100
    cells: int = 6_000_000
    text: int = 20_000


@dataclass(frozen=True)
class Sheet:
    """Hold a table as text: titles, and rows of the same width; days are ISO 8601, nothing is empty."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_table(data: bytes, name: str, limits: Limits = Limits()) -> Sheet:
    """Read the first sheet of a file; ValueError, in English for the log, if it is none or over a limit.

    Numbers come as plain digits; a leading ' that keeps a cell from being a formula is taken off.
    CSV may be UTF-8 or Big5, with commas, semicolons or tabs.
    """
    if len(data) > limits.size:
        raise ValueError(f"{name} is larger than {limits.size} bytes")
    if not data.strip():
        raise ValueError(f"{name} is empty")
    rows = _workbook(data, name, limits) if data[:2] == b"PK" else _delimited(data, name)
    return _sheet(_bounded(rows, name, limits), name)


def _sheet(rows: Iterator[tuple[str, ...]], name: str) -> Sheet:
    """Take the first row that says something as the header; drop empty rows below it."""
    header = next(rows, ())
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        raise ValueError(f"{name} has no header")
    width = len(header)
    body = tuple((row + ("",) * width)[:width] for row in rows)
    return Sheet(header, body)


def _bounded(rows: Iterator[list[str]], name: str, limits: Limits) -> Iterator[tuple[str, ...]]:
    """Yield the rows that are not empty; ValueError once there are too many or one is too wide."""
    cells = 0
    for number, row in enumerate(rows):
        cells += len(row)
        if number > limits.rows or len(row) > limits.columns or cells > limits.cells:
            raise ValueError(f"{name} has more than {limits.rows} rows or {limits.columns} columns")
        if any(len(cell) > limits.text for cell in row):
            raise ValueError(f"{name} has a cell of more than {limits.text} characters in row {number + 1}")
        if any(row):
            yield tuple(row)


def _delimited(data: bytes, name: str) -> Iterator[list[str]]:
    text = _decoded(data, name)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True):
            yield [original(cell) for cell in row]
    except csv.Error as error:
        raise ValueError(f"{name} is not a CSV file: {error}") from error


def _decoded(data: bytes, name: str) -> str:
    """Read UTF-8, else the Big5 that spreadsheets in Taiwan still write."""
    for encoding in ("utf-8-sig", "cp950"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValueError(f"{name} is not text in UTF-8 or Big5")


def _workbook(data: bytes, name: str, limits: Limits) -> Iterator[list[str]]:
    """Yield the rows of the first sheet of an ODS or XLSX file after its size is known to be harmless."""
    try:
        check_extent(data, Bounds(limits.rows + 1, limits.columns, limits.cells, limits.unpacked))
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for row in book.get_sheet_by_index(0).to_python(skip_empty_area=True):
            yield [_shown(value) for value in row]
    except (CalamineError, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise ValueError(f"{name} is not an ODS or XLSX file") from error


def _shown(value: _Found) -> str:
    if isinstance(value, str):
        return original(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
