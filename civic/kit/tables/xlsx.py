"""Write a table as an Excel workbook, row by row."""

from datetime import date
from typing import IO

import xlsxwriter

from civic.kit.roc import DateStyle
from civic.kit.tables.table import Cell, Kind, Table, neutralise

MAX_TEXT = 32_767
"""The most characters an Excel cell holds; longer text is cut with …."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_ROC_DATE, _ISO_DATE = "[$-404]e/mm/dd", "yyyy-mm-dd"


def write_xlsx(table: Table, out: IO[bytes], dates: DateStyle = DateStyle.ROC_SHORT) -> None:
    """Write days as days, money as numbers, the header bold and frozen; rows pass through a file on disk."""
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        roc = dates in (DateStyle.ROC_SHORT, DateStyle.ROC_LONG)
        day = book.add_format({"num_format": _ROC_DATE if roc else _ISO_DATE})
        formats = {Kind.MONEY: book.add_format({"num_format": "#,##0"}), Kind.DATE: day}
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.columns) - 1, 16)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, _text(column.title), bold)
        kinds = [formats.get(column.kind) for column in table.columns]
        for number, row in enumerate(table.lines(), start=1):
            for place, (value, shape) in enumerate(zip(row, kinds, strict=True)):
                _write(sheet, number, place, value, shape)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: Cell,
    shape: xlsxwriter.format.Format | None,
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, _text(value))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, shape)
    else:
        sheet.write_number(row, column, value, shape)


def _text(value: str) -> str:
    safe = neutralise(value)
    return safe if len(safe) <= MAX_TEXT else safe[: MAX_TEXT - 1] + "…"
