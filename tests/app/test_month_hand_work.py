"""本月 over what people wrote between its runs, and over months: nothing typed is gone, no step contradicts another."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.robot import fill, ticked
from tests.round.round_kit import sheet, task_table
from xl_tools.app.issue import issue
from xl_tools.app.month import month
from xl_tools.app.next_period import open_next
from xl_tools.app.start import start
from xl_tools.app.workspace import read_workspace
from xl_tools.core.errors import UserError
from xl_tools.core.records import Status
from xl_tools.reports.month import MonthReport, Step

UNITS = ("莲都区", "青田县")
OTHERS = ("缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市")
BEHIND = "1.莲都区查出堆场3处，清理1处。\n2.其余2处因征地滞后，正在抢抓进度。"


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    folder = tmp_path / "督察"
    start(task_table(tmp_path / "清单.xlsx", "丽水市", tasks=1), out=folder, period="2023-12", deadline="每月25日")
    book = openpyxl.load_workbook(folder / "工作台.xlsx")
    for row in book["通讯录"].iter_rows(min_row=4):
        if row[0].value:
            row[2].value = f"u{row[0].row}@county.example"
    for number, name in enumerate(OTHERS, 4):
        book["单位清单"][f"A{number}"], book["单位清单"][f"E{number}"] = name, "否"
    book.save(folder / "工作台.xlsx")
    return folder


def settle(folder: Path, **values: object) -> None:
    book = openpyxl.load_workbook(folder / "工作台.xlsx")
    labels = {row[0].value: row[1] for row in book["工作台"].iter_rows(min_row=4)}
    for label, value in values.items():
        labels[label].value = value
    book.save(folder / "工作台.xlsx")


def run(folder: Path, day: date, **how: bool) -> MonthReport:
    return month(read_workspace(folder), today=day, **how)


def send(folder: Path, period: str, *names: str, behind: bool = False, saved: datetime | None = None) -> None:
    for path in (folder / period).glob("下发/*整改进展情况表.xlsx"):
        if path.name.startswith(names):
            said = {1: (BEHIND, ticked(Status.BEHIND))} if behind else {}
            fill(path, folder / period / "来件" / path.name, said, saved=saved)


def edit(path: Path, name: str, change: Callable[[Worksheet], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book[name])
    book.save(path)


def texts(path: Path, name: str) -> list[object]:
    return [cell.value for row in openpyxl.load_workbook(path)[name].iter_rows() for cell in row]


def beside(told_by: str, text: str) -> Callable[[Worksheet], None]:
    """Write into a new column, in the first row of the table."""

    def change(page: Worksheet) -> None:
        top = next(row[0].row for row in page.iter_rows(max_row=6) if any(cell.value == told_by for cell in row))
        column = page.max_column + 1
        page.cell(top, column).value, page.cell(top + 1, column).value = "我的记录", text

    return change


def test_a_settled_day_brings_no_deadline_nearer_and_keeps_none_off(bench: Path) -> None:
    settle(bench, 统计日期="2023-12-10", 催报天数="5")
    run(bench, date(2023, 12, 11))
    send(bench, "2023-12", "莲都区")
    assert run(bench, date(2023, 12, 11)).did is Step.COLLECT
    assert run(bench, date(2023, 12, 19)).did is None
    assert run(bench, date(2023, 12, 20)).did is Step.REMIND
    assert run(bench, date(2023, 12, 26)).did is Step.ROLLUP
    day = openpyxl.load_workbook(bench / "2023-12" / "丽水市汇总2023-12.xlsx")["汇总统计"]["B2"].value
    assert day == datetime(2023, 12, 10)


def test_drafts_that_are_not_wanted_any_more_are_taken_away_and_edited_ones_kept(bench: Path) -> None:
    day, folder = date(2023, 12, 24), bench / "2023-12" / "草稿" / "催报"
    run(bench, day)
    send(bench, "2023-12", "莲都区")
    assert [run(bench, day).did for _ in range(2)] == [Step.COLLECT, Step.REMIND]
    (draft,) = folder.glob("催报 *.eml")
    draft.write_bytes(draft.read_bytes().replace(b"X-Unsent: 1", b"X-Unsent: 1\r\nX-Mine: 1"))
    send(bench, "2023-12", "青田县")
    assert run(bench, day).did is Step.COLLECT
    report = run(bench, day)
    assert report.did is Step.ROLLUP
    assert [path.name for path in folder.glob("*.eml") if "备份" not in path.name] == []
    assert any("催报 青田县" in copy.path for copy in report.kept)


def test_who_does_not_report_does_not_leave_the_list_of_what_is_late(bench: Path) -> None:
    """In January the county is overdue, in February it does not report, in March it is not the first time."""
    counts = []
    for period, day in (("2024-01", date(2024, 1, 26)), ("2024-02", date(2024, 2, 26)), ("2024-03", date(2024, 3, 26))):
        open_next(read_workspace(bench), today=day)
        run(bench, day)
        send(bench, period, "青田县")
        if period != "2024-02":
            send(bench, period, "莲都区", behind=True)
        while (report := run(bench, day)).did is not Step.ROLLUP:
            assert report.did
        rows = openpyxl.load_workbook(bench / period / f"丽水市汇总{period}.xlsx")["预警"].iter_rows(values_only=True)
        counts += [(row[7], row[8]) for row in rows if row[5] == "莲都区"]
    assert counts == [("未达序时进度", 1), ("未定", 2), ("未达序时进度", 3)]


def test_what_is_written_into_the_lists_is_there_after_the_next_run(bench: Path) -> None:
    day = date(2023, 12, 24)
    run(bench, day)
    base = bench / "2023-12"
    listed, receipt = base / "下发" / "下发清单2023-12.xlsx", base / "收报" / "收报情况2023-12.xlsx"
    edit(listed, "下发清单", beside("单位", "已电话通知"))
    send(bench, "2023-12", "莲都区")
    run(bench, day)
    edit(receipt, "收报情况", beside("单位", "要补图"))
    edit(receipt, "来件", beside("文件", "原件已归档"))
    book = openpyxl.load_workbook(receipt)
    book.create_sheet("电话记录")["A1"] = "青田县：明天报"
    book.save(receipt)
    send(bench, "2023-12", "青田县")
    assert run(bench, day).did is Step.COLLECT
    assert "要补图" in texts(receipt, "收报情况")
    assert "原件已归档" in texts(receipt, "来件")
    assert "青田县：明天报" in texts(receipt, "电话记录")
    issue(bench / "清单.xlsx", out=listed.parent, office=read_workspace(bench), as_of=day, number=2, replace=True)
    assert "已电话通知" in texts(listed, "下发清单")


def test_when_a_table_came_the_receipt_says_edits_and_all(bench: Path) -> None:
    """The copy is made days after the table came; the roll-up counts by when it came, or as the office judged."""
    day = date(2023, 12, 28)
    run(bench, day)
    send(bench, "2023-12", *UNITS)
    inbox = sorted((bench / "2023-12" / "来件").iterdir())
    for path, when in zip(inbox, (datetime(2023, 12, 24, 9), datetime(2023, 12, 27, 9)), strict=True):
        os.utime(path, (when.timestamp(), when.timestamp()))
    run(bench, day)

    def timely() -> dict[object, object]:
        while run(bench, day).did is not Step.ROLLUP:
            pass
        made = openpyxl.load_workbook(bench / "2023-12" / "丽水市汇总2023-12.xlsx", data_only=True)
        rows = made["汇总统计"].iter_rows(values_only=True)
        return {row[0]: row[-1] for row in rows if row[0] in UNITS}

    first, second = (path.name[:3] for path in inbox)
    assert timely() == {first: "是", second: "否"}
    receipt = bench / "2023-12" / "收报" / "收报情况2023-12.xlsx"

    def judged(page: Worksheet) -> None:
        for row in page.iter_rows(min_row=5):
            if row[1].value in UNITS:
                row[4].value = "按时" if row[1].value == second else "迟报"

    edit(receipt, "收报情况", judged)
    (bench / "2023-12" / "丽水市汇总2023-12.xlsx").unlink()
    assert timely() == {first: "否", second: "是"}


def test_a_late_table_of_last_month_is_named_and_not_counted(bench: Path) -> None:
    run(bench, date(2023, 12, 24))
    open_next(read_workspace(bench), today=date(2024, 1, 26))
    run(bench, date(2024, 1, 24))
    for path in (bench / "2023-12" / "下发").glob("莲都区*.xlsx"):
        fill(path, bench / "2024-01" / "来件" / "补报.xlsx", {})
    report = run(bench, date(2024, 1, 24))
    assert any("2023年12月" in line and "没有算进这一期" in line for line in report.said)
    assert "已收 0" in report.said[0]


def test_the_print_version_goes_up_where_that_is_settled(bench: Path) -> None:
    settle(bench, 报送另附="打印稿")
    day = date(2023, 12, 28)
    run(bench, day)
    send(bench, "2023-12", *UNITS)
    while run(bench, day).did is not Step.REPORT:
        pass
    (preview,) = (bench / "2023-12").rglob("邮件预览 报送.xlsx")
    assert any("打印稿" in str(text) for text in texts(preview, "邮件预览"))
    settle(bench, 报送另附="没有的图.png")
    edit(bench / "2023-12" / "丽水市汇总2023-12.xlsx", "任务统计", beside("任务号", "看过"))
    assert run(bench, day).did is Step.ROLLUP
    with pytest.raises(UserError, match=r"没有的图\.png"):
        run(bench, day)


def test_leading_offices_are_handed_what_they_lead(tmp_path: Path) -> None:
    head = ("序号", "整改任务名称", "整改目标和措施", "完成时限", "责任单位")
    rows = [
        ("1", "堆场越界没有整治。", "1.核查。\n2.治理。", "2024年12月底前", "市水利局（牵头）、莲都区"),
        ("2", "管网渗漏没有整治。", "1.核查。\n2.治理。", "2024年12月底前", "市建设局"),
        ("3", "焚烧没有管住。", "1.核查。\n2.治理。", "2024年12月底前", "市农业农村局、市城管局"),
    ]
    tasks = sheet(tmp_path / "清单.xlsx", [head, *rows])
    units = sheet(tmp_path / "单位.xlsx", [("单位", "上级"), ("市水利局", "丽水市"), ("市建设局", "丽水市")])
    how = {"name": "丽水市", "period": "2023-12", "as_of": date(2023, 12, 1), "to": "牵头"}
    report = issue(tasks, out=tmp_path / "牵头", units=units, **how)
    assert [(book.unit, book.tasks) for book in report.units] == [("市水利局", ("序号1",)), ("市建设局", ("序号2",))]
    assert any("序号3没有注明牵头单位" in notice.message for notice in report.notices)
    with pytest.raises(UserError, match="序号1的牵头单位“市水利局”不是已知的单位"):
        issue(tasks, out=tmp_path / "再", **how)
    assert not (tmp_path / "再").exists()


def test_a_roll_up_that_was_called_something_else_is_told_and_is_read_again_under_its_name(bench: Path) -> None:
    day, base = date(2023, 12, 26), bench / "2023-12"
    rollup, final = base / "丽水市汇总2023-12.xlsx", base / "终稿.xlsx"
    run(bench, day)
    send(bench, "2023-12", *UNITS)
    while run(bench, day).did is not None:
        pass
    edit(rollup, "整改进展", lambda page: page.__setitem__("F4", "市里的统稿。"))
    rollup.rename(final)
    report = run(bench, day)
    assert report.did is Step.ROLLUP
    assert report.said[-1] == (
        "上次写的“丽水市汇总2023-12.xlsx”不在原处了（改了名、移走了或删了），另写了一份；在那一份里写的没有接过来。"
        "要接过来的，用那一份换下这一份（改回原名），再做一次“本月”。"
    )
    final.replace(rollup)
    report = run(bench, day)
    assert not any("不在原处" in one for one in report.said)
    assert "市里的统稿。" in texts(rollup, "整改进展")
    assert not any("不在原处" in one for one in run(bench, day).said)


def test_a_receipt_that_was_taken_away_is_told(bench: Path) -> None:
    day = date(2023, 12, 24)
    run(bench, day)
    send(bench, "2023-12", "莲都区")
    assert run(bench, day).did is Step.COLLECT
    (bench / "2023-12" / "收报" / "收报情况2023-12.xlsx").unlink()
    report = run(bench, day)
    assert report.did is Step.COLLECT
    assert any(one.startswith("上次写的“收报情况2023-12.xlsx”不在原处了") for one in report.said)


def test_a_round_before_whose_roll_up_is_not_found_is_told(bench: Path) -> None:
    rollup = bench / "2023-12" / "丽水市汇总2023-12.xlsx"
    run(bench, date(2023, 12, 1))
    send(bench, "2023-12", *UNITS)
    while run(bench, date(2023, 12, 26)).did is not None:
        pass
    open_next(read_workspace(bench), today=date(2023, 12, 27))
    rollup.rename(bench / "2023-12" / "终稿.xlsx")
    gone = (
        "2023年12月的“丽水市汇总2023-12.xlsx”不在原处了（改了名、移走了或删了），没有和上期对照；"
        "改回原名，再做一次“本月”。"
    )
    report = run(bench, date(2024, 1, 2))
    assert report.did is Step.ISSUE
    assert gone in report.said
    (bench / "2023-12" / "终稿.xlsx").rename(rollup)
    assert gone not in run(bench, date(2024, 1, 2)).said
