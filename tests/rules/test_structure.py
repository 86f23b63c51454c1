"""S: the cases that one example does not show."""

from __future__ import annotations

import pytest

from tests.drawn import AS_OF, fired, progress
from xl_tools.core import regions
from xl_tools.core.records import Level, ProgressSheet
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run


def messages(sheet: ProgressSheet, code: str, context: Context | None = None) -> list[str]:
    return [found.message for found in run([sheet], context or Context(as_of=AS_OF)).findings if found.code == code]


def regions_drawn(*texts: str) -> ProgressSheet:
    rows = "\n".join(f"| {text} | 第{place}项：任务{'甲乙丙丁戊'[place]} |" for place, text in enumerate(texts))
    return progress(f"| 县区 | 整改任务 |\n{rows}")


@pytest.mark.parametrize(
    ("texts", "cells"),
    [
        (("莲都区", "莲都区", ""), ["A4"]),
        (("", "", ""), ["A2"]),
        (("莲都区", "", ""), []),
        (("", "莲都区", "莲都区"), ["A2"]),
        (("莲嘟区", "莲嘟区"), ["A2"]),
        (("莲都", "莲都区", "浙江省丽水市莲都区"), []),
    ],
)
def test_the_region_of_each_entry(texts: tuple[str, ...], cells: list[str]) -> None:
    assert fired(regions_drawn(*texts), "S105") == cells


def test_a_misspelt_region_gets_an_offer() -> None:
    (message,) = messages(regions_drawn("景宁舍族自治县", "景宁舍族自治县"), "S105")
    assert "是否指“景宁畲族自治县”" in message


def test_a_name_that_several_places_share_is_told_with_their_full_names() -> None:
    (message,) = messages(regions_drawn("鼓楼区", "鼓楼区"), "S105")
    assert "有重名" in message
    assert "江苏省南京市鼓楼区" in message
    assert "不是已知的单位" not in message


def test_a_sheet_of_another_unit_names_both() -> None:
    context = Context(as_of=AS_OF, issued_to=regions.find("青田县"))
    (message,) = messages(regions_drawn("莲都区", "莲都区"), "S105", context)
    assert "莲都区" in message
    assert "青田县" in message


def test_a_table_of_many_units_is_no_county_sheet_with_slips() -> None:
    assert fired(regions_drawn("莲都区", "青田县", "缙云县", "遂昌县"), "S106") == []


def test_a_city_table_has_the_city_in_every_row() -> None:
    sheet = progress("| 地市 | 整改任务 |\n| 丽水 | 第一项：甲 |\n| 丽水市 | 第二项：乙 |")
    assert sheet.level is Level.CITY
    assert fired(sheet, "S105") == fired(sheet, "S106") == []


def serials(*texts: str) -> list[str]:
    rows = "\n".join(f"| {text} | 第{place + 1}项：任务{'甲乙丙丁戊己'[place]} |" for place, text in enumerate(texts))
    return fired(progress(f"| 序号 | 整改任务 |\n{rows}"), "S108")


@pytest.mark.parametrize(
    ("texts", "cells"),
    [
        (("1", "2", "3"), []),
        (("七", "八", "九"), []),
        (("1", "2", "7", "4", "5"), ["A4"]),
        (("1", "2", "2", "3"), ["A4"]),
        (("1", "3", "2", "4"), ["A3", "A4"]),
        (("1", "", "3"), ["A3"]),
        (("1", "甲", "3"), ["A3"]),
        (("1", "2", "5", "6"), ["A4"]),
        (("第1项", "第2项", "第3项"), []),
        (("第1项", "第3项", "第4项"), ["A3"]),
        (("1-1", "1-2", "2-1"), []),
        (("1", "2.1", "2.2", "3"), []),
    ],
)
def test_serials(texts: tuple[str, ...], cells: list[str]) -> None:
    assert serials(*texts) == cells


def test_numbering_may_begin_anew_for_each_unit() -> None:
    sheet = progress("""
        | 县区   | 序号 | 整改任务 |
        | 莲都区 | 1 | 第一项：甲 |
        | 莲都区 | 2 | 第二项：乙 |
        | 青田县 | 1 | 第一项：甲 |""")
    assert fired(sheet, "S108") == fired(sheet, "S107") == []


def test_a_repeated_task_is_one_finding_not_two() -> None:
    sheet = progress("""
        | 序号 | 整改任务 |
        | 1 | 第一项：河道采砂点越界 |
        | 2 | 第二项：管网破损 |
        | 1 | 第一项：河道采砂点越界 |""")
    assert fired(sheet, "S107") == ["B4"]
    assert fired(sheet, "S108") == []


def test_a_missing_column_offers_the_nearest_heading_once() -> None:
    sheet = progress(
        """
        | 县区 | 序号 | 整改任务 | 整改目标和措施 | 完成时现 | 进展情况 | 备注 |
        | 莲都区 | 一 | 第一项：甲 | 1.巡查。 | 2023年12月底前 | 1.巡查3次。 | 达到序时进度 |""",
        fill=False,
    )
    assert fired(sheet, "S102") == ["E1"]
    assert fired(sheet, "S103") == []
    assert "完成时现" in messages(sheet, "S102")[0]


def test_what_stands_in_the_cell_is_named() -> None:
    sheet = progress("| 整改任务 | 完成时限 | 进展情况 |\n| 第一项：甲 | #DIV/0! | = |")
    error, formula = messages(sheet, "S110")
    assert "#DIV/0!" in error
    assert "公式" in formula
