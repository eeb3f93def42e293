"""A text document opens: its parts are there, in order, and its XML is well-formed whatever was written."""

import io
import zipfile
from xml.etree import ElementTree

from civic.kit.odt import MIMETYPE, Document


def written() -> zipfile.ZipFile:
    document = Document("會議紀錄 <&>", "zh-TW")
    document.heading("會議紀錄 <&>", 1)
    document.table(("項目", "內容"), [("時間", "115年"), ("地點", "區公所")])
    document.items(["一\n二", 'quote " and \x00\x0b\ud800'])
    document.paragraph("")
    return zipfile.ZipFile(io.BytesIO(document.write()))


def test_the_type_comes_first_and_unpacked() -> None:
    first = written().infolist()[0]

    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert written().read("mimetype").decode() == MIMETYPE


def test_every_part_is_listed_and_well_formed() -> None:
    book = written()
    listed = book.read("META-INF/manifest.xml").decode()

    for name in ("content.xml", "styles.xml", "meta.xml"):
        ElementTree.fromstring(book.read(name))
        assert f'"{name}"' in listed


def test_the_words_stand_in_the_text_without_what_xml_cannot_hold() -> None:
    text = "".join(ElementTree.fromstring(written().read("content.xml")).itertext())

    assert "會議紀錄 <&>" in text
    assert "一二" in text
    assert 'quote " and ' in text
    assert not set(text) & {"\x00", "\x0b", "\ud800"}
