"""What is issued: the title of its inspection, the numbers of its list, and nothing locked that is itself faulty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.robot import fill
from tests.round.round_kit import plan, sheet
from xl_tools.app.check import check
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.books.file.reader import read_book
from xl_tools.round.issuing.identity import Identity
from xl_tools.sample.city import write_task_list

DAY = date(2022, 12, 20)
HEAD = ["序号", "整改任务名称", "整改目标和措施", "完成时限", "责任单位"]


def task_list(
    path: Path, *rows: tuple[str, str, str], title: str = "丽水市第二轮中央生态环境保护督察反馈问题整改任务清单"
) -> Path:
    """A list of tasks, each with serial, deadline and responsible units."""
    lines = [[serial, f"堆场{serial}越界没有整治。", plan(f"堆场{serial}"), due, units] for serial, due, units in rows]
    return sheet(path, [[title], HEAD, *lines])


def table(path: str | Path) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(path).worksheets[0]


def of(report: object, unit: str) -> Path:
    return Path(next(book.path for book in report.units if book.unit == unit))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("丽水市第二轮中央生态环境保护督察反馈问题整改任务清单", "莲都区第二轮中央生态环境保护督察反馈问题"),
        ("丽水市第一轮省级生态环境保护督察反馈问题整改任务清单", "莲都区第一轮省级生态环境保护督察反馈问题"),
        ("丽水市2021年长江经济带生态环境警示片问题清单", "莲都区2021年长江经济带生态环境警示片反馈问题"),
        ("丽水市整改任务清单", "莲都区中央生态环境保护督察反馈问题"),
    ],
)
def test_the_title_is_that_of_the_inspection(tmp_path: Path, title: str, said: str) -> None:
    source = task_list(tmp_path / "清单.xlsx", ("1", "2023年12月底前", ""), title=title)
    report = issue(source, out=tmp_path / "下发", period="2022-12", as_of=DAY)
    assert str(table(of(report, "莲都区"))["A2"].value).startswith(said)
    given = issue(source, out=tmp_path / "另", period="2022-12", as_of=DAY, inspection="第九轮督察")
    assert str(table(of(given, "莲都区"))["A2"].value).startswith("莲都区第九轮督察反馈问题")


def test_serials_are_those_of_the_list_and_nobody_complains_of_what_a_unit_does_not_have(tmp_path: Path) -> None:
    source = task_list(
        tmp_path / "清单.xlsx",
        ("一", "2023年12月底前", "莲都区、青田县"),
        ("二", "2023年12月底前", "青田县"),
        ("三", "2023年12月底前", "莲都区、青田县"),
        ("七", "2023年12月底前", "莲都区"),
    )
    report = issue(source, out=tmp_path / "下发", period="2022-12", as_of=DAY)
    book = of(report, "莲都区")
    assert [row[1].value for row in table(book).iter_rows(min_row=4)] == ["一", "三", "七"]
    filled = fill(
        book, tmp_path / "填好" / book.name, {1: ("详见第七项。", "☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动")}
    )
    checked = check([filled], as_of=DAY, issued=source)
    codes = {found.code for found in checked.files[0].findings}
    assert codes.isdisjoint({"S108", "S110", "S112"})
    swapped = fill(book, tmp_path / "乱" / book.name, {}, cells={"B4": "三", "B5": "一"})
    assert "S108" in {found.code for found in check([swapped], as_of=DAY).files[0].findings}


def test_what_is_faulty_itself_is_left_open_for_the_unit(tmp_path: Path) -> None:
    source = task_list(
        tmp_path / "清单.xlsx",
        ("1", "2023年12月底前", ""),
        ("2", "", ""),
        ("3", "2023年13月底前", ""),
    )
    report = issue(source, out=tmp_path / "下发", period="2022-12", as_of=DAY)
    said = [notice.message for notice in report.notices]
    assert any("序号3的完成时限“2023年13月底前”看不出是哪一天，没有锁定" in text for text in said)
    assert any("序号2没有完成时限" in text for text in said)
    book = of(report, "莲都区")
    sheet_ = table(book)
    assert [sheet_[f"E{row}"].protection.locked for row in (4, 5, 6)] == [True, False, False]
    assert [sheet_[f"D{row}"].protection.locked for row in (4, 5, 6)] == [True, True, True]
    filled = fill(book, tmp_path / "来件" / book.name, {}, cells={"E5": "2023年6月底前", "E6": "2023年12月底前"})
    codes = {found.code for found in check([filled], as_of=DAY, issued=tmp_path / "下发").files[0].findings}
    assert codes.isdisjoint({"S112", "M203"})
    received = collect(tmp_path / "来件", out=tmp_path / "收报", issued=tmp_path / "下发", as_of=DAY)
    assert "改动过" not in next(unit.note for unit in received.units if unit.unit == "莲都区")
    # What stays locked is still held against what was issued.
    changed = fill(book, tmp_path / "改" / book.name, {}, cells={"E4": "2025年12月底前"})
    assert "D404" in {found.code for found in check([changed], as_of=DAY, issued=tmp_path / "下发").files[0].findings}


def test_the_demo_s_task_list_issues_whole_workbooks(tmp_path: Path) -> None:
    write_task_list(tmp_path / "任务清单.xlsx")
    report = issue(tmp_path / "任务清单.xlsx", out=tmp_path / "下发", name="丽水市", period="2022-12", as_of=DAY)
    assert len(report.units) == 9
    for book in report.units:
        found = check([book.path], as_of=DAY).files[0].findings
        assert {one.code for one in found if one.cell and one.cell[0] in "ABCDE"} == set(), book.unit


def test_the_workbook_remembers_its_inspection(tmp_path: Path) -> None:
    source = task_list(tmp_path / "清单.xlsx", ("1", "2023年12月底前", ""))
    report = issue(source, out=tmp_path / "下发", period="2022-12", as_of=DAY)
    identity = Identity.of(read_book(of(report, "莲都区")).identity)
    assert identity is not None
    assert identity.inspection == "central-2"
