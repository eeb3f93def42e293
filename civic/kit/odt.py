"""Write a plain document as OpenDocument text (OASIS ODF 1.3; CNS 15251): headings, paragraphs, lists, tables."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

MIMETYPE = "application/vnd.oasis.opendocument.text"

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("fo", "xsl-fo-compatible"),
        ("manifest", "manifest"), ("meta", "meta"),
    )
)  # fmt: skip
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_FONT = 'style:font-name="serif" style:font-name-asian="song"'
_SIZES = {1: 18, 2: 14, 3: 12}
_BODY = 11
_FACES = (
    '<office:font-face-decls><style:font-face style:name="serif" svg:font-family="\'Liberation Serif\', serif"/>'
    '<style:font-face style:name="song" svg:font-family="\'Noto Serif CJK TC\', \'Noto Sans CJK TC\', PMingLiU"/>'
    "</office:font-face-decls>"
)
_SVG = 'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Document:
    """Hold a document while it is written: its title, its language tag such as "zh-TW", its parts in order."""

    title: str
    language: str
    parts: list[str] = field(default_factory=list)

    def heading(self, text: str, level: int = 2) -> None:
        """Add a heading of level 1 to 3."""
        self.parts.append(f'<text:h text:style-name="h{level}" text:outline-level="{level}">{_text(text)}</text:h>')

    def paragraph(self, text: str) -> None:
        """Add a paragraph; its line breaks are kept."""
        self.parts.append(f'<text:p text:style-name="body">{_text(text)}</text:p>')

    def items(self, texts: Iterable[str]) -> None:
        """Add a list with bullets; nothing when it is empty."""
        lines = "".join(
            f'<text:list-item><text:p text:style-name="body">{_text(text)}</text:p></text:list-item>'
            for text in texts
        )
        if lines:
            self.parts.append(f'<text:list text:style-name="bullets">{lines}</text:list>')

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Add a table with a header row."""
        name = f"t{len(self.parts)}"
        columns = f'<table:table-column table:number-columns-repeated="{len(head)}"/>'
        header = f"<table:table-header-rows>{_row(head, 'strong')}</table:table-header-rows>"
        body = "".join(_row(row, "body") for row in rows)
        self.parts.append(f'<table:table table:name="{name}">{columns}{header}{body}</table:table>')

    def write(self) -> bytes:
        """Return the file."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE, zipfile.ZIP_STORED)
            for name, content in self._files():
                book.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _files(self) -> Iterable[tuple[str, str]]:
        entries = "".join(
            f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
            for name in ("content", "styles", "meta")
        )
        yield "META-INF/manifest.xml", (
            f'{_HEAD}<manifest:manifest {_NAMES} manifest:version="1.3">'
            f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIMETYPE}"/>'
            f"{entries}</manifest:manifest>"
        )
        yield "meta.xml", (
            f'{_HEAD}<office:document-meta {_NAMES} {_DC} office:version="1.3"><office:meta>'
            f"<dc:title>{_clean(self.title)}</dc:title><dc:language>{_clean(self.language)}</dc:language>"
            "</office:meta></office:document-meta>"
        )
        yield "styles.xml", _styles(self.language)
        yield "content.xml", (
            f'{_HEAD}<office:document-content {_NAMES} office:version="1.3"><office:automatic-styles>'
            '<style:style style:name="cell" style:family="table-cell">'
            '<style:table-cell-properties fo:border="0.5pt solid #666666" fo:padding="0.1cm"/></style:style>'
            f"</office:automatic-styles><office:body><office:text>{''.join(self.parts)}</office:text></office:body>"
            "</office:document-content>"
        )


def _styles(language: str) -> str:
    code, _, country = language.partition("-")
    spoken = f"fo:language={quoteattr(code)} fo:country={quoteattr(country or 'none')}"
    asian = 'style:language-asian="zh" style:country-asian="TW"'
    above = 'fo:margin-top="0.5cm" fo:margin-bottom="0.15cm" fo:keep-with-next="always"'
    strong = 'fo:font-weight="bold" style:font-weight-asian="bold"'
    heads = "".join(_paragraph_style(f"h{level}", size, above, strong) for level, size in _SIZES.items())
    body = 'fo:margin-bottom="0.15cm" fo:line-height="140%"'
    return (
        f'{_HEAD}<office:document-styles {_NAMES} {_SVG} office:version="1.3">{_FACES}<office:styles>'
        f'<style:default-style style:family="paragraph"><style:text-properties {_FONT} {spoken} {asian} '
        f'fo:font-size="{_BODY}pt" style:font-size-asian="{_BODY}pt"/></style:default-style>'
        f"{_paragraph_style('body', _BODY, body)}{_paragraph_style('strong', _BODY, body, strong)}{heads}"
        '<text:list-style style:name="bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•">'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.5cm" '
        'fo:margin-left="0.8cm"/></style:list-level-properties></text:list-level-style-bullet></text:list-style>'
        "</office:styles></office:document-styles>"
    )


def _paragraph_style(name: str, size: int, paragraph: str, letters: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph">'
        f"<style:paragraph-properties {paragraph}/>"
        f'<style:text-properties fo:font-size="{size}pt" style:font-size-asian="{size}pt" {letters}/></style:style>'
    )


def _row(cells: Sequence[str], style: str) -> str:
    inner = "".join(
        f'<table:table-cell table:style-name="cell" office:value-type="string">'
        f'<text:p text:style-name="{style}">{_text(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{inner}</table:table-row>"


def _text(text: str) -> str:
    """Return text as XML: what XML cannot hold is left out, line breaks and tabs are kept."""
    return _clean(text).replace("\t", "<text:tab/>").replace("\r", "").replace("\n", "<text:line-break/>")


def _clean(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
