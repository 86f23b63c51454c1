"""Which tables of a roll-up's workbook are what."""

from __future__ import annotations

from dataclasses import replace

from tests.rollup.counties import row, sheet
from xl_tools.rollup.layout import FORM_SHEET
from xl_tools.rollup.reread import merged_table


def test_the_merged_table_is_told_by_its_name_wherever_it_stands() -> None:
    others = [replace(sheet("莲都区", row(1)), sheet=name) for name in ("一", "鿿")]
    form = replace(sheet("云和县", row(1)), sheet=FORM_SHEET)
    assert merged_table([*others, form]) is form
    assert merged_table(others) is others[0]
