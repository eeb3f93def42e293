"""Write a table as CSV for spreadsheets or JSON for programs, row by row."""

import csv
import io
from datetime import date
from typing import IO

import orjson

from civic.kit.roc import DateStyle, format_date
from civic.kit.tables.table import Cell, Column, Table, neutralise


def write_csv(table: Table, out: IO[bytes], dates: DateStyle = DateStyle.ROC_SHORT) -> None:
    """Write RFC 4180 in UTF-8 with a byte order mark, CRLF, and quotes only where they are needed."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([neutralise(column.title) for column in table.columns])
    for row in table.lines():
        writer.writerow([_csv_cell(value, dates) for value in row])
    text.detach()


def write_json(table: Table, out: IO[bytes]) -> None:
    """Write an array of one object a row: days as ISO 8601, money as whole NT$, nothing as null."""
    join = b"[\n"
    for row in table.lines():
        out.write(join + orjson.dumps(_json_row(table.columns, row)))
        join = b",\n"
    out.write(b"[]\n" if join == b"[\n" else b"\n]\n")


def _csv_cell(value: Cell, dates: DateStyle) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return format_date(value, dates)
    return neutralise(value) if isinstance(value, str) else str(value)


def _json_row(columns: tuple[Column, ...], row: tuple[Cell, ...]) -> dict[str, Cell]:
    """Return one row by the keys of its columns; text as it is, without what UTF-8 cannot hold."""
    return {column.key: _json_cell(value) for column, value in zip(columns, row, strict=True)}


def _json_cell(value: Cell) -> Cell:
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else value
