"""``closing start`` and ``closing check`` on the sample city: nothing typed is lost, and all surfaces find the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import ROOT
from tests.round.mail.altered import through_libreoffice
from xl_tools.app.check import check as check_any
from xl_tools.app.closing_check import check
from xl_tools.app.closing_ledger import start
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.parse.closing.ledger import LedgerRows, read_rows

AS_OF = date(2022, 12, 20)


@pytest.fixture
def counties(tmp_path: Path) -> Path:
    """Two counties' progress tables of the sample city."""
    folder = tmp_path / "县表"
    folder.mkdir()
    for name in ("莲都区", "青田县"):
        shutil.copy(ROOT / "workbooks" / "样本市" / f"{name}.xlsx", folder)
    return folder


def rows(path: Path) -> LedgerRows:
    return read_rows(read_book(path))


def fill(path: Path) -> None:
    """A clerk's work: an event, a file, a holiday, a reason, a column of her own, a text where a day belongs."""
    book = openpyxl.load_workbook(path)
    events = book["环节记录"]
    events["A4"] = date(2022, 12, 1)
    events["M4"] = "李工核对过"
    row = next(number for number in range(4, 300) if not events[f"C{number}"].value)
    for column, value in zip("ABCDFGH", ["十二月初", "央督二轮", 1, "莲都区", "申请", "区水利局", "—"], strict=True):
        events[f"{column}{row}"] = value
    proof = book["佐证材料"]
    for column, value in zip(
        "ABCFGH", ["央督二轮", 1, "莲都区", "整改后照片", date(2022, 12, 2), "照片/后.jpg"], strict=True
    ):
        proof[f"{column}4"] = value
    days = book["工作日历"]
    last = next(number for number in range(4, 2000) if not days[f"B{number}"].value)
    for column, value in zip("BCDE", [date(2027, 1, 1), "放假", "元旦", "国办通知"], strict=True):
        days[f"{column}{last}"] = value
    register = book["销号台账"]
    free = register.max_column + 1
    register.cell(3, free, "督办领导")
    register.cell(4, free, "王副市长")
    book.save(path)
    folder = path.parent / "照片"
    folder.mkdir()
    (folder / "后.jpg").write_bytes(b"picture")


def test_start_fill_check_start_again_loses_nothing(counties: Path, tmp_path: Path) -> None:
    out = tmp_path / "台账" / "销号台账.xlsx"
    first = start(counties, out=out, as_of=AS_OF)
    assert first.cases == len(first.added) > 10
    fill(out)
    check([out], progress=counties, as_of=AS_OF, out=tmp_path / "标记")
    before = rows(out)
    again = start(counties, out=out, as_of=AS_OF)
    after = rows(out)
    assert (again.cases, again.added) == (first.cases, ())
    (kept,) = again.kept
    assert rows(Path(kept.backup)).rows["events"] == before.rows["events"]
    assert after.rows["cases"] == before.rows["cases"]
    assert after.rows["cases"][0].more == {"督办领导": "王副市长"}
    assert after.rows["events"] == before.rows["events"]
    assert after.rows["settings"] == before.rows["settings"]
    assert after.days.sources == {date(2027, 1, 1): "国办通知"}
    (proof,) = after.rows["evidence"]
    assert len(str(proof.cells["digest"])) == 64
    assert {**proof.cells, "digest": None} == {**before.rows["evidence"][0].cells, "digest": None}


def test_what_nobody_touched_is_replaced_without_a_copy(counties: Path, tmp_path: Path) -> None:
    out = tmp_path / "销号台账.xlsx"
    start(counties / "莲都区.xlsx", out=out, as_of=AS_OF)
    again = start(counties, out=out, as_of=AS_OF)
    assert again.kept == ()
    assert {name[-3:] for name in again.added} == {"青田县"}


def test_a_file_that_was_changed_or_is_gone_is_found(counties: Path, tmp_path: Path) -> None:
    out = tmp_path / "销号台账.xlsx"
    start(counties, out=out, as_of=AS_OF)
    fill(out)
    start(counties, out=out, as_of=AS_OF)

    def said() -> list[str]:
        (file,) = check([out], as_of=AS_OF, only=["V911"]).files
        return [found.message for found in file.findings]

    assert said() == []
    (tmp_path / "照片" / "后.jpg").write_bytes(b"another picture")
    assert said() == ["文件“照片/后.jpg”在登记以后换过或改过。"]


def test_the_marked_copy_shows_findings_and_check_finds_the_same(counties: Path, tmp_path: Path) -> None:
    out = tmp_path / "销号台账.xlsx"
    start(counties, out=out, as_of=AS_OF)
    report = check([out], as_of=AS_OF, out=tmp_path / "标记")
    (file,) = report.files
    assert file.findings
    assert [sheet.form for sheet in file.sheets] == ["closing"]
    marked = read_book(tmp_path / "标记" / "销号台账.xlsx")
    assert marked.grids[-1].name == "校验结果"
    assert check_any([out], as_of=AS_OF).files[0].findings == file.findings
    assert {one.rule for one in report.not_run} >= {"V905", "V907"}
    assert {one.rule for one in check([out], as_of=AS_OF, only=["V905"]).not_run} == {"V905"}
    with_progress = check([out], progress=counties, as_of=AS_OF)
    assert "V905" not in {one.rule for one in with_progress.not_run}


def test_another_workbook_is_never_written_over(counties: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的.xlsx"
    shutil.copy(counties / "莲都区.xlsx", other)
    before = other.read_bytes()
    with pytest.raises(UserError, match="不是销号台账"):
        start(counties, out=other, as_of=AS_OF)
    assert other.read_bytes() == before


def test_a_task_that_a_table_holds_twice_is_one_case(tmp_path: Path) -> None:
    folder = tmp_path / "县表"
    folder.mkdir()
    shutil.copy(ROOT / "workbooks" / "样本市" / "松阳县.xlsx", folder)  # has its task 41 twice
    out = tmp_path / "台账.xlsx"
    for added in (True, False, False):
        made = start(folder, out=out, as_of=AS_OF)
        assert bool(made.added) is added
        keys = [row.key for row in rows(out).rows["cases"]]
        assert len(keys) == len(set(keys)) == made.cases


def test_what_is_completed_without_a_number_of_the_province_is_told(counties: Path, tmp_path: Path) -> None:
    table = counties / "莲都区.xlsx"
    book = openpyxl.load_workbook(table)
    page = book.worksheets[0]
    names = {cell.coordinate: str(cell.value) for row in page.iter_rows() for cell in row if "项：" in str(cell.value)}
    place, name = next((at, name) for at, name in names.items() if "☑已完成" in str(page[f"G{at[1:]}"].value))
    before = start(table, out=tmp_path / "有编号.xlsx", as_of=AS_OF)
    page[place] = name.split("：", 1)[1]
    book.save(table)
    out = tmp_path / "台账.xlsx"
    made = start(table, out=out, as_of=AS_OF)
    assert made.cases == before.cases - 1
    (said,) = made.left
    assert said.startswith(f"已完成的“{page[place].value[:5]}")
    assert "（莲都区）没有省里的任务编号" in said
    ledger = openpyxl.load_workbook(out)
    register = ledger["销号台账"]
    heads = {cell.value: cell.column for row in register.iter_rows(max_row=4) for cell in row}
    free = next(row for row in range(4, 200) if not register.cell(row, heads["省序号"]).value)
    for heading, value in (
        ("批次", "央督二轮"),
        ("省序号", "自编1"),
        ("单位", "莲都区"),
        ("任务简称", page[place].value),
    ):
        register.cell(free, heads[heading]).value = value
    ledger.save(out)
    assert start(table, out=out, as_of=AS_OF).left == ()


def test_steps_that_the_progress_text_names_are_entered_to_be_checked(counties: Path, tmp_path: Path) -> None:
    """青田县's first task: 本项已按程序完成销号, and no day."""
    out = tmp_path / "台账.xlsx"
    start(counties, out=out, as_of=AS_OF)
    steps = [row for row in rows(out).rows["events"] if (row.key.unit, row.key.serial) == ("青田县", "1")]
    assert [row.cells["step"] for row in steps] == ["整改完成", "县级验收", "公示", "销号"]
    assert all("待核对" in str(row.cells["note"]) for row in steps)


def test_words_that_the_new_ledger_does_not_take_over_are_told(counties: Path, tmp_path: Path) -> None:
    """On 统计, over a formula, over a title; a note in a row of its own stays, and a column without a heading."""
    out = tmp_path / "台账.xlsx"
    assert start(counties, out=out, as_of=AS_OF).left == ()
    book = openpyxl.load_workbook(out)
    book["统计"]["B20"] = "报市长看过"
    register = book["销号台账"]
    state = next(cell.column for cell in register[3] if cell.value == "当前环节")
    register.cell(4, state).value = "口头同意销号"
    register.cell(5, register.max_column + 2).value = "没有标题的话"
    register["A1"] = "丽水市销号台账"
    book["环节记录"]["A4"] = "2022年12月1日"
    book["工作日历"]["L5"] = "问过人社局"
    book.save(out)
    later = start(counties, out=out, as_of=date(2023, 1, 20))
    told = "".join(later.left)
    for words in ("“统计”B20写的“报市长看过”", "口头同意销号", "丽水市销号台账", "问过人社局"):
        assert words in told
    cells = [cell.value for row in openpyxl.load_workbook(out)["销号台账"].iter_rows() for cell in row]
    assert "没有标题的话" in cells
    assert "没有标题的话" not in told
    assert len(later.left) == 4
    assert start(counties, out=out, as_of=date(2023, 2, 20)).left == ()


def test_numbers_formulas_and_notes_that_the_new_ledger_does_not_take_over_are_told(
    counties: Path, tmp_path: Path
) -> None:
    """A number and a known word over a formula, a formula of one's own, a number on 统计 and over a title, a note."""
    out = tmp_path / "台账.xlsx"
    start(counties, out=out, as_of=AS_OF)
    book = openpyxl.load_workbook(out)
    register, counted = book["销号台账"], book["统计"]
    column = {cell.value: cell.column_letter for cell in register[3]}
    put = {
        register: {
            f"{column['停留天数']}4": 77,
            f"{column['当前环节']}5": "销号",
            f"{column['归类']}6": "=3+4",
            "B1": 8,
        },
        counted: {"F5": 99, "B21": 17},
    }
    for sheet, cells in put.items():
        for cell, value in cells.items():
            sheet[cell] = value
    register["D4"].comment = Comment("这件盯紧", "李")
    book.save(out)
    later = start(counties, out=out, as_of=date(2023, 1, 20))
    for sheet, cells in put.items():
        for cell in cells:
            assert any(line.startswith(f"“{sheet.title}”{cell}写的") for line in later.left), cell
    assert any("D4的批注“这件盯紧”" in line for line in later.left)
    assert len(later.left) == 7
    assert start(counties, out=out, as_of=date(2023, 2, 20)).left == ()


def test_formulas_of_an_older_ledger_and_headings_in_other_words_are_not_told(counties: Path, tmp_path: Path) -> None:
    """Most of a column is like this: it was made so. One that is unlike the others is people's."""
    out = tmp_path / "台账.xlsx"
    start(counties, out=out, as_of=AS_OF)
    book = openpyxl.load_workbook(out)
    register = book["销号台账"]
    stay = next(cell.column for cell in register[3] if cell.value == "停留天数")
    for row in range(4, register.max_row + 1):
        register.cell(row, stay).value = f"=LEN(A{row})"
    register.cell(5, stay).value = "=3+4"
    notices = book["公示"]
    (ends,) = (cell for cell in notices[3] if cell.value == "公示止")
    ends.value = "止"
    assert book["工作日历"]["E3"].value == "来源"
    book["工作日历"]["E3"] = "依据"
    book.save(out)
    later = start(counties, out=out, as_of=date(2023, 1, 20))
    assert [line.partition("写的")[0] for line in later.left] == [f"“销号台账”{register.cell(5, stay).coordinate}"]


@pytest.mark.real("soffice")
def test_a_column_whose_formulas_are_gone_is_told_once_and_formulas_that_were_saved_anew_are_not(
    counties: Path, tmp_path: Path
) -> None:
    out = tmp_path / "台账.xlsx"
    start(counties, out=out, as_of=AS_OF)
    (saved,) = through_libreoffice([out], tmp_path)
    assert start(counties, out=saved, as_of=date(2023, 1, 20)).left == ()
    book = openpyxl.load_workbook(out)
    register = book["销号台账"]
    stay = next(cell.column for cell in register[3] if cell.value == "停留天数")
    for row in range(4, register.max_row + 1):
        register.cell(row, stay).value = row if row < 10 else None
    book.save(out)
    (told,) = start(counties, out=out, as_of=date(2023, 1, 20)).left
    assert told.startswith("“销号台账”“停留天数”一栏的公式没有了，那 6 格")


def says_who_accepted(page: Worksheet) -> None:
    page["F4"] = "本项整改任务已于2022年10月8日通过市级验收。"


def column_of_the_city(page: Worksheet) -> None:
    column = page.max_column + 1
    page.cell(2, column).value = "市级验收时间"
    page.cell(4, column).value = "2022年10月8日"


@pytest.mark.parametrize("edit", [says_who_accepted, column_of_the_city])
def test_the_day_of_an_acceptance_stands_at_the_step_of_who_accepted(
    tmp_path: Path, edit: Callable[[Worksheet], None]
) -> None:
    """市级验收 is not the county's; the county's has no day then, and is to be checked."""
    folder = tmp_path / "县表"
    folder.mkdir()
    book = openpyxl.load_workbook(ROOT / "workbooks" / "样本市" / "青田县.xlsx")
    edit(book.worksheets[0])
    book.save(folder / "青田县.xlsx")
    out = tmp_path / "台账.xlsx"
    start(folder, out=out, as_of=AS_OF)
    steps = [row.cells for row in rows(out).rows["events"] if row.key.serial == "3"]
    assert [(row["step"], bool(row["day"])) for row in steps] == [
        ("整改完成", False),
        ("县级验收", False),
        ("市级核查", True),
    ]
