"""The bureau's own choice of rules, out of a file or a sheet: what is taken, and what is refused in one sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

import xl_tools
from tests.books.packages import pack, workbook
from tests.rules.test_acceptance import FIRST, county
from xl_tools.app.rule_settings import rule_settings
from xl_tools.core.errors import UserError
from xl_tools.core.records import Severity
from xl_tools.rules.settings import RuleSettings

AS_OF = date(2022, 12, 20)


def test_a_toml_file(tmp_path: Path) -> None:
    path = tmp_path / "口径.toml"
    path.write_text('\ufeffoff = ["t306", "P502"]\n[severity]\nM209 = "提示"\nT313 = "warning"\n', "utf-8")
    settings = rule_settings(path)
    assert settings.off == {"T306", "P502"}
    assert settings.severity == {"M209": Severity.HINT, "T313": Severity.WARNING}


def test_a_sheet() -> None:
    settings = RuleSettings.of_table(
        [
            ["规则设置（2022年）"],
            ["代码", "何时出现", "启用", "级别"],
            ["T306", "四个选项不全", "否", None],
            ["m209", "", None, "提示"],
            [None, "", "", ""],
            ["P501", "", "是", "hint"],
        ],
        "口径.xlsx",
    )
    assert settings.off == {"T306"}
    assert settings.severity == {"M209": Severity.HINT, "P501": Severity.HINT}


def test_no_settings_are_the_catalogues_own() -> None:
    assert rule_settings(None) == RuleSettings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("off = [", "TOML"),
        ("off = [", "没有写完整"),
        ('off = ["T306"]\nseverity', "没有写完整"),
        ("[severity]\nM209 = 提示", "第 2 行写得不对"),
        ("of = []", "“of”"),
        ('off = "T306"', "列表"),
        ('off = ["T399"]', "“T399”不是规则的代码"),
        ('off = ["T0301"]', "是否指 T301"),
        ('severity = "M209"', "[severity]"),
        ('[severity]\nM209 = "严重"', "M209 的级别写的是“严重”"),
        ("[severity]\nM209 = 3", "M209 的级别写的是“3”"),
    ],
)
def test_a_slip_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(UserError, match=r"口径\.toml") as refused:
        RuleSettings.of_toml(text, "口径.toml")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["规则", "启用"]], "没有找到列标题"),
        ([["代码", "启用"], ["T306", "也许"]], "第 2 行的“启用”写的是“也许”"),
        ([["代码", "级别"], ["T306", "高"]], "T306 的级别写的是“高”"),
        ([["代码", "启用"], ["", "否"]], "第 2 行的“”不是规则的代码"),
        ([["代码", "启用"], ["T306", "否"], ["P502", "否"], ["t306", "是"]], "T306 写了两次（第 2 行和第 4 行）"),
    ],
)
def test_a_slip_in_the_sheet_is_refused(rows: list[list[object]], said: str) -> None:
    with pytest.raises(UserError) as refused:
        RuleSettings.of_table(rows, "口径.xlsx")
    assert said in str(refused.value)


def test_a_workbook_without_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "口径.xlsx"
    path.write_bytes(pack(workbook()))
    with pytest.raises(UserError, match="没有名为“规则设置”的表"):
        rule_settings(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="规则设置：找不到文件"):
        rule_settings(tmp_path / "没有.toml")


def test_a_check_goes_by_the_settings_and_names_them(tmp_path: Path) -> None:
    path = county(tmp_path / "莲都区.xlsx", FIRST)
    given = tmp_path / "口径.toml"
    given.write_text('[severity]\nD403 = "错误"\n', "utf-8")
    report = xl_tools.check([path], as_of=AS_OF, settings=given)
    assert [(found.code, found.severity) for found in report.files[0].findings] == [("D403", Severity.ERROR)]
    assert report.exit_code == 1
    dumped = report.model_dump(mode="json")["settings"]
    assert dumped == {"path": str(given), "off": [], "severity": {"D403": "error"}}
    given.write_text('off = ["D403"]\n', "utf-8")
    report = xl_tools.check([path], as_of=AS_OF, settings=given)
    assert report.files[0].findings == ()
    assert xl_tools.check([path], as_of=AS_OF).model_dump(mode="json")["settings"] is None


def test_a_workbook_cannot_switch_off_its_own_checks(tmp_path: Path) -> None:
    path = county(tmp_path / "莲都区.xlsx", FIRST)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("规则设置")
    sheet.append(["代码", "启用"])
    sheet.append(["D403", "否"])
    book.save(path)
    assert [found.code for found in xl_tools.check([path], as_of=AS_OF).files[0].findings] == ["D403"]
    assert xl_tools.check([path], as_of=AS_OF, settings=path).files[0].findings == ()
