"""What is read of the notes in a workbook."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.books.packages import REL, pack, relations, with_note
from xl_tools.books.file.reader import read_book
from xl_tools.core.grid import CellNote

OFFICE = "http://schemas.microsoft.com/office"
THREADED = f"{OFFICE}/spreadsheetml/2018/threadedcomments"


def test_nobody_who_does_not_ask_pays_for_notes(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["B2"].comment = Comment("王科:\n打过电话", "王科")
    book.save(tmp_path / "表.xlsx")
    assert read_book(tmp_path / "表.xlsx").notes is None
    found = read_book(tmp_path / "表.xlsx", notes=True).notes
    assert found == {"Sheet": {(2, 2): CellNote("王科:\n打过电话", "王科")}}


def test_a_conversation_is_read_with_who_said_what(tmp_path: Path) -> None:
    rels = relations(
        ("vmlDrawing", "../drawings/vmlDrawing1.vml"), ("comments", "../comments1.xml"), ("x", "../tc.xml")
    )
    said = "".join(
        f'<threadedComment ref="D3" personId="{person}" id="{{{person}}}"><text>{text}</text></threadedComment>'
        for person, text in (("p1", "先不报"), ("p2", "同意"), ("p9", "好"))
    )
    people = "".join(f'<person displayName="{name}" id="{key}"/>' for key, name in (("p1", "王科"), ("p2", "李主任")))
    parts = with_note(
        "<t>[线程批注]</t>",
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": rels.replace(
                f"{REL}/x", f"{OFFICE}/2017/10/relationships/threadedComment"
            ),
            "xl/tc.xml": f'<ThreadedComments xmlns="{THREADED}">{said}</ThreadedComments>',
            "xl/persons/person.xml": f'<personList xmlns="{THREADED}">{people}</personList>',
        },
    )
    (tmp_path / "表.xlsx").write_bytes(pack(parts))
    found = read_book(tmp_path / "表.xlsx", notes=True).notes
    assert found == {"数据": {(3, 4): CellNote("王科：先不报\n李主任：同意\n好", "王科")}}


def test_a_note_without_a_drawing_of_its_box_is_read(tmp_path: Path) -> None:
    parts = with_note("<t>请核实</t>")
    sheet = next(name for name in parts if name.endswith("sheet1.xml"))
    parts[sheet] = re.sub("<legacyDrawing[^>]*/>", "", str(parts[sheet]))
    (tmp_path / "表.xlsx").write_bytes(pack(parts))
    (found,) = (read_book(tmp_path / "表.xlsx", notes=True).notes or {}).values()
    assert [note.text for note in found.values()] == ["请核实"]


def test_what_excel_stores_in_escapes_is_read_as_it_was_typed(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").write_bytes(pack(with_note("<t>甲_x000D_\n乙_x005F_x000D_丙</t>")))
    (found,) = (read_book(tmp_path / "表.xlsx", notes=True).notes or {}).values()
    assert [note.text for note in found.values()] == ["甲\n乙_x000D_丙"]


@pytest.mark.parametrize("number", ["1", "-1", "0000000000001", "9" * 5000, "二"])
def test_a_note_of_an_author_who_is_not_listed_has_none(tmp_path: Path, number: str) -> None:
    parts = with_note("<t>请核实</t>")
    parts["xl/comments1.xml"] = re.sub('authorId="[^"]*"', f'authorId="{number}"', str(parts["xl/comments1.xml"]))
    assert number in str(parts["xl/comments1.xml"])
    (tmp_path / "表.xlsx").write_bytes(pack(parts))
    (found,) = (read_book(tmp_path / "表.xlsx", notes=True).notes or {}).values()
    assert [note.author for note in found.values()] == [""]


@pytest.mark.parametrize("text", ['<!DOCTYPE a [<!ENTITY e "x">]><t>&e;</t>', "<t>"])
def test_of_a_damaged_part_there_are_no_notes(tmp_path: Path, text: str) -> None:
    parts = with_note("<t>请核实</t>")
    parts["xl/comments1.xml"] = text
    (tmp_path / "表.xlsx").write_bytes(pack(parts))
    book = read_book(tmp_path / "表.xlsx", notes=True)
    assert book.grids
    assert book.notes is None
