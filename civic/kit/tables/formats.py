"""List the kinds of files a table is given as, by the ending of their names."""

from collections.abc import Callable
from typing import IO

from civic.kit.tables.delimited import write_csv, write_json
from civic.kit.tables.ods import write_ods
from civic.kit.tables.table import Table
from civic.kit.tables.xlsx import write_xlsx

Writer = Callable[[Table, IO[bytes]], None]
FORMATS: dict[str, tuple[str, Writer]] = {
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", write_ods),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "csv": ("text/csv; charset=utf-8", write_csv),
    "json": ("application/json", write_json),
}
