"""Whose a row is, and which month a table is for: columns, section lines, titles, names of sheets and files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.drawn import draw
from xl_tools.core.grid import Book, Grid, Range, Visibility
from xl_tools.core.period import inspected_in, period_in
from xl_tools.core.records import Field, ProgressSheet
from xl_tools.core.regions import NONE, UnitList, find
from xl_tools.parse.table.by_unit import by_unit
from xl_tools.parse.table.sheets import hidden_tables, read_sheets

AS_OF = date(2022, 12, 20)
LISHUI = find("丽水市")
ZONES = UnitList.from_rows([["单位", "所属市"], ["丽水经济技术开发区", "丽水市"]])


def read(grid: Grid, path: str = "表.xlsx", units: UnitList = NONE) -> list[ProgressSheet]:
    return read_sheets(Book(path, (grid,)), as_of=AS_OF, units=units)


# --- section lines -----------------------------------------------------------------------------------


def sectioned(*lines: str, title: str = "丽水市整改进展情况表（2022年12月）", wide: bool = True) -> Grid:
    """A table without a region column: a line with "第" is an entry, any other a section line."""
    head = ["序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况及存在问题", "备注"]
    rows: list[list[str]] = [[title], head]
    merged = []
    for line in lines:
        if line.startswith("第"):
            rows.append(
                [
                    "1",
                    line,
                    "整改目标：\n达标。\n整改措施：\n1.清理。",
                    "2023年12月底前",
                    "1.清理3处。",
                    "☑达到序时进度",
                ]
            )
        else:
            rows.append([line, "", "", "", "", ""])
            merged += [Range(len(rows), 1, len(rows), 6)] if wide else []
    facts = {"hidden_rows": frozenset[int](), "struck": frozenset[tuple[int, int]](), "faults": {}, "controls": ()}
    return Grid("整改进展", rows, merged=merged, **facts)  # type: ignore[arg-type]


def shares(grid: Grid, units: UnitList = NONE) -> dict[str, int]:
    """How many rows each unit has."""
    parts = by_unit(read(grid, units=units), units=units, within=LISHUI)
    return {part.region.name if part.region else f"?{part.region_text}": len(part.rows) for part in parts}


A, B = "第一项：河道采砂", "第二项：管网破损"


@pytest.mark.parametrize("wide", [True, False], ids=["merged", "in one cell"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("莲都区", A, B, "青田县", A), {"莲都区": 2, "青田县": 1}),
        (("一、莲都区", A, "二、青田县", A, B), {"莲都区": 1, "青田县": 2}),
        (("（一）莲都区（1项）", A, "（二）景宁畲族自治县（1项）", A), {"莲都区": 1, "景宁畲族自治县": 1}),
        (("1.莲都区：", A, "2.青田县：", A), {"莲都区": 1, "青田县": 1}),
        (("莲都区", A, "青田", A), {"莲都区": 1, "青田县": 1}),
        (("莲都区", A, "缙云具", A), {"莲都区": 1, "?缙云具": 1}),
        (("莲都区", A, "丽水经开区", A), {"莲都区": 1, "?丽水经开区": 1}),
        (("莲都区", A, "市本级", A), {"莲都区": 1, "?市本级": 1}),
        (("莲都区 共1项", A, "青田县 共1项", A), {"莲都区": 1, "青田县": 1}),
        (("丽水市莲都区", A, "丽水市青田县", A), {"莲都区": 1, "青田县": 1}),
    ],
)
def test_a_line_above_rows_names_their_unit(lines: tuple[str, ...], expected: dict[str, int], wide: bool) -> None:
    assert shares(sectioned(*lines, wide=wide)) == expected


LONG = "（牵头单位：县住建局，配合单位：县水利局、县农业农村局）"


@pytest.mark.parametrize(
    "second",
    [
        f"青田县{LONG}",
        "二、青田县（2项）：已完成0项，达到序时进度2项，未达序时进度0项",
        "★青田县个性问题",
        "【青田县】",
        "▲ 青田县",
        "丽水市青田县整改任务",
        "青田县生态环境局",
        "丽水市生态环境局青田分局",
        "填报单位：青田县生态环境局   填报人：张某",
        "丽水市青田县整改进展情况表",
    ],
)
@pytest.mark.parametrize("first", ["莲都区", "一、莲都区个性问题"])
def test_a_line_may_say_more_than_the_name_of_the_unit(first: str, second: str) -> None:
    assert shares(sectioned(first, A, B, second, A)) == {"莲都区": 2, "青田县": 1}


@pytest.mark.parametrize("title", ["丽水市整改进展情况表", "整改进展情况表"])
@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("二、清田县：共1项，已完成0项，正在推进1项，未启动0项", "清田县"),
        ("青田市（牵头单位：市住建局，配合单位：市水利局、市农业农村局）", "青田市"),
        ("★清田县个性问题", "清田县"),
        ("高新区个性问题", "高新区"),
    ],
)
def test_a_slip_in_a_line_that_says_more_is_nobody_s(title: str, line: str, name: str) -> None:
    assert shares(sectioned("莲都区", A, B, line, A, title=title)) == {"莲都区": 2, f"?{name}": 1}


@pytest.mark.parametrize(
    "line", ["青田县城区黑臭水体", "涉及青田县的问题", "瓯江流域青田段", "大气污染防治", "丽水市共性问题"]
)
def test_what_only_speaks_of_a_unit_names_none(line: str) -> None:
    grid = sectioned(line, A, "莲都区个性问题", B, title="莲都区整改进展情况表")
    assert shares(grid) == {"莲都区": 2}


def test_what_stands_above_the_first_line_is_of_the_unit_of_the_title() -> None:
    assert shares(sectioned(A, B, "青田县", A, title="莲都区整改进展情况表")) == {"莲都区": 2, "青田县": 1}


@pytest.mark.parametrize("number", ["一", "二、", "1"])
def test_a_number_may_stand_in_front_of_the_unit_in_a_cell_of_its_own(number: str) -> None:
    grid = sectioned("莲都区", A, B, "青田县", A, wide=False)
    rows = [list(row) for row in grid.rows]
    rows[5][:2] = [number, "青田县"]
    assert shares(replace(grid, rows=rows)) == {"莲都区": 2, "青田县": 1}
    for strange in ("青田市", "清田县", "经开区"):
        rows[2][:2], rows[5][:2] = ["一", "莲都区"], [number, strange]
        assert shares(replace(grid, rows=rows)) == {"莲都区": 2, f"?{strange}": 1}


def test_kinds_of_tasks_and_units_may_stand_one_under_the_other() -> None:
    (sheet,) = read(sectioned("莲都区", "一、个性问题", A, "二、共性问题", B, "青田县", "一、个性问题", A))
    assert [(row.text(Field.REGION), row.text(Field.KIND)) for row in sheet.rows] == [
        ("莲都区", "一、个性问题"),
        ("莲都区", "二、共性问题"),
        ("青田县", "一、个性问题"),
    ]
    assert [row.region_cell for row in sheet.rows] == ["A3", "A3", "A8"]


@pytest.mark.parametrize("kind", ["一、水环境", "（二）大气", "土壤污染防治", "固废领域"])
def test_what_the_tasks_of_a_unit_are_about_is_no_unit(kind: str) -> None:
    assert shares(sectioned("莲都区", kind, A, B, "青田县", kind, A)) == {"莲都区": 2, "青田县": 1}


def test_lines_that_tell_the_kind_alone_name_no_unit() -> None:
    (sheet,) = read(sectioned("一、个性问题", A, "二、和平问题", B, title="莲都区整改进展情况表"))
    assert {row.text(Field.REGION) for row in sheet.rows} == {""}
    assert sheet.region == find("莲都区")


def test_a_zone_of_the_unit_list_may_stand_in_a_line() -> None:
    assert shares(sectioned("莲都区", A, "丽水经开区", A), ZONES) == {"莲都区": 1, "丽水经济技术开发区": 1}


def test_a_unit_alone_in_another_column_is_no_section_line() -> None:
    grid = draw("| 序号 | 整改任务 | 责任单位 |\n| 1 | 第一项：采砂 | 莲都区 |\n| ^ | ^ | 青田县 |", "list")
    (sheet,) = read(grid)
    assert {row.text(Field.REGION) for row in sheet.rows} == {""}


@pytest.mark.parametrize("above", ["", "丽水市"])
@pytest.mark.parametrize("unit", ["莲都区", "丽水市莲都区", "莲都区生态环境局", "丽水市生态环境局莲都分局"])
@pytest.mark.parametrize("file", ["12月.xlsx", "丽水市.xlsx"])
def test_the_unit_may_stand_in_brackets_behind_the_title(above: str, unit: str, file: str) -> None:
    (sheet,) = read(sectioned(A, title=f"{above}整改进展情况表（{unit}）"), path=file)
    assert (sheet.region, sheet.misnamed) == (find("莲都区"), {})


@pytest.mark.parametrize("aside", ["青田县除外", "各县区", "2022年12月", "一", "青田方向"])
def test_other_words_in_brackets_behind_a_title_name_no_unit(aside: str) -> None:
    (sheet,) = read(sectioned(A, title=f"丽水市整改进展情况表（{aside}）"))
    assert sheet.region in (None, LISHUI)


@pytest.mark.parametrize(
    "line", ["填报单位：（盖章）莲都区", "填报县（市、区）：莲都区", "填报区县：莲都区", "上报县区：莲都"]
)
def test_a_line_under_the_title_tells_who_fills_in_the_table(line: str) -> None:
    grid = sectioned(A, title="整改进展情况表")
    (sheet,) = read(replace(grid, rows=[grid.rows[0], [line], *grid.rows[1:]]), path="丽水市.xlsx")
    assert (sheet.region, sheet.misnamed) == (find("莲都区"), {})


def test_the_name_on_a_struck_row_still_stands_over_the_rows_below_it() -> None:
    head = "| 县（市、区） | 序号 | 整改任务 | 完成时限 | 进展情况 |"
    struck = "| 莲都区 | ~~一~~ | ~~第一项：采砂~~ | ~~2023年底前~~ | ~~1.清理。~~ |"
    rest = "| | 二 | 第二项：扬尘 | 2023年底前 | 1.喷淋。 |\n| 青田县 | 三 | 第二项：扬尘 | 2023年底前 | 1.喷淋。 |"
    grid = draw(f"{head}\n{struck}\n{rest}", fill=False)
    (sheet,) = read(grid)
    assert [row.text(Field.REGION) for row in sheet.rows] == ["莲都区", "青田县"]
    assert shares(grid) == {"莲都区": 1, "青田县": 1}


@pytest.mark.parametrize(
    ("title", "name", "line", "inspection"),
    [
        ("莲都区中央生态环境保护督察整改进展情况表", "第二轮", "", "central-2"),
        ("莲都区中央生态环境保护督察整改进展情况表", "整改进展", "二、第三轮（1项）", "central-3"),
        ("莲都区第二轮、第三轮中央生态环境保护督察整改进展情况表", "整改进展", "", "central"),
        ("莲都区中央和省级生态环境保护督察整改进展情况表", "整改进展", "", ""),
        ("莲都区整改进展情况表", "整改进展", "一、第二轮中央生态环境保护督察反馈问题", "central-2"),
        ("莲都区整改进展情况表", "第二轮", "", ""),
    ],
)
def test_a_round_alone_is_of_the_kind_that_the_title_names(title: str, name: str, line: str, inspection: str) -> None:
    grid = replace(sectioned(*filter(None, (line, A)), title=title), name=name)
    (sheet,) = read(grid)
    assert [row.inspection for row in sheet.rows] == [inspection]


# --- names of sheets ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name", "file", "expected"),
    [
        ("整改进展情况表（2022年12月）", "莲都区", "12月各县汇总", "莲都区"),
        ("丽水市整改进展情况表", "青田县", "汇总", "青田县"),
        ("整改进展情况表", "1.青田县", "汇总", "青田县"),
        ("整改进展情况表", "青田县12月", "汇总", "青田县"),
        ("整改进展情况表", "青田县（3项）", "汇总", "青田县"),
        ("整改进展情况表", "青田", "丽水市12月", "青田县"),
        ("整改进展情况表", "青田进展表", "丽水市12月", "青田县"),
        ("整改进展情况表", "景宁", "丽水市", "景宁畲族自治县"),
        ("莲都区整改进展情况表", "青田县", "汇总", "莲都区"),
        ("整改进展情况表", "和平", "汇总", None),
        ("整改进展情况表", "城区", "汇总", None),
        ("整改进展情况表", "Sheet1", "莲都区12月", "莲都区"),
        ("整改进展情况表", "整改进展", "汇总", None),
    ],
)
def test_a_sheet_may_be_named_after_its_unit(title: str, name: str, file: str, expected: str | None) -> None:
    grid = replace(sectioned(A, title=title), name=name)
    (sheet,) = read(grid, f"{file}.xlsx")
    assert (sheet.region.name if sheet.region else None) == expected


def test_a_title_and_a_sheet_that_name_another_unit_are_kept_beside() -> None:
    grid = draw("青田县整改进展情况表\n| 县（市、区） | 整改任务 |\n| 莲都区 | 第一项：河道采砂 |", name="缙云县")
    (sheet,) = read(grid)
    assert {place: other.name for place, other in sheet.also_named.items()} == {"标题": "青田县", "工作表名": "缙云县"}


# --- hidden sheets -----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [Visibility.HIDDEN, Visibility.VERY_HIDDEN])
def test_a_table_on_a_hidden_sheet_is_none_unless_asked_for(how: Visibility) -> None:
    grid = replace(sectioned(A), visibility=how)
    book = Book("表.xlsx", (grid,))
    assert read_sheets(book) == []
    assert len(read_sheets(book, hidden=True)) == len(hidden_tables(book)) == 1


# --- months ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("督察反馈问题整改进展情况表（2022年12月）", "2022-12"),
        ("莲都区2022年12月整改进展情况表", "2022-12"),
        ("2022年度12月份进展", "2022-12"),
        ("截至2022年12月20日", "2022-12"),
        ("（截止2022.12.20）", "2022-12"),
        ("2022.12", "2022-12"),
        ("2022-12", "2022-12"),
        ("莲都区202212", "2022-12"),
        ("二〇二二年十二月", "2022-12"),
        ("二○二二年九月", "2022-09"),
        ("2022年9-12月", "2022-12"),
        ("2022年1月至11月", "2022-11"),
        ("22年11月进展", "2022-11"),
        ("莲都区（22年12月）", "2022-12"),
        ("21年9月督察反馈问题整改表", None),
        ("第22年12月", None),
        ("（12月）", "2022-12"),
        ("11月", "2022-11"),
        ("2021年中央督察反馈问题整改（12月）", "2022-12"),
        ("2021年9月至10月中央督察反馈问题整改表（2022年12月）", "2022-12"),
        ("2021年9月中央督察反馈问题整改进展情况表", None),
        ("2021年9月长江经济带警示片问题整改表", None),
        ("督察反馈时间：2021年9月", None),
        ("填报日期：2023年1月5日", None),
        ("2022年12月底前完成", None),
        ("2022年12月20日前", None),
        ("莲都区20221225", None),
        ("2022.12.20", None),
        ("2022年13月", None),
        ("第12月", None),
        ("3月底前完成", None),
        ("12月20日", None),
    ],
)
def test_the_month_of_a_table(text: str, period: str | None) -> None:
    assert period_in(text, AS_OF) == period


@pytest.mark.parametrize(("day", "period"), [(date(2023, 1, 10), "2022-12"), (date(2022, 12, 1), "2022-12")])
def test_a_month_without_a_year_is_the_last_that_has_begun(day: date, period: str) -> None:
    assert period_in("12月", day) == period
    assert period_in("12月") is None


def test_the_month_of_an_inspection_is_told_apart() -> None:
    assert inspected_in("2021年9月中央督察反馈问题整改进展情况表") == "2021-09"
    assert inspected_in("整改进展情况表（2022年12月）") is None


# --- what is struck out ------------------------------------------------------------------------------

HEAD = "| 序号 | 整改任务 | 完成时限 | 进展情况 | 备注 |"


@pytest.mark.parametrize(
    ("line", "live"),
    [
        ("| ~~二~~ | ~~第二项：扬尘~~ | ~~2023年底前~~ | ~~1.喷淋。~~ | ~~☑已完成~~ |", False),
        ("| 二 | ~~第二项：扬尘~~ | ~~2023年底前~~ | ~~1.喷淋。~~ | ☑已完成 |", False),
        ("| 二 | ~~第二项：扬尘~~ | ~~2023年底前~~ | ~~1.喷淋。~~ | ~~☑已完成~~ |", False),
        ("| ~~二~~ | 第二项：扬尘 | 2023年底前 | 1.喷淋。 | ☑已完成 |", True),
        ("| 二 | 第二项：扬尘 | 2023年底前 | ~~1.喷淋。~~ | ☑已完成 |", True),
        ("| 二 | ~~第三项~~第二项：扬尘 | 2023年底前 | 1.喷淋。 | ☑已完成 |", True),
    ],
)
def test_a_row_is_struck_out_when_its_task_and_most_of_it_is(line: str, live: bool) -> None:
    (sheet,) = read(draw(f"{HEAD}\n| 一 | 第一项：采砂 | 2023年底前 | 1.清理。 | ☑已完成 |\n{line}", fill=False))
    assert [row.row for row in sheet.rows] == ([2, 3] if live else [2])
    assert list(sheet.struck_rows) == ([] if live else [3])


@pytest.mark.parametrize(
    ("cell", "text", "words"),
    [
        ("~~1.检测20公里。\\n~~1.检测38公里。", "1.检测38公里。", "1.检测20公里。"),
        ("1.检测~~20~~38公里。", "1.检测38公里。", "20"),
        ("1.检测38公里。\\n~~2.改造5处。~~", "1.检测38公里。", "2.改造5处。"),
        ("1.检测38公里。\\n~~2.改造5处。~~\\n2.改造21处。", "1.检测38公里。\n2.改造21处。", "2.改造5处。"),
        ("~~1.甲~~1.乙\\n~~2.丙~~2.丁", "1.乙\n2.丁", "1.甲2.丙"),
        ("~~全部作废。~~", "", "全部作废。"),
        ("1.检测38公里。", "1.检测38公里。", None),
    ],
)
def test_struck_words_do_not_count_and_are_kept_beside(cell: str, text: str, words: str | None) -> None:
    (sheet,) = read(draw(f"{HEAD}\n| 一 | 第一项：采砂 | 2023年底前 | {cell} | ☑已完成 |", fill=False))
    assert sheet.rows[0].text(Field.PROGRESS) == text
    assert sheet.struck_words.get("D2") == words


def test_an_option_that_is_struck_out_is_not_ticked() -> None:
    (sheet,) = read(
        draw(f"{HEAD}\n| 一 | 第一项：采砂 | 2023年底前 | 1.清理。 | ~~☑已完成~~☑未达序时进度 |", fill=False)
    )
    assert sheet.rows[0].status.verdict == "one"
    assert sheet.rows[0].status.status == "behind"
