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
