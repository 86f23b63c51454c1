"""Whose a file is, by its name."""

from __future__ import annotations

import pytest

from xl_tools.core import regions
from xl_tools.round.collecting.whose import unit_in
from xl_tools.round.issuing.cut import Cutter


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        ("徐州市", "鼓楼12月", "鼓楼区"),
        ("丽水市", "龙泉12月", "龙泉市"),
        ("丽水市", "龙泉驿区12月", None),
        ("丽水市", "2022年龙泉驿区整改进展情况", None),
    ],
)
def test_a_short_name_that_places_elsewhere_share_is_the_unit_s(city: str, name: str, unit: str | None) -> None:
    area = regions.find(city)
    assert area is not None
    found = unit_in([name], Cutter.among(regions.expected_units(area)))
    assert (found and found.name) == unit
