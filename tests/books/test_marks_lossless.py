"""The promise of marks: on 29 real-life kinds of file, nothing but our additions, and nothing left after clearing."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.books.packages import THREE, additions, assert_same_parts, unpack
from tests.conftest import SHARED, those_there
from xl_tools.books.file.marked_file import clear_bytes, mark_bytes

FIXTURES = those_there(sorted(path.name for path in (SHARED / "fixtures" / "lossless").glob("*.xls*")))
# Our additions, by the part they go into.
ALLOWED = {
    "[Content_Types].xml": {"Override"},
    "xl/workbook.xml": {"sheet", "definedName", "definedNames"},
    "xl/_rels/workbook.xml.rels": {"Relationship"},
    "xl/styles.xml": {"dxf", "dxfs", "font", "fill", "border", "xf"},
    "xl/worksheets/sheet1.xml": {"conditionalFormatting", "legacyDrawing"},
    "xl/worksheets/_rels/sheet1.xml.rels": {"Relationship"},
    "comments": {"author", "comment", "r"},
    "vml": {"shape", "shapetype"},
}
ORDER = ["mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"]
ORDER += ["pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "drawing", "legacyDrawing"]
ORDER += ["legacyDrawingHF", "picture", "oleObjects", "controls", "tableParts", "extLst"]


def test_the_fixtures_are_all_there(shared: Path) -> None:
    assert len(list((shared / "fixtures" / "lossless").iterdir())) == len(FIXTURES) == 29


@pytest.fixture(params=FIXTURES)
def fixture(request: pytest.FixtureRequest, shared: Path) -> bytes:
    return (shared / "fixtures" / "lossless" / request.param).read_bytes()


def kind_of(part: str, of_sheet: set[str]) -> str | None:
    if part in ALLOWED:
        return part
    if part in of_sheet:
        return "vml" if part.endswith(".vml") else "comments"
    return None


def notes_parts(parts: dict[str, bytes]) -> set[str]:
    """The comments and the VML drawing (not that of the header pictures) of the first sheet."""
    rels = parts.get("xl/worksheets/_rels/sheet1.xml.rels", b"").decode()
    legacy = re.search(r'<legacyDrawing r:id="(\w+)"', parts["xl/worksheets/sheet1.xml"].decode())
    found = set()
    for relation in re.findall(r"<Relationship [^>]*>", rels):
        target = re.search(r'Target="([^"]*)"', relation)
        named = legacy and f'Id="{legacy[1]}"' in relation
        if target and ('relationships/comments"' in relation or named):
            found.add(posixpath.normpath(posixpath.join("xl/worksheets", target[1])))
    return found


def test_marking_only_adds(fixture: bytes) -> None:
    marked, result = mark_bytes(fixture, THREE)
    before, after = unpack(fixture), unpack(marked)
    of_sheet = notes_parts(before)
    assert (result.noted, result.overlaid, result.skipped) == (3, 3, ())
    assert list(after)[: len(before)] == list(before)
    new = set(after) - set(before)
    assert all("xlt" in name or name == "xl/worksheets/_rels/sheet1.xml.rels" for name in new)
    changed = {name for name in before if before[name] != after[name]}
    assert {"xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"} <= changed
    for name in changed:
        kind = kind_of(name, of_sheet)
        assert kind, f"{name} was not to be touched"
        assert additions(before[name], after[name]) <= ALLOWED[kind], name


def test_what_is_not_touched_keeps_its_compressed_bytes(fixture: bytes) -> None:
    marked = mark_bytes(fixture, THREE)[0]

    def raw(data: bytes) -> dict[str, tuple[bytes, tuple[int, ...], int]]:
        found = {}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                start = info.header_offset + 30 + sum(data[info.header_offset + k] for k in (26, 28))
                content = data[start : start + info.compress_size]
                found[info.filename] = (content, info.date_time, info.external_attr)
        return found

    before, after = raw(fixture), raw(marked)
    same = [name for name in before if before[name] == after[name]]
    assert len(same) >= len(before) - 8
    assert "xl/theme/theme1.xml" in same


def test_clearing_brings_every_part_back(fixture: bytes) -> None:
    cleared, found = clear_bytes(mark_bytes(fixture, THREE)[0])
    assert found
    assert_same_parts(fixture, cleared)
    assert unpack(cleared) == unpack(fixture)  # byte for byte, which is more than was promised


def test_clearing_a_file_without_marks_is_the_same_file(fixture: bytes) -> None:
    assert clear_bytes(fixture) == (fixture, False)


def test_marking_twice_leaves_one_set_of_marks(fixture: bytes) -> None:
    once = mark_bytes(fixture, THREE)[0]
    assert unpack(mark_bytes(once, THREE)[0]) == unpack(once)


def test_the_sheet_keeps_the_order_of_the_schema(fixture: bytes) -> None:
    root = etree.fromstring(unpack(mark_bytes(fixture, THREE)[0])["xl/worksheets/sheet1.xml"])
    names = [etree.QName(child).localname for child in root if etree.QName(child).localname in ORDER]
    places = [ORDER.index(name) for name in names]
    assert places == sorted(places)
    assert names.count("legacyDrawing") == 1
    assert names.count("conditionalFormatting") >= 3
