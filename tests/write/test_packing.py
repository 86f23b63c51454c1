"""What every workbook made here has in common: the same bytes on every system."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
import xlsxwriter.workbook

from tests.conftest import ROOT
from tests.scoring.made import lishui, random_case
from tests.write.cities import city
from xl_tools.core.grid import Grid
from xl_tools.rules.settings import RuleSettings
from xl_tools.write.form_books import write_blank_form
from xl_tools.write.imported_book import TableSheet, write_tables
from xl_tools.write.packing import pack
from xl_tools.write.plain_copy import write_plain
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
