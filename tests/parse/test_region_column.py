"""The column that names the unit of each row."""

from __future__ import annotations

import pytest

from tests.parse.test_whose import shares
from xl_tools.core.grid import Grid


def listed(*units: str, title: str = "丽水市整改进展情况表（2022年12月）") -> Grid:
    """A table in which each entry names its unit."""
    rows = [[title], ["县区", "序号", "整改任务", "整改目标和措施", "完成时限", "进展情况", "备注"]]
    for number, unit in enumerate(units, 1):
        task, plan = f"第{number}项：{number}号点堆放", f"整改目标：清运。整改措施：1.清理{number}处。"
        rows.append([unit, str(number), task, plan, "2023年12月底前", f"1.清理{number}处。", "达到序时进度"])
    facts = {"hidden_rows": frozenset[int](), "struck": frozenset[tuple[int, int]](), "faults": {}, "controls": ()}
    return Grid("Sheet1", rows, merged=(), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (("1.莲都区", "2.青田县", "3.青田县"), {"莲都区": 1, "青田县": 2}),
        (("莲都区（2项）", "莲都区", "青田县（共1项）"), {"莲都区": 2, "青田县": 1}),
        (("莲都区*", "青田县★"), {"莲都区": 1, "青田县": 1}),
        (("丽水市生态环境局莲都分局", "丽水市生态环境局青田分局"), {"莲都区": 1, "青田县": 1}),
        (("莲都区", "〃", "同上"), {"莲都区": 3}),
        (("莲都区", "〃", "〃", "青田县"), {"莲都区": 3, "青田县": 1}),
        (("莲都区", "莲都区", "莲都区", "青田县"), {"莲都区": 3, "青田县": 1}),
        (("莲都区（含经开区）", "青田县"), {"?莲都区（含经开区）": 1, "青田县": 1}),
        (
            ("莲都区住建局", "青田县住建局", "缙云县住建局"),
            {"?莲都区住建局": 1, "?青田县住建局": 1, "?缙云县住建局": 1},
        ),
    ],
)
def test_each_row_is_of_the_unit_that_its_cell_names(units: tuple[str, ...], expected: dict[str, int]) -> None:
    assert shares(listed(*units)) == expected


@pytest.mark.parametrize("title", ["莲都区整改进展情况表", "整改进展情况表"])
def test_one_row_of_another_unit_in_a_table_that_collects_none_is_a_slip(title: str) -> None:
    assert shares(listed("莲都区", "莲都区", "莲都区", "青田县", title=title)) == {"莲都区": 4}
