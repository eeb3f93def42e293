import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import IO

import pytest

from civic.kit.tables import (
    Cell,
    Column,
    Kind,
    Limits,
    Table,
    read_table,
    write_csv,
    write_ods,
    write_xlsx,
)

Writer = Callable[[Table, IO[bytes]], None]
BOOKS = [write_ods, write_xlsx]
COLUMNS = (
    Column("case", "案號"),
    Column("title", "提案名稱"),
    Column("votes", "得票數", Kind.INTEGER),
    Column("cost", "經費概估(元)", Kind.MONEY),
    Column("due", "預定完成日", Kind.DATE),
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("115-BT-002", "行義路邊坡監測", 2731, 3_900_000, date(2026, 12, 31)),
    ("115-NG-001", "舊莊街人行道", 1853, None, None),
)


def written(write: Writer) -> bytes:
    out = io.BytesIO()
    write(Table(COLUMNS, ROWS), out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_from_any_office_is_read(encoding: str, mark: str) -> None:
    data = f"姓名{mark}里別\r\n王小明{mark}永和里\r\n{mark}\r\n李{mark}\r\n".encode(encoding)

    sheet = read_table(data, "roll.csv")

    assert sheet.header == ("姓名", "里別")
    assert sheet.rows == (("王小明", "永和里"), ("李", ""))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n ",
        b"\xff\xfe\xff",
        b"a\0b",
        b'a,b\n"x',
        b",,\n",
        b"PK\x03\x04rubbish",
        b"%PDF-1.7 \xff\xff",
        b"\x80" * 9,
    ],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="roll"):
        read_table(data, "roll")


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(ValueError, match="not an ODS"):
        read_table(zipped(**{"a.txt": "x"}), "roll")


@pytest.mark.parametrize(
    "limits",
    [
        Limits(size=10),
        Limits(rows=1),
        Limits(columns=2),
        Limits(cells=3),
        Limits(text=5),
    ],
)
@pytest.mark.parametrize("write", [write_csv, *BOOKS])
def test_a_table_over_a_limit_is_refused(write: Writer, limits: Limits) -> None:
    with pytest.raises(ValueError, match=r"more than|larger|too m"):
        read_table(written(write), "needs", limits)


@pytest.mark.parametrize("write", BOOKS)
def test_a_workbook_that_unpacks_to_too_much_is_refused(write: Writer) -> None:
    with pytest.raises(ValueError, match="unpacks to too much"):
        read_table(written(write), "needs", Limits(unpacked=10))


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return out.getvalue()


def ods_with(rows: str, head: str = "") -> bytes:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    content = (
        f"{head}<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        **{
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": "<m/>",
        }
    )


CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'


@pytest.mark.parametrize(
    "rows",
    [
        '<table:table-row table:number-rows-repeated="1000000">' + CELL.format("") + "</table:table-row>",
        "<table:table-row>" + CELL.format(' table:number-columns-repeated="16384"') + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="1048575"/>'
        "<table:table-row>" + CELL.format("") + "</table:table-row>",
        '<table:table-row><table:table-cell table:number-columns-repeated="99999999999999999999"/>'
        + CELL.format("")
        + "</table:table-row>",
    ],
)
def test_a_small_file_that_asks_for_a_huge_table_is_refused(rows: str) -> None:
    with pytest.raises(ValueError, match="too many rows or columns"):
        read_table(ods_with(rows), "bomb.ods")


def test_the_empty_rest_of_a_sheet_weighs_nothing() -> None:
    rows = (
        f"<table:table-row>{CELL.format('')}"
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    )

    assert read_table(ods_with(rows), "plain.ods").header == ("x",)


def test_an_xlsx_cell_that_claims_a_far_place_is_refused() -> None:
    source = zipfile.ZipFile(io.BytesIO(written(write_xlsx)))
    parts = {name: source.read(name).decode() for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"

    parts[sheet] = parts[sheet].replace('r="E2"', 'r="XFD1048576"')

    with pytest.raises(ValueError, match="too many rows or columns"):
        read_table(zipped(**parts), "bomb.xlsx")


def test_a_workbook_that_defines_entities_is_refused() -> None:
    with pytest.raises(ValueError, match="document type"):
        read_table(ods_with("", '<!DOCTYPE a [<!ENTITY b "c">]>'), "bomb.ods")
