"""Word documents to workbooks: what the workbook says is what the document showed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.books.documents import (
    HEADINGS,
    OPTIONS,
    checkbox,
    docx,
    form_checkbox,
    lvl,
    numbered,
    numbering,
    p,
    sym,
    tbl,
    tc,
    tr,
)
from xl_tools.app.check import check
from xl_tools.app.import_ import ImportedFile, import_files
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.records import Field, ProgressSheet, Status
from xl_tools.parse.table.sheets import read_sheets

AS_OF = date(2022, 12, 20)
TITLE = "莲都区督察反馈问题整改进展情况表（2022年11月）"
FULL, EMPTY = sym("F0FE"), sym("F0A8")


def boxes(*ticked: Status, full: str = FULL, empty: str = EMPTY) -> str:
    """A status cell with these options ticked."""
    lines = (p(full if status in ticked else empty, name) for status, name in zip(Status, OPTIONS, strict=True))
    return tc("".join(lines))


def entry(number: str, *ticked: Status, deadline: str = "2023年12月底前", region: str = "莲都区") -> list[str]:
    task = f"第{number}项：河道沿线堆放点清理"
    return [region, number, task, "整改目标：清零", deadline, "1.清运完毕，已验收销号。", boxes(*ticked)]


def imported(
    path: Path, *body: str, name: str = "进展表.docx", **more: object
) -> tuple[ImportedFile, list[ProgressSheet]]:
    docx(path / name, *body, **more)  # type: ignore[arg-type]
    (file,) = import_files([path / name], out=path / "out").files
    return file, read_sheets(read_book(Path(file.written))) if file.written else []


def notes(file: ImportedFile) -> str:
    return "\n".join(note.text for note in file.notes)


# --- one table ------------------------------------------------------------------------------------


def test_a_table_becomes_the_standard_form(tmp_path: Path) -> None:
    rows = [
        entry("一", Status.COMPLETED),
        entry("二", Status.ON_SCHEDULE),
        entry("三", Status.BEHIND, deadline="2021年底前"),
    ]
    file, (sheet,) = imported(tmp_path, p("附件"), p(TITLE), tbl(HEADINGS, *rows))
    assert file.outcome == "imported"
    assert Path(file.written or "").name == "进展表.xlsx"
    assert not file.notes
    assert sheet.form.name == "progress"
    assert sheet.title == TITLE
    assert sheet.period == "2022-11"
    assert sheet.region
    assert sheet.region.name == "莲都区"
    assert [row.status.status for row in sheet.rows] == [Status.COMPLETED, Status.ON_SCHEDULE, Status.BEHIND]
    assert [row.deadline.due for row in sheet.rows] == [date(2023, 12, 31), date(2023, 12, 31), date(2021, 12, 31)]
    assert [row.serial.number for row in sheet.rows] == [1, 2, 3]
    assert [row.province_serial for row in sheet.rows] == [1, 2, 3]
    cells = CalamineWorkbook.from_path(str(file.written)).get_sheet_by_name("整改进展").to_python()
    assert cells[0][0] == "附件"
    assert cells[3][6] == "☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动"


@pytest.mark.parametrize(
    ("full", "empty"),
    [(checkbox(True, "☒"), checkbox(False, "☐")), (form_checkbox("0", "1"), form_checkbox("0"))],
    ids=["content controls", "form fields"],
)
def test_controls_of_word_come_out_as_ticks(tmp_path: Path, full: str, empty: str) -> None:
    row = entry("一")
    row[6] = boxes(Status.BEHIND, full=full, empty=empty)
    file, _ = imported(tmp_path, p(TITLE), tbl(HEADINGS, row))
    report = check([Path(file.written or "")], as_of=AS_OF)
    assert report.files[0].sheets[0].rows[0].ticks == (Status.BEHIND,)
    assert not {"T301", "T304", "T305"} & {found.code for found in report.files[0].findings}


def test_automatic_numbers_reach_serials_and_measures(tmp_path: Path) -> None:
    part = numbering(lvl("chineseCounting", "%1"), lvl("decimal", "%1."), lvl("chineseCounting", "（%1）"))
    plan = tc(p("整改措施：") + numbered("清运", number=2) + numbered("复绿", number=2))
    progress = tc(numbered("已清运", number=3) + numbered("已复绿", number=3))
    row = ["莲都区", tc(numbered()), "堆放点清理", plan, "2023年底前", progress, boxes(Status.ON_SCHEDULE)]
    _, (sheet,) = imported(tmp_path, p(TITLE), tbl(HEADINGS, row), parts={"numbering": part})
    assert sheet.rows[0].serial.number == 1
    assert sheet.rows[0].text(Field.PLAN) == "整改措施：\n1.清运\n2.复绿"
    assert sheet.rows[0].text(Field.PROGRESS) == "（一）已清运\n（二）已复绿"


def test_a_region_merged_down_is_in_every_row(tmp_path: Path) -> None:
    first, second = entry("一", Status.COMPLETED), entry("二", Status.COMPLETED)
    first[0], second[0] = tc("莲都区", '<w:vMerge w:val="restart"/>'), tc("", "<w:vMerge/>")
    _, (sheet,) = imported(tmp_path, p(TITLE), tbl(HEADINGS, first, second))
    assert [row.text(Field.REGION) for row in sheet.rows] == ["莲都区", "莲都区"]


def test_a_deadline_merged_over_tasks_is_said_and_counts_for_each(tmp_path: Path) -> None:
    first, second = entry("一", Status.COMPLETED), entry("二", Status.COMPLETED)
    first[4], second[4] = tc("2023年底前", '<w:vMerge w:val="restart"/>'), tc("", "<w:vMerge/>")
    file, (sheet,) = imported(tmp_path, p(TITLE), tbl(HEADINGS, first, second))
    assert [row.text(Field.DEADLINE) for row in sheet.rows] == ["2023年底前", "2023年底前"]
    (note,) = file.notes
    assert "跨了几项任务" in note.text
    assert (note.table, note.row, note.cell) == (1, 2, "E4")


def test_four_columns_of_options_become_one_cell(tmp_path: Path) -> None:
    heads = tr(
        *(tc(text, '<w:vMerge w:val="restart"/>') for text in HEADINGS[:6]), tc("备注", '<w:gridSpan w:val="4"/>')
    )
    names = tr(*(tc("", "<w:vMerge/>") for _ in range(6)), *OPTIONS)
    one = tr(*entry("一")[:6], tc(p(FULL)), tc(p(EMPTY)), tc(p(EMPTY)), tc(p(EMPTY)))
    two = tr(*entry("二")[:6], "", "√", "", "")
    odd = tr(*entry("三")[:6], tc(p(EMPTY)), "详见附件", tc(p(EMPTY)), tc(p(EMPTY)))
    _, (sheet,) = imported(tmp_path, p(TITLE), tbl(heads, names, one, two, odd))
    assert [row.status.status for row in sheet.rows] == [Status.COMPLETED, Status.ON_SCHEDULE, None]
    assert "⍰达到序时进度" in sheet.rows[2].status.text


def test_columns_beyond_the_form_are_kept(tmp_path: Path) -> None:
    heads = [*HEADINGS[:3], "责任单位", "整改目标", "整改措施", *HEADINGS[4:], "经办人手机"]
    row = entry("一", Status.COMPLETED)
    cells = [*row[:3], "区住建局（牵头）、区水利局", "清零", "1.清运", *row[4:], "0578"]
    _, (sheet,) = imported(tmp_path, p(TITLE), tbl(heads, cells))
    assert sheet.rows[0].text(Field.UNITS) == "区住建局（牵头）、区水利局"
    assert sheet.rows[0].text(Field.PLAN) == "整改目标：\n清零\n整改措施：\n1.清运"
    assert [column.heading for column in sheet.unknown_columns] == ["经办人手机"]
    assert sheet.rows[0].status.status is Status.COMPLETED


def test_a_task_list_becomes_a_list(tmp_path: Path) -> None:
    heads = ["序号", "省序号", "反馈问题", "责任领导", "责任单位", "责任人", "整改目标", "整改时限", "整改措施"]
    section = tr(tc("一、个性问题", '<w:gridSpan w:val="9"/>'))
    row = ["一", "58", "废石堆放", "甲", "县自然资源局（牵头）", "乙", "清理", "2025年12月底前，长期坚持", "（一）清运"]
    file, (sheet,) = imported(tmp_path, p("随县整改责任清单"), tbl(heads, section, row))
    assert sheet.form.name == "list"
    assert sheet.title == "随县整改责任清单"
    assert sheet.rows[0].province_serial == 58
    assert sheet.rows[0].text(Field.KIND) == "一、个性问题"
    assert sheet.rows[0].text(Field.UNITS) == "县自然资源局（牵头）"
    assert sheet.rows[0].deadline.due == date(2025, 12, 31)
    assert not sheet.unknown_columns
    assert [note.text for note in file.notes] == ["这一行不是任务，没有导入：“一、个性问题”"]


def test_a_title_broken_in_two_is_one(tmp_path: Path) -> None:
    centre = '<w:jc w:val="center"/>'
    body = [p("附件1"), p("莲都区督察反馈问题", properties=centre), p("整改进展情况表", properties=centre)]
    _, (sheet,) = imported(
        tmp_path, *body, p("填报单位：莲都区督察整改工作领导小组办公室（盖章）"), tbl(HEADINGS, entry("一"))
    )
    assert sheet.title == "莲都区督察反馈问题整改进展情况表"


def test_the_plan_before_a_list_does_not_become_its_title(tmp_path: Path) -> None:
    _, (sheet,) = imported(
        tmp_path,
        p("各单位要压实责任，按期完成。" * 9),
        p("一、总体要求。"),
        p("整改进展情况表"),
        tbl(HEADINGS, entry("一")),
    )
    assert sheet.title == "整改进展情况表"


# --- tables in pieces -----------------------------------------------------------------------------


def test_a_heading_that_comes_again_is_no_entry(tmp_path: Path) -> None:
    rows = [entry("一", Status.COMPLETED), HEADINGS, entry("二", Status.BEHIND)]
    file, (sheet,) = imported(tmp_path, p(TITLE), tbl(tr(*HEADINGS, properties="<w:tblHeader/>"), *rows))
    assert [row.status.status for row in sheet.rows] == [Status.COMPLETED, Status.BEHIND]
    assert not file.notes


def test_pieces_with_the_same_heading_are_one_table(tmp_path: Path) -> None:
    body = [tbl(HEADINGS, entry("一")), p(), tbl(HEADINGS, entry("二")), p("（续表）"), tbl(HEADINGS, entry("三"))]
    file, (sheet,) = imported(tmp_path, p(TITLE), *body)
    assert [row.serial.number for row in sheet.rows] == [1, 2, 3]
    assert not file.notes


def test_a_piece_with_other_spans_goes_under_the_same_headings(tmp_path: Path) -> None:
    wide = '<w:gridSpan w:val="2"/>'
    heads = tr(*HEADINGS[:3], tc(HEADINGS[3], wide), *HEADINGS[4:])
    row, split = entry("二", Status.BEHIND), entry("三", Status.COMPLETED)
    whole = tr(*row[:3], tc(row[3], wide), *row[4:])
    two = tr(*split[:3], "目标甲", "措施乙", *split[4:])
    _, (sheet,) = imported(tmp_path, p(TITLE), tbl(HEADINGS, entry("一")), tbl(heads, whole, two))
    assert [row.text(Field.PLAN) for row in sheet.rows] == ["整改目标：清零", "整改目标：清零", "目标甲\n措施乙"]
    assert [row.status.status for row in sheet.rows[1:]] == [Status.BEHIND, Status.COMPLETED]


def test_a_piece_without_a_heading_is_joined_and_said(tmp_path: Path) -> None:
    file, (sheet,) = imported(tmp_path, p(TITLE), tbl(HEADINGS, entry("一")), tbl(entry("二")))
    assert [row.serial.number for row in sheet.rows] == [1, 2]
    assert "没有表头" in notes(file)


def test_tables_of_two_units_stay_two(tmp_path: Path) -> None:
    other = "青田县督察反馈问题整改进展情况表"
    body = [p(TITLE), tbl(HEADINGS, entry("一")), p(other), tbl(HEADINGS, entry("一", region="青田县"))]
    file, sheets = imported(tmp_path, *body)
    assert [sheet.region.name for sheet in sheets if sheet.region] == ["莲都区", "青田县"]
    assert [sheet.sheet for sheet in file.sheets] == ["整改进展", "整改进展(2)"]
    assert sheets[1].title == other


def test_another_table_in_between_is_said(tmp_path: Path) -> None:
    file, sheets = imported(tmp_path, tbl(["姓名", "电话"], ["甲", "1"]), p(TITLE), tbl(HEADINGS, entry("一")))
    assert len(sheets) == 1
    assert "第 1 个表没有认得的表头" in notes(file)


def test_a_table_inside_a_frame_is_found(tmp_path: Path) -> None:
    _, (sheet,) = imported(tmp_path, p(TITLE), tbl([tc(p("说明") + tbl(HEADINGS, entry("一", Status.BEHIND)))]))
    assert sheet.rows[0].status.status is Status.BEHIND


def test_lines_under_the_table_are_said(tmp_path: Path) -> None:
    under = tr(tc("填报人：甲  联系电话：0578", '<w:gridSpan w:val="7"/>'))
    file, (sheet,) = imported(tmp_path, p(TITLE), tbl(HEADINGS, entry("一"), under))
    assert len(sheet.rows) == 1
    assert "没有导入：“填报人：甲" in notes(file)


# --- files ----------------------------------------------------------------------------------------


def test_each_bad_file_gets_its_sentence_and_the_good_one_is_done(tmp_path: Path) -> None:
    good = docx(tmp_path / "好.docx", p(TITLE), tbl(HEADINGS, entry("一")))
    bare = docx(tmp_path / "无表.docx", p("正文"))
    contents = {"空.docx": b"", "文.docx": b"abc", "图.docx": b"%PDF-1.7", "断.docx": good.read_bytes()[:900]}
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    report = import_files(
        [good, bare, *(tmp_path / name for name in contents), tmp_path / "缺.docx"], out=tmp_path / "out"
    )
    assert [file.outcome for file in report.files] == ["imported", "no_table", *["unreadable"] * 5]
    said = "".join(file.reason or "" for file in report.files)
    assert all(words in said for words in ("没有找到整改进展表", "空文件", "不是 Word 文档", "PDF", "损坏", "找不到"))
    assert report.exit_code == 1
    assert [path.name for path in (tmp_path / "out").glob("[!.]*")] == ["好.xlsx"]


def test_a_workbook_is_sent_to_check(tmp_path: Path, city_table: Path) -> None:
    report = import_files([city_table], out=tmp_path)
    assert report.exit_code == 2
    assert "本来就是 Excel" in (report.files[0].reason or "")


def test_a_folder_and_documents_of_one_name(tmp_path: Path) -> None:
    for name in ("甲.docx", "乙.docx", "~$甲.docx"):
        docx(tmp_path / name, p(TITLE), tbl(HEADINGS, entry("一")))
    (tmp_path / "b").mkdir()
    docx(tmp_path / "b" / "甲.docx", p(TITLE), tbl(HEADINGS, entry("一")))
    report = import_files([tmp_path, tmp_path / "b"], out=tmp_path / "out")
    assert len({file.written for file in report.files}) == 3
    with pytest.raises(UserError, match="没有 Word 文档"):
        import_files([tmp_path / "out"], out=tmp_path / "x")


def test_the_command_prints_notes_or_json(tmp_path: Path) -> None:
    path = docx(tmp_path / "表.docx", p(TITLE), tbl(HEADINGS, entry("一", Status.BEHIND)))

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "xl_tools", "import", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    done = run(path, "--out", tmp_path / "out", "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 0
    assert document["schema"] == "xl-tools/import/1"
    assert document["files"][0]["sheets"][0]["rows"][0]["status"] == "behind"
    assert "导入 1 个" in run(path, "--out", tmp_path / "out").stdout
    failed = run(tmp_path / "没有.docx", "--out", tmp_path / "out")
    assert failed.returncode == 2
    assert "找不到" in failed.stderr
    assert failed.stdout == ""
