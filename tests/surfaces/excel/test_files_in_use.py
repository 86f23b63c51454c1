"""Files that somebody has open: a button that cannot write says so and leaves everything as it was; a workbook that
came read-only takes marks and is told that they are not saved there; one that cannot be read is one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.app.test_report_change import DONE
from tests.app.test_report_change import month as roll_up_of
from tests.doubles.counting import Refused
from tests.doubles.desk import SHEET, TODAY, Desk, spoil, write_table
from tests.petitions.test_adding import HEAD, ONE, THREE, TWO
from tests.petitions.test_adding import book as petitions
from tests.robot import fill
from tests.round.round_kit import task_table
from tests.surfaces.excel.test_ribbon import city, said
from tests.surfaces.excel.test_ribbon_closing import ledger, table
from tests.surfaces.excel.test_ribbon_mail import AS_OF, addresses
from tests.surfaces.excel.test_ribbon_score import task_book
from xl_tools.app.score_rule_table import new_score_book
from xl_tools.app.start import start
from xl_tools.books.file.disk import is_backup
from xl_tools.core import user_folder
from xl_tools.surfaces.excel import ribbon


@dataclass
class Click:
    """A button that writes files, and what it is told; ``lay`` makes what it works on and opens a workbook."""

    button: Callable[..., None]
    lay: Callable[[Desk], None]
    answers: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    edited: bool = True
    """Whether people work in what was written: it is kept then, where the button would write it anew."""

    def __call__(self, desk: Desk) -> str:
        desk.excel.answers[:] = self.answers
        desk.addin.typed[:] = self.typed
        desk.addin.picked[:] = [
            "\n".join(str(desk.folder / name) for name in names.split("|")) for names in self.picked
        ]
        desk.click(self.button)
        return said(desk)


def folders(desk: Desk, *names: str) -> None:
    for name in names:
        (desk.folder / name).mkdir(exist_ok=True)


def a_city(desk: Desk) -> None:
    city(desk)
    desk.lay()


def a_scored_book(desk: Desk) -> None:
    new_score_book("he-zhang", desk.folder / "考核.xlsx")
    desk.open(desk.folder / "考核.xlsx")


def a_task_table(desk: Desk) -> None:
    folders(desk, "下发")
    desk.open(task_table(desk.folder / "任务" / "任务.xlsx", "丽水市"))


def an_inbox(desk: Desk) -> None:
    folders(desk, "来件")
    write_table(desk.folder / "来件" / "莲都区.xlsx")
    desk.lay()


def lists(desk: Desk) -> None:
    petitions(desk.folder / "信访件台账.xlsx", HEAD, ONE, TWO)
    petitions(desk.folder / "第二批.xlsx", HEAD, THREE)
    desk.lay()


def a_ledger(desk: Desk) -> None:
    desk.open(ledger(desk.folder))


def a_completed_task(desk: Desk) -> None:
    table(desk.folder)
    desk.lay()


def shares(desk: Desk) -> None:
    a_ledger(desk)
    desk.click(ribbon.issue_ledgers)
    desk.close()
    (share,) = (desk.folder / "下发台账").glob("*.xlsx")
    book = openpyxl.load_workbook(share)
    row = next(row for row in book["环节记录"].iter_rows(min_row=4) if row[0].value is None)
    for cell, value in zip(row, (TODAY, "央督二轮", 7, "莲都区", None, "报备"), strict=False):
        cell.value = value
    book.save(share)
    share.rename(desk.folder / "报回.xlsx")
    desk.lay()


def an_assessment(desk: Desk) -> None:
    desk.open(task_book(desk.folder / "任务书.xlsx"))


def mails(desk: Desk) -> None:
    from xl_tools.app.issue import issue

    folders(desk, "草稿")
    tasks = task_table(desk.folder / "任务" / "任务.xlsx", "丽水市")
    issue(tasks, out=desk.folder / "下发", period="2022-12", as_of=AS_OF)
    addresses(desk.folder / "通讯录.xlsx", [["松阳县", "张三", "u@county.example", "联系人"]])
    desk.lay()


def a_roll_up(desk: Desk) -> None:
    desk.open(roll_up_of(desk.folder, AS_OF, (1, DONE, "2022年6月底前", "清运完毕。")))


CLICKS = {
    "汇总到市": Click(ribbon.roll_up_city, a_city, (), ("丽水市",), ("市",)),
    "汇总到省": Click(ribbon.roll_up_province, a_city, (), ("浙江省",), ("市",)),
    "结果告知": Click(ribbon.result_letters, a_scored_book),
    "收报": Click(ribbon.collect, an_inbox, ("no",), ("无",), ("来件", "收报")),
    "下发": Click(ribbon.issue, a_task_table, ("yes", "no", "yes"), ("2022-12", "<ENTER>"), ("下发",)),
    "打印稿": Click(ribbon.print_version, lambda desk: [desk.lay(), None][1]),
    "接批": Click(ribbon.add_petitions, lists, ("yes",), (), ("信访件台账.xlsx", "第二批.xlsx")),
    "生成报告": Click(ribbon.write_papers, a_roll_up, (), ("报告、一页纸",)),
    "生成邮件": Click(ribbon.draft_mail, mails, (), ("1", "无", "无"), ("下发", "通讯录.xlsx", "草稿")),
    "销号台账": Click(ribbon.make_ledger, a_completed_task, ("no",), (), ("莲都区.xlsx",)),
    "下发台账": Click(ribbon.issue_ledgers, a_ledger),
    "收台账": Click(ribbon.collect_ledgers, shares, (), (), ("销号台账.xlsx", "报回.xlsx")),
    "公示文稿": Click(ribbon.write_notices, a_ledger, (), ("7莲都区", "2024-09-29")),
    "计算得分": Click(ribbon.score, an_assessment, ("no",)),
    "填报表": Click(ribbon.score_forms, an_assessment, ("yes",), (), ("填报",), edited=False),
}


def held_in(folder: Path) -> dict[Path, bytes]:
    """Every file of the folder but what is Excel's and the log."""
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("~$") and "state" not in path.parts
    }


def touched(path: Path) -> None:
    """A person's remark in a workbook, far from everything."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        book.worksheets[0]["AC300"] = "张三记"
        book.save(path)


@pytest.mark.parametrize("name", CLICKS)
@pytest.mark.parametrize("which", ["all", "the last"])
def test_what_somebody_has_open_is_not_written_and_nothing_else_either(desk: Desk, name: str, which: str) -> None:
    click = CLICKS[name]
    click.lay(desk)
    front = desk.excel.front
    before = held_in(desk.folder)
    first = click(desk)
    assert "程序出错" not in first
    after = held_in(desk.folder)
    changed = [path for path in after if before.get(path) != after[path]]
    written = [path for path in changed if not path.name.startswith(".") and not is_backup(path)]
    assert written, first
    for book in list(desk.excel.open):
        if book is not front:
            desk.excel.close(book)
    desk.excel.front = front
    user_folder.keep_answer("addresses", "")
    if click.edited:
        for path in written:
            touched(path)
    for path in written if which == "all" else written[-1:]:
        desk.excel.use_elsewhere(path)
    stands = held_in(desk.folder)
    told = click(desk)
    now = held_in(desk.folder)
    assert "程序出错" not in told
    assert "打开" in told or "占用" in told, told
    assert [path for path in now.keys() | stands.keys() if now.get(path) != stands.get(path)] == [], told
    for path in desk.excel.elsewhere:
        desk.excel.files.held.remove(str(path))
    desk.excel.elsewhere.clear()
    user_folder.keep_answer("addresses", "")
    again = click(desk)
    assert "程序出错" not in again
    assert "无法写入" not in again


@pytest.mark.parametrize("name", CLICKS)
def test_what_cannot_be_read_is_a_sentence(desk: Desk, name: str) -> None:
    """Somebody has shut what the button reads: one file stops nobody, or is named."""
    click = CLICKS[name]
    click.lay(desk)
    read = [path for path in held_in(desk.folder) if path != desk.excel.front.path and path.suffix == ".xlsx"]
    for path in read:
        desk.excel.use_elsewhere(path, shut=True)
    told = click(desk)
    assert "程序出错" not in told
    picked = [desk.folder / one for names in click.picked for one in names.split("|")]
    if any(path in read for path in picked):
        assert "占用" in told or "打开" in told, told


# --- the workbook in front is read-only ------------------------------------------------------------

NOT_SAVED = "“县表.xlsx”是只读打开的（可能别人正开着，或文件设成了只读），改动存不回原文件；要留下，请另存一份。"


def read_only(desk: Desk, way: str, change: Callable[[Any], Any] = spoil) -> Path:
    path = write_table(desk.folder / "县表.xlsx", change)
    if way == "elsewhere":
        desk.excel.use_elsewhere(path)
    else:
        path.chmod(0o444)
    desk.open(path)
    return path


@pytest.mark.parametrize("way", ["elsewhere", "locked"])
@pytest.mark.parametrize("click", [ribbon.check, ribbon.check_all])
def test_a_read_only_workbook_takes_marks_and_says_that_they_are_not_saved(
    desk: Desk, click: Callable[..., None], way: str
) -> None:
    path = read_only(desk, way)
    before, on_disk = desk.saved(), path.read_bytes()
    desk.click(click)
    assert said(desk).startswith("校验完成：错误 3")
    assert NOT_SAVED in said(desk)
    with pytest.raises(Refused):
        desk.excel.front.save()
    desk.click(ribbon.next_finding)
    desk.click(ribbon.clear)
    assert said(desk) == f"标记已全部清除。\n{NOT_SAVED}"
    assert desk.saved() == before
    assert path.read_bytes() == on_disk
    desk.click(ribbon.clear)
    assert NOT_SAVED not in said(desk)  # nothing was changed
    assert not list(desk.folder.glob("~$*"))


def test_what_a_person_saves_elsewhere_keeps_the_marks(desk: Desk) -> None:
    read_only(desk, "elsewhere")
    desk.click(ribbon.check)
    desk.excel.front.save(str(desk.folder / "另存.xlsx"))
    assert "校验结果" in openpyxl.load_workbook(desk.folder / "另存.xlsx").sheetnames


def test_other_buttons_that_write_into_the_workbook_say_it_too(desk: Desk) -> None:
    ours = r"='C:\x\xl_tools.xlam'!XLT_STATUS(G4)"
    read_only(desk, "elsewhere", lambda book: setattr(book[SHEET]["I4"], "value", ours))
    desk.excel.answers.append("yes")
    desk.click(ribbon.freeze_formulas)
    assert said(desk) == f"1 个 XLT_ 公式已换成值。{NOT_SAVED}"
    desk.click(ribbon.score)
    assert said(desk).endswith(NOT_SAVED)


@pytest.mark.parametrize("name", ["下发", "打印稿", "生成报告", "公示文稿", "下发台账", "计算得分", "填报表"])
def test_what_works_from_a_read_only_workbook_writes_beside_it(desk: Desk, name: str) -> None:
    """Somebody else has the workbook open that a button works from; it is only read."""
    click = CLICKS[name]
    click.lay(desk)
    source = desk.excel.front.path
    desk.close()
    desk.excel.use_elsewhere(source)
    desk.open(source)
    before, on_disk = held_in(desk.folder), source.read_bytes()
    told = click(desk)
    assert "无法写入" not in told
    assert "程序出错" not in told
    assert held_in(desk.folder).keys() > before.keys()
    assert source.read_bytes() == on_disk


# --- what can be undone ------------------------------------------------------------------------------


def test_marking_empties_the_list_of_what_can_be_undone_and_clearing_brings_the_rest_back(desk: Desk) -> None:
    """What was typed before a click cannot be taken back after it, so 清除标记 leaves just that."""
    desk.lay(spoil)
    desk.excel.typed(SHEET, "F4", "1.摸排点位9个，清单已建立。")
    typed = desk.saved()
    desk.click(ribbon.check)
    with pytest.raises(Refused):
        desk.excel.take_back()
    stands = desk.file[SHEET]["F5"].value
    desk.excel.typed(SHEET, "F5", "误填")
    desk.excel.take_back()
    assert desk.file[SHEET]["F5"].value == stands
    desk.click(ribbon.clear)
    assert desk.saved() == typed


@pytest.mark.parametrize(
    "click", [ribbon.next_finding, ribbon.previous_finding, ribbon.show_results, ribbon.clear, ribbon.help]
)
def test_a_button_that_changes_nothing_leaves_it(desk: Desk, click: Callable[..., None]) -> None:
    desk.lay(spoil)
    if click is not ribbon.clear:
        desk.click(ribbon.check)
    desk.excel.typed(SHEET, "F4", "1.摸排点位9个，清单已建立。")
    desk.click(click)
    desk.excel.take_back()
    assert "摸排点位9个" not in desk.file[SHEET]["F4"].value


@pytest.mark.parametrize("name", ["打印稿", "下发", "公示文稿", "下发台账", "填报表"])
def test_what_is_written_into_other_files_leaves_it_too(desk: Desk, name: str) -> None:
    click = CLICKS[name]
    click.lay(desk)
    front = desk.excel.front.file.worksheets[0].title
    desk.excel.typed(front, "Z99", "记一笔")
    click(desk)
    desk.excel.take_back()


def test_without_a_yes_nothing_is_frozen_and_everything_can_be_undone(desk: Desk) -> None:
    desk.lay(lambda book: setattr(book[SHEET]["I4"], "value", r"='C:\x\xl_tools.xlam'!XLT_STATUS(G4)"))
    desk.excel.typed(SHEET, "F4", "误填")
    desk.excel.answers.append("no")
    desk.click(ribbon.freeze_formulas)
    assert "换了不能撤销" in desk.excel.alerts[-2]
    desk.excel.take_back()
    desk.excel.typed(SHEET, "F4", "误填")
    desk.excel.answers.append("yes")
    desk.click(ribbon.freeze_formulas)
    with pytest.raises(Refused):
        desk.excel.take_back()


def test_the_help_says_that_a_click_cannot_be_undone(desk: Desk) -> None:
    desk.lay()
    desk.click(ribbon.help)
    assert "Excel 的“撤销”不能退回到按之前" in said(desk)


# --- the month -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shut", [False, True])
@pytest.mark.parametrize(
    "name", ["2022-12/本期记录2022-12.xlsx", "2022-12/收报/收报情况2022-12.xlsx", ".xl-tools.jsonl"]
)
def test_a_step_of_the_month_is_not_half_done_where_a_file_is_in_use(desk: Desk, name: str, shut: bool) -> None:
    folder = desk.folder / "督察"
    tasks = task_table(desk.folder / "任务清单.xlsx", "丽水市", tasks=2)
    start(tasks, out=folder, period="2022-12", deadline="2022-12-25", signed="丽水市督察整改办")
    desk.open(folder / "工作台.xlsx")
    desk.click(ribbon.month)
    assert "这次做了下发" in said(desk)
    for path in sorted((folder / "2022-12/下发").glob("*整改进展情况表.xlsx"))[:2]:
        fill(path, folder / "2022-12/来件" / path.name, {})
    desk.click(ribbon.collect)
    workspace = desk.excel.open[0]
    held = next(path for path in (folder / name, folder / "2022-12" / name) if path.exists())
    for book in desk.excel.open[1:]:
        desk.excel.close(book)
    touched(held)
    more = sorted((folder / "2022-12/下发").glob("*整改进展情况表.xlsx"))[2]
    fill(more, folder / "2022-12/来件" / more.name, {})
    before = held_in(folder)
    desk.excel.use_elsewhere(held, shut=shut)
    desk.excel.front = workspace
    desk.click(ribbon.collect)
    told = said(desk)
    (desk.excel.files.shut if shut else desk.excel.files.held).remove(str(held))
    now = held_in(folder)
    assert "程序出错" not in told
    if held.suffix == ".xlsx":
        assert "打开" in told or "占用" in told, told
        assert [path for path in now.keys() | before.keys() if now.get(path) != before.get(path)] == [], told
    for book in [book for book in desk.excel.open if book is not workspace]:
        desk.excel.close(book)
    desk.excel.elsewhere.clear()
    desk.excel.front = workspace
    desk.click(ribbon.collect)
    assert "已收 3" in said(desk)
