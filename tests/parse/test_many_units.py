"""A table in which each row names its own unit."""

from __future__ import annotations

import pytest

from tests.rollup.counties import AS_OF, LISHUI, row, sheet
from xl_tools.core.records import ProgressSheet
from xl_tools.core.regions import NONE, UnitList
from xl_tools.forms.definitions import get
from xl_tools.parse.table.by_unit import by_unit
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run


def table(*lines: tuple[str, int], **changes: object) -> ProgressSheet:
    """A sheet of 莲都区 whose rows have these names in the region column, and these tasks."""
    return sheet("莲都区", *(row(task, region=name) for name, task in lines), **changes)


def units(made: ProgressSheet) -> dict[str, list[int | None]]:
    parts = by_unit([made], within=LISHUI)
    assert all(part.path == made.path and part.sheet == made.sheet for part in parts)
    assert sorted(one.row for part in parts for one in part.rows) == [one.row for one in made.rows]
    return {part.region_text: [one.province_serial for one in part.rows] for part in parts}


def test_rows_of_three_counties_are_three_tables() -> None:
    made = table(("莲都区", 3), ("莲都区", 5), ("青田县", 3), ("青田县", 5), ("景宁", 3))
    assert units(made) == {"莲都区": [3, 5], "青田县": [3, 5], "景宁畲族自治县": [3]}


def test_a_name_counts_for_the_empty_cells_below_it() -> None:
    assert units(table(("莲都区", 3), ("", 5), ("青田县", 3), ("", 5))) == {"莲都区": [3, 5], "青田县": [3, 5]}


def test_one_task_under_two_units_is_two_units_however_few_rows_the_other_has() -> None:
    made = table(*(("莲都区", number) for number in range(1, 9)), ("青田县", 3))
    assert units(made) == {"莲都区": list(range(1, 9)), "青田县": [3]}


@pytest.mark.parametrize("slip", ["青田县", "莲都", ""], ids=["another unit", "short name", "empty"])
def test_a_slip_in_one_row_leaves_the_table_one_units(slip: str) -> None:
    made = table(("莲都区", 1), ("莲都区", 2), ("莲都区", 3), (slip, 4))
    assert by_unit([made], within=LISHUI) == [made]


@pytest.mark.parametrize("name", ["连都区", "没有这个县", "丽水经开区", "碧湖镇", "市本级", "莲都区、青田县"])
def test_a_row_with_a_name_that_is_not_known_is_no_other_units(name: str) -> None:
    made = table(("莲都区", 1), ("莲都区", 2), (name, 3), ("", 4), ("莲都区", 5))
    parts = by_unit([made], within=LISHUI)
    assert [(part.region_text, part.region and part.region.name) for part in parts] == [
        ("莲都区", "莲都区"),
        (name, None),
    ]
    assert units(made) == {"莲都区": [1, 2, 5], name: [3, 4]}
    found = [one.cell for one in run([made], Context(as_of=AS_OF, within=LISHUI)).findings if one.code == "S105"]
    assert found[0] == "A6"


def test_in_a_table_of_many_units_too_a_name_that_is_not_known_is_nobody_else() -> None:
    made = table(("", 9), ("莲都区", 1), ("缙云县", 1), ("缙云具", 2), ("", 3), ("丽水经开区", 4))
    assert units(made) == {"": [9], "莲都区": [1], "缙云县": [1], "缙云具": [2, 3], "丽水经开区": [4]}
    found = {one.cell: one.message for one in run([made], Context(as_of=AS_OF, within=LISHUI)).findings}
    assert "是否指“缙云县”" in found["A7"]
    assert "不是已知的单位" in found["A9"]


def test_what_was_issued_to_a_unit_is_its_own_whatever_name_stands_in_a_row() -> None:
    made = table(("莲都区", 1), ("莲都区", 2), ("连都区", 3))
    assert by_unit([made], within=LISHUI, issued_to=made.region) == [made]


def test_a_task_list_is_left_alone() -> None:
    made = table(("莲都区", 3), ("青田县", 3), form=get("list"))
    assert by_unit([made], within=LISHUI) == [made]


@pytest.mark.parametrize(
    ("lines", "flagged"),
    [
        ((("莲都区", 1), ("莲都区", 2), ("莲都区", 3), ("青田县", 4)), ["A7"]),
        ((("莲都区", 1), ("莲都区", 2), ("莲都区", 3), ("青田县", 3)), []),
        ((("莲都区", 1), ("莲都区", 2), ("青田县", 3), ("缙云县", 4)), []),
        ((("莲都区", 1), ("", 2), ("青田县", 3), ("", 4)), []),
    ],
    ids=["slip", "one task twice", "half", "names over empty cells"],
)
def test_a_row_is_called_a_slip_just_where_the_table_is_not_taken_apart(
    lines: tuple[tuple[str, int], ...], flagged: list[str]
) -> None:
    made = table(*lines)
    found = [one.cell for one in run([made], Context(as_of=AS_OF, within=LISHUI)).findings if one.code == "S106"]
    assert found == flagged
    assert (by_unit([made], within=LISHUI) == [made]) == bool(flagged)


def test_a_zone_of_the_unit_list_is_a_unit_for_the_rule_too() -> None:
    listed = UnitList.from_rows([["单位", "所属市"], ["丽水经济技术开发区", "丽水市"]])
    made = table(("莲都区", 1), ("丽水经济技术开发区", 1))
    assert len(by_unit([made], units=listed)) == 2
    for units, flagged in ((listed, False), (NONE, True)):
        found = run([made], Context(as_of=AS_OF, units=units)).findings
        assert any(one.code == "S105" for one in found) == flagged
