"""The standard form: what a county gets to fill in (domain.md 2)."""

from __future__ import annotations

import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from xl_tools.core.records import Level, Status
from xl_tools.write.form_books import (
    CHOICES_SHEET,
    HELP_SHEET,
    SHEET,
    FormRow,
    status_choices,
    write_blank_form,
    write_progress_form,
)
from xl_tools.write.heights import MAX_HEIGHT, row_height

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    FormRow("莲都区", "一", "第一项：甲", "整改目标：\n乙", "2022年12月底前", "1.已办结。", status_choices()[0]),
    FormRow("莲都区", "二", "第二项：丙" * 300, "整改目标：\n丁", "立行立改", "", ""),
]


def written(**options: object) -> BytesIO:
    buffer = BytesIO()
    arguments = {"title": "进展情况表", "level": Level.COUNTY, "rows": ROWS, "lock": True, "instructions": True}
    write_progress_form(buffer, **{**arguments, **options})  # type: ignore[arg-type]
    buffer.seek(0)
    return buffer


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_annex_title_headings_and_rows_stand_where_the_form_has_them():
    rows = CalamineWorkbook.from_filelike(written()).get_sheet_by_name(SHEET).to_python()
    assert [rows[0][0], rows[1][0]] == ["附件", "进展情况表"]
    assert rows[2] == [
        "县（市、区）名称", "序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况\n及存在问题", "备注",
    ]  # fmt: skip
    assert rows[3] == ["莲都区", "一", "第一项：甲", "整改目标：\n乙", "2022年12月底前", "1.已办结。", ROWS[0].status]
    assert len(rows) == 5


def test_a_city_sheet_names_its_cities():
    sheet = CalamineWorkbook.from_filelike(written(level=Level.CITY)).get_sheet_by_name(SHEET)
    assert sheet.to_python()[2][0] == "地市名称"


@pytest.mark.parametrize(
    ("title", "period", "shown"),
    [
        ("进展表", "2022-11", "进展表（2022年11月）"),
        ("进展表（2022年11月）", "2022-11", "进展表（2022年11月）"),
        ("进展表", None, "进展表"),
    ],
)
def test_the_period_stands_in_the_title_once(title: str, period: str | None, shown: str):
    assert openpyxl.load_workbook(written(title=title, period=period))[SHEET]["A2"].value == shown


def test_the_drop_down_offers_five_texts_and_lets_others_pass_with_a_question():
    book = openpyxl.load_workbook(written())
    (rule,) = book[SHEET].data_validations.dataValidation
    assert (rule.type, str(rule.sqref), rule.errorStyle) == ("list", "G4:G5", "warning")
    assert rule.formula1 == f"'{CHOICES_SHEET}'!$A$1:$A$5"
    assert tuple(cell.value for cell in book[CHOICES_SHEET]["A"]) == status_choices()
    assert book[CHOICES_SHEET].sheet_state == "hidden"


def test_the_choices_tick_each_status_in_turn_and_then_none():
    assert status_choices()[0] == "☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动"
    for status, text in zip(Status, status_choices(), strict=False):
        assert [line for line in text.split("\n") if line.startswith("☑")] == [f"☑{status.label}"]
    assert status_choices()[4].count("□") == 4


def test_locked_columns_are_locked_without_a_password_and_the_rest_is_open():
    sheet = openpyxl.load_workbook(written())[SHEET]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert [sheet.cell(4, column).protection.locked for column in range(1, 8)] == [True] * 5 + [False] * 2
    assert not openpyxl.load_workbook(written(lock=False))[SHEET].protection.sheet


def test_the_title_is_open_while_it_lacks_its_month():
    assert not openpyxl.load_workbook(written())[SHEET]["A2"].protection.locked
    assert openpyxl.load_workbook(written(period="2022-11"))[SHEET]["A2"].protection.locked


def test_instructions_are_a_sheet_of_their_own_or_absent():
    assert openpyxl.load_workbook(written()).sheetnames == [SHEET, HELP_SHEET, CHOICES_SHEET]
    assert openpyxl.load_workbook(written(instructions=False)).sheetnames == [SHEET, CHOICES_SHEET]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://a.b")', "http://a.b/c", "007", "+86", "@x", "{=A1}"])
def test_text_from_outside_stays_text(text: str):
    data = written(rows=[FormRow(*[text] * 7)])
    sheet = openpyxl.load_workbook(data)[SHEET]
    assert [(cell.value, cell.data_type) for cell in sheet[4]] == [(text, "s")] * 7
    assert not any(b"hyperlink" in part for name, part in parts(data.getvalue()).items() if "sheet1" in name)


def test_it_prints_on_a3_landscape_as_wide_as_the_page_with_the_headings_on_each():
    sheet = openpyxl.load_workbook(written())[SHEET]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "8")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "C4"


def test_rows_are_as_high_as_their_text_and_still_grow():
    data = parts(written().getvalue())["xl/worksheets/sheet1.xml"].decode()
    heading, first, second = (data.split(f'<row r="{row}"')[1].split(">")[0] for row in (3, 4, 5))
    assert "customHeight" in heading
    assert "ht=" in first
    assert "customHeight" not in first + second
    assert float(second.split('ht="')[1].split('"')[0]) > float(first.split('ht="')[1].split('"')[0])


def test_row_height_counts_chinese_double_and_stops_at_what_excel_allows():
    assert row_height([("字" * 40, 42)]) > row_height([("x" * 40, 42)])
    assert row_height([("a\nb\nc", 42)]) > row_height([("abc", 42)])
    assert row_height([("字" * 9000, 42)]) == MAX_HEIGHT


def test_identity_is_kept_in_the_document_properties():
    identity = {"xl-tools.unit": "331102", "xl-tools.period": "2022-11"}
    book = openpyxl.load_workbook(written(identity=identity))
    assert {name: book.custom_doc_props[name].value for name in book.custom_doc_props.names} == identity


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path):
    write_progress_form(
        tmp_path / "a.xlsx", title="进展情况表", level=Level.COUNTY, rows=ROWS, lock=True, instructions=True
    )
    assert (tmp_path / "a.xlsx").read_bytes() == written().getvalue() == written().getvalue()


def test_a_form_without_rows_is_still_a_form():
    rows = CalamineWorkbook.from_filelike(written(rows=[])).get_sheet_by_name(SHEET).to_python()
    assert len(rows) == 3


def test_the_template_in_the_repository_is_the_one_made_now():
    buffer = BytesIO()
    write_blank_form(buffer)
    kept = (ROOT / "workbooks" / "整改进展情况表模板.xlsx").read_bytes()
    assert parts(kept) == parts(buffer.getvalue())


@pytest.mark.real("soffice")
def test_libreoffice_opens_the_form_and_keeps_the_drop_down(tmp_path: Path):
    (tmp_path / "form.xlsx").write_bytes(written().getvalue())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), "form.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    text = (tmp_path / "form.fods").read_text("utf-8")
    assert "cell-content-is-in-list" in text
    assert "第一项：甲" in text
