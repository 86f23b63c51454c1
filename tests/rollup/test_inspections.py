"""Several inspections side by side: equal numbers are different tasks."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.app.test_issue import issued, task_list
from tests.drawn import draw, progress
from tests.rollup.counties import AS_OF, LISHUI
from xl_tools.app.check import check
from xl_tools.app.collect import collect
from xl_tools.app.roll_up import roll_up
from xl_tools.app.split import split
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.core.records import Field, Level, ProgressSheet
from xl_tools.core.regions import expected_units
from xl_tools.parse.table.inspections import asked_for, inspection_in, long_name, settled, short_name
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rollup.merge import merge
from xl_tools.rollup.records import Merged
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run
from xl_tools.rules.matching import partners
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


# --- asked for, and told again -----------------------------------------------------------------------


@pytest.mark.parametrize("inspection", [
    "central", "central-2", "central-2r", "central-r", "province", "province-1", "province-2r", "film-yangtze-2021",
    "film-yellow", "audit-2021", "audit", "npc-2022", "own-2022", "own",
])  # fmt: skip
def test_the_name_of_an_inspection_tells_it_again(inspection: str) -> None:
    assert inspection_in(short_name(inspection), alone=True) == inspection
    assert inspection_in(long_name(inspection), alone=True) == inspection
    assert asked_for(inspection) == inspection


def saved(path: Path, *sheets: tuple[str, str, list[list[str]]]) -> Path:
    """A workbook with a sheet (name, title, rows below the heading) for each inspection."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, title, rows in sheets:
        sheet = book.create_sheet(name)
        for row in ([title], FULL, *rows):
            sheet.append(row)
    book.save(path)
    return path


FULL = ["县（市、区）", "序号", "整改任务", "整改目标和措施", "完成时限", "目前进展情况", "备注", "验收意见"]


def line(unit: str, task: str, said: str, opinion: str = "") -> list[str]:
    return [
        unit,
        "1",
        task,
        "完成整治",
        "2023年底前",
        said,
        "□已完成\n☑达到序时进度\n□未达序时进度\n□尚未启动",
        opinion,
    ]


def two(folder: Path, unit: str = "莲都区") -> Path:
    folder.mkdir(exist_ok=True)
    return saved(
        folder / f"{unit}.xlsx",
        ("央督", CENTRAL, [line(unit, "第三项：河道采砂", f"{unit}清了河道，详见第三项", "县里验过")]),
        ("省督", PROVINCE, [line(unit, "第三项：扬尘扰民", f"{unit}装了围挡")]),
    )


def test_what_is_asked_for_is_merged_alone_and_the_rest_is_told(tmp_path: Path) -> None:
    path = two(tmp_path)
    for words in ("央督二轮", "central-2", "第二轮中央生态环境保护督察"):
        report = roll_up([path], level="city", name="丽水市", as_of=AS_OF, inspection=words)
        assert [task.province_serial for task in report.tasks] == [3]
        (left,) = [one for one in report.findings if one.code == "X710"]
        assert left.sheet == "省督"
    checked = check([path], as_of=AS_OF, inspection="省督").files[0]
    assert [sheet.sheet for sheet in checked.sheets] == ["省督"]


def test_the_settings_name_the_inspection_of_what_tells_none(tmp_path: Path) -> None:
    path = saved(tmp_path / "莲都区.xlsx", ("整改进展", "整改进展表", [line("莲都区", "第三项：河道采砂", "清了河道")]))
    given = tmp_path / "口径.toml"
    given.write_text('inspection = "央督二轮"\n', "utf-8")
    (sheet,) = check([path], as_of=AS_OF, settings=given).files[0].sheets
    assert [row.inspection for row in sheet.rows] == ["central-2"]
    book = openpyxl.Workbook()
    book.active.title = "规则设置"
    book.active.append(["代码", "启用"])
    said = book.create_sheet("口径")
    said.append(["督察轮次", "省级督察"])
    said.append(["隐藏的工作表也算", "是"])
    book.save(tmp_path / "规则设置.xlsx")
    (sheet,) = check([path], as_of=AS_OF, settings=tmp_path / "规则设置.xlsx").files[0].sheets
    assert [row.inspection for row in sheet.rows] == ["province"]


def test_hidden_sheets_count_when_the_settings_say_so(tmp_path: Path) -> None:
    path = two(tmp_path)
    book = openpyxl.load_workbook(path)
    book["省督"].sheet_state = "hidden"
    book.save(path)
    assert len(check([path], as_of=AS_OF).files[0].sheets) == 1
    given = tmp_path / "口径.toml"
    given.write_text("hidden = true\n", "utf-8")
    assert len(check([path], as_of=AS_OF, settings=given).files[0].sheets) == 2
    given.write_text('hidden = "是"\n', "utf-8")
    with pytest.raises(UserError, match="hidden 只能写 true"):
        check([path], as_of=AS_OF, settings=given)


def test_each_unit_gets_back_its_inspections_and_its_own_columns(tmp_path: Path) -> None:
    two(tmp_path / "来")
    two(tmp_path / "来", "青田县")
    merged_book = tmp_path / "市.xlsx"
    roll_up([tmp_path / "来"], level="city", name="丽水市", as_of=AS_OF, out=merged_book)
    apart = split(merged_book, tmp_path / "拆")
    assert {unit.name: unit.rows for unit in apart.units} == {"莲都区": 2, "青田县": 2}
    for unit in apart.units:
        (sheet,) = check([unit.path], as_of=AS_OF).files[0].sheets
        assert [row.inspection for row in sheet.rows] == ["central-2", "province"]
        rows = list(openpyxl.load_workbook(unit.path)["整改进展"].iter_rows(min_row=3, values_only=True))
        assert rows[0][7:] == ("督察轮次", "验收意见")
        assert [row[7:] for row in rows[1:]] == [("央督二轮", "县里验过"), ("省督", "")]
        assert [unit.name in str(row[5]) for row in rows[1:]] == [True, True]
    again = roll_up([tmp_path / "拆"], level="city", name="丽水市", as_of=AS_OF, previous=merged_book)
    assert [(task.inspection, task.province_serial) for task in again.tasks] == [("central-2", 3), ("province", 3)]


def test_a_column_of_its_own_that_is_long_or_bears_our_words_comes_back(tmp_path: Path) -> None:
    opinion = "整治合格。\n莲都区：\n" * 4000
    path = saved(tmp_path / "莲都区.xlsx", ("央督", CENTRAL, [line("莲都区", "第三项：河道采砂", "清了河道", opinion)]))
    roll_up([path], level="city", name="丽水市", as_of=AS_OF, out=tmp_path / "市.xlsx")
    (unit,) = split(tmp_path / "市.xlsx", tmp_path / "拆").units
    assert openpyxl.load_workbook(unit.path)["整改进展"]["H4"].value[:100] == opinion[:100]


def test_a_table_is_compared_within_its_inspection() -> None:
    now = table(CENTRAL, "| 莲都区 | 第三项：河道采沙 |")
    issued_tables = (table(CENTRAL, A), table(PROVINCE, B))
    context = Context(as_of=AS_OF, issued=issued_tables)
    both = progress("\n".join((f"{HEAD[:-1]}| 督察轮次 |", f"{A[:-1]}| 央督二轮 |", f"{B[:-1]}| 省级督察 |")))
    assert context.issued_for(now) is issued_tables[0]
    there = context.issued_for(both)
    assert there
    tasks = {row: other.text(Field.TASK) for row, other in partners(both, there).items()}
    assert tasks == {2: "第三项：河道采砂", 3: "第三项：扬尘扰民"}
    there = Context(as_of=AS_OF, issued=(both,)).issued_for(now)
    assert there
    assert [row.text(Field.TASK) for row in there.rows] == ["第三项：河道采砂"]
    codes_found = {one.code for one in run([now], Context(as_of=AS_OF, issued=(both,))).findings}
    assert "S112" in codes_found
    assert "S113" not in codes_found


def test_where_two_are_in_use_one_that_nothing_tells_is_compared_by_name_alone(tmp_path: Path) -> None:
    both = progress("\n".join((f"{HEAD[:-1]}| 督察轮次 |", f"{A[:-1]}| 央督二轮 |", f"{B[:-1]}| 省级督察 |")))
    untold = table("整改进展表", "| 莲都区 | 第三项：噪声 |", B)
    assert {row: other.text(Field.TASK) for row, other in partners(untold, both).items()} == {4: "第三项：扬尘扰民"}
    path = saved(
        tmp_path / "莲都区.xlsx",
        ("央督", CENTRAL, [line("莲都区", "第三项：河道采砂", "清了河道")]),
        ("省督", PROVINCE, [line("莲都区", "第三项：扬尘扰民", "装了围挡")]),
        ("另一张", "整改进展表", [line("莲都区", "第三项：噪声", "装了隔声窗")]),
    )
    said = [one for one in check([path], as_of=AS_OF).files[0].findings if one.code == "S124"]
    assert [(one.sheet, one.cell) for one in said] == [("另一张", "C3")]


def test_a_reference_points_within_its_inspection() -> None:
    text = (
        "| 县（市、区） | 整改任务 | 督察轮次 | 整改进展 |\n"
        "| 莲都区 | 第三项：河道采砂 | 央督二轮 | {} |\n| 莲都区 | 第七项：扬尘 | 省级督察 | 装了围挡 |"
    )
    found = {one.code for one in run([progress(text.format("详见第七项"))], Context(as_of=AS_OF)).findings}
    assert "P503" in found
    found = {one.code for one in run([progress(text.format("详见第三项"))], Context(as_of=AS_OF)).findings}
    assert "P503" not in found


def test_two_returns_of_one_county_for_two_inspections_are_two(tmp_path: Path) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    for name, title, task in (("甲", CENTRAL, "第三项：河道采砂"), ("乙", PROVINCE, "第三项：扬尘扰民")):
        saved(folder / f"莲都区{name}.xlsx", ("整改进展", title, [line("莲都区", task, "做了")]))
    report = collect(folder, out=tmp_path / "收", period="2022-12", name="丽水市", as_of=AS_OF)
    own = [unit for unit in report.units if unit.unit == "莲都区"]
    assert sorted((unit.state, unit.inspection) for unit in own) == [
        ("received", "central-2"),
        ("received", "province"),
    ]
    assert {file.outcome for file in report.files} == {"accepted"}
    assert sorted(path.name for path in (tmp_path / "收" / "2022-12").glob("*.xlsx")) == [
        "莲都区央督二轮2022年12月整改进展情况表.xlsx",
        "莲都区省督2022年12月整改进展情况表.xlsx",
    ]
    once = collect(folder, out=tmp_path / "收二", period="2022-12", name="丽水市", as_of=AS_OF, inspection="央督二轮")
    assert [unit.source for unit in once.units if unit.unit == "莲都区"] == ["莲都区甲.xlsx"]
    assert {file.source: file.outcome for file in once.files}["莲都区乙.xlsx"] == "other_inspection"


def test_one_inspection_of_a_list_is_handed_out_under_its_name(tmp_path: Path) -> None:
    tasks = task_list(tmp_path / "清单.xlsx", [("3", "莲都区", "2023年底前"), ("3", "莲都区", "2023年底前")])
    book = openpyxl.load_workbook(tasks)
    for row, text in enumerate(("督察轮次", "央督二轮", "省级督察"), 2):
        book.active.cell(row, 7, text)
    book.save(tasks)
    report = issued(tmp_path, tasks, inspection="央督二轮")
    (unit,) = report.units
    assert Path(unit.path).name == "莲都区（央督二轮）2022年12月整改进展情况表.xlsx"
    sheet = openpyxl.load_workbook(unit.path)["整改进展"]
    assert sheet["A2"].value == "莲都区第二轮中央生态环境保护督察反馈问题整改进展情况表（2022年12月）"


def test_a_task_whose_units_are_not_understood_is_nobodys_and_told(tmp_path: Path) -> None:
    whose = ["莲都区", "不涉及", "○", "除庆元县外各县", "莲都区等3个县", "杭州市", "各县（市、区）", "市生态环境局", ""]
    tasks = task_list(
        tmp_path / "清单.xlsx", [(str(number), unit, "2023年底前") for number, unit in enumerate(whose, 1)]
    )
    path = saved(tmp_path / "莲都区.xlsx", ("整改进展", CENTRAL, [line("莲都区", "第一项：河道采砂", "清了河道")]))
    report = roll_up([path], level="city", name="丽水市", as_of=AS_OF, tasks=tasks)
    assert [task.province_serial for task in report.tasks] == [1, 7, 8]
    assert sorted(one.row or 0 for one in report.findings if one.code == "X720") == [4, 5, 6, 7, 8, 11]
