"""Roll-ups of 丽水市 whose workbooks are looked at: every standing, every light, two periods before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import openpyxl
from openpyxl.workbook import Workbook

from tests.rollup.counties import AS_OF, COUNTIES, DUE, THREE, deadline, merged, region, row, sheet
from xl_tools.core import regions
from xl_tools.core.records import Level, Mode, ProgressSheet, Status
from xl_tools.rollup.merge import merge
from xl_tools.rollup.records import Merged, PeriodTotals, Previous
from xl_tools.rollup.task_keys import TaskKey
from xl_tools.write.rollup.rollup_book import rollup_bytes

DONE, ON, BEHIND, NOT = Status
PAST, SOON, NEAR = date(2021, 12, 31), date(2022, 12, 31), date(2023, 2, 28)


def city() -> Merged:
    """丽水市 with every standing, every light, and a unit that has not reported."""
    dues = {1: PAST, 2: SOON, 3: NEAR, 4: DUE, 5: None, 6: PAST, 7: DUE, 8: SOON}
    sheets = []
    for place, unit in enumerate(COUNTIES[:8]):
        rows = [
            row(number, (DONE, ON, DONE, DONE, ON, DONE, NOT, DONE)[number - 1], due) for number, due in dues.items()
        ]
        if place == 1:
            rows[1] = row(2, BEHIND, NEAR)
            rows[3] = row(4, "conflict", DUE)
        if place == 2:
            rows[6] = row(7, "empty", None, applies=False)
            rows[7] = row(8, DONE, SOON, also=(Mode.ONGOING,))
        if place == 3:
            del rows[5]
        sheets.append(sheet(unit.name, *rows))
    return merged(*sheets, expected=COUNTIES)


def province() -> Merged:
    """浙江省 from nine of its eleven cities; a city without a table of its own is stood in for by a county."""
    above = region("浙江省")
    cities = regions.expected_units(above)
    county = replace(region("长兴县"), name="湖州市长兴县", parent=above.code)
    sheets = [
        sheet(unit.name, row(3, BEHIND if place == 4 else DONE, PAST), row(16, ON, SOON if place % 2 else None))
        for place, unit in enumerate(cities[:9])
        if unit.name != "湖州市"
    ]
    sheets.append(sheet("长兴县", row(3, "conflict", PAST), row(18, NOT, DUE), region=county))
    expected = [county if unit.name == "湖州市" else unit for unit in cities]
    return merge(sheets, level=Level.PROVINCE, region=above, expected=expected, as_of=AS_OF)


def tracked() -> Merged:
    """``city`` a month after a first one, with the list 预警, kinds of tasks and the day by which files were wanted."""
    first = city()
    history = (PeriodTotals(date(2022, 10, 20), first.totals), PeriodTotals(date(2022, 11, 20), first.totals))
    late = {("第7项", COUNTIES[1].name): 2}
    dues = {1: {2: NEAR, 7: PAST}, 4: {2: NEAR, 7: PAST}, 3: {7: SOON}}
    sheets = [unit.sheets[0] for unit in first.units if unit.sheets]
    moved = [_moved(one, dues.get(place, {2: NEAR})) for place, one in enumerate(sheets) if place]
    return merged(
        *moved,
        expected=COUNTIES,
        kinds={TaskKey(number): ("个性", "共性", "未分类")[number % 3] for number in range(1, 9)},
        leads={TaskKey(7): "市水利局"},
        previous=Previous(first.tasks, history, late),
        changed={f"{unit.name}.xlsx": datetime(2022, 12, 10 + place) for place, unit in enumerate(COUNTIES[1:8])},
        report_by=date(2022, 12, 14),
    )


def _moved(one: ProgressSheet, dues: Mapping[int, date]) -> ProgressSheet:
    """The sheet with other due dates for some tasks."""
    rows = [
        replace(line, deadline=deadline(dues[number])) if (number := line.province_serial or 0) in dues else line
        for line in one.rows
    ]
    return replace(one, rows=tuple(rows))


def all_reported() -> Merged:
    """Three counties, three tasks, all of them decided."""
    return merged(
        *(sheet(unit.name, row(3, DONE, PAST), row(8, ON, SOON), row(16, NOT, None)) for unit in THREE), expected=THREE
    )


def opened(result: Merged, *, values: bool = True) -> Workbook:
    return openpyxl.load_workbook(BytesIO(rollup_bytes(result)), data_only=values)


def lines(book: Workbook, name: str) -> list[list[object]]:
    return [list(line) for line in book[name].iter_rows(values_only=True)]
