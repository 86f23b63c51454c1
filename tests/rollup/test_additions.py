"""What people add to a roll-up's workbook, or type over its cells, is in the next one or said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.rollup.test_hand_work import LATE, again, cells, edit, made, put, said
from tests.round.mail.altered import Base, through_libreoffice
from xl_tools.app.office import Office
from xl_tools.app.roll_up import roll_up
from xl_tools.app.split import split
from xl_tools.rollup.our_headings import SHEETS, our_headings, tables_within

__all__ = ["made"]


def test_our_headings_are_those_that_are_written(made: Base) -> None:
    book = openpyxl.load_workbook(made.merged)
    assert set(book.sheetnames) <= SHEETS
    for sheet, ours in our_headings().items():
        if sheet in book.sheetnames:
            heads = [{cell.value for cell in row} - {None} for row in book[sheet].iter_rows(max_row=4)]
            assert max(heads, key=len) <= ours, sheet
    for sheet, told_by, ours in tables_within().values():
        heads = [{cell.value for cell in row} - {None} for row in book[sheet].iter_rows()]
        assert [head for head in heads if set(told_by) <= head <= ours], told_by


def heading_row(book: Workbook, sheet: str, heading: str) -> int:
    return next(row[0].row for row in book[sheet].iter_rows() if any(cell.value == heading for cell in row))


def beside(sheet: str, told_by: str, text: str, heading: str | None = "经办人") -> Callable[[Workbook], None]:
    """Write into the column behind the last, in the first row under the headings."""

    def change(book: Workbook) -> None:
        page, row = book[sheet], heading_row(book, sheet, told_by)
        column = page.max_column + 1
        page.cell(row, column).value = heading
        page.cell(row + 1, column).value = text

    return change


PLACES = [
    ("整改进展", "序号"), ("任务统计", "任务号"), ("明细", "汇总序号"), ("预警", "任务号"), ("未报单位", "情况"),
    ("任务得分", "加权分"), ("单位得分", "分组"), ("汇总统计", "类别"), ("汇总统计", "应报任务"),
]  # fmt: skip


def found_in(made: Base, sheet: str) -> list[object]:
    return [cell.value for row in openpyxl.load_workbook(made.merged)[sheet].iter_rows() for cell in row]


def test_columns_that_people_add_are_in_the_next_one(made: Base, tmp_path: Path) -> None:
    again(made, LATE)
    for sheet, told_by in PLACES:
        edit(made, beside(sheet, told_by, f"{sheet}的{told_by}：老王"))
    (saved,) = through_libreoffice([made.merged], tmp_path / "另")
    for path in (made.merged, saved):
        shutil.copy(path, made.merged) if path != made.merged else None
        for _ in range(2):
            again(made, LATE)
            for sheet, told_by in PLACES:
                if (path, sheet) == (made.merged, "任务得分"):
                    continue  # whose rows they are is formulas there, and openpyxl saves none of their values
                assert found_in(made, sheet).count(f"{sheet}的{told_by}：老王") == 1, (path, sheet, told_by)
                assert "经办人" in found_in(made, sheet)


@pytest.mark.parametrize("heading", ["责任人", "责任领导", "联系电话"])
def test_a_unit_s_own_column_goes_when_the_unit_reports_it_no_longer(made: Base, heading: str) -> None:
    county = made.counties / "青田县.xlsx"
    edit(made, beside("整改进展", "序号", "张某", heading), county)
    again(made)
    assert "青田县：\n张某" in found_in(made, "整改进展")
    edit(made, lambda book: book["整改进展"].delete_cols(book["整改进展"].max_column), county)
    again(made)
    assert "青田县：\n张某" not in found_in(made, "整改进展")


def test_what_stands_under_no_heading_is_kept_as_a_remark(made: Base) -> None:
    edit(made, beside("任务统计", "任务号", "等省里答复", heading=None))
    again(made)
    assert {"备注", "等省里答复"} <= set(found_in(made, "任务统计"))


def test_what_is_set_in_the_list_of_what_is_late_is_kept(made: Base) -> None:
    def change(book: Workbook) -> None:
        page, row = book["预警"], heading_row(book, "预警", "任务号")
        heads = {cell.value: cell.column for cell in page[row]}
        for heading, value in (("连续逾期期数", 4), ("牵头", "市水利局"), ("备注", "已约谈")):
            page.cell(row + 1, heads[heading]).value = value

    again(made, LATE)
    edit(made, change)
    report = again(made, LATE)
    row = next(row for row in listed(made) if "已约谈" in row)
    assert (row[8], row[6]) == (4, "市水利局")
    assert str(row[9]).startswith("=LOOKUP(")
    assert said(report, "X717") == []


def listed(made: Base) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(made.merged)["预警"].iter_rows(values_only=True))


def step_is(text: str) -> Callable[[Workbook], None]:
    """Put a step in place of the formula, in the first row but one."""

    def change(book: Workbook) -> None:
        page, row = book["预警"], heading_row(book, "预警", "任务号") + 2
        (column,) = [cell.column for cell in page[row - 2] if cell.value == "处置"]
        page.cell(row, column).value = text

    return change


def test_a_step_that_people_decided_stands_while_the_count_is_the_same(made: Base, tmp_path: Path) -> None:
    again(made, LATE)
    edit(made, step_is("市长约谈"))
    (saved,) = through_libreoffice([made.merged], tmp_path / "另")
    for path in (made.merged, saved):
        shutil.copy(path, made.merged) if path != made.merged else None
        for _ in range(2):
            report = again(made, LATE)
            steps = [row[9] for row in listed(made)[4:]]
            assert steps[1] == "市长约谈"
            assert all(str(step).startswith("=LOOKUP(") for step in (steps[0], *steps[2:]))
            assert said(report, "X717") == []


def test_a_count_that_people_put_leaves_the_step_its_formula(made: Base, tmp_path: Path) -> None:
    """The step that Excel shows then is not what was written, and nobody typed it."""

    def change(book: Workbook) -> None:
        page, row = book["预警"], heading_row(book, "预警", "任务号")
        (column,) = [cell.column for cell in page[row] if cell.value == "连续逾期期数"]
        page.cell(row + 1, column).value = 4

    again(made, LATE)
    edit(made, change)
    (saved,) = through_libreoffice([made.merged], tmp_path)
    shutil.copy(saved, made.merged)
    again(made, LATE)
    assert (listed(made)[4][8], str(listed(made)[4][9])[:8]) == (4, "=LOOKUP(")
    book = openpyxl.load_workbook(made.merged, data_only=True)
    assert book["预警"].cell(5, 10).value == "约谈"


@pytest.mark.parametrize(
    ("heading", "value", "shown"),
    [("状态", "尚未启动", "尚未启动"), ("截止日期", date(2031, 5, 1), "2031-05-01"), ("文字问题", 7, "7")],
)
def test_a_cell_of_the_details_that_was_typed_over_is_kept_beside_it_and_said(
    made: Base, tmp_path: Path, heading: str, value: object, shown: str
) -> None:
    def change(book: Workbook) -> None:
        (column,) = [cell.column for cell in book["明细"][1] if cell.value == heading]
        book["明细"].cell(2, column).value = value

    before = again(made)
    edit(made, change)
    (saved,) = through_libreoffice([made.merged], tmp_path)
    shutil.copy(saved, made.merged)
    report = again(made)
    (told,) = said(report, "X717")
    assert f"{heading}“{shown}”" in told
    assert report.totals == before.totals
    for _ in range(2):
        assert found_in(made, "明细").count(f"手工写过：{heading}“{shown}”。") == 1
        assert said(again(made), "X717") == []


def test_a_row_and_a_sheet_that_people_add_are_kept_and_said_not_to_count(made: Base) -> None:
    def change(book: Workbook) -> None:
        form, last = book["整改进展"], book["整改进展"].max_row + 1
        for column, text in enumerate(
            ("丽水市", None, "省里新交办的一项", "查清原因", "2023年6月底前", "刚刚开始。", ""), 1
        ):
            form.cell(last, column).value = text
        book.create_sheet("会议记录")["B2"] = "12月20日碰头"
        book.create_sheet("Sheet1")  # left empty: nobody's

    before = len(again(made).tasks)
    edit(made, change)
    for _ in range(2):
        report = again(made)
        assert len(report.tasks) == before
        assert len(said(report, "X718")) == 1
        assert {"省里新交办的一项", "刚刚开始。"} <= set(found_in(made, "整改进展"))
        assert found_in(made, "会议记录").count("12月20日碰头") == 1
        assert "Sheet1" not in openpyxl.load_workbook(made.merged).sheetnames
    for part in split(made.merged, made.merged.parent / "拆").units:
        cells = {cell.value for row in openpyxl.load_workbook(part.path).worksheets[0].iter_rows() for cell in row}
        assert "省里新交办的一项" not in cells


def test_a_typed_title_and_the_days_of_the_lights_are_kept(made: Base) -> None:
    edit(made, put("整改进展", "A2", "丽水市整改台账（截至2022年12月1日）"))
    edit(made, put("汇总统计", "B3", 10))
    again(made)
    assert cells(made, "整改进展", "A2") == ["丽水市整改台账（截至2022年12月20日）"]
    assert cells(made, "汇总统计", "B3", "B4") == [10, 90]


def test_what_was_written_beside_a_row_that_is_gone_is_told(made: Base) -> None:
    again(made, LATE)
    edit(made, beside("预警", "任务号", "已约谈"))
    for path in made.counties.iterdir():
        path.unlink() if "莲都" not in path.name else None
    report = roll_up([made.counties], level="city", name="丽水市", out=made.merged, as_of=date(2020, 1, 1), jobs=1)
    assert any("已约谈" in text for text in said(report, "X717"))
    assert report.kept


def test_a_typed_day_holds_in_a_workspace_and_is_told_where_another_is_given(made: Base) -> None:
    edit(made, put("汇总统计", "B2", "2022-12-31"))
    edit(made, lambda book: setattr(book["汇总统计"]["B2"], "value", date(2022, 12, 31)))
    assert any("2022-12-31" in text for text in said(again(made), "X717"))
    edit(made, lambda book: setattr(book["汇总统计"]["B2"], "value", date(2022, 12, 31)))
    office = Office(folder=made.merged.parent)
    day = date(2022, 12, 24)
    how = {"level": "city", "name": "丽水市", "out": made.merged, "jobs": 1, "office": office}
    assert roll_up([made.counties], today=day, **how).as_of == date(2022, 12, 31)


def test_what_stands_beside_the_changes_is_kept_and_told_where_there_is_nothing_to_compare_with(
    made: Base, tmp_path: Path
) -> None:
    before = Path(shutil.copy(made.merged, tmp_path / "上期.xlsx"))

    def compared() -> list[str]:
        how = {"level": "city", "name": "丽水市", "out": made.merged, "as_of": LATE, "jobs": 1}
        return said(roll_up([made.counties], previous=before, **how), "X717")

    compared()
    edit(made, beside("与上期对比", "变化", "老王去看"))
    for _ in range(2):
        assert compared() == []
        assert found_in(made, "与上期对比").count("老王去看") == 1
    assert [one for one in said(again(made, LATE), "X717") if "老王去看" in one]


@pytest.mark.parametrize(
    "heading", ["分管领导", "责任单位", "牵头单位", "责任人", "类别", "备注", "审核人", "整改任务"]
)
def test_a_column_that_people_add_to_the_table_stays_whatever_its_heading(made: Base, heading: str) -> None:
    def change(book: Workbook) -> None:
        page = book["整改进展"]
        column = page.max_column + 1
        page.cell(3, column).value, page.cell(5, column).value = heading, "张某人"

    edit(made, change)
    edit(made, put("整改进展", "F4", "市里另写。"))
    for _ in range(2):
        again(made)
        page = openpyxl.load_workbook(made.merged)["整改进展"]
        column = next(cell.column for cell in page[5] if cell.value == "张某人")
        assert page.cell(3, column).value == heading
        assert found_in(made, "整改进展").count("张某人") == 1


@pytest.mark.parametrize("heading", ["下月计划", "责任单位"])
def test_what_is_typed_into_a_column_of_the_units_is_told(made: Base, heading: str) -> None:
    for path in made.counties.glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        page = book.worksheets[0]
        top = heading_row(book, page.title, "序号")
        column = page.max_column + 1
        page.cell(top, column).value = heading
        for row in range(top + 1, page.max_row + 1):
            page.cell(row, column).value = f"{path.stem}再查一遍。"
        book.save(path)
    assert said(again(made), "X717") == []
    page = openpyxl.load_workbook(made.merged)["整改进展"]
    (name,) = [cell.coordinate for cell in page[4] if "再查一遍" in str(cell.value) and cell.column > 7]
    edit(made, put("整改进展", name, "市里改成下月办结。"))
    (told,) = said(again(made), "X717")
    assert name in told
    assert "市里改成下月办结。" in told
    assert said(again(made), "X717") == []
