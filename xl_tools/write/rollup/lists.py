"""未报单位, who has not reported or left tasks out; 校验结果, what the roll-up and the checks found."""

from __future__ import annotations

from collections import Counter

from xlsxwriter.worksheet import Worksheet

from xl_tools.core.beside import text_of
from xl_tools.core.records import Finding, Severity
from xl_tools.core.text import some_of
from xl_tools.rollup.drafts import where
from xl_tools.rollup.layout import FINDINGS_SHEET, MISSING_SHEET
from xl_tools.rollup.policy import Standing
from xl_tools.rollup.records import Merged
from xl_tools.rollup.row_heights import MAX_HEIGHT, height_of
from xl_tools.write.formats import Kit, Placed, Value, named, set_up, write_title, write_value

_MISSING_HEADINGS = ("序号", "单位", "应报任务", "缺报任务", "情况")
_MISSING_WIDTHS = (7, 24, 11, 11, 90)
_FINDING_HEADINGS = ("序号", "级别", "代码", "工作表", "单元格", "问题", "怎么改", "说明")
_FINDING_WIDTHS = (7, 8, 8, 24, 10, 62, 56, 26)
_LISTED = 12


def write_missing(sheet: Worksheet, merged: Merged, kit: Kit) -> None:
    """Units without any report first, then those whose sheet lacks tasks."""
    top = 2
    set_up(sheet, _MISSING_WIDTHS, top)
    reported = sum(unit.reported for unit in merged.units)
    missing = len(merged.units) - reported
    write_title(sheet, "未报单位", kit)
    sheet.write_string(1, 0, f"应报 {len(merged.units)} 个单位，已报 {reported} 个，未报 {missing} 个。", kit.note)
    for column, heading in enumerate(_MISSING_HEADINGS):
        sheet.write_string(top, column, heading, kit.head)
    owed = Counter(part.unit for task in merged.tasks for part in task.counted())
    absent: dict[str, list[str]] = {}
    for task in merged.tasks:
        for part in task.parts:
            if part.standing in (Standing.ABSENT, Standing.UNREPORTED):
                absent.setdefault(part.unit, []).append(task.label)
    rows: list[tuple[str, int, int, str]] = []
    for unit in sorted(merged.units, key=lambda unit: unit.reported):
        lacking = absent.get(unit.name, [])
        if not unit.reported:
            rows.append((unit.name, owed[unit.name], len(lacking), "没有上报"))
        elif lacking:
            rows.append((unit.name, owed[unit.name], len(lacking), f"缺{some_of(lacking, _LISTED, '项')}"))
    kit.named[MISSING_SHEET] = [("", name) for name, *_ in rows]
    own = merged.added.beside(MISSING_SHEET, kit.named[MISSING_SHEET])
    headings = {heading: column for column, heading in enumerate((*_MISSING_HEADINGS, *own))}
    kit.tables[MISSING_SHEET] = Placed(MISSING_SHEET, top + 1, top + len(rows), headings)
    for column, (heading, texts) in enumerate(own.items(), len(_MISSING_HEADINGS)):
        sheet.write_string(top, column, heading, kit.head)
        sheet.set_column(column, column, 24)
        for index, text in enumerate(texts, 1):
            write_value(sheet, top + index, column, text_of(text), kit.wrapped)
    for index, (name, tasks, lacking_count, words) in enumerate(rows, 1):
        values: tuple[Value, ...] = (index, name, tasks, lacking_count, words)
        looks = (kit.number, kit.text, kit.number, kit.number, kit.wrapped)
        sheet.set_row(top + index, height_of([(words, _MISSING_WIDTHS[-1])], 10))
        for column, (value, look) in enumerate(zip(values, looks, strict=True)):
            write_value(sheet, top + index, column, value, look)
    if not rows:
        sheet.write_string(top + 1, 0, "没有未报的单位，也没有缺报的任务。", kit.note)


def write_findings(sheet: Worksheet, merged: Merged, kit: Kit) -> None:
    """Counts on top, then one row a finding. A finding about this workbook links to its cell; one about a unit's
    file names the file. The column 说明 is the clerk's."""
    top = 2
    set_up(sheet, _FINDING_WIDTHS, top)
    counts = Counter(found.severity for found in merged.findings)
    words = "，".join(f"{severity.label} {counts[severity]}" for severity in Severity)
    write_title(sheet, FINDINGS_SHEET, kit)
    sheet.write_string(1, 0, f"{words}。这里只列出问题，没有改动任何内容。{named(merged.settings)}", kit.note)
    for column, heading in enumerate(_FINDING_HEADINGS):
        sheet.write_string(top, column, heading, kit.head)
    for index, found in enumerate(merged.findings, 1):
        _write_finding(
            sheet, top + index, index, found, merged.said[index - 1] if index <= len(merged.said) else "", kit
        )
    if merged.findings:
        sheet.autofilter(top, 0, top + len(merged.findings), len(_FINDING_HEADINGS) - 1)


def _write_finding(sheet: Worksheet, row: int, index: int, found: Finding, said: str, kit: Kit) -> None:
    values: tuple[Value, ...] = (
        index,
        found.severity.label,
        found.code,
        where(found),
        found.cell or "",
        found.message,
        found.advice,
        said,
    )
    texts = [(str(value), width) for value, width in zip(values, _FINDING_WIDTHS, strict=True)]
    sheet.set_row(row, min(MAX_HEIGHT, height_of(texts, 10)))
    looks = (kit.number, kit.centre, kit.centre, kit.wrapped, kit.centre, kit.wrapped, kit.wrapped, kit.wrapped)
    for column, (value, look) in enumerate(zip(values, looks, strict=True)):
        write_value(sheet, row, column, value, look)
    if found.sheet and found.cell and not found.path:
        sheet.write_url(row, 4, f"internal:'{found.sheet}'!{found.cell}", kit.link, found.cell)
