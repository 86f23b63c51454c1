"""A822 to A825: what in a table of rules does not fit together is told with its cell, and nothing is guessed."""

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
        ({"计分规则!F4": "随便"}, [("A822", "计分规则", "F4"), ("A825", "填报", "H4")]),
        ({"计分规则!E4": "三十分"}, [("A822", "计分规则", "E4"), ("A825", "填报", "H4")]),
        ({"计分规则!H4": "一百"}, [("A822", "计分规则", "H4")]),
        ({"填报!H4": "很多"}, [("A822", "填报", "H4")]),
        ({"填报!H4": "９８"}, []),
        ({"登记!A4": "外县", "登记!B4": "表彰"}, [("A825", "登记", None)]),
        ({"登记!A4": "甲县", "登记!B4": "不知道"}, [("A825", "登记", None)]),
        ({"计分规则!A5": "H1"}, [("A825", "计分规则", None)]),
        ({"否决和晋级!F4": "特优"}, [("A825", "否决和晋级", None)]),
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
