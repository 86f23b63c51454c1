"""Workbooks of old formats: read as they are, marked in a new .xlsx, themselves never touched."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter

from tests.books.biff12 import write_xlsb
from tests.books.documents import HEADINGS
from tests.round.round_kit import task_table
from xl_tools.app.check import check
from xl_tools.app.examine import Occasion, examine
from xl_tools.app.issue import issue
from xl_tools.books.file.identity_part import identity_of_old
from xl_tools.books.file.reader import read_book
from xl_tools.books.file.sniff import FileKind
from xl_tools.core.grid import Book, Grid, Range, Visibility
from xl_tools.reports.check import CheckReport
from xl_tools.write.plain_copy import sheet_names, write_plain

AS_OF = date(2022, 12, 20)
ROWS = [
    [
        "莲都区",
        "一",
        "第三项：河道垃圾",
        "整改目标：清零\n整改措施：\n1.清运",
        "2021年12月底前",
        "1.清运完毕，已销号。",
        "☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动",
    ],
    [
        "莲都区",
        "二",
        "第四项：扬尘",
        "整改目标：达标",
        "",
        "1.正在安装喷淋。",
        "□已完成\n□达到序时进度\n□未达序时进度\n□尚未启动",
    ],
]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("old") / "莲都区.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("整改进展")
        sheet.merge_range("A1:G1", "莲都区督察反馈问题整改进展情况表（2022年11月）")
        for index, row in enumerate([HEADINGS, *ROWS], 2):
            sheet.write_row(index, 0, row)
        sheet.write_datetime(4, 4, date(2023, 6, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
    return path


@pytest.fixture(scope="module")
def saved(table: Path) -> Path:
    """The same table as LibreOffice saves it in the old formats."""
    for ending in ("xls", "ods"):
        convert(table, ending)
    shutil.copy(table.with_suffix(".xls"), table.with_suffix(".et"))
    return table.parent


def convert(path: Path, ending: str) -> None:
    profile = (path.parent / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", ending]
    subprocess.run([*command, "--outdir", str(path.parent), str(path)], check=True, capture_output=True, timeout=120)


def seen(report: CheckReport) -> tuple[object, object, list[tuple[str, str | None]]]:
    (file,) = report.files
    return file.sheets[0].rows, file.sheets[0].period, [(found.code, found.cell) for found in file.findings]


UNSEEN = {"S109", "S110", "S111", "S142", "S143"}
"""Rules about hidden rows, error values, merged cells and struck words: of .ods these are not read."""


@pytest.mark.real("soffice")
@pytest.mark.parametrize("ending", ["xls", "ods", "et"])
def test_what_an_old_format_does_not_show_is_not_run(table: Path, saved: Path, ending: str) -> None:
    old, new = check([saved / f"莲都区.{ending}"], as_of=AS_OF), check([table], as_of=AS_OF)
    lacking = {entry.rule: entry.reason for entry in old.not_run}
    unseen = UNSEEN if ending == "ods" else {"S105"}  # of .ods, to whom it was handed out is read
    assert lacking.keys() - {entry.rule for entry in new.not_run} == unseen | {"T314"}
    assert lacking["T314"] == "这种格式看不出勾选框（控件），请另存为 .xlsx 再校验"


@pytest.mark.real("soffice")
@pytest.mark.parametrize("ending", ["xls", "ods", "et"])
def test_old_formats_read_and_mark_the_same(table: Path, saved: Path, tmp_path: Path, ending: str) -> None:
    path = saved / f"莲都区.{ending}"
    before = path.read_bytes()
    report = check([path], as_of=AS_OF, mark=True, out=tmp_path)
    rows, period, found = seen(report)
    assert ("S150", None) in found or ending != "ods"
    found = [one for one in found if one[0] != "S150"]
    assert (rows, period, found) == seen(check([table], as_of=AS_OF))
    (file,) = report.files
    assert file.outcome == "checked"
    assert f"原文件是 .{ending}" in (file.reason or "")
    marked = Path(file.marked or "")
    assert marked == tmp_path / "莲都区.xlsx"
    assert seen(check([marked], as_of=AS_OF)) == (rows, period, found)
    results = [str(value) for grid in read_book(marked).grids for row in grid.rows for value in row]
    assert "T301" in results
    assert path.read_bytes() == before


def test_a_binary_workbook(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "莲都区.xlsb", "整改进展", [["莲都区整改进展情况表"], HEADINGS, *ROWS])
    report = check([path], as_of=AS_OF, mark=True, out=tmp_path / "out")
    (file,) = report.files
    assert [row.serial for row in file.sheets[0].rows] == [1, 2]
    assert "T301" in {found.code for found in file.findings}
    assert Path(file.marked or "").name == "莲都区.xlsx"


def test_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    rows = [HEADINGS, *ROWS]
    paths = [write_xlsb(tmp_path / f"甲.{ending}", "表", rows) for ending in ("xlsb", "ods")]
    report = check(paths, as_of=AS_OF, mark=True, out=tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").glob("*.xlsx")) == ["甲(ods).xlsx", "甲(xlsb).xlsx"]
    assert all(file.marked for file in report.files)


def test_an_old_format_is_not_marked_in_place(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "甲.xlsb", "表", [HEADINGS, *ROWS])
    before = path.read_bytes()
    (file,) = check([path], as_of=AS_OF, mark=True, in_place=True).files
    assert file.marked is None
    assert "--out" in (file.reason or "")
    assert [entry.name for entry in tmp_path.iterdir()] == ["甲.xlsb"]
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["进展.csv", "进展.txt"])
def test_text_files_get_their_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("序号,任务\n1,甲\n", "gb18030")
    report = check([path], as_of=AS_OF)
    assert report.exit_code == 2
    assert "另存为 .xlsx" in (report.files[0].reason or "")


# --- the plain copy -------------------------------------------------------------------------------


def test_values_keep_their_place_and_kind(tmp_path: Path) -> None:
    values = [
        "=1+1",
        2.5,
        True,
        date(2022, 12, 31),
        datetime(2022, 12, 31, 8, 30),
        "甲\n乙",
        None,
        time(8, 0),
        date(1899, 1, 1),
    ]
    grids = [
        Grid("一", [["标题", ""], values], [Range(1, 1, 1, 2), Range(1, 2, 1, 3)]),
        Grid("二", [["藏"]], visibility=Visibility.HIDDEN),
    ]
    path = tmp_path / "新.xlsx"
    path.write_bytes(write_plain(grids))
    first, second = read_book(path).grids
    assert [*first.rows[1][:6], first.rows[1][8]] == [*values[:6], "1899-01-01"]
    assert first.merged == [Range(1, 1, 1, 2)]
    assert (first.visible, second.visible) == (True, False)


def test_names_that_excel_does_not_take_are_changed_and_findings_follow(tmp_path: Path) -> None:
    long = "整" * 40
    grids = [Grid(long, [HEADINGS, *ROWS]), Grid("甲/乙", [["x"]]), Grid("甲_乙", [["x"]])]
    assert list(sheet_names(grids).values()) == ["整" * 31, "甲_乙", "甲_乙(3)"]
    from xl_tools.app.old_formats import marked_anew

    findings = [found for found in check_grids(grids) if found.sheet == long]
    assert findings
    path = tmp_path / "新.xlsx"
    path.write_bytes(marked_anew(Book("旧.ods", tuple(grids)), findings, "旧.ods"))
    assert [grid.name for grid in read_book(path).grids][:3] == ["整" * 31, "甲_乙", "甲_乙(3)"]


def check_grids(grids: list[Grid]):  # type: ignore[no-untyped-def]
    from xl_tools.app.examine import Occasion, examine

    return examine(Book("旧.ods", tuple(grids)), Occasion(as_of=AS_OF)).findings


# --- to whom a workbook was handed out ---------------------------------------------------------------


META = """<?xml version="1.0" encoding="UTF-8"?><office:document-meta
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0">
<office:meta><meta:user-defined meta:name="xlt.unit">331102</meta:user-defined><meta:user-defined
 meta:name="别的">x</meta:user-defined></office:meta></office:document-meta>"""


@pytest.mark.parametrize(
    ("kind", "part", "content", "expected"),
    [
        (FileKind.OPENDOCUMENT, "meta.xml", META, {"xlt.unit": "331102"}),
        (FileKind.OPENDOCUMENT, "content.xml", META, {}),
        (FileKind.OPENDOCUMENT, "meta.xml", "<xlt.", {}),
        (FileKind.LEGACY, "meta.xml", META, None),
    ],
)
def test_what_an_old_format_remembers(kind: FileKind, part: str, content: str, expected: dict[str, str] | None) -> None:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as package:
        package.writestr(part, content)
    assert identity_of_old(buffer.getvalue(), "旧", kind) == expected


@pytest.mark.real("soffice")
def test_a_workbook_saved_in_an_old_format_is_not_credited_to_another_unit_in_silence(tmp_path: Path) -> None:
    """莲都区's workbook, saved as .ods and as .xls; 青田县 stands in its region column."""
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    report = issue(tasks, out=tmp_path / "下发", period="2022-12", as_of=AS_OF)
    table = openpyxl.load_workbook(report.units[0].path)
    for row in table["整改进展"].iter_rows(min_row=3, max_col=1):
        if row[0].value == "莲都区":
            row[0].value = "青田县"
    path = tmp_path / "改.xlsx"
    table.save(path)
    for ending in ("ods", "xls"):
        convert(path, ending)
    ods = examine(read_book(path.with_suffix(".ods")), Occasion(as_of=AS_OF))
    assert ods.issued_to is not None
    assert ods.issued_to.name == "莲都区"
    assert [one.code for one in ods.findings if "下发给“莲都区”" in one.message] == ["S105"]
    xls = examine(read_book(path.with_suffix(".xls")), Occasion(as_of=AS_OF))
    assert xls.issued_to is None
    assert [one.rule for one in xls.not_run if "下发给哪个单位" in one.reason] == ["S105"]
    assert "S141" in {one.code for one in xls.findings}
