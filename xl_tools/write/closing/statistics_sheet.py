"""统计: how many cases are where, by inspection, kind and unit, alive from 销号台账. Each completed case stands under
exactly one category; 核对 says whether they add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xlsxwriter.worksheet import Worksheet

from xl_tools.closing.counting import Tally, closed_categories, tally
from xl_tools.closing.standing import Standing, categories, category_of
from xl_tools.core.addresses import column_letters
from xl_tools.core.dataclass import dataclass
from xl_tools.parse.closing.entries import Procedure
from xl_tools.parse.closing.headings import AS_OF, CASES, STATISTICS, means
from xl_tools.write.closing.ledger_layout import LedgerBook

_BEFORE = ("批次", "分组", "名称", "任务", "已完成")
_BEHIND = ("销号合计", "其中报备", "退回中", "长期坚持", "销号率", "核对")
FIRST_BLOCK = 4
_EVEN, _UNEVEN = "平", "不平"


@dataclass(frozen=True, slots=True)
class _Group:
    """A line: what it counts (合计, 类别 or 单位), which, and by which column of the register (None: all)."""

    sort: str
    name: str
    field: str | None
    tally: Tally


def write_statistics(sheet: Worksheet, book: LedgerBook) -> None:
    """A block for each inspection: its own categories, then a line for all, each kind and each unit."""
    looks, day = book.looks, book.as_of
    sheet.write_string(0, 0, STATISTICS, looks["title"])
    sheet.write_string(1, 0, AS_OF, looks["header"])
    sheet.write_datetime(1, 1, datetime(day.year, day.month, day.day), looks["as_of"])
    sheet.write_string(
        1, 2, "改这个日期，各表按那一天重算。按台账的行数计，一项一个单位一行，分点位的一个点位一行。", looks["note"]
    )
    sheet.set_column(0, 40, 11)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    top = FIRST_BLOCK
    for procedure in book.ledger.procedures:
        own = [one for one in book.standings if one.case.key.inspection == procedure.inspection]
        top = _write_block(sheet, book, top, procedure, own) + 2


def _write_block(sheet: Worksheet, book: LedgerBook, top: int, procedure: Procedure, cases: Sequence[Standing]) -> int:
    """A block whose headings stand in row ``top`` (from 1); the row behind it."""
    names = categories(procedure)
    for at, name in enumerate((*_BEFORE, *names, *_BEHIND)):
        sheet.write_string(top - 1, at, name, book.looks["header"])
    sheet.set_row(top - 1, 32)
    row = top
    for group in _groups(procedure, cases):
        row += 1
        _write_line(sheet, book, row, top, group, names)
    everything = tally(procedure, cases)
    sheet.write_formula(row, 0, "=" + _sentence(top, names, procedure), book.looks["note"], everything.sentence)
    return row + 1


def _groups(procedure: Procedure, cases: Sequence[Standing]) -> list[_Group]:
    kinds = list(dict.fromkeys(one.case.kind for one in cases if one.case.kind))
    units = list(dict.fromkeys(one.case.key.unit for one in cases))
    found = [_Group("合计", "", None, tally(procedure, cases))]
    found += [
        _Group("类别", kind, "kind", tally(procedure, [one for one in cases if one.case.kind == kind]))
        for kind in kinds
    ]
    found += [
        _Group("单位", unit, "unit", tally(procedure, [one for one in cases if one.case.key.unit == unit]))
        for unit in units
    ]
    return found


def _write_line(sheet: Worksheet, book: LedgerBook, row: int, top: int, group: _Group, names: Sequence[str]) -> None:
    looks, counted = book.looks, group.tally
    sheet.write_string(row - 1, 0, counted.procedure.inspection, looks["formula"])
    sheet.write_string(row - 1, 1, group.sort, looks["formula"])
    sheet.write_string(row - 1, 2, group.name, looks["formula"])
    mine = f"{book.all_of(CASES, 'inspection')},$A{row}"
    mine += f",{book.all_of(CASES, group.field)},$C{row}" if group.field else ""

    def count(name: str, criterion: str) -> str:
        return f"COUNTIFS({mine},{book.all_of(CASES, name)},{criterion})"

    letters = [column_letters(len(_BEFORE) + at) for at in range(1, len(names) + 1)]
    cells: list[tuple[str, float | str]] = [
        (f"COUNTIFS({mine})", counted.cases),
        (count("number", '">0"'), counted.completed),
    ]
    cells += [
        (count("category", f"{letter}${top}"), counted.by_category[name])
        for letter, name in zip(letters, names, strict=True)
    ]
    at_closed = [letter for letter, name in zip(letters, names, strict=True) if name in closed_of(counted.procedure)]
    at_filed = [letter for letter, name in zip(letters, names, strict=True) if name in filed_of(counted.procedure)]
    closed = column_letters(len(_BEFORE) + len(names) + 1)
    even = counted.completed == sum(counted.by_category.values())
    cells += [
        ("+".join(f"{letter}{row}" for letter in at_closed) or "0", counted.closed),
        ("+".join(f"{letter}{row}" for letter in at_filed) or "0", counted.filed),
        (count("back", "1"), counted.returned),
        (count("ongoing", '"是"'), counted.ongoing),
        (f'IF(E{row}=0,"",{closed}{row}/E{row})', "" if counted.rate is None else counted.rate),
        (f'IF(E{row}=SUM({letters[0]}{row}:{letters[-1]}{row}),"{_EVEN}","{_UNEVEN}")', _EVEN if even else _UNEVEN),
    ]
    rate = len(_BEFORE) + len(names) + 4
    for at, (formula, value) in enumerate(cells, 3):
        sheet.write_formula(row - 1, at, "=" + formula, looks["percent" if at == rate else "formula"], value)


def closed_of(procedure: Procedure) -> tuple[str, ...]:
    return closed_categories(procedure)


def filed_of(procedure: Procedure) -> tuple[str, ...]:
    return tuple(category_of(procedure, step) for step in procedure.steps if means(step, "filed"))


def _sentence(top: int, names: Sequence[str], procedure: Procedure) -> str:
    """The count of the line for all in words."""
    row = top + 1
    closed = closed_of(procedure)
    parts = [f'"已完成整改"&E{row}&"项，其中完成销号"&{column_letters(len(_BEFORE) + len(names) + 1)}{row}&"项"']
    for at, name in enumerate(names, len(_BEFORE) + 1):
        if name not in closed:
            cell = f"{column_letters(at)}{row}"
            parts.append(f'IF({cell}=0,"","，{name}"&{cell}&"项")')
    return "&".join([*parts, '"。"'])
