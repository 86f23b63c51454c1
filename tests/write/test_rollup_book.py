"""The workbook of a roll-up: what stands in it, that it calculates, that texts stay texts."""

from __future__ import annotations

import re
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from tests.rollup.counties import AS_OF, COUNTIES, LISHUI, THREE, merged, region, row, sheet
from tests.write.cities import all_reported, city, lines, opened, province, tracked
from xl_tools.books.file.reader import read_book
from xl_tools.core.records import Finding, Level, Severity
from xl_tools.core.regions import expected_units
from xl_tools.parse.table.blocks import split_texts
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rollup.layout import FINDINGS_SHEET, FORM_SHEET, OVERFLOW_SHEET
from xl_tools.rollup.lights import light_label
from xl_tools.rollup.merge import merge
from xl_tools.rollup.overflow import rejoin
from xl_tools.rollup.records import Merged
from xl_tools.write.rollup.rollup_book import rollup_bytes, write_rollup

SHEETS = [
    "整改进展",
    "汇总统计",
    "任务统计",
    "明细",
    "未报单位",
    "预警",
    "状态矩阵",
    "历期",
    "图表",
    "单位得分",
    "任务得分",
    "校验结果",
    "来源",
    "各单位进展",
]


def beside(book: Workbook, label: str, column: int = 1) -> object:
    """The value beside a label of 汇总统计."""
    return next(line[column] for line in lines(book, "汇总统计") if line[0] == label)


# --- what stands in it ---------------------------------------------------------------------------


def test_sheets_stand_in_their_order() -> None:
    assert opened(city()).sheetnames == SHEETS


def test_the_merged_table_has_the_standard_form() -> None:
    found = lines(opened(all_reported()), "整改进展")
    assert found[0][0] == "附件"
    assert found[1][0] == "丽水市督察反馈问题整改进展情况表（截至2022年12月20日）"
    assert [str(cell).replace("\n", "") for cell in found[2]] == [
        "地市名称", "序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况及存在问题", "备注",
    ]  # fmt: skip
    assert [line[:3] for line in found[3:]] == [
        ["丽水市", 1, "第3项：乱堆点位整治不到位"],
        ["丽水市", 2, "第8项：乱堆点位整治不到位"],
        ["丽水市", 3, "第16项：乱堆点位整治不到位"],
    ]
    assert [line[4] for line in found[3:]] == ["2021年12月底前", "2022年12月底前", "立行立改，长期坚持"]
    assert found[3][6] == "☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动"
    parts = split_texts(str(found[3][5]), [unit.name for unit in THREE])
    assert parts == {unit.name: "1.摸底完成。\n2.清运3处。" for unit in THREE}


def test_an_undecided_task_has_no_box_ticked() -> None:
    result = merged(sheet("莲都区", row(1, "conflict")), expected=THREE[:1])
    assert lines(opened(result), "整改进展")[3][6] == "□已完成\n□达到序时进度\n□未达序时进度\n□尚未启动"


def test_detail_has_one_row_a_task_and_unit_and_no_long_text() -> None:
    result = city()
    found = lines(opened(result), "明细")
    assert found[0][:5] == ["汇总序号", "省里编号", "单位", "状态", "未定原因"]
    assert len(found) - 1 == sum(len(task.parts) for task in result.tasks) == 8 * len(COUNTIES)
    assert max(len(str(cell)) for line in found for cell in line) < 40
    assert ["未定", "缺报此项"] in [line[3:5] for line in found]
    assert ["不涉及", None] in [line[3:5] for line in found]


def test_detail_links_to_the_merged_row() -> None:
    book = opened(all_reported())
    link = book["明细"]["A5"].hyperlink
    assert link.location == "'整改进展'!F5"
    assert book["明细"]["A5"].value == 2


def test_sources_name_file_sheet_and_cell_of_every_part() -> None:
    result = merged(
        sheet("莲都区", row(1), path="in/a.xlsx"),
        sheet("松阳县", row(1, "empty", None, applies=False, progress=""), path="in/b.xlsx"),
        expected=THREE[:2],
    )
    found = lines(opened(result), "来源")
    assert found[0][5:10] == [
        "C列 整改任务名称",
        "D列 整改目标和措施",
        "E列 完成时限",
        "F列 目前进展情况及存在问题",
        "G列 备注",
    ]
    assert found[1] == [4, "第1项", "莲都区", "a.xlsx", "进展", "C4", "D4", "E4", "F4", "G4", None]
    # What does not concern a unit gives nothing to the locked columns; an empty cell gives nothing at all.
    assert found[2][:10] == [4, "第1项", "松阳县", "b.xlsx", "进展", None, None, None, None, "G4"]
    # Its wording of a locked column is kept where the merged table does not show it.
    assert (found[0][10], found[2][10]) == ("E列原文", "立行立改，长期坚持")


def test_files_of_one_name_are_told_apart() -> None:
    result = merged(sheet("莲都区", row(1), path="a/表.xlsx"), sheet("松阳县", row(1), path="b/表.xlsx"))
    assert [line[3] for line in lines(opened(result), "来源")[1:]] == ["a/表.xlsx", "b/表.xlsx"]


def test_missing_units_and_missing_rows_are_listed() -> None:
    found = lines(opened(city()), "未报单位")
    assert found[1][0] == "应报 9 个单位，已报 8 个，未报 1 个。"
    assert found[3] == [1, COUNTIES[8].name, 8, 8, "没有上报"]
    assert found[4] == [2, COUNTIES[3].name, 8, 1, "缺第6项"]


def test_findings_link_to_their_cells_and_name_files() -> None:
    result = city()
    theirs = Finding(code="T303", severity=Severity.ERROR, sheet="进展", cell="G7", message="矛盾", path="x/莲都.xlsx")
    book = opened(replace(result, findings=(*result.findings, theirs)))
    found = lines(book, "校验结果")
    assert found[2] == ["序号", "级别", "代码", "工作表", "单元格", "问题", "怎么改", "说明"]
    ours = next(place for place, line in enumerate(found, 1) if line[2] == "X704")
    assert book["校验结果"].cell(ours, 5).hyperlink.location == "'整改进展'!E5"
    assert found[-1][1:6] == ["错误", "T303", "莲都.xlsx 进展", "G7", "矛盾"]
    assert book["校验结果"].cell(len(found), 5).hyperlink is None
    assert str(found[1][0]).startswith(f"错误 {sum(one.severity is Severity.ERROR for one in result.findings) + 1}，")


def test_files_of_one_name_are_told_apart_without_telling_where_they_lie() -> None:
    folder = "C:\\Users\\zhangsan\\收件"
    result = merged(
        sheet("莲都区", row(1), path=f"{folder}\\莲都\\11月\\进展表.xlsx"),
        sheet("松阳县", row(1), path=f"{folder}\\松阳\\11月\\进展表.xlsx"),
        sheet("云和县", row(1), path=f"{folder}\\云和.xlsx"),
    )
    book = opened(result)
    files = [line[3] for line in lines(book, "来源")[1:]]
    assert files == ["莲都/11月/进展表.xlsx", "松阳/11月/进展表.xlsx", "云和.xlsx"]
    assert "zhangsan" not in str([line for name in book.sheetnames for line in lines(book, name)])


def test_what_a_cell_cannot_hold_goes_on_in_another_sheet() -> None:
    long = "1.清运完成，覆土复绿。\n" * 1500
    result = merged(*(sheet(unit.name, row(1, progress=long.strip())) for unit in THREE))
    book = opened(result)
    assert book.sheetnames == [*SHEETS, OVERFLOW_SHEET]
    head = book["整改进展"]["F4"]
    # The link stands on the serial: a cell with a link is shown on one line in LibreOffice.
    assert (head.hyperlink, book["整改进展"]["B4"].hyperlink.location) == (None, f"'{OVERFLOW_SHEET}'!A2")
    assert book["整改进展"]["B4"].value == 1
    rest = [str(line[4]) for line in lines(book, OVERFLOW_SHEET)[1:]]
    whole = rejoin(head.value, rest)
    assert split_texts(whole, [unit.name for unit in THREE]) == {unit.name: long.strip() for unit in THREE}
    assert book[OVERFLOW_SHEET]["A2"].hyperlink.location == "'整改进展'!F4"


def test_every_page_of_a_long_sheet_has_its_heading() -> None:
    book = opened(province())
    for name, first in (("汇总统计", "单位"), ("任务统计", "任务简称"), ("明细", "汇总序号"), ("来源", "汇总行")):
        repeated = int(str(book[name].print_title_rows).rpartition("$")[2])
        assert book[name].cell(repeated, 1).value == first
        assert book[name].page_setup.orientation == "landscape"
    below = [line[0] for line in lines(book, "汇总统计")]
    assert below.index("类别") < below.index("单位")  # the long table stands last, under its own heading


@pytest.mark.parametrize("count", [9, 40, 90])
def test_no_chart_is_cut_by_a_page(count: int) -> None:
    """A printed page of A3 landscape is 1,017 pixels high between the margins, a row 20."""
    province = region("浙江省")
    counties = [county for unit in expected_units(province) for county in expected_units(unit)][:count]
    data = rollup_bytes(merge([], level=Level.PROVINCE, region=province, expected=counties, as_of=AS_OF))
    with zipfile.ZipFile(BytesIO(data)) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    first, *_ = (int(row) for row in re.findall(r"<xdr:to>.*?<xdr:row>(\d+)</xdr:row>", drawing))
    scale = openpyxl.load_workbook(BytesIO(data))["图表"].page_setup.scale or 100
    assert ((first + 1) * 20 + 8) * scale / 100 <= 1017


# --- texts stay texts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["=1+1", "{=SUM(A1)}", "+A1", "@A1", "http://example.org", "internal:Sheet!A1", "<r>甲</r>", "\x01_x0041_", "1e5"],
)
def test_what_a_county_writes_is_text(text: str) -> None:
    result = merged(
        sheet("莲都区", row(1, task=text, plan=text, deadline=text, progress=text), path=f"{text}.xlsx", sheet=text),
        expected=(region("莲都区"),),
    )
    book = opened(result, values=False)
    cell = book["整改进展"]["D4"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    read = CalamineWorkbook.from_filelike(BytesIO(rollup_bytes(result))).get_sheet_by_name("整改进展").to_python()
    assert str(read[3][3]).strip(" ") == text
    with zipfile.ZipFile(BytesIO(rollup_bytes(result))) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_the_same_roll_up_gives_the_same_bytes(tmp_path: Path) -> None:
    write_rollup(city(), tmp_path / "a.xlsx")
    buffer = BytesIO()
    write_rollup(city(), buffer)
    assert (tmp_path / "a.xlsx").read_bytes() == buffer.getvalue()


# --- figures ---------------------------------------------------------------------------------------


def formulas(book: Workbook) -> dict[tuple[str, str], str]:
    return {
        (page.title, cell.coordinate): str(cell.value)
        for page in book
        for line in page.iter_rows()
        for cell in line
        if cell.data_type == "f"
    }


@pytest.mark.parametrize("result", [city(), all_reported(), merged(), tracked(), province()])
def test_every_formula_has_a_stored_value(result: Merged) -> None:
    values = opened(result)
    found = formulas(opened(result, values=False))
    assert found
    assert [place for place in found if values[place[0]][place[1]].value in (None, "")] == []


def test_stored_figures_are_those_of_the_report() -> None:
    result = city()
    totals = result.totals
    book = opened(result)
    labels = ("已完成", "达到序时进度", "未达序时进度", "尚未启动", "未定", "逾期任务")
    assert [beside(book, label) for label in labels] == [
        totals.completed, totals.on_schedule, totals.behind, totals.not_started, totals.undecided, totals.overdue,
    ]  # fmt: skip
    assert beside(book, "合计") == totals.tasks
    assert beside(book, "合计", 3) == totals.ongoing
    assert beside(book, "完成率") == totals.completed / totals.tasks
    assert (beside(book, "应报单位"), beside(book, "已报单位")) == (9, 8)
    page = lines(book, "任务统计")
    top = next(place for place, line in enumerate(page) if line[0] == "任务简称")
    for task, line in zip(result.tasks, page[top + 1 :], strict=True):
        assert line[1] == task.serial
        assert line[10] == (task.status.label if task.status else "未定")
        assert line[12] == (light_label(task.light) or "—")


@pytest.mark.real("soffice")
def test_libreoffice_calculates_every_figure_as_python_did(tmp_path: Path) -> None:
    """All stored values are taken out first, so what comes back has been calculated."""
    results = {
        "city": city(),
        "decided": all_reported(),
        "nothing": merged(),
        "tracked": tracked(),
        "province": province(),
    }
    for name, result in results.items():
        (tmp_path / f"{name}.xlsx").write_bytes(without_values(rollup_bytes(result)))
    calculated = recalculated(tmp_path, [f"{name}.xlsx" for name in results])
    for name, result in results.items():
        stored, again = opened(result), openpyxl.load_workbook(calculated / f"{name}.xlsx", data_only=True)
        found = formulas(opened(result, values=False))
        wrong = {
            (*place, formula): (python, excel)
            for place, formula in found.items()
            if (python := stored[place[0]][place[1]].value) != (excel := again[place[0]][place[1]].value)
            and not (isinstance(python, float) and isinstance(excel, float) and abs(python - excel) < 1e-12)
        }
        assert wrong == {}
        assert beside(again, "已完成") == result.totals.completed
        assert beside(again, "未定") == result.totals.undecided
        assert beside(again, "逾期任务") == result.totals.overdue


def without_values(data: bytes) -> bytes:
    """The workbook with every formula's stored value replaced by one that is wrong."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(target, "w") as written:
        for name in package.namelist():
            content = package.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb' t="str"(><f>)', rb"\1", content)
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>-77</v>", content)
            written.writestr(name, content)
    return target.getvalue()


SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def recalculated(folder: Path, names: list[str]) -> Path:
    """Let LibreOffice open workbooks, calculate everything (told so: it trusts stored values) and save them."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, "utf-8")
    out = folder / "out"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), *names], cwd=folder, check=True, capture_output=True, timeout=180)
    return out


def test_the_next_level_reads_the_merged_table_and_nothing_else(tmp_path: Path) -> None:
    result = city()
    write_rollup(result, tmp_path / "丽水市.xlsx")
    sheets = read_sheets(read_book(tmp_path / "丽水市.xlsx"), as_of=AS_OF)
    (read,) = [sheet for sheet in sheets if sheet.sheet != FINDINGS_SHEET]
    assert (read.sheet, read.region, read.level) == (FORM_SHEET, LISHUI, Level.CITY)
    assert [one.province_serial for one in read.rows] == [task.number for task in result.tasks]
    assert [one.status.status for one in read.rows] == [task.status for task in result.tasks]
    assert [one.deadline.due for one in read.rows] == [task.due for task in result.tasks]
    assert list(read.rows[0].blocks) == [unit.name for unit in COUNTIES[:8]]
