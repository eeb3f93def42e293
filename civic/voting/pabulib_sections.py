"""Cut a Pabulib `.pb` text into its sections META, PROJECTS and VOTES, and read single cells."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

SECTIONS = ("META", "PROJECTS", "VOTES")
MAX_DIGITS = 15
MAX_BYTES = 256 * 2**20
"""The largest file that is read; the vote of a city of millions is smaller."""


class PabulibError(Exception):
    """Say in one sentence what is wrong with a file, and on which line (0: in the whole file)."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(f"line {line}: {sentence}" if line else sentence)
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Row:
    """Be one line of a section: its number in the file and its cells."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Section:
    """Be one section: its name, the line of its name, its column names, its rows."""

    name: str
    line: int
    columns: list[str]
    rows: list[Row] = field(default_factory=list)

    def place(self, column: str) -> int | None:
        """Return the index of a column, or None."""
        return self.columns.index(column) if column in self.columns else None

    def need(self, column: str) -> int:
        """Return the index of a column that may not be absent."""
        if column not in self.columns:
            raise PabulibError(self.line, f"Section {self.name} has no column “{column}”.")
        return self.columns.index(column)


def decode(content: bytes) -> str:
    """Read the bytes of a file as UTF-8; raise PabulibError with the line of the first that is not."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PabulibError(line, "The file is not UTF-8 text. Save it again as UTF-8.") from error


def cut(text: str) -> tuple[Section, Section, Section]:
    """Cut a text into META, PROJECTS and VOTES; raise PabulibError."""
    sections: dict[str, Section] = {}
    current: Section | None = None
    lines = _lines(text.removeprefix("\ufeff"))
    for row in lines:
        if (name := _heading(row)) is not None:
            if name in sections:
                raise PabulibError(row.line, f"Section {name} begins a second time.")
            current = sections[name] = Section(name, row.line, _columns(next(lines, None), name))
        elif current is None:
            raise PabulibError(row.line, "The file must begin with the line META.")
        else:
            current.rows.append(row)
    missing = [name for name in SECTIONS if name not in sections]
    if missing:
        raise PabulibError(0, f"The file has no section {missing[0]}.")
    return sections["META"], sections["PROJECTS"], sections["VOTES"]


def _lines(text: str) -> Iterator[Row]:
    """Yield the lines that hold anything."""
    if (place := text.find("\0")) >= 0:
        raise PabulibError(text.count("\n", 0, place) + 1, "The line holds a NUL character.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        for cells in reader:
            if any(cells):
                yield Row(reader.line_num, cells)
    except csv.Error as error:
        raise PabulibError(reader.line_num, f"The line cannot be read: {error}.") from error


def _heading(row: Row) -> str | None:
    """Return the name of the section that a line opens."""
    name = row.cells[0].strip()
    return name if name in SECTIONS and not any(row.cells[1:]) else None


def _columns(row: Row | None, name: str) -> list[str]:
    """Return the column names below a heading."""
    if row is None:
        raise PabulibError(0, f"Section {name} is empty.")
    columns = [cell.strip() for cell in row.cells]
    double = [column for column in columns if column and columns.count(column) > 1]
    if double:
        raise PabulibError(row.line, f"The column “{double[0]}” stands twice.")
    return columns


def cell(row: Row, place: int | None) -> str:
    """Return a cell without outer blanks, empty when the line is short or the column absent."""
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def listed(text: str) -> list[str]:
    """Split a cell at its commas, without empty parts."""
    return [part for piece in text.split(",") if (part := piece.strip())]


def whole_part(text: str, line: int, what: str) -> int:
    """Read an amount of at least 0 and leave out what is behind its point; raise PabulibError."""
    units, point, decimals = text.partition(".")
    return whole(units if point and decimals.isascii() and decimals.isdigit() else text, line, what)


def whole(text: str, line: int, what: str) -> int:
    """Read a whole number of at least 0, written plain or with zeros behind a point; raise PabulibError."""
    digits, _, decimals = text.partition(".")
    if not (digits.isascii() and digits.isdigit()) or decimals.strip("0") or len(digits) > MAX_DIGITS:
        raise PabulibError(line, f"“{what}” must be a whole number of at least 0, not “{text[:40]}”.")
    return int(digits)
