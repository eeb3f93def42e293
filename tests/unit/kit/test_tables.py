import csv
import io
import json
import shutil
import subprocess
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.kit.roc import DateStyle
from civic.kit.tables import (
    Cell,
    Column,
    Kind,
    Limits,
    Table,
    neutralise,
    original,
    read_table,
    write_csv,
    write_json,
    write_ods,
    write_xlsx,
)

Writer = Callable[[Table, IO[bytes]], None]
BOOKS = [write_ods, write_xlsx]
WRITERS = [write_csv, *BOOKS]
COLUMNS = (
    Column("case", "案號"),
    Column("title", "提案名稱"),
    Column("votes", "得票數", Kind.INTEGER),
    Column("cost", "經費概估(元)", Kind.MONEY),
    Column("due", "預定完成日", Kind.DATE),
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("115-BT-002", "行義路邊坡\n第二行  <&>", 2731, 3_900_000, date(2026, 12, 31)),
    ("=1+1", '說"好"，對', -5, None, None),
)


def written(write: Writer, *rows: tuple[Cell, ...], columns: tuple[Column, ...] = COLUMNS) -> bytes:
    out = io.BytesIO()
    write(Table(columns, rows), out)
    return out.getvalue()


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_a_text_that_could_begin_a_formula_is_marked(start: str) -> None:
    assert neutralise(f"{start}1") == f"'{start}1"
    assert neutralise(f"\0{start}1") == f"'{start}1"
    assert neutralise(f"a{start}1") == f"a{start}1"


@given(st.text())
def test_the_mark_comes_off_without_a_trace(text: str) -> None:
    assert original(neutralise(text)) == text.translate(dict.fromkeys(_illegal(text)))


def _illegal(text: str) -> list[int]:
    return [ord(mark) for mark in text if (mark < " " and mark not in "\t\n\r") or mark in "\ufffe\uffff"]


def test_csv_is_written_as_the_agencies_do() -> None:
    assert (
        written(write_csv, *ROWS)
        == (
            "\ufeff案號,提案名稱,得票數,經費概估(元),預定完成日\r\n"
            '115-BT-002,"行義路邊坡\n第二行  <&>",2731,3900000,115/12/31\r\n'
            '\'=1+1,"說""好""，對",-5,,\r\n'
        ).encode()
    )


def test_an_empty_csv_still_has_its_header() -> None:
    assert written(write_csv) == "\ufeff案號,提案名稱,得票數,經費概估(元),預定完成日\r\n".encode()


def test_csv_days_may_be_of_the_common_calendar() -> None:
    out = io.BytesIO()

    write_csv(Table(COLUMNS[4:], ((date(2026, 12, 31),),)), out, DateStyle.ISO)

    assert out.getvalue().endswith(b"2026-12-31\r\n")


def test_json_has_numbers_days_and_nothing() -> None:
    assert json.loads(written(write_json, *ROWS)) == [
        {
            "case": "115-BT-002",
            "title": "行義路邊坡\n第二行  <&>",
            "votes": 2731,
            "cost": 3_900_000,
            "due": "2026-12-31",
        },
        {"case": "=1+1", "title": '說"好"，對', "votes": -5, "cost": None, "due": None},
    ]
    assert json.loads(written(write_json)) == []


@pytest.mark.parametrize("write", BOOKS)
def test_a_workbook_reads_back_as_what_was_written(write: Writer) -> None:
    sheet = read_table(written(write, *ROWS), "needs")

    assert sheet.header == ("案號", "提案名稱", "得票數", "經費概估(元)", "預定完成日")
    assert sheet.rows == (
        ("115-BT-002", "行義路邊坡\n第二行  <&>", "2731", "3900000", "2026-12-31"),
        ("=1+1", '說"好"，對', "-5", "", ""),
    )


# Without tabs: calamine reads none from ODS.
TEXT = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("=+-@＝'\",; 臺"), max_size=12
)


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=6), st.sampled_from(WRITERS))
def test_any_text_survives_being_written_and_read(rows: list[tuple[str, str, str]], write: Writer) -> None:
    columns = tuple(Column(key, key) for key in "abc")
    legal = [tuple(original(neutralise(cell)) for cell in row) for row in rows]

    sheet = read_table(written(write, *rows, columns=columns), "any")

    assert sheet.header == ("a", "b", "c")
    assert list(sheet.rows) == [row for row in legal if any(row)]


def test_an_ods_file_begins_with_its_type_stored_as_is() -> None:
    data = written(write_ods, *ROWS)
    first = zipfile.ZipFile(io.BytesIO(data)).infolist()[0]

    assert first.filename == "mimetype"
    assert first.compress_type == zipfile.ZIP_STORED
    assert data[30:84] == b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


def test_the_same_table_gives_the_same_ods_bytes() -> None:
    assert written(write_ods, *ROWS) == written(write_ods, *ROWS)


def test_an_ods_file_holds_days_numbers_and_no_formula() -> None:
    content = zipfile.ZipFile(io.BytesIO(written(write_ods, *ROWS))).read("content.xml").decode()

    assert 'office:value-type="date" office:date-value="2026-12-31"' in content
    assert 'table:style-name="money" office:value-type="float" office:value="3900000"' in content
    assert "formula" not in content


def test_ods_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    rows = (("115-BT-001", "路燈", number, number, date(2026, 1, 1)) for number in range(5_000))
    with (tmp_path / "large.ods").open("wb") as out:
        tracemalloc.start()
        write_ods(Table(COLUMNS, rows), out)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert peak < 1_000_000


@pytest.mark.parametrize("write", [*WRITERS, write_json])
def test_a_row_of_another_width_is_refused(write: Writer) -> None:
    with pytest.raises(ValueError, match="row 1 has 1 cells for 5 columns"):
        written(write, ("115-BT-001",))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("write", "suffix"), [(write_ods, "ods"), (write_xlsx, "xlsx")])
def test_libreoffice_shows_roc_days_and_grouped_money(write: Writer, suffix: str, tmp_path: Path) -> None:
    source = tmp_path / f"needs.{suffix}"
    source.write_bytes(written(write, *ROWS))

    for kind in ("html", "csv:Text - txt - csv (StarCalc):44,34,76"):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(tmp_path),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )

    page = (tmp_path / "needs.html").read_text(encoding="utf-8")
    assert ">115/12/31<" in page
    assert ">3,900,000<" in page
    with (tmp_path / "needs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [column.title for column in COLUMNS]
    assert rows[1][:2] == ["115-BT-002", "行義路邊坡\n第二行  <&>"]
    assert rows[2][0] == "'=1+1"


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
        Limits(unpacked=10),
    ],
)
@pytest.mark.parametrize("write", WRITERS)
def test_a_table_over_a_limit_is_refused(write: Writer, limits: Limits) -> None:
    if write is write_csv and limits.unpacked == 10:
        pytest.skip("a CSV file is not packed")
    with pytest.raises(ValueError, match=r"more than|larger|too m"):
        read_table(written(write, *ROWS), "needs", limits)


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
    source = zipfile.ZipFile(io.BytesIO(written(write_xlsx, *ROWS)))
    parts = {name: source.read(name).decode() for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"

    parts[sheet] = parts[sheet].replace('r="E2"', 'r="XFD1048576"')

    with pytest.raises(ValueError, match="too many rows or columns"):
        read_table(zipped(**parts), "bomb.xlsx")


def test_a_workbook_that_defines_entities_is_refused() -> None:
    with pytest.raises(ValueError, match="document type"):
        read_table(ods_with("", '<!DOCTYPE a [<!ENTITY b "c">]>'), "bomb.ods")
