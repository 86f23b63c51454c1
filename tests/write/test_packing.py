"""What every workbook made here has in common: the same bytes on every system."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter.workbook

from tests.conftest import ROOT
from tests.scoring.made import lishui, random_case
from tests.write.cities import city
from xl_tools.core.grid import Grid
from xl_tools.rules.settings import RuleSettings
from xl_tools.write import form_books
from xl_tools.write.form_books import write_blank_form
from xl_tools.write.imported_book import TableSheet, write_tables
from xl_tools.write.packing import pack
from xl_tools.write.plain_copy import write_plain
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.rollup_book import rollup_bytes
from xl_tools.write.round_lists import List, list_book
from xl_tools.write.score.score_book import score_bytes
from xl_tools.write.settings_book import settings_book


def blank() -> bytes:
    buffer = BytesIO()
    write_blank_form(buffer)
    return buffer.getvalue()


BOOKS: dict[str, Callable[[], bytes]] = {
    "form": blank,
    "roll-up": lambda: rollup_bytes(city()),
    "settings": lambda: settings_book(RuleSettings()),
    "list": lambda: list_book("清单", [List("清单", "清单", "", ("甲",), (9,), [("乙",)], frozenset())]),
    "imported": lambda: write_tables([TableSheet("表", "表", ("甲",), [("乙",)])]),
    "scores": lambda: score_bytes(random_case(1, lishui())),
    "plain copy": lambda: write_plain([Grid("表", [["甲"]])]),
}


@pytest.mark.parametrize("kind", BOOKS)
def test_a_package_does_not_tell_on_which_system_it_was_written(kind: str) -> None:
    with zipfile.ZipFile(BytesIO(BOOKS[kind]())) as package:
        assert {info.create_system for info in package.infolist()} == {0}
        assert len({info.date_time for info in package.infolist()}) == 1


def test_every_workbook_is_closed_in_one_place() -> None:
    closing = re.compile(r"\bworkbook\.close\(\)")
    found = [path.name for path in (ROOT / "xl_tools").rglob("*.py") if closing.search(path.read_text("utf-8"))]
    assert found == ["packing.py"]


def test_packing_leaves_the_library_as_it_was() -> None:
    usual = xlsxwriter.workbook.ZipFile
    workbook = xlsxwriter.Workbook(BytesIO())
    pack(workbook)
    assert xlsxwriter.workbook.ZipFile is usual


_TEXTS = ("甲", " 乙 ", "丙\n丁", "戊\n", "&<>\"'", "=1+1", "_x", "_x0041_", "长" * 3000)
_LIKE_PARTS = ("<r>己</r>", "<r><!--strings--></r>", "<!--rows 0 0-->", "_x0041_x0042_")
"""What the library would write as something else."""
_CONTROLS = ("\x01\x0b", "庚\r\n", "\ufffe")


def test_shared_strings_are_texts_whatever_they_look_like() -> None:
    buffer = BytesIO()
    workbook = form_books.new_workbook(buffer, "表")
    sheet = workbook.add_worksheet("表", QuickSheet)
    look = workbook.add_format({})
    texts = (*_TEXTS, *_LIKE_PARTS)
    sheet.write_columns(0, [sheet.texts(0, texts, look), sheet.texts(1, texts[::-1], look)])
    pack(workbook)
    rows = openpyxl.load_workbook(BytesIO(buffer.getvalue()))["表"].iter_rows(values_only=True)
    assert list(rows) == list(zip(texts, texts[::-1], strict=True))


def test_shared_strings_are_written_as_the_library_writes_them() -> None:
    ours, theirs = BytesIO(), BytesIO()
    for buffer, close in ((ours, pack), (theirs, xlsxwriter.Workbook.close)):
        workbook = form_books.new_workbook(buffer, "表")
        sheet = workbook.add_worksheet("表")
        for row, text in enumerate((*_TEXTS, *_CONTROLS)):
            sheet.write_string(row, 0, text)
        close(workbook)
    first, second = (zipfile.ZipFile(one).read("xl/sharedStrings.xml") for one in (ours, theirs))
    assert first == second
