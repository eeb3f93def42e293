"""Write and read tables as the agencies do: ODS first, XLSX, CSV, JSON."""

from civic.kit.tables.delimited import write_csv, write_json
from civic.kit.tables.formats import FORMATS
from civic.kit.tables.ods import write_ods
from civic.kit.tables.reading import Limits, Sheet, read_table
from civic.kit.tables.table import Cell, Column, Kind, Table, neutralise, original
from civic.kit.tables.xlsx import write_xlsx

__all__ = [
    "FORMATS", "Cell", "Column", "Kind", "Limits", "Sheet", "Table",
    "neutralise", "original", "read_table", "write_csv", "write_json", "write_ods", "write_xlsx",
]  # fmt: skip
