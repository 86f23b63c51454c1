"""One path through everything: ribbon XML, VBA, RunPython, ``ribbon.check`` on an open book, marks, clear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree
from pyopenvba.interpreter import NOTHING

from tests.conftest import ROOT
from tests.doubles.desk import SHEET, Desk, spoil
from tests.doubles.vba import Functions, give_dialog, interpreter
from tests.round.round_kit import addresses, task_table
from xl_tools.core import user_folder


def callback_of(label: str) -> str:
    """The callback that the button with this label names in the ribbon."""
    tree = etree.parse(ROOT / "macros" / "ribbon.xml")
    (button,) = tree.xpath("//*[local-name()='button'][@label=$label]", label=label)
    return str(button.get("onAction"))


def run_python(command: str) -> None:
    exec(compile(command, "<RunPython>", "exec"), {})


def vba(desk: Desk, workbook: Path) -> Any:
    """The add-in's VBA over a copy of the workbook in front; what Python leaves with the add-in is left with it."""
    excel = interpreter(workbook, run_python)
    for name in ("XLT_Leave", "XLT_Answer"):
        desk.excel.macros[name] = lambda *arguments, name=name: excel.run(name, *arguments)
    return excel


def said(excel: Any) -> str:
    """The last message box."""
    kind, prompt, title, _ = excel.dialogs[-1]
    assert (kind, title) == ("MsgBox", "督察整改")
    return str(prompt)


def test_from_the_button_to_the_marks_and_back(desk: Desk, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        spoil(book)
        book[SHEET].merge_cells("A4:A7")
        book[SHEET].row_dimensions[5].hidden = True

    desk.lay(change)
    desk.excel.macros["XLT_Facts"] = Functions(desk.excel).facts  # the add-in's VBA, run
    before = desk.saved()
    copy = desk.excel.front.saved_as(tmp_path / "in front.xlsx")

    excel = vba(desk, copy)
    excel.answer_dialogs(1, 1, 1)
    excel.run(callback_of("校验本表"), NOTHING)
    assert said(excel).startswith("校验完成：错误 3，")
    assert desk.excel.alerts == []  # nothing was said while Python was at work
    assert "校验结果" in desk.file.sheetnames
    marked = {cell.coordinate for cell in desk.file[SHEET]._cells.values() if cell.comment}
    assert marked >= {"G5", "E6", "F7"}

    excel.run(callback_of("下一处问题"), NOTHING)
    assert "看不到；已转到“校验结果”的这一行" in said(excel)  # it lies in the hidden row

    excel.run(callback_of("清除标记"), NOTHING)
    assert said(excel) == "标记已全部清除。"
    assert desk.saved() == before


def test_from_the_buttons_to_issued_workbooks_and_drafts(desk: Desk, tmp_path: Path) -> None:
    """下发 and 生成邮件, the add-in's own pickers asking where."""
    tasks = task_table(tmp_path / "任务" / "任务.xlsx", "丽水市")
    people = addresses(tmp_path / "通讯录.xlsx", [["松阳县", "张三", "u@county.example", "联系人"]])
    issued, drafts = tmp_path / "下发", tmp_path / "草稿"
    desk.open(tasks)
    excel = vba(desk, tasks)
    picked = [str(issued)]
    give_dialog(excel, picked, one_each_time=True)
    yes, no, ok = 6, 7, 1
    excel.answer_dialogs(yes, "2022-12", None, no, ok)
    excel.run(callback_of("下发"), NOTHING)
    assert said(excel).startswith("已给 9 个单位各写了一个工作簿")
    assert len(list(issued.glob("*进展情况表.xlsx"))) == 9

    picked += [str(issued), str(people), str(drafts)]
    excel.answer_dialogs("1", "无", "无", ok)
    excel.run(callback_of("生成邮件"), NOTHING)
    assert [path.name for path in drafts.glob("*.eml")] == ["下发 松阳县.eml"]


def test_cancel_ends_a_button_and_nothing_is_said(desk: Desk, tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务" / "任务.xlsx", "丽水市")
    desk.open(tasks)
    excel = vba(desk, tasks)
    cancel = 2
    excel.answer_dialogs(cancel)
    excel.run(callback_of("下发"), NOTHING)
    assert len(excel.dialogs) == 1
    assert desk.excel.alerts == []


def test_from_the_button_to_the_rules(desk: Desk, tmp_path: Path) -> None:
    desk.lay()
    copy = desk.excel.front.saved_as(tmp_path / "in front.xlsx")
    excel = vba(desk, copy)
    excel.answer_dialogs(1)
    excel.run(callback_of("规则开关"), NOTHING)
    assert desk.excel.front.fullname == str(user_folder.rules_file())
