"""The button 规则开关: the workbook it opens, and what later checks and roll-ups make of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xl_tools
from tests.doubles.desk import SHEET, TODAY, Desk, spoil, write_table
from xl_tools.app.rule_settings import rule_settings
from xl_tools.core import user_folder
from xl_tools.core.records import Severity
from xl_tools.rules.catalogue import catalogue
from xl_tools.rules.settings import RuleSettings
from xl_tools.sample import write_sample_city
from xl_tools.surfaces.excel import ribbon
from xl_tools.write.settings_book import settings_book

TOP = 3
"""Row of the headings in 规则设置."""


def said(desk: Desk) -> str:
    return desk.excel.alerts[-1]


def kept() -> Path:
    return user_folder.rules_file()


def rows() -> dict[str, list[Any]]:
    """The table of the kept workbook by code."""
    sheet = openpyxl.load_workbook(kept())["规则设置"]
    return {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=TOP + 1)}


def choose(**words: tuple[str, str]) -> None:
    """Write 启用 and 级别 of rules into the kept workbook and save it, as Excel would."""
    if not kept().exists():
        kept().parent.mkdir(parents=True, exist_ok=True)
        kept().write_bytes(settings_book(RuleSettings()))
    book = openpyxl.load_workbook(kept())
    for row in book["规则设置"].iter_rows(min_row=TOP + 1):
        if row[0].value in words:
            row[4].value, row[5].value = words[row[0].value]
    book.save(kept())


def codes(desk: Desk) -> dict[str, str]:
    """Severities by code of the results sheet in front."""
    return {row[2].value: row[1].value for row in desk.file["校验结果"].iter_rows(min_row=7) if row[2].value}


# --- the workbook --------------------------------------------------------------------------------


def test_the_first_click_lists_every_rule_and_opens_the_list(desk: Desk) -> None:
    desk.lay()
    desk.click(ribbon.choose_rules)
    assert desk.excel.front.fullname == str(kept())
    assert said(desk) == "请在“启用”和“级别”两列里改，改好后保存，从下一次校验起生效。"
    found = rows()
    assert {code: (line[2], line[3]) for code, line in found.items()} == {
        info.code: (info.when, info.severity.label) for info in catalogue()
    }
    assert {(line[4], line[5]) for line in found.values()} == {("是", None)}
    assert rule_settings(kept()) == RuleSettings()


def test_only_the_two_columns_can_be_changed_and_by_choosing(desk: Desk) -> None:
    desk.lay()
    desk.click(ribbon.choose_rules)
    sheet = openpyxl.load_workbook(kept())["规则设置"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    last = TOP + len(catalogue())
    for row in sheet.iter_rows(min_row=1, max_row=last):
        assert [cell.column for cell in row if not cell.protection.locked] == ([5, 6] if row[0].row > TOP else [])
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {f"E4:E{last}": '"是,否"', f"F4:F{last}": '"错误,警告,提示"'}


def test_what_was_set_is_shown_again_and_nothing_is_written_over(desk: Desk) -> None:
    choose(T306=("否", ""), M209=("是", "提示"))
    before = kept().read_bytes()
    desk.lay()
    desk.excel.answers.append("yes")
    desk.click(ribbon.choose_rules)
    assert desk.excel.alerts[-2].startswith("现在按规则设置：关闭 1 条，改级别 1 条。\n选“是”打开修改，选“否”恢复默认")
    assert desk.excel.front.fullname == str(kept())
    assert kept().read_bytes() == before


def test_rules_of_a_newer_version_are_added_and_what_was_set_stays(desk: Desk) -> None:
    choose(T306=("否", ""))
    book = openpyxl.load_workbook(kept())
    book["规则设置"].delete_rows(TOP + 1, 5)
    book.save(kept())
    old = kept().read_bytes()
    desk.lay()
    desk.excel.answers.append("yes")
    desk.click(ribbon.choose_rules)
    assert rows().keys() == {info.code for info in catalogue()}
    assert rule_settings(kept()) == RuleSettings(off=frozenset({"T306"}))
    assert [copy.read_bytes() for copy in kept().parent.glob("规则设置.备份*.xlsx")] == [old]


def test_back_to_the_defaults_keeps_a_copy(desk: Desk) -> None:
    choose(T301=("否", ""))
    old = kept().read_bytes()
    desk.lay(spoil)
    desk.excel.answers.append("no")
    desk.click(ribbon.choose_rules)
    assert said(desk).startswith("已恢复默认：全部规则启用，按原级别。")
    assert not kept().exists()
    assert [copy.read_bytes() for copy in kept().parent.glob("规则设置.备份*.xlsx")] == [old]
    desk.click(ribbon.check)
    assert "按规则设置" not in said(desk)
    assert "T301" in codes(desk)


def test_cancel_changes_nothing(desk: Desk) -> None:
    choose(T301=("否", ""))
    before = kept().read_bytes()
    front = desk.lay()
    desk.excel.answers.append("cancel")
    desk.click(ribbon.choose_rules)
    assert (kept().read_bytes(), desk.excel.front.name) == (before, front.name)


def test_already_open_it_comes_to_the_front(desk: Desk) -> None:
    desk.lay()
    desk.click(ribbon.choose_rules)
    desk.open(write_table(desk.folder / "别的.xlsx"))
    desk.click(ribbon.choose_rules)
    assert said(desk).startswith("规则设置已经打开。")
    assert desk.excel.front.fullname == str(kept())
    assert len(desk.excel.open) == 3


def test_another_workbook_of_that_name_is_said(desk: Desk) -> None:
    desk.open(write_table(desk.folder / kept().name))
    desk.click(ribbon.choose_rules)
    assert "同名的工作簿已经打开，请自己打开这个文件。" in said(desk)
    assert str(kept()) in said(desk)


# --- what checks make of it ----------------------------------------------------------------------


@pytest.mark.parametrize("click", [ribbon.check, ribbon.check_all])
def test_a_check_goes_by_it_and_says_so(desk: Desk, click: Callable[[], None]) -> None:
    desk.lay(spoil)
    desk.click(click)
    before = codes(desk)
    assert {"T301", "D402"} <= before.keys()
    assert "按规则设置" not in said(desk)
    choose(T301=("否", ""), D402=("是", "提示"))
    desk.click(click)
    assert codes(desk) == {code: severity for code, severity in before.items() if code != "T301"} | {"D402": "提示"}
    assert "按规则设置：关闭 1 条，改级别 1 条。" in said(desk)


def test_the_same_file_serves_the_command_line(desk: Desk) -> None:
    choose(T301=("否", ""), D402=("是", "提示"))
    desk.lay(spoil)
    desk.click(ribbon.check)
    report = xl_tools.check([desk.excel.front._path], as_of=TODAY, settings=kept())
    found = {one.code: one.severity.label for one in report.files[0].findings}
    assert found.pop("S119") == "提示"  # to whom reads the file, it is open
    assert found == codes(desk)


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [(("也许", ""), "第 4 行的“启用”写的是“也许”（E4 格），请写“是”或“否”"), (("是", "高"), "写的是“高”（F4 格）")],
)
def test_a_slip_is_one_sentence_with_its_cell_and_the_workbook_stays(
    desk: Desk, spoilt: tuple[str, str], words: str
) -> None:
    first = next(iter(settings_rows()))
    choose(**{first: spoilt})
    desk.lay(spoil)
    before = desk.saved()
    for click in (ribbon.check, ribbon.check_all, ribbon.roll_up_city):
        desk.click(click)
        assert words in said(desk)
        assert said(desk).endswith("点“规则开关”可以打开改正，或恢复默认。")
        assert "\n" not in said(desk)
    assert desk.saved() == before
    desk.excel.answers.append("yes")
    desk.click(ribbon.choose_rules)
    assert words in said(desk)
    assert desk.excel.front.fullname == str(kept())


def settings_rows() -> list[str]:
    choose()
    return list(rows())


def test_a_file_that_is_no_workbook_can_be_got_rid_of(desk: Desk) -> None:
    kept().parent.mkdir(parents=True)
    kept().write_bytes(b"half a file")
    desk.lay(spoil)
    desk.click(ribbon.check)
    assert "规则设置.xlsx" in said(desk)
    desk.excel.answers.append("no")
    desk.click(ribbon.choose_rules)
    desk.click(ribbon.check)
    assert said(desk).startswith("校验完成：错误 3")


def test_a_roll_up_goes_by_it(desk: Desk) -> None:
    city = desk.folder / "市"
    write_sample_city(city)
    spoilt = openpyxl.load_workbook(next(city.glob("*.xlsx")))
    spoilt.worksheets[0]["E4"] = "2035年13月底前"
    spoilt.save(next(city.glob("*.xlsx")))
    found = {found.code for found in xl_tools.roll_up([city], level="city", name="丽水市", as_of=TODAY).findings}
    assert {"D402", "X706"} & found
    (gone, *_) = sorted({"D402", "X706"} & found)
    choose(**{gone: ("否", "")})
    desk.lay()
    desk.addin.picked.append(str(city))
    desk.addin.typed.append("<ENTER>")
    desk.click(ribbon.roll_up_city)
    assert "按规则设置：关闭 1 条。" in said(desk)
    report = xl_tools.roll_up([city], level="city", name="丽水市", as_of=TODAY, settings=kept())
    assert {found.code for found in report.findings} == found - {gone}
    assert report.settings is not None
    assert report.settings.off == (gone,)
    listed = [str(cell.value) for sheet in desk.file for row in sheet.iter_rows() for cell in row]
    assert gone not in listed
    assert f"规则设置 规则设置.xlsx：停用 {gone}。" in desk.file["校验结果"]["A2"].value


def test_what_the_reader_itself_reports_can_be_set_too(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    given = tmp_path / "口径.toml"

    def found() -> list[tuple[str, Severity]]:
        report = xl_tools.check([path], as_of=TODAY, settings=given)
        return [(one.code, one.severity) for one in report.files[0].findings]

    given.write_text("", "utf-8")
    assert [code for code, _ in found()] == ["S119"]
    given.write_text('[severity]\nS119 = "提示"\n', "utf-8")
    assert found() == [("S119", Severity.HINT)]
    given.write_text('off = ["S119"]\n', "utf-8")
    assert found() == []


def test_a_check_with_settings_asks_excel_for_nothing_more(desk: Desk) -> None:
    def calls() -> int:
        desk.lay(name=f"{len(desk.excel.open)}.xlsx")
        desk.excel.calls.clear()
        desk.click(ribbon.check)
        return sum(desk.excel.calls.values())

    without = calls()
    choose(T306=("否", ""))
    assert calls() == without


def test_no_finding_is_lost_where_the_sheet_says_nothing(desk: Desk) -> None:
    choose()
    desk.lay(lambda book: book[SHEET].__setitem__("F5", "无"))
    desk.click(ribbon.check)
    assert said(desk).startswith("校验完成：错误 0，警告 1")
