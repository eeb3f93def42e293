"""Write a table as an OpenDocument spreadsheet, row by row (OASIS ODF 1.3; CNS 15251)."""

import re
import zipfile
from datetime import date
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from civic.kit.roc import DateStyle
from civic.kit.tables.table import Cell, Column, Kind, Table, neutralise

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"), ("fo", "xsl-fo-compatible"), ("config", "config"), ("manifest", "manifest"),
    )
)  # fmt: skip
_OOO = 'xmlns:ooo="http://openoffice.org/2004/office"'
_MANIFEST = (
    f'{_HEAD}<manifest:manifest {_NAMES} manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIMETYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "settings")
    )
    + "</manifest:manifest>"
)
_STYLES = (
    f'{_HEAD}<office:document-styles {_NAMES} office:version="1.3"><office:styles/></office:document-styles>'
)
_ROC_DATE = (
    '<number:date-style style:name="day" number:language="zh" number:country="TW">'
    '<number:year number:calendar="ROC"/><number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:day number:style="long"/></number:date-style>'
)
_ISO_DATE = (
    '<number:date-style style:name="day"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
    "</number:date-style>"
)
_CELL_STYLES = (
    '<number:number-style style:name="thousands">'
    '<number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"/>'
    "</number:number-style>"
    '<style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="3.2cm"/></style:style>'
    '<style:style style:name="head" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>'
    '<style:style style:name="money" style:family="table-cell" style:data-style-name="thousands"/>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="day"/>'
)
_FROZEN = (
    ("HorizontalSplitMode", "short", 0), ("HorizontalSplitPosition", "int", 0),
    ("VerticalSplitMode", "short", 2), ("VerticalSplitPosition", "int", 1),
    ("ActiveSplitRange", "short", 2), ("PositionBottom", "int", 1),
)  # fmt: skip
_SPACES = re.compile("  +|^ | $", re.MULTILINE)


def write_ods(table: Table, out: IO[bytes], dates: DateStyle = DateStyle.ROC_SHORT) -> None:
    """Write days as days, money as numbers, the header bold and frozen; memory does not grow with rows.

    Days show in the ROC calendar unless the style is one of the common calendar.
    """
    title = re.sub(r"[\[\]*?:/\\']", " ", neutralise(table.title))[:31].strip() or "1"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        _add(book, "mimetype", MIMETYPE, zipfile.ZIP_STORED)
        _add(book, "META-INF/manifest.xml", _MANIFEST)
        _add(book, "styles.xml", _STYLES)
        _add(book, "settings.xml", _settings(title))
        with book.open(_entry("content.xml"), "w", force_zip64=True) as content:
            _write_content(content, table, title, dates)


def _write_content(content: IO[bytes], table: Table, title: str, dates: DateStyle) -> None:
    day = _ROC_DATE if dates in (DateStyle.ROC_SHORT, DateStyle.ROC_LONG) else _ISO_DATE
    content.write(
        (
            f'{_HEAD}<office:document-content {_NAMES} office:version="1.3">'
            f"<office:automatic-styles>{day}{_CELL_STYLES}</office:automatic-styles>"
            f"<office:body><office:spreadsheet><table:table table:name={quoteattr(title)}>"
            '<table:table-column table:style-name="wide" '
            f'table:number-columns-repeated="{len(table.columns)}"/>'
            f"<table:table-header-rows>{_header(table.columns)}</table:table-header-rows>"
        ).encode()
    )
    kinds = tuple(column.kind for column in table.columns)
    for row in table.lines():
        cells = "".join(_cell(value, kind) for value, kind in zip(row, kinds, strict=True))
        content.write(f"<table:table-row>{cells}</table:table-row>\n".encode())
    content.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


def _header(columns: tuple[Column, ...]) -> str:
    cells = "".join(_text_cell(column.title, ' table:style-name="head"') for column in columns)
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(value: Cell, kind: Kind) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        return _text_cell(value)
    if isinstance(value, date):
        return (
            f'<table:table-cell table:style-name="date" office:value-type="date" '
            f'office:date-value="{value:%Y-%m-%d}"/>'
        )
    style = ' table:style-name="money"' if kind is Kind.MONEY else ""
    return f'<table:table-cell{style} office:value-type="float" office:value="{value}"/>'


def _text_cell(value: str, style: str = "") -> str:
    marked = _SPACES.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(neutralise(value)))
    lines = "".join(f"<text:p>{line}</text:p>" for line in marked.replace("\t", "<text:tab/>").splitlines())
    return f'<table:table-cell{style} office:value-type="string">{lines}</table:table-cell>'


def _settings(title: str) -> str:
    """Return the settings that keep the first row in sight."""
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, kind, value in _FROZEN
    )
    return (
        f'{_HEAD}<office:document-settings {_NAMES} {_OOO} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        '<config:config-item-map-named config:name="Tables">'
        f"<config:config-item-map-entry config:name={quoteattr(title)}>{items}</config:config-item-map-entry>"
        "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )


def _add(book: zipfile.ZipFile, name: str, text: str, method: int = zipfile.ZIP_DEFLATED) -> None:
    book.writestr(_entry(name), text, method)


def _entry(name: str) -> zipfile.ZipInfo:
    """Return an entry of fixed date, so that the same table gives the same bytes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
