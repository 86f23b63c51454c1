"""What of a roll-up's workbook does not agree with 明细 any more: formulas that nobody calculated again since something
was changed, figures that people typed over them, and rows that were taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from xl_tools.core.dates import cn_date
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.records import STATUS_LABELS, ProgressSheet, Status
from xl_tools.parse.table.tables import cell_text
from xl_tools.rollup.layout import (
    DETAIL_SHEET,
    DUE,
    FORM_HEADER_ROW,
    FORM_ROW,
    FORM_SHEET,
    SERIAL,
    SOURCES_SHEET,
    STATE,
    TASKS_SHEET,
    TOTALS_SHEET,
    UNIT,
    UNITS_SHEET,
    WRITTEN,
)
from xl_tools.rollup.lines import lines, number
from xl_tools.rollup.policy import Standing, merged_status, not_applicable_label, ongoing_label, undecided_label
from xl_tools.rollup.records import Merged
from xl_tools.rollup.stands import STATUS_OF, Entry, TaskStanding, UnitStanding

_YES, _NO, _NONE = "是", "否", "—"
_LATE, _OWED = "逾期", "应报任务"
_COUNTED = (ongoing_label(), _LATE)
_DONE = STATUS_LABELS[Status.COMPLETED]


def standing_of(state: str) -> Standing:
    """What a state of 明细 says, in words."""
    if status := STATUS_OF.get(state):
        return Standing(status.value)
    return Standing.NOT_APPLICABLE if state == not_applicable_label() else Standing.UNREPORTED


# --- figures ----------------------------------------------------------------------------------------


def stale(grids: Mapping[str, Grid], tasks: Sequence[TaskStanding], as_of: date) -> Iterator[str]:
    """Each line of 明细, 任务统计 and 汇总统计 whose figures are not those of the rows of 明细, in words."""
    rows = {number(row[SERIAL]): row for row in lines(grids.get(TASKS_SHEET), (SERIAL, STATE, DUE))}
    for task in tasks:
        for entry in task.entries:
            if entry.overdue != _is_late(entry.due, entry.state, as_of):
                said = _yes(entry.overdue)
                yield f"“{DETAIL_SHEET}”{task.label}{entry.unit}的{_LATE}是“{said}”，按截止日期和状态算不是"
        yield from _different(f"“{TASKS_SHEET}”{task.label}", rows[task.serial], _of_task(task, as_of))
    entries = [entry for task in tasks for entry in task.entries]
    of_unit: dict[str, list[Entry]] = {}
    for entry in entries:
        of_unit.setdefault(entry.unit, []).append(entry)
    for line in unit_lines(grids.get(TOTALS_SHEET)):
        unit = _said(line["单位"])
        yield from _different(f"“{TOTALS_SHEET}”{unit}", line, _of_unit(of_unit.get(unit, ())))


def _of_task(task: TaskStanding, as_of: date) -> dict[str, CellValue]:
    states = [entry.state for entry in task.entries]
    status = merged_status(map(standing_of, states))
    state = STATUS_LABELS[status] if status else undecided_label()
    due = max((entry.due for entry in task.entries if entry.due), default=None)
    counts = Counter(states)
    return {
        **{label: counts[label] for label in (*STATUS_LABELS.values(), undecided_label(), not_applicable_label())},
        ongoing_label(): _yes(any(entry.ongoing for entry in task.entries)),
        STATE: state,
        DUE: due or _NONE,
        _LATE: _yes(_is_late(due, state, as_of)),
    }


def _of_unit(own: Sequence[Entry]) -> dict[str, CellValue]:
    counts = Counter(entry.state for entry in own)
    return {
        _OWED: sum(entry.counts for entry in own),
        **{label: counts[label] for label in (*STATUS_LABELS.values(), undecided_label(), not_applicable_label())},
        ongoing_label(): sum(entry.ongoing for entry in own),
        _LATE: sum(entry.overdue for entry in own),
    }


def unit_lines(totals: Grid | None) -> Iterator[Mapping[str, CellValue]]:
    """The lines of 汇总统计, 三、按单位."""
    for top, heading in enumerate(totals.rows if totals else ()):
        names = [_said(value) for value in heading]
        if totals and {"单位", _OWED, "报送"} <= set(names):
            rows = (dict(zip(names, row, strict=False)) for row in totals.rows[top + 1 :])
            yield from (line for line in rows if _said(line["单位"]) not in ("", "合计"))
            return


def _different(where: str, line: Mapping[str, CellValue], counted: Mapping[str, CellValue]) -> Iterator[str]:
    """A column that no paper counts may be taken out."""
    wrong = [
        f"{heading}是“{_shown(line[heading])}”，按“{DETAIL_SHEET}”是“{_shown(own)}”"
        for heading, own in counted.items()
        if (heading in line or heading in _COUNTED) and _shown(line.get(heading)) != _shown(own)
    ]
    if wrong:
        yield f"{where}的{'、'.join(wrong)}"


def _shown(value: CellValue) -> str:
    count = number(value)
    if count is not None:
        return str(count)
    return cn_date(value) if isinstance(value, date) else _said(value)


def _is_late(due: date | None, state: str, as_of: date) -> bool:
    return due is not None and due < as_of and state != _DONE


def _yes(said: bool) -> str:
    return _YES if said else _NO


def _said(value: CellValue) -> str:
    return cell_text(value).strip()


# --- rows -------------------------------------------------------------------------------------------


def rows_written(merged: Merged) -> str:
    """How many tasks, entries and units a workbook is written with."""
    return f"{len(merged.tasks)} {sum(len(task.parts) for task in merged.tasks)} {len(merged.units)}"


def gone(
    book: Book, form: ProgressSheet, tasks: Sequence[TaskStanding], units: Sequence[UnitStanding]
) -> Iterator[str]:
    """Rows that are no more there, or twice: those that other sheets still tell are named, the others are counted
    against what was written."""
    grids = {grid.name: grid for grid in book.grids}
    labels = {task.serial: task.label for task in tasks}
    in_form = [row.serial.number for row in form.rows if row.serial.number is not None]
    yield from (f"“{FORM_SHEET}”里没有{label}" for serial, label in labels.items() if serial not in in_form)
    given = list(dict.fromkeys(_given(grids)))
    # A row that people added to 整改进展 is no unit's, and counts nowhere.
    lost = [serial for serial in dict.fromkeys(serial for serial, _ in given) if serial not in labels]
    yield from (f"“{TASKS_SHEET}”里没有汇总序号{serial}" for serial in lost)
    there = Counter((task.serial, entry.unit) for task in tasks for entry in task.entries)
    for serial, unit in given:
        if (serial, unit) not in there and serial in labels:
            yield f"“{DETAIL_SHEET}”里没有{labels[serial]}的{unit}"
    for (serial, unit), count in there.items():
        if count > 1:
            yield f"“{DETAIL_SHEET}”里{labels[serial]}的{unit}有{count}行"
    written = [int(count) for count in (book.identity or {}).get(WRITTEN["rows"], "").split() if count.isdecimal()]
    counted = {TASKS_SHEET: len(tasks), DETAIL_SHEET: there.total(), f"{TOTALS_SHEET}的按单位": len(units)}
    for (name, count), own in zip(counted.items(), written, strict=False):
        if count != own:
            yield f"“{name}”写出时有{own}行，现在是{count}行"


def _given(grids: Mapping[str, Grid]) -> Iterator[tuple[int, str]]:
    """The tasks and units that gave something, as the sheets of the units' own words tell."""
    for line in lines(grids.get(SOURCES_SHEET), (FORM_ROW, UNIT)):
        if (row := number(line[FORM_ROW])) is not None:
            yield row - FORM_HEADER_ROW, _said(line[UNIT])
    for line in lines(grids.get(UNITS_SHEET), (SERIAL, UNIT)):
        if (serial := number(line[SERIAL])) is not None:
            yield serial, _said(line[UNIT])
