"""A roll-up's workbook as it stands, edits and all: what the papers made from it count."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.records import (
    STATUS_LABELS,
    DeadlineReading,
    Field,
    Level,
    Mode,
    ProgressRow,
    ProgressSheet,
    Status,
    UnitDeadline,
)
from xl_tools.core.text import squeeze
from xl_tools.parse.table.tables import cell_text
from xl_tools.rollup.drafts import hand_work
from xl_tools.rollup.layout import (
    CHANGES_SHEET,
    CLOSED,
    CONTINUATION,
    CONTINUED,
    DETAIL_SHEET,
    DUE,
    FORM_COLUMNS,
    FORM_SHEET,
    OVERDUE_PERIODS,
    OVERFLOW_SHEET,
    REASON,
    SERIAL,
    STATE,
    TASK_LABEL,
    TASKS_SHEET,
    TOTALS_SHEET,
    UNIT,
    WARNED_SHEET,
    form_cell,
)
from xl_tools.rollup.lines import lines, number
from xl_tools.rollup.out_of_step import gone, stale, standing_of, unit_lines
from xl_tools.rollup.overflow import rejoin
from xl_tools.rollup.policy import (
    Standing,
    merged_status,
    not_applicable_label,
    ongoing_label,
    undecided_label,
)
from xl_tools.rollup.records import Draft, PartKey, PeriodTotals
from xl_tools.rollup.renumbered import with_own_serials
from xl_tools.rollup.reread_period import as_of_in, history_in
from xl_tools.rollup.stands import STATUS_OF, Entry, TaskStanding, UnitStanding
from xl_tools.rollup.titles import title_of
from xl_tools.rollup.unreadable import unreadable

_YES = "是"
_LABELLED = expression(r"(\S*第\d+项) (.*)", 16)


@dataclass(frozen=True, slots=True)
class Before:
    """Where a task stood last period."""

    status: Status | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """What 预警 says of a unit's task."""

    periods: int
    step: str
    lead: str


@dataclass(frozen=True, slots=True)
class AsItStands:
    """The workbook, read. ``counted`` are the numbers of 汇总统计 by their words ("合计", "已完成"); ``previous`` the
    last period of 历期 before this one; ``newly_done`` the units' tasks completed since then by 与上期对比, None where
    there is no comparison; ``before`` the tasks of last period by their labels, those that are no more among them;
    ``unreadable`` the cells that cannot be counted, ``stale`` figures that are not those of 明细, ``gone`` the rows
    that were taken out, in words."""

    area: str
    level: Level
    as_of: date
    tasks: tuple[TaskStanding, ...]
    units: tuple[UnitStanding, ...]
    counted: Mapping[str, int]
    warned: Mapping[PartKey, Overdue]
    previous: PeriodTotals | None
    newly_done: frozenset[PartKey] | None
    merged: ProgressSheet
    before: Mapping[str, Before] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def as_it_stands(book: Book, sheets: Sequence[ProgressSheet]) -> AsItStands | None:
    """Read the workbook; ``sheets`` are its progress tables. None when no roll-up wrote it, or a formula of 任务统计
    has no stored value."""
    grids = {grid.name: grid for grid in book.grids}
    form = next((sheet for sheet in sheets if sheet.sheet == FORM_SHEET), None)
    as_of = as_of_in(book)
    totals = grids.get(TOTALS_SHEET)
    rows = list(_rows(grids.get(TASKS_SHEET), (SERIAL, STATE, DUE), SERIAL))
    if form is None or as_of is None or totals is None or not rows or not all(_said(row[STATE]) for row in rows):
        return None
    entries: dict[int, list[Entry]] = {}
    for row in _rows(grids.get(DETAIL_SHEET), (SERIAL, UNIT, STATE), SERIAL):
        entry = _entry(row)
        entries.setdefault(entry.serial, []).append(entry)
    coded = with_own_serials(form, book)
    texts = _texts(coded, grids.get(OVERFLOW_SHEET))
    own = hand_work(book, form).drafts
    unclear = {row.serial.number for row in coded.rows if row.serial.number and _is_unclear(row.deadline)}
    tasks = tuple(_task(row, entries, texts, own, unclear) for row in rows)
    changed = list(lines(grids.get(CHANGES_SHEET), (TASK_LABEL, UNIT, "上期状态", "本期状态")))
    units = tuple(_units(totals))
    odd = tuple(unreadable(grids, {task.serial for task in tasks}, {unit.name for unit in units}))
    earlier = [period for period in history_in(book) if period.day < as_of]
    return AsItStands(
        area=form.region.name if form.region else form.region_text,
        level=form.region.level if form.region else Level.CITY,
        as_of=as_of,
        tasks=tasks,
        units=units,
        counted=_counted(totals),
        warned=dict(_warned(grids.get(WARNED_SHEET))),
        previous=earlier[-1] if earlier else None,
        newly_done=_newly_done(changed, tasks) if changed else None,
        merged=form,
        before=_before(changed, tasks),
        unreadable=odd,
        stale=() if odd else tuple(stale(grids, tasks, as_of)),
        gone=tuple(gone(book, coded, tasks, units)),
    )


def _rows(grid: Grid | None, wanted: Sequence[str], key: str) -> Iterator[dict[str, CellValue]]:
    """The rows of a table that have a number under ``key``."""
    return (row for row in lines(grid, wanted) if number(row[key]) is not None)


def _entry(row: Mapping[str, CellValue]) -> Entry:
    return Entry(
        serial=number(row[SERIAL]) or 0,
        unit=_said(row[UNIT]),
        state=_said(row[STATE]),
        reason=_said(row.get(REASON)),
        due=_day(row.get(DUE)),
        ongoing=_said(row.get(ongoing_label())) == _YES,
        overdue=_said(row.get("逾期")) == _YES,
    )


def _task(
    row: Mapping[str, CellValue],
    entries: Mapping[int, Sequence[Entry]],
    texts: Mapping[int, Mapping[Field, str]],
    drafts: Mapping[str, Mapping[Field, Draft]],
    unclear: Collection[int],
) -> TaskStanding:
    """``drafts`` are the texts that who merges wrote, by label: they stand for the units' (市级统稿)."""
    serial = number(row[SERIAL]) or 0
    said = _said(next(iter(row.values())))
    labelled = _LABELLED.fullmatch(said)
    label, name = (labelled[1], labelled[2]) if labelled else (f"“{said}”", said)
    own = {**texts.get(serial, {}), **{name: draft.text for name, draft in drafts.get(label, {}).items()}}
    return TaskStanding(
        serial=serial,
        label=label,
        name=name,
        title=title_of(own.get(Field.TASK, ""), name),
        kind=_said(row.get("类别")),
        status=STATUS_OF.get(_said(row[STATE])),
        ongoing=_said(row.get(ongoing_label())) == _YES,
        overdue=_said(row.get("逾期")) == _YES,
        due=_day(row[DUE]),
        texts=own,
        entries=tuple(entries.get(serial, ())),
        closed=_said(row[CLOSED]) == _YES if CLOSED in row else None,
        unclear=_day(row[DUE]) is None and serial in unclear,
    )


_WITHOUT_A_DATE = frozenset((Mode.IMMEDIATE, Mode.ONGOING, Mode.PHASED, Mode.RELATIVE))


_NONE_SAID = ("无", "/", "—", "-")


def _is_unclear(deadline: DeadlineReading | UnitDeadline) -> bool:
    """Whether a deadline, or a unit's part of it, gives no date, and does not say either that there is none."""
    if isinstance(deadline, DeadlineReading) and deadline.blocks:
        return any(map(_is_unclear, deadline.blocks))
    if deadline.due or _WITHOUT_A_DATE.intersection(deadline.modes):
        return False
    return squeeze(deadline.text) not in _NONE_SAID


def _texts(form: ProgressSheet, overflow: Grid | None) -> dict[int, dict[Field, str]]:
    """The merged table's texts by serial; what went on in 超长续文 is put together again."""
    rests: dict[str, list[str]] = {}
    for line in lines(overflow, (CONTINUED, CONTINUATION)):
        rests.setdefault(_said(line[CONTINUED]), []).append(cell_text(line[CONTINUATION]))
    return {row.serial.number: _joined(row, rests) for row in form.rows if row.serial.number is not None}


def _joined(row: ProgressRow, rests: Mapping[str, Sequence[str]]) -> dict[Field, str]:
    cells = {name: form_cell(row.serial.number or 0, name) for name in row.texts if name in FORM_COLUMNS}
    return {
        name: rejoin(text, rests[cells[name]]) if cells.get(name) in rests else text for name, text in row.texts.items()
    }


def _units(totals: Grid) -> Iterator[UnitStanding]:
    for line in unit_lines(totals):
        yield UnitStanding(_said(line["单位"]), _said(line["报送"]) != "未报", _said(line.get("按时")) == "否")


def _counted(totals: Grid) -> dict[str, int]:
    """The numbers under 一、总体, by the words before them: its first of each, before the next heading."""
    found: dict[str, int] = {}
    for row in totals.rows:
        word, count = _said(row[0]) if row else "", number(row[1]) if len(row) > 1 else None
        if word.startswith("二、"):
            break
        if word and count is not None:
            found.setdefault(word, count)
    return found


def _warned(grid: Grid | None) -> Iterator[tuple[PartKey, Overdue]]:
    for line in lines(grid, (TASK_LABEL, UNIT, OVERDUE_PERIODS)):
        said = Overdue(number(line[OVERDUE_PERIODS]) or 0, _said(line.get("处置")), _said(line.get("牵头")))
        yield (_said(line[TASK_LABEL]), _said(line[UNIT])), said


def _before(changed: Sequence[Mapping[str, CellValue]], tasks: Sequence[TaskStanding]) -> dict[str, Before]:
    """Each task of last period, made of what its units said then. A unit without a row then was undecided; so was one
    that has none in either period."""
    own: dict[str, dict[str, Mapping[str, CellValue]]] = {}
    for line in changed:
        own.setdefault(_said(line[TASK_LABEL]), {})[_said(line[UNIT])] = line
    owing = {task.label: {entry.unit for entry in task.entries if entry.counts} for task in tasks}
    found: dict[str, Before] = {}
    for label, lines_ in own.items():
        said = {unit: _said(line["上期状态"]) for unit, line in lines_.items()}
        if any(state in STATUS_OF or state in _OTHER for state in said.values()):
            silent = owing.get(label, set()) - said.keys()
            standings = [*map(standing_of, said.values()), *(Standing.UNREPORTED for _ in silent)]
            dues = [due for line in lines_.values() if (due := _day(line.get("上期时限")))]
            found[label] = Before(merged_status(standings), max(dues, default=None))
    return found


_OTHER = (undecided_label(), not_applicable_label())


def _newly_done(changed: Sequence[Mapping[str, CellValue]], tasks: Sequence[TaskStanding]) -> frozenset[PartKey]:
    """By 明细 as it is now: 本期状态 in the comparison does not follow its edits."""
    then = {(_said(line[TASK_LABEL]), _said(line[UNIT])): _said(line["上期状态"]) for line in changed}
    done = STATUS_LABELS[Status.COMPLETED]
    now = ((task.label, entry.unit) for task in tasks for entry in task.entries if entry.status is Status.COMPLETED)
    return frozenset(key for key in now if then.get(key, done) != done)


def _said(value: CellValue) -> str:
    return cell_text(value).strip()


def _day(value: CellValue) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
