"""A clerk's desk for tests: one Excel (the double), the add-in in it, workbooks opened from files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.doubles.addin import OURS, Addin
from tests.doubles.excel import Excel
from tests.doubles.in_use import as_windows
from xl_tools.books.excel.quick_xlwings import xw

HEADINGS = ("县（市、区）名称", "序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况及存在问题", "备注")
SHEET = "整改进展"
ON_SCHEDULE = "□已完成\n☑达到序时进度\n□未达序时进度\n□尚未启动"


class Desk:
    """``excel`` is the double, ``addin`` what it answers for macros."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.excel = Excel()
        self.addin = Addin(self.excel)

    def open(self, path: Path) -> Any:
        """Open a file as it is; an xlwings book."""
        return self.excel.open_book(path)

    def close(self) -> None:
        """Close what is open, unsaved."""
        for book in list(self.excel.open):
            self.excel.close(book)

    def close_front(self) -> None:
        """Close the workbook in front, unsaved."""
        self.excel.close(self.excel.front)

    def lay(self, change: Callable[[Any], None] = lambda _: None, *, rows: int = 4, name: str = "县表.xlsx") -> Any:
        """Open a county's table without a fault, ``change`` having been made to its openpyxl workbook."""
        return self.open(write_table(self.folder / name, change, rows))

    def click(self, button: Callable[[str], None], version: str = OURS) -> None:
        """A click on a button of the add-in, and what is said and asked then."""
        self.addin.click(button, version)

    @property
    def file(self) -> Any:
        """The openpyxl workbook in front."""
        return self.excel.front.file

    def saved(self) -> dict[str, bytes]:
        """The parts of the workbook in front as it would be saved now, without the moment of saving."""
        return parts_of(self.file)


def write_table(path: Path, change: Callable[[Any], None] = lambda _: None, rows: int = 4) -> Path:
    """A county's table in the standard form, without a fault but for what ``change`` makes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(["莲都区督察整改进展情况表（2022年11月）"])
    sheet.append([])
    sheet.append(HEADINGS)
    for number in range(1, rows + 1):
        task = f"第{number + 20}项：{_TOPICS[number % len(_TOPICS)]}{number}，群众多次反映，没有及时处置。"
        plan = f"整改目标：\n问题{number}得到根治。\n整改措施：\n1.摸清{number}处底数。\n2.逐个处置。"
        progress = f"1.摸排点位{number + 2}个，清单已建立。\n2.点位逐个处置，{number}个通过验收。"
        sheet.append(["莲都区", number, task, plan, "2035年12月底前", progress, ON_SCHEDULE])
    change(book)
    book.save(path)
    return path


_TOPICS = ("河道采砂点越界", "污水管网破损", "餐饮油烟扰民", "矿山边坡未复绿", "畜禽粪污乱堆")


def spoil(book: Any) -> None:
    """Three faults: no option ticked (G5), an impossible date (E6), progress missing (F7)."""
    sheet = book[SHEET]
    sheet["G5"] = "□已完成\n□达到序时进度\n□未达序时进度\n□尚未启动"
    sheet["E6"] = "2035年13月底前"
    sheet["F7"] = None


def parts_of(file: Any) -> dict[str, bytes]:
    out = io.BytesIO()
    formats = list(file._differential_styles.styles)
    file.save(out)
    file._differential_styles.styles = formats  # each save adds those of the rules once more
    with zipfile.ZipFile(out) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(rb"<dcterms:modified.*?</dcterms:modified>", b"", core)
    return parts


@pytest.fixture(name="desk")
def make_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose user keeps log and settings in the test's folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with _restored():
        made = Desk(tmp_path)
        with as_windows(made.excel.files):
            yield made
            made.close()


@contextmanager
def _restored() -> Iterator[None]:
    """xlwings as it was: the double registers itself as the active engine and its book as the caller."""
    before = xw.engines.active
    try:
        yield
    finally:
        xw.engines.active = before
        if hasattr(xw.Book, "_mock_caller"):
            del xw.Book._mock_caller


TODAY = datetime.now().date()
