"""A822 to A826: what in a table of rules does not fit together is told with its cell, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.scoring.table.drawn import drawn
from xl_tools.app.score import score as score_file
from xl_tools.scoring.table.engine import score
from xl_tools.scoring.table.scheme import Filled
from xl_tools.scoring.table.templates import template
from xl_tools.write.table.table_book import table_bytes


def told(path: Path) -> list[tuple[str, str | None, str | None]]:
    found = score_file(path).findings
    return [(one.code, one.sheet, one.cell) for one in found if one.code != "A823"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    filled = Filled(template("he-zhang"))
    path = tmp_path / "a.xlsx"
    path.write_bytes(table_bytes(filled, score(filled)))
    return path


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, []),
        ({"计分规则!F4": "随便", "填报!H4": 98}, [("A822", "计分规则", "F4"), ("A825", "填报", "H4")]),
        ({"计分规则!E4": "三十分", "填报!H4": 98}, [("A822", "计分规则", "E4"), ("A825", "填报", "H4")]),
        ({"计分规则!H4": "一百"}, [("A822", "计分规则", "H4")]),
        ({"填报!H4": "很多"}, [("A822", "填报", "H4")]),
        ({"填报!H4": "９８"}, []),
        ({"登记!A4": "外县", "登记!B4": "表彰"}, [("A825", "登记", None)]),
        ({"登记!A4": "甲县", "登记!B4": "不知道"}, [("A825", "登记", None)]),
        ({"计分规则!A5": "H1"}, [("A825", "计分规则", None)]),
        ({"否决和晋级!F4": "特优"}, [("A825", "否决和晋级", None)]),
        (
            {"计分规则!F4": "系数", "计分规则!S4": "系", "对照表!A4": "系", "对照表!B4": "达标", "对照表!C4": 1},
            [("A825", "计分规则", None)],
        ),
        ({"分组!E4": 50}, [("A824", "分组", None)]),
    ],
)
def test_what_does_not_fit(
    book: Path, changes: dict[str, object], wanted: list[tuple[str, str | None, str | None]]
) -> None:
    opened = openpyxl.load_workbook(book)
    for place, value in changes.items():
        sheet, _, cell = place.partition("!")
        opened[sheet][cell] = value
    opened.save(book)
    found = told(book)
    assert [one for one in wanted if one not in found] == []
    assert bool(found) == bool(wanted)


def test_a_cell_of_a_rule_costs_its_row_and_a_number_only_itself(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["计分规则"]["E4"], opened["填报"]["H9"] = "三十分", "很多"
    opened.save(book)
    said = {one.sheet: one.message for one in score_file(book).findings if one.code == "A822"}
    assert said["计分规则"].endswith("这里是“三十分”，这一行没有采用。")
    assert said["填报"].endswith("这里是“很多”，没有采用。")


def test_what_is_not_filled_in_is_told_once_a_unit(book: Path) -> None:
    found = [one for one in score_file(book).findings if one.code == "A823"]
    assert [one.cell for one in found] == ["H4", "H9", "H14", "H19"]
    assert "5 项没有填" in found[0].message


def test_a_group_s_points_are_checked_by_category(tmp_path: Path) -> None:
    filled = drawn(1)
    total = sum(rule.points for rule in filled.scheme.rules if rule.group == "甲组" and not rule.categories)
    first, *others = filled.scheme.groups
    groups = (replace(first, expected=total + 1), *others)
    wrong = replace(filled, scheme=replace(filled.scheme, groups=groups))
    (tmp_path / "a.xlsx").write_bytes(table_bytes(wrong, score(wrong)))
    assert ("A824", "分组", None) in told(tmp_path / "a.xlsx")


def test_nothing_that_cannot_be_used_is_lost(book: Path, tmp_path: Path) -> None:
    """A row with a word for a number, a number with words, a row of nobody: all stand in the workbook made anew (rows
    of nobody at the end), and the third run is as the second."""
    typed_in = {
        "计分规则!E5": "十分",
        "填报!H4": "约九成",
        "填报!L4": "不详",
        "登记!A4": "甲县",
        "登记!B4": "表彰",
        "登记!C4": "两次",
        "参评单位!A9": "新区",
        "对照表!A4": "档",
        "对照表!B4": 60,
        "对照表!C4": "四分",
    }
    opened = openpyxl.load_workbook(book)
    for place, value in typed_in.items():
        sheet, _, cell = place.partition("!")
        opened[sheet][cell] = value
    opened.save(book)
    reports = []
    source = book
    for number in range(3):
        out = tmp_path / f"{number}.xlsx"
        reports.append(score_file(source, out=out))
        source = out
    words = {cell.value for sheet in openpyxl.load_workbook(source) for row in sheet.iter_rows() for cell in row}
    assert {value for value in typed_in.values() if value not in words} == set()
    assert reports[1].offices == reports[2].offices
    assert [one.total for one in reports[0].offices] == [one.total for one in reports[1].offices]
    assert [told(tmp_path / "1.xlsx"), told(tmp_path / "0.xlsx")] == [told(source)] * 2
    assert "H2" not in {one.item for office in reports[0].offices for one in office.lost}


def test_a_percentage_counts_as_it_is_shown(book: Path, tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(book)
    cell = opened["填报"]["H4"]
    cell.value, cell.number_format = 0.98, "0%"
    opened.save(book)
    report = score_file(book, out=tmp_path / "b.xlsx")
    assert [(one.code, one.cell) for one in report.findings if one.code == "A826"] == [("A826", "H4")]
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["填报"]["H4"].value == 98
    assert "A826" not in {one.code for one in score_file(tmp_path / "b.xlsx").findings}


def test_one_name_is_spelt_as_where_it_stands_first(tmp_path: Path) -> None:
    """（） and () are one name; it comes back as the office writes it."""
    filled = Filled(template("he-zhang"))
    path = tmp_path / "a.xlsx"
    path.write_bytes(table_bytes(filled, score(filled)))
    opened = openpyxl.load_workbook(path)
    opened["参评单位"]["A4"] = "甲县（市）"
    for row in range(4, 9):
        opened["填报"].cell(row, 1).value = "甲县(市)"
    opened["填报"]["H4"] = 100
    opened["登记"]["A4"], opened["登记"]["B4"] = "甲县(市)", "表彰"
    opened.save(path)
    report = score_file(path, out=tmp_path / "b.xlsx")
    assert report.offices[0].name == "甲县（市）"
    assert report.offices[0].total == 32
    written = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert (written["填报"]["A4"].value, written["登记"]["A4"].value) == ("甲县（市）", "甲县（市）")
