"""Many units' sheets to one: the roll-up itself. Pure; every figure depends on the arguments only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from xl_tools.closing.joining import ClosingTable
from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Fault, Field, Finding, Level, Mode, Place, ProgressRow, ProgressSheet, Region
from xl_tools.parse.serials import read_serial
from xl_tools.parse.status.status_cell import read_status
from xl_tools.parse.table.inspections import only_one
from xl_tools.reports.league import Scores
from xl_tools.rollup import common_deadline
from xl_tools.rollup.carried import carried_texts
from xl_tools.rollup.changes import changes
from xl_tools.rollup.closed import closing_of
from xl_tools.rollup.compare import compare
from xl_tools.rollup.drafts import HandWork, accepted, basis, lost_work, together
from xl_tools.rollup.last_known import LastKnown
from xl_tools.rollup.layout import (
    FORM_COLUMNS,
    FORM_SHEET,
    FORM_SIZE,
    FORM_WIDTHS,
    OVERFLOW_HEADER_ROW,
    OVERFLOW_SHEET,
    form_cell,
    form_row,
)
from xl_tools.rollup.league import (
    CarriedScores,
    OverdueTask,
    Reporting,
    RowFaults,
    Scored,
    faults_of,
    league,
    row_faults,
)
from xl_tools.rollup.lights import Thresholds, is_overdue, light, thresholds
from xl_tools.rollup.overflow import Overflow, cell_limit, excel_length, is_too_long, overflow
from xl_tools.rollup.policy import Standing, kind_of, merged_status, standing
from xl_tools.rollup.records import Draft, Merged, Part, Previous, RowKey, Task, Warned, label
from xl_tools.rollup.reporting import Unit, gather
from xl_tools.rollup.row_heights import MAX_HEIGHT, height_of
from xl_tools.rollup.rows import Rows, Taken, collect, task_label
from xl_tools.rollup.task_keys import TaskKey, short_name
from xl_tools.rollup.texts import LOCKED, locked_text, part_text, progress_text, wordings
from xl_tools.rollup.totals import count, count_by_inspection, due_split
from xl_tools.rollup.tracking import marked_lead, warned
from xl_tools.rollup.typed_detail import kept_beside
from xl_tools.rules.round.across_units import (
    deadlines_disagree,
    status_is_undecided,
    task_is_absent,
    task_is_named_otherwise,
    task_was_matched_by_name,
)
from xl_tools.rules.round.hand_work import hand_work_is_not_carried, row_is_not_counted, units_changed_since_the_draft
from xl_tools.rules.round.lengths import row_is_too_high, text_goes_on_elsewhere
from xl_tools.rules.round.own_table import typed_tick_differs_from_the_units
from xl_tools.rules.settings import SettingsReport
from xl_tools.rules.table.copied import units_say_the_same


def merge(
    sheets: Iterable[ProgressSheet],
    *,
    level: Level,
    region: Region,
    expected: Sequence[Region],
    as_of: date,
    assignments: Mapping[str, frozenset[TaskKey]] | None = None,
    handed_out: Mapping[str, Mapping[TaskKey, ProgressRow]] | None = None,
    kinds: Mapping[TaskKey, str] | None = None,
    leads: Mapping[TaskKey, str] | None = None,
    order: Sequence[TaskKey] = (),
    previous: Previous | None = None,
    inspections: Iterable[str] = (),
    changed: Mapping[str, datetime] | None = None,
    report_by: date | None = None,
    findings: Iterable[Finding] = (),
    faults: Iterable[Fault] = (),
    settings: SettingsReport | None = None,
    by_hand: HandWork | None = None,
    issued: Mapping[RowKey, ProgressRow] | None = None,
    closing: ClosingTable | None = None,
    limits: Thresholds | None = None,
    titles: Mapping[str, str] | None = None,
) -> Merged:
    """Merge the units' sheets into one table with one row a task.

    ``level`` and ``region`` say whose table it becomes; ``expected`` are the units that ought to report.
    ``assignments`` maps a unit's name to its tasks (province's number or name); an expected unit that it does not name
    ought to report every task that any unit carries. ``handed_out`` are the rows of what a unit was given, by its name:
    what holds of a task where it has no row. ``kinds`` says in words whether a task is 个性 or 共性 where no unit's
    sheet does, and ``leads`` who leads it; ``order`` is that of the plan's tasks. ``previous`` is last period,
    ``inspections`` those in use in a table that this one is compared with. ``changed`` says when each file (by its
    path) was last changed, ``report_by`` by which day it was wanted. ``findings`` of the units' files, each with its
    path, are passed on behind the roll-up's own, and so are the ``faults`` of rules on them.
    ``issued`` holds rows as they were issued to their unit: their locked texts stand, whatever a unit made of them.
    ``limits`` are the days of the lights (None: ours). ``settings`` holds for all findings. ``by_hand`` is what
    people wrote into the roll-up that is made anew. ``closing`` is the ledger of closing steps. ``titles`` has what the
    office calls an inspection in full, by its id.
    The order of ``sheets`` does not matter.
    """
    sheets = list(sheets)
    units, found = gather(sheets, region, expected)
    listed = {key.inspection for key in (*(kinds or {}), *(leads or {}))}
    rows, twice = collect(units, assignments or {}, listed.union(inspections), order)
    found += twice
    findings = list(findings)
    by_hand = by_hand or HandWork()
    given = {unit: {rows.named(key): row for key, row in keys.items()} for unit, keys in (handed_out or {}).items()}
    last = LastKnown.of(previous, as_of, limits)
    seen = _Seen(rows, as_of, row_faults(findings), by_hand, issued or {}, given, last, limits)
    kind = {rows.named(key): words for key, words in (kinds or {}).items()}
    lead = {task_label(rows.named(key)): words for key, words in (leads or {}).items()}
    tasks = []
    for serial, key in enumerate(rows.keys, 1):
        task = _task(serial, key, units, seen, kind.get(key, ""), lead)
        tasks.append(task)
        found += _task_findings(task)
    overflows = list(_overflows(tasks))
    found += _overflow_findings(tasks, overflows)
    found += row_is_too_high(_too_high(tasks, overflows))
    found += task_was_matched_by_name((by_name, task_label(key)) for by_name, key in rows.only_by_name())
    found += task_is_absent(tasks)
    found += status_is_undecided(tasks)
    late = warned(tasks, as_of, previous.overdue if previous else {}, lead, by_hand.added.warned)
    kept, typed = kept_beside(by_hand.added, tasks)
    changed_since = tuple(changes(tasks, previous)) if previous else ()
    before = previous.scores if previous else None
    carried = by_hand.scores.over(before) if by_hand.scores else before or CarriedScores()
    lost = lost_work(by_hand, tasks, units, late, changed_since if previous else None)
    found += hand_work_is_not_carried(together(lost, typed, carried.unread))
    added = range(len(tasks) + 1, len(tasks) + 1 + len(by_hand.added.rows))
    found += row_is_not_counted({n: Place(None, FORM_SHEET, form_row(n), form_cell(n, Field.TASK)) for n in added})
    for own in sheets:
        if own.form.reports and own.region and own.region.code == region.code:
            found += compare(own, tasks)
    found += findings
    shown = settings.choice.applied(found) if settings else tuple(found)
    said = by_hand.said(shown)
    report_by = report_by or by_hand.report_by
    received = _received(units, changed or {})
    inspection = _only_inspection(tasks)
    return Merged(
        level=level,
        region=region,
        as_of=as_of,
        units=units,
        tasks=tuple(tasks),
        totals=count(tasks),
        totals_by_inspection=count_by_inspection(tasks),
        due=due_split(((task.due, task.status) for task in tasks), as_of),
        inspection=inspection,
        called=(titles or {}).get(inspection, ""),
        findings=accepted(shown, said),
        said=tuple(said),
        scores=_scores(tasks, units, late, received, as_of, report_by, carried),
        carried=carried,
        overflows=tuple(overflows),
        warned=late,
        added=kept,
        limits=limits or thresholds(),
        previous=previous,
        changed=changed_since,
        received=received,
        report_by=report_by,
        settings=settings,
        faults=tuple(faults),
        closing=closing_of(tasks, closing, region.name),
    )


def _only_inspection(tasks: Iterable[Task]) -> str:
    """The inspection that all tasks are of, in the words that tell most; "" where they are of several."""
    tasks = list(tasks)
    told = {row.inspection for task in tasks for part in task.parts if (row := part.told)}
    return "" if any(task.inspection for task in tasks) else only_one(told)


def _received(units: Iterable[Unit], changed: Mapping[str, datetime]) -> dict[str, date]:
    """The day on which each unit's file was last changed; of several files, the last."""
    days = {unit.name: [changed[one.path].date() for one in unit.sheets if one.path in changed] for unit in units}
    return {name: max(found) for name, found in days.items() if found}


def _scores(
    tasks: Sequence[Task],
    units: Sequence[Unit],
    late: Sequence[Warned],
    received: Mapping[str, date],
    as_of: date,
    report_by: date | None,
    carried: CarriedScores,
) -> Scores:
    """The scores of all tasks and units."""
    scored = [
        Scored(task.serial, part.unit, task.kind, part.standing, part.overdue, part.filling, part.wording)
        for task in tasks
        for part in task.parts
    ]
    reporting = [
        Reporting(unit.name, unit.reported, received.get(unit.name), unit.sheets[0].path if unit.sheets else "")
        for unit in units
    ]
    overdue = [OverdueTask(one.part.unit, one.task.serial, one.periods) for one in late]
    return league(scored, reporting, overdue, as_of=as_of, report_by=report_by, carried=carried)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the parts of all tasks are made from: every unit's rows, the day, the faults found on the rows, what people
    wrote into the earlier roll-up, what units were handed, and what is known of tasks that a unit does not report."""

    rows: Rows
    as_of: date
    faults: RowFaults
    by_hand: HandWork
    issued: Mapping[RowKey, ProgressRow]
    handed_out: Mapping[str, Mapping[TaskKey, ProgressRow]]
    last: LastKnown
    limits: Thresholds | None


# --- one task ------------------------------------------------------------------------------------


def _task(serial: int, key: TaskKey, units: Sequence[Unit], seen: _Seen, kind: str, leads: Mapping[str, str]) -> Task:
    parts = tuple(part for unit in units if (part := _part(unit, key, seen)))
    name = _name(parts, key)
    called = label(key.number, name, key.inspection)
    by_name = {unit.name: unit for unit in units}
    parts = tuple(part if part.row else seen.last.told(part, by_name[part.unit], called) for part in parts)
    as_of = seen.as_of
    status = merged_status(part.standing for part in parts)
    counted = [part for part in parts if part.standing.counts]
    due = max((part.due for part in counted if part.due), default=None)
    ongoing = any(part.ongoing for part in counted)
    texts, listed = _texts(parts, key)
    return Task(
        serial=serial,
        number=key.number,
        inspection=key.inspection,
        name=name,
        texts=texts,
        listed=listed,
        kind=kind_of([*(row.text(Field.KIND) for _, row in _with_rows(parts)), kind]),
        parts=parts,
        status=status,
        due=due,
        ongoing=ongoing,
        light=light(status, due, as_of, ongoing=ongoing, limits=seen.limits),
        overdue=is_overdue(status, due, as_of),
        carried=carried_texts(parts),
        drafts=seen.by_hand.drafts.get(called, {}),
        lead=leads.get(called, "") or next((lead for _, row in _with_rows(parts) if (lead := marked_lead(row))), ""),
    )


def _part(unit: Unit, key: TaskKey, seen: _Seen) -> Part | None:
    """What a unit says about a task; None when it has nothing to do with it."""
    rows = seen.rows
    taken = rows.by_unit[unit.name].get(key)
    if taken:
        return _reported(unit, taken, seen)
    ought = key in rows.assigned[unit.name] if unit.name in rows.assigned else unit.expected
    if not ought:
        return None
    said = Standing.ABSENT if unit.reported else Standing.UNREPORTED
    return Part(unit.name, said, issued=seen.handed_out.get(unit.name, {}).get(key))


def _reported(unit: Unit, taken: Taken, seen: _Seen) -> Part:
    row, as_of = taken.row, seen.as_of
    said = standing(row)
    if not said.counts:
        return Part(unit.name, said, taken.sheet, row, again=taken.again)
    if taken.twice:
        said = Standing.TWICE
    issued = seen.issued.get((taken.sheet.path, taken.sheet.sheet, row.row))
    as_set = replace(row, deadline=issued.deadline) if issued and issued.text(Field.DEADLINE).strip() else row
    due, modes = common_deadline.of_unit(as_set, unit)
    ongoing = Mode.ONGOING in modes
    rows = (row.row, *(one.row for one in taken.again))
    filling, wording = faults_of(seen.faults, taken.sheet, rows)
    return Part(
        unit=unit.name,
        standing=said,
        sheet=taken.sheet,
        row=row,
        due=due,
        ongoing=ongoing,
        light=light(said.status, due, as_of, ongoing=ongoing, limits=seen.limits),
        overdue=is_overdue(said.status, due, as_of),
        again=taken.again,
        issued=issued,
        filling=filling,
        wording=wording,
    )


def _with_rows(parts: Iterable[Part]) -> list[tuple[str, ProgressRow]]:
    """Units and rows that give the locked texts: of those that count, or of all when none counts; where no
    unit has a row, what was handed out."""
    carried = [(part.unit, part.row, part.standing.counts) for part in parts if part.row]
    found = [(unit, row) for unit, row, counts in carried if counts] or [(unit, row) for unit, row, _ in carried]
    return found or [(part.unit, part.issued) for part in parts if part.issued]


def _texts(parts: Sequence[Part], key: TaskKey) -> tuple[dict[Field, str], frozenset[Field]]:
    """The merged texts, and the locked columns in which the units stand one by one."""
    carried, units = _with_rows(parts), [part.unit for part in parts]
    issued = {part.unit: part.issued for part in parts}
    texts, listed = {}, []
    for name in LOCKED:
        own = {unit: (part_text(given, name) if (given := issued[unit]) else "") or part_text(row, name)
               for unit, row in carried}  # fmt: skip
        texts[name], by_unit = locked_text(name, own, units)
        if by_unit:
            listed.append(name)
    if not texts[Field.TASK]:
        texts[Field.TASK] = f"第{key.number}项" if key.number is not None else str(key.name)
    elif key.number is not None and read_serial(texts[Field.TASK]).province_serial != key.number:
        # The next level finds the province's number at the head of the cell.
        break_ = "\n" if Field.TASK in listed else ""
        texts[Field.TASK] = f"第{key.number}项：{break_}{texts[Field.TASK]}"
    texts[Field.PROGRESS] = progress_text(
        {part.unit: part_text(part.row, Field.PROGRESS) for part in parts if part.row}, units
    )
    return texts, frozenset(listed)


def _name(parts: Sequence[Part], key: TaskKey) -> str:
    names = (row.text(Field.TASK) for _, row in _with_rows(parts))
    return next((short for name in names if (short := short_name(name))), short_name(str(key.name)))


# --- findings ------------------------------------------------------------------------------------


def _task_findings(task: Task) -> Iterator[Finding]:
    yield from deadlines_disagree(task)
    names = {unit: row.text(Field.TASK) for unit, row in _with_rows(task.parts)}
    yield from task_is_named_otherwise(task, wordings(Field.TASK, names))
    progress = {part.unit: part.row.text(Field.PROGRESS) for part in task.counted() if part.row}
    yield from units_say_the_same(task.place(Field.PROGRESS), progress)
    for name, draft in task.drafts.items():
        yield from units_changed_since_the_draft(task, name, _changed(draft, basis(task.parts, name)))
    if Field.STATUS in task.drafts:
        yield from typed_tick_differs_from_the_units(task, read_status(task.drafts[Field.STATUS].text).status)


def _changed(draft: Draft, now: Mapping[str, str]) -> list[str]:
    """The units whose texts are no longer those that a draft was written from; "" for any of them."""
    return [unit for unit in {**draft.based_on, **now} if draft.based_on.get(unit) != now.get(unit)]


def _overflows(tasks: Sequence[Task]) -> Iterator[Overflow]:
    row = OVERFLOW_HEADER_ROW + 1
    for task in tasks:
        for field, text in task.shown.items():
            if is_too_long(text):
                cut = overflow(text, task.serial, field, row)
                row += len(cut.rests)
                yield cut


def _overflow_findings(tasks: Sequence[Task], overflows: Sequence[Overflow]) -> Iterator[Finding]:
    for cut in overflows:
        task = tasks[cut.serial - 1]
        length = excel_length(task.shown[cut.field])
        yield from text_goes_on_elsewhere(task, cut, length, cell_limit(), OVERFLOW_SHEET)


def _too_high(tasks: Sequence[Task], overflows: Sequence[Overflow]) -> list[Task]:
    """Tasks whose row no page shows whole; those with a continuation say so themselves."""
    cut = {one.serial for one in overflows}
    width = FORM_WIDTHS[FORM_COLUMNS.index(Field.PROGRESS)]
    return [
        task
        for task in tasks
        if task.serial not in cut and height_of([(task.shown[Field.PROGRESS], width)], FORM_SIZE) > MAX_HEIGHT
    ]
