"""Several inspections side by side: equal numbers are different tasks."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.app.test_issue import issued, task_list
from tests.drawn import draw, progress
from tests.rollup.counties import AS_OF, LISHUI
from xl_tools.app.roll_up import roll_up
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.core.records import Level, ProgressSheet
from xl_tools.core.regions import expected_units
from xl_tools.parse.table.inspections import inspection_in, settled, short_name
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rollup.merge import merge
from xl_tools.rollup.records import Merged
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run
from xl_tools.write.rollup.rollup_book import rollup_bytes

CENTRAL, PROVINCE = "第二轮中央生态环境保护督察反馈问题整改进展表", "省级生态环境保护督察反馈问题整改进展表"
HEAD = "| 县（市、区） | 整改任务 |"
A, B = "| 莲都区 | 第三项：河道采砂 |", "| 莲都区 | 第三项：扬尘扰民 |"


@pytest.mark.parametrize(
    ("text", "expected", "short"),
    [
        ("第二轮中央生态环境保护督察反馈问题", "central-2", "央督二轮"),
        ("一、中央生态环境保护督察反馈问题", "central", "央督"),
        ("首轮中央环保督察", "central-1", "央督一轮"),
        ("中央第三轮督察", "central-3", "央督三轮"),
        ("央督二轮", "central-2", "央督二轮"),
        ("中央环保督察“回头看”反馈问题", "central-r", "央督回头看"),
        ("省级生态环境保护督察", "province", "省督"),
        ("第二轮省级督察", "province-2", "省督二轮"),
        ("2021年长江经济带生态环境警示片披露问题", "film-yangtze-2021", "长江警示片2021"),
        ("黄河流域生态环境警示片", "film-yellow", "黄河警示片"),
        ("2022年人大执法检查发现问题", "npc-2022", "人大执法检查2022"),
        ("领导干部自然资源资产离任审计（2021）", "audit-2021", "审计2021"),
        ("自查问题", "own", "自查"),
        ("一、个性问题", "", ""),
        ("莲都区整改进展情况表", "", ""),
    ],
)
def test_the_inspection_of_a_text(text: str, expected: str, short: str) -> None:
    assert inspection_in(text) == expected
    assert short_name(expected) == short


def test_a_cell_of_the_column_names_one_in_any_case() -> None:
    assert inspection_in("某专项行动") == ""
    assert inspection_in("某专项行动", alone=True) == "某专项行动"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (("", ""), None),
        (("central", "central-2"), None),
        (("central-2", ""), None),
        (("central-2", "province"), {"": "", "central-2": "central-2", "province": "province"}),
        (
            ("central-2", "province", "central"),
            {"": "", "central-2": "central-2", "province": "province", "central": "central-2"},
        ),
        (
            ("central-2", "central-3", "central"),
            {"": "", "central-2": "central-2", "central-3": "central-3", "central": ""},
        ),
        (("central-1", "central-r"), {"": "", "central-1": "central-1", "central-r": "central-r"}),
    ],
)  # fmt: skip
def test_what_a_kind_alone_means(found: tuple[str, ...], expected: dict[str, str] | None) -> None:
    assert settled(found) == expected


# --- where it is read from ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (f"{CENTRAL}\n{HEAD}\n{A}", ["central-2"]),
        (f"{HEAD[:-1]}| 督察轮次 |\n{A[:-1]}| 央督二轮 |\n{B[:-1]}| 省级督察 |", ["central-2", "province"]),
        (f"{CENTRAL}\n{HEAD[:-1]}| 问题来源 |\n{A[:-1]}| |\n{B[:-1]}| 省级督察 |", ["central-2", "province"]),
        (f"{HEAD}\n{A}", [""]),
    ],
)
def test_column_and_title_tell_it(drawing: str, expected: list[str]) -> None:
    assert [row.inspection for row in progress(drawing).rows] == expected


def test_names_of_sheet_and_file_tell_it_and_a_section_line_goes_before() -> None:
    grid = draw(f"{HEAD}\n{A}", name="省级督察")
    (sheet,) = read_sheets(Book("央督二轮.xlsx", (grid,)), as_of=AS_OF)
    assert [row.inspection for row in sheet.rows] == ["province"]
    (sheet,) = read_sheets(Book("央督二轮.xlsx", (draw(f"{HEAD}\n{A}"),)), as_of=AS_OF)
    assert [row.inspection for row in sheet.rows] == ["central-2"]


# --- what follows ------------------------------------------------------------------------------------


def table(title: str, *rows: str, path: str = "莲都区.xlsx") -> ProgressSheet:
    return progress("\n".join((title, HEAD, *rows)), path=path)


def merged(*sheets: ProgressSheet) -> Merged:
    assert LISHUI
    return merge(sheets, level=Level.CITY, region=LISHUI, expected=expected_units(LISHUI), as_of=AS_OF)


def codes(found: Merged) -> set[str]:
    return {one.code for one in found.findings}


def test_equal_numbers_of_two_inspections_are_two_tasks() -> None:
    both = merged(table(CENTRAL, A), table(PROVINCE, B, path="莲都区省督.xlsx"))
    report = both.report()
    assert [(task.inspection, task.province_serial) for task in report.tasks] == [("central-2", 3), ("province", 3)]
    assert {name: totals.tasks for name, totals in report.totals_by_inspection.items()} == {
        "central-2": 1,
        "province": 1,
    }
    assert report.totals.tasks == 2
    assert not codes(both) & {"X707", "S124"}
    assert [task.label for task in both.tasks] == ["央督二轮第3项", "省督第3项"]


def test_tables_of_one_inspection_stay_as_they_were() -> None:
    one = merged(
        table(CENTRAL, A),
        table("中央生态环境保护督察反馈问题整改进展表", A.replace("莲都区", "青田县"), path="青田县.xlsx"),
    )
    assert [(task.inspection, task.label) for task in one.tasks] == [("", "第3项")]
    assert one.report().totals_by_inspection == {}


def test_a_task_of_which_nothing_tells_the_inspection_is_said_and_stands_alone() -> None:
    found = merged(
        table(CENTRAL, A),
        table(PROVINCE, B, path="省督.xlsx"),
        table("整改进展表", A.replace("莲都区", "青田县"), path="青田县.xlsx"),
    )
    assert [task.inspection for task in found.tasks] == ["", "central-2", "province"]
    (said,) = [one for one in found.findings if one.code == "S124"]
    assert said.path == "青田县.xlsx"
    assert "央督二轮、省督" in said.message


def test_the_merged_table_tells_the_next_level_which_is_which(tmp_path: Path) -> None:
    path = tmp_path / "丽水市.xlsx"
    path.write_bytes(rollup_bytes(merged(table(CENTRAL, A), table(PROVINCE, B, path="省督.xlsx"))))
    report = roll_up([path], level="province", name="浙江省", as_of=AS_OF)
    assert [(task.inspection, task.province_serial) for task in report.tasks] == [("central-2", 3), ("province", 3)]


def test_one_task_in_two_inspections_is_not_the_same_twice() -> None:
    column = f"{HEAD[:-1]}| 督察轮次 |\n{A[:-1]}| 央督二轮 |\n{A[:-1]}| {{}} |"
    for second, twice in (("省级督察", False), ("央督二轮", True)):
        found = {one.code for one in run([progress(column.format(second))], Context(as_of=AS_OF)).findings}
        assert ("S107" in found) == twice


def test_last_period_is_that_of_the_same_inspection() -> None:
    now, other = table(CENTRAL, A), table(PROVINCE, A)
    assert Context(as_of=AS_OF, previous=(other,)).previous_for(now) is None
    assert Context(as_of=AS_OF, previous=(other, now)).previous_for(now) is now
    unnamed = table("整改进展表", A)
    assert Context(as_of=AS_OF, previous=(unnamed,)).previous_for(now) is unnamed


def test_tasks_of_one_number_are_not_handed_out_in_one_workbook(tmp_path: Path) -> None:
    rows = [("3", "莲都区", "2023年底前"), ("3", "青田县", "2023年底前")]
    tasks = task_list(tmp_path / "清单.xlsx", rows)
    assert len(issued(tmp_path, tasks).units) == 2
    book = openpyxl.load_workbook(tasks)
    for row, text in enumerate(("督察轮次", "央督二轮", "省级督察"), 2):
        book.active.cell(row, 7, text)
    book.save(tasks)
    with pytest.raises(UserError, match="有几轮督察的任务（央督二轮、省督）"):
        issued(tmp_path, tasks)
