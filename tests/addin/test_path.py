"""One path through everything: ribbon XML, VBA, RunPython, ``ribbon.check`` on an open book, marks, clear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree
from pyopenvba.interpreter import NOTHING

from tests.conftest import ROOT
from tests.doubles.desk import SHEET, Desk, spoil
from tests.doubles.vba import Functions, interpreter


def callback_of(label: str) -> str:
    """The callback that the button with this label names in the ribbon."""
    tree = etree.parse(ROOT / "macros" / "ribbon.xml")
    (button,) = tree.xpath("//*[local-name()='button'][@label=$label]", label=label)
    return str(button.get("onAction"))


def test_from_the_button_to_the_marks_and_back(desk: Desk, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        spoil(book)
        book[SHEET].merge_cells("A4:A7")
        book[SHEET].row_dimensions[5].hidden = True

    desk.lay(change)
    desk.excel.macros["XLT_Facts"] = Functions(desk.excel).facts  # the add-in's VBA, run
    before = desk.saved()
    copy = desk.excel.front.saved_as(tmp_path / "in front.xlsx")

    def run_python(command: str) -> None:
        exec(compile(command, "<RunPython>", "exec"), {})

    excel = interpreter(copy, run_python)
    excel.run(callback_of("校验本表"), NOTHING)
    assert desk.excel.alerts[-1].startswith("校验完成：错误 3，")
    assert "校验结果" in desk.file.sheetnames
    marked = {cell.coordinate for cell in desk.file[SHEET]._cells.values() if cell.comment}
    assert marked >= {"G5", "E6", "F7"}

    excel.run(callback_of("下一处问题"), NOTHING)
    assert desk.excel.status_bar.startswith("第 1 处，共 ")

    excel.run(callback_of("清除标记"), NOTHING)
    assert desk.excel.alerts[-1] == "标记已全部清除。"
    assert desk.saved() == before
