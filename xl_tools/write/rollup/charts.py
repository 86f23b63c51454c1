"""历期: the figures of all periods; 图表: charts over the workbook's own tables, so that they stay alive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from xlsxwriter.chart import Chart

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Status
from xl_tools.rollup.layout import DUE, HISTORY_SHEET, PERIOD_COLUMNS, PERIOD_DAY, STATE, UNIT
from xl_tools.rollup.records import Merged, PeriodTotals
from xl_tools.write.formats import FONT, Kit, serial_day, set_up, stored, write_title
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.blocks_of_rows import Column, write_table
from xl_tools.write.rollup.formulas import AS_OF, BY_TASK, BY_UNIT, count_where, quoted, status_labels, this_row

DEADLINES = "时限分布"
RATE = "完成率"
CHART_COLOURS = {
    "已完成": "#0072B2",
    "达到序时进度": "#56B4E9",
    "未达序时进度": "#D55E00",
    "尚未启动": "#999999",
    "未定": "#F0E442",
    "未完成": "#D55E00",
}
"""Of the set of Okabe and Ito: told apart by who does not see red and green, and in grey."""
_MOST_MONTHS, _MOST_QUARTERS = 24, 24
_WIDTH, _HEIGHT = 1080, 360
"""Of a chart, in pixels."""
_FEW_UNITS = 16
_PAGE, _TOP_ROWS = 1000, 60
"""Pixels that a printed page (A3 landscape) is high at full size, and that stand above the first chart."""
_GRID = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}}
_DONE, _OPEN = "已完成", "未完成"


# --- 历期 ------------------------------------------------------------------------------------------


def periods(merged: Merged) -> list[PeriodTotals]:
    """All periods known, this one last."""
    return [*(merged.previous.history if merged.previous else ()), PeriodTotals(merged.as_of, merged.totals)]


def write_history(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """The table 历期. Earlier periods are values, handed on from workbook to workbook; the last row is alive."""
    set_up(sheet, (13, *(13 for _ in PERIOD_COLUMNS), 10), 2)
    write_title(sheet, HISTORY_SHEET, kit)
    sheet.write_string(1, 0, "每次汇总时用 --previous 指定上期的汇总工作簿，以前各期就接在这里。", kit.note)
    known = periods(merged)
    columns = [Column(PERIOD_DAY, kit.date, [period.day for period in known], last=f"={AS_OF}")]
    for name, heading in PERIOD_COLUMNS.items():
        counts = [getattr(period.totals, name) for period in known]
        columns.append(Column(heading, kit.number, counts, last=f"={_now(name, heading)}"))
    done, total = (this_row(HISTORY_SHEET, PERIOD_COLUMNS[name]) for name in ("completed", "tasks"))
    rates = [period.totals.completed / period.totals.tasks if period.totals.tasks else 0 for period in known]
    columns.append(Column(RATE, kit.percent, rates, f"=IF({total}=0,0,{done}/{total})"))
    write_table(sheet, 2, HISTORY_SHEET, columns, kit)


def _now(name: str, heading: str) -> str:
    if name == "tasks":
        return "+".join(count_where(BY_TASK, **{STATE: quoted(label)}) for label in status_labels())
    if name in ("ongoing", "overdue"):
        return count_where(BY_TASK, **{heading: quoted("是")})
    return count_where(BY_TASK, **{STATE: quoted(heading)})


# --- deadlines along time --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DueSpan:
    """A month, quarter or year, and how many tasks are due in it."""

    label: str
    first: date
    last: date
    done: int
    open: int


def spans(merged: Merged) -> list[DueSpan]:
    """The due dates along time, in months, quarters or years, whichever makes a readable number of them."""
    dues = [task.due for task in merged.tasks if task.due]
    if not dues:
        return []
    first, last = min(dues), max(dues)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = 1 if months <= _MOST_MONTHS else 3 if months <= 3 * _MOST_QUARTERS else 12
    start = date(first.year, (first.month - 1) // step * step + 1, 1)
    found = []
    while start <= last:
        end = _later(start, step) - timedelta(days=1)
        inside = [task for task in merged.tasks if task.due and start <= task.due <= end]
        done = sum(task.status is Status.COMPLETED for task in inside)
        found.append(DueSpan(_label(start, step), start, end, done, len(inside) - done))
        start = _later(start, step)
    return found


def _later(start: date, months: int) -> date:
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, 1)


def _label(start: date, step: int) -> str:
    if step == 1:
        return f"{start.year}年{start.month}月"
    return f"{start.year}年{(start.month + 2) // 3}季度" if step == 3 else f"{start.year}年"


def _write_spans(sheet: QuickSheet, row: int, known: Sequence[DueSpan], kit: Kit) -> int:
    first, last = (this_row(DEADLINES, heading) for heading in ("起", "止"))
    due = f"{BY_TASK}[{DUE}]"
    within = f'COUNTIFS({due},">="&{first},{due},"<="&{last}'
    done = f"{within},{BY_TASK}[{STATE}],{quoted(Status.COMPLETED.label)})"
    columns = [
        Column("时段", kit.text, [span.label for span in known]),
        Column("起", kit.date, [span.first for span in known]),
        Column("止", kit.date, [span.last for span in known]),
        Column(_DONE, kit.number, [span.done for span in known], f"={done}"),
        Column(_OPEN, kit.number, [span.open for span in known], f"={within})-{this_row(DEADLINES, _DONE)}"),
    ]
    return write_table(sheet, row, DEADLINES, columns, kit)


# --- 图表 ------------------------------------------------------------------------------------------


def write_charts(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """Status by unit, deadlines along time, progress over periods; under them the table of the deadlines."""
    set_up(sheet, (14, 12, 12, 10, 10), 0, freeze=False)
    sheet.set_paper(8)
    height = 160 + 18 * len(merged.units)
    # A size at which each chart fits a page in every program: "fit to page" would ignore the breaks.
    sheet.set_print_scale(min(100, 100 * _PAGE // (height + _TOP_ROWS)))
    write_title(sheet, f"{merged.region.name}整改情况图表", kit)
    at_deadlines = _place(sheet, 2, _by_unit(merged, kit), height)
    known = spans(merged)
    row = at_deadlines + _rows(_HEIGHT)
    sheet.set_h_pagebreaks([*([at_deadlines] if len(merged.units) > _FEW_UNITS else []), row])
    row = _place(sheet, row, _over_periods(merged, kit), _HEIGHT)
    sheet.write_string(row, 0, "时限分布（各任务的截止日期落在哪个时段）", kit.section)
    _write_spans(sheet, row + 1, known, kit)
    _place(sheet, at_deadlines, _along_time(known, kit), _HEIGHT)


def _place(sheet: QuickSheet, row: int, chart: Chart, height: int) -> int:
    chart.set_size({"width": _WIDTH, "height": height})
    sheet.insert_chart(row, 0, chart)
    return row + _rows(height)


def _rows(pixels: int) -> int:
    """Rows of the usual height that a chart covers, and one more."""
    return pixels // 20 + 2


def _by_unit(merged: Merged, kit: Kit) -> Chart:
    """A bar for each unit, the statuses one behind the other."""
    chart = _chart(kit, {"type": "bar", "subtype": "stacked"}, "各单位任务状态（项）")
    units = [unit.name for unit in merged.units]
    said = Counter((part.unit, part.standing) for task in merged.tasks for part in task.parts)
    counts: Counter[tuple[str, str]] = Counter()
    for (unit, standing), count in said.items():
        counts[unit, standing.label] += count
    for label in status_labels():
        _series(chart, kit, BY_UNIT, UNIT, label, units, [counts[unit, label] for unit in units], gap=40)
    chart.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 9}})
    chart.set_x_axis({"min": 0, "major_gridlines": _GRID, "num_format": "0"})
    return chart


def _along_time(known: Sequence[DueSpan], kit: Kit) -> Chart:
    chart = _chart(kit, {"type": "column", "subtype": "stacked"}, "完成时限分布（项）")
    labels = [span.label for span in known]
    _series(chart, kit, DEADLINES, "时段", _DONE, labels, [span.done for span in known], gap=60)
    _series(chart, kit, DEADLINES, "时段", _OPEN, labels, [span.open for span in known], gap=60)
    chart.set_x_axis({"num_font": {"name": FONT, "size": 9, "rotation": -45}})
    chart.set_y_axis({"min": 0, "major_gridlines": _GRID, "num_format": "0"})
    return chart


def _over_periods(merged: Merged, kit: Kit) -> Chart:
    chart = _chart(kit, {"type": "line"}, "历期完成率")
    known = periods(merged)
    rates = [period.totals.completed / period.totals.tasks if period.totals.tasks else 0 for period in known]
    days = [serial_day(period.day) for period in known]
    _series(chart, kit, HISTORY_SHEET, PERIOD_DAY, RATE, days, rates, line=True)
    chart.set_x_axis({"num_format": "yyyy-mm-dd", "text_axis": True, "num_font": {"name": FONT, "size": 9}})
    chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%", "major_gridlines": _GRID})
    chart.set_legend({"none": True})
    return chart


def _chart(kit: Kit, kind: dict[str, str], title: str) -> Chart:
    chart = kit.workbook.add_chart(kind)
    chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 13, "bold": False}})
    chart.set_legend({"position": "top", "font": {"name": FONT, "size": 9}})
    return chart


def _series(
    chart: Chart,
    kit: Kit,
    table: str,
    category: str,
    heading: str,
    categories: Sequence[Any],
    values: Sequence[Any],
    *,
    gap: int | None = None,
    line: bool = False,
) -> None:
    placed = kit.tables[table]
    colour = CHART_COLOURS.get(heading, "#0072B2")
    look: dict[str, Any] = {"fill": {"color": colour}, "border": {"none": True}, "gap": gap}
    if line:
        look = {"line": {"color": colour, "width": 2.25}, "marker": {"type": "circle", "size": 6}}
        look["data_labels"] = {"value": True, "num_format": "0%", "position": "above"}
    chart.add_series(
        {
            "name": placed.heading(heading),
            "categories": placed.range(category),
            "values": placed.range(heading),
            # What the cells show, for programs that draw without calculating.
            "categories_data": [stored(one) for one in categories] or [""],
            "values_data": [stored(one) for one in values] or [0],
            **look,
        }
    )
