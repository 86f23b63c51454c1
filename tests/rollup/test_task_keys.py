"""Which rows are one task."""

from __future__ import annotations

import pytest

from tests.rollup.counties import codes, merged, row, sheet


@pytest.mark.parametrize("end", ["。", "；", " 。", "．"])
def test_the_stop_behind_a_name_makes_no_other_task(end: str) -> None:
    result = merged(
        sheet("莲都区", row(None, task="龙石溪截污不到位")), sheet("松阳县", row(None, task=f"龙石溪截污不到位{end}"))
    )
    assert len(result.tasks) == 1
    assert "X714" not in codes(result)
