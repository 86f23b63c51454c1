"""Which rows are one task."""

from __future__ import annotations

import pytest

from tests.rollup.counties import codes, merged, row, sheet
from xl_tools.core.records import Field
from xl_tools.rollup.task_keys import short_name


@pytest.mark.parametrize("end", ["。", "；", " 。", "．"])
def test_the_stop_behind_a_name_makes_no_other_task(end: str) -> None:
    result = merged(
        sheet("莲都区", row(None, task="龙石溪截污不到位")), sheet("松阳县", row(None, task=f"龙石溪截污不到位{end}"))
    )
    assert len(result.tasks) == 1
    assert "X714" not in codes(result)


def test_tasks_of_one_name_and_two_numbers_are_not_guessed() -> None:
    same = "乱堆点位整治不到位"
    result = merged(sheet("莲都区", row(1, task=same), row(2, task=same)), sheet("松阳县", row(None, task=same)))
    assert [task.number for task in result.tasks] == [1, 2, None]


def test_rows_without_number_and_name_stay_apart() -> None:
    result = merged(sheet("莲都区", row(None, task=""), row(None, task="")), expected=())
    assert [task.texts[Field.TASK] for task in result.tasks] == ["莲都区第4行", "莲都区第5行"]


@pytest.mark.parametrize(("name", "short"), [("堆" * 3,) * 2, ("堆" * 22,) * 2, ("堆" * 23, "堆" * 21 + "…")])
def test_a_short_name_is_no_longer_than_it_may_be(name: str, short: str) -> None:
    assert short_name(f"第三项：{name}。", 22) == short
