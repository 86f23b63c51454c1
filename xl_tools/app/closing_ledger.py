"""The ledger of closing steps: begun from a roll-up and a task list, and made anew without losing what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from xl_tools.app.closing_evidence import digests
from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import StrPath, nothing_to_compare, output_folder, standing_book, workbooks
from xl_tools.app.occasions import occasion
from xl_tools.app.office import OURS, Office
from xl_tools.books.file.content import held_by_sheets
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.closing.inspected import called
from xl_tools.closing.left_behind import left_behind
from xl_tools.closing.reported import Reported, TaskUnit, by_task, completed_without_number, of_case, reported, unit_key
from xl_tools.core import regions
from xl_tools.core.dates import Day
from xl_tools.core.errors import UserError
from xl_tools.core.grid import CellValue
from xl_tools.core.records import STATUS_LABELS, Field, ProgressSheet, Stage, Status
from xl_tools.core.text import shortened, some_of, squeeze
from xl_tools.parse.closing.entries import Key
from xl_tools.parse.closing.headings import CASES, EVENTS, EVIDENCE, MEASURES, SETTINGS, STEPS, is_ledger, means
from xl_tools.parse.closing.ledger import LedgerRow, LedgerRows, default_procedure, ledger_of, read_rows
from xl_tools.parse.closing.told_stages import level_of
from xl_tools.parse.table.inspections import short_name
from xl_tools.reports.closing import LedgerReport
from xl_tools.rollup.policy import kind_of
from xl_tools.rules.points import points

_TO_CHECK = "待核对：由进展表的文字得出，请补日期"
_MEANS = {Stage.ACCEPTED: "acceptance", Stage.PUBLISHED: "publicity", Stage.CLOSED: "closed", Stage.FILED: "filed"}
_UNNAMED = "本轮督察"


def start(
    rollup: StrPath,
    tasks: StrPath | None = None,
    *,
    out: StrPath,
    as_of: Day | None = None,
    office: Office = OURS,
) -> LedgerReport:
    """Write the ledger: a case for each completed task of each unit in ``rollup`` (or in a folder of progress tables),
    with goal and measures out of the task list. Cases and whatever else stands in ``out`` already stay as they are;
    what is new is added. Closing steps that the progress text names are entered without a day, to be checked.

    Raises UserError where nothing can be read or ``out`` not be written.
    """
    target = ledger_target(out)
    output = Output.beside(rollup, tasks, office.reads)
    output.admit([target])
    output_folder(target.parent)
    asked = occasion(as_of, office=office)
    tables = progress_tables(rollup, asked)
    entries = reported(tables)
    plan = by_task(reported(_plan(tasks, asked)), asked.units)
    there = ledger_rows(target)
    rows = with_digests(_with_entries(there, entries, plan, asked))
    left = (*_without_number(tables, there, asked.units), *write_ledger(rows, asked, output, target))
    known = {row.key for row in _cases(there)}
    cases = ledger_of(rows).cases
    return LedgerReport(
        out=str(target),
        as_of=asked.as_of,
        cases=len(cases),
        added=tuple(called(case.key) for case in cases if case.key not in known),
        left=left,
        kept=tuple(output.kept),
    )


def _without_number(tables: Sequence[ProgressSheet], there: LedgerRows, units: regions.UnitList) -> Iterator[str]:
    """What is completed and can be no case, in a sentence; a case that a person made of it is one."""
    cases = {(squeeze(str(row.cells.get("title") or "")), unit_key(row.key.unit, units)) for row in _cases(there)}
    found: dict[str, list[str]] = {}
    for name, unit in completed_without_number(tables):
        if (squeeze(name), unit_key(unit, units)) not in cases:
            found.setdefault(shortened(squeeze(name), 22), []).append(unit)
    if found:
        tasks = some_of([f"“{name}”（{some_of(whose)}）" for name, whose in found.items()])
        yield (
            f"已完成的{tasks}没有省里的任务编号（任务名称开头的“第…项”，或者“省序号”一栏），没有编进台账；"
            "请补上编号再建，或者在台账里自己加一行（任务简称照进展表写）。"
        )


def _cases(rows: LedgerRows) -> Sequence[LedgerRow]:
    return rows.rows.get(CASES, ())


def write_ledger(rows: LedgerRows, asked: Occasion, output: Output, target: Path) -> tuple[str, ...]:
    """Write a ledger in place of the one that stands there; gives what people put there and it does not hold."""
    from xl_tools.write.closing.ledger_book import ledger_bytes  # XlsxWriter is paid for only here

    standing, before = standing_book(target), output.standing(target)
    made = ledger_bytes(rows, asked.as_of)
    left: tuple[str, ...] = ()
    if standing and before:
        left = left_behind(standing, read_book(target, made), rows, held_by_sheets(before), held_by_sheets(made))
    output.write(target, made)
    return left


def ledger_target(out: StrPath) -> Path:
    """The workbook to write. Raises UserError when it cannot be."""
    target = Path(out)
    if target.suffix.lower() != ".xlsx":
        raise UserError(f"台账的文件名要以 .xlsx 结尾，不能是“{target.name}”。")
    if target.is_dir():
        raise UserError(f"“{target}”是文件夹；请写台账的文件名。")
    return target


def ledger_rows(path: Path) -> LedgerRows:
    """The rows of the ledger that stands there; none where there is none. Raises UserError where another workbook
    stands in its place."""
    book = standing_book(path)
    if book is None:
        return LedgerRows(str(path))
    if not is_ledger(book):
        raise UserError(f"“{path.name}”不是销号台账，没有改动；请换一个文件名。")
    return read_rows(book)


def progress_tables(path: StrPath, asked: Occasion) -> list[ProgressSheet]:
    """The units' progress tables: out of a roll-up, or as they are. Raises UserError where there are none."""
    from xl_tools.rollup.reread import reread, unit_sheets

    found: list[ProgressSheet] = []
    for file in workbooks([Path(path)]):
        book = read_book(file)
        sheets = read_tables(book, asked)
        apart = reread(book, sheets)
        if apart:
            found += unit_sheets(apart, book.path, asked.as_of, asked.units)
        else:
            found += (sheet for sheet in sheets if sheet.form.reports)
    if not found:
        raise nothing_to_compare(path)
    return found


def _plan(path: StrPath | None, asked: Occasion) -> list[ProgressSheet]:
    if path is None:
        return []
    found = [sheet for file in workbooks([Path(path)]) for sheet in read_tables(read_book(file), asked)]
    if not found:
        raise nothing_to_compare(path)
    return found


def with_digests(rows: LedgerRows) -> LedgerRows:
    """The rows with the digest of each evidence file that is entered without one."""
    now = digests(rows.path, ledger_of(rows)) or {}
    filled = []
    for row in rows.rows.get(EVIDENCE, ()):
        digest = now.get(str(row.cells.get("file") or "").strip(), "")
        empty = not str(row.cells.get("digest") or "").strip()
        filled.append(replace(row, cells={**row.cells, "digest": digest}) if digest and empty else row)
    return replace(rows, rows={**rows.rows, EVIDENCE: tuple(filled)})


def _with_entries(
    there: LedgerRows, entries: Sequence[Reported], plan: Mapping[TaskUnit, Sequence[Reported]], asked: Occasion
) -> LedgerRows:
    """The ledger with a case for each completed entry that it does not have."""
    rows = {what: list(own) for what, own in there.rows.items()}
    cases = rows.setdefault(CASES, [])
    units, own = asked.units, asked.office.inspection
    done = by_task(entries, units)
    cases[:] = [_with_status(row, of_case(row.key, done, units)) for row in cases]
    matched = {id(entry) for row in cases if (entry := of_case(row.key, done, units))}
    keys = {row.key for row in cases}
    for entry in entries:
        if entry.status is not Status.COMPLETED or id(entry) in matched:
            continue
        name = short_name(entry.inspection) if entry.inspection else own or _UNNAMED
        key = Key(squeeze(name), str(entry.serial), squeeze(entry.unit))
        if key in keys or any(one.status is not Status.COMPLETED for one in _told_again(entry, done, units)):
            continue
        keys.add(key)
        planned = of_case(key, plan, units) or _of_task(entry, plan)
        cases.append(_case(key, entry, planned))
        rows.setdefault(MEASURES, []).extend(_measures(key, planned or entry))
        rows.setdefault(EVENTS, []).extend(_events(key, entry))
        known = [row.key.inspection for row in rows.setdefault(SETTINGS, [])]
        if key.inspection not in known:
            rows[SETTINGS].append(_settings(key.inspection, entry.inspection))
    return replace(there, rows={what: tuple(own) for what, own in rows.items()})


def _told_again(
    entry: Reported, entries: Mapping[TaskUnit, Sequence[Reported]], units: regions.UnitList
) -> Iterator[Reported]:
    """The entries of the same task of the same unit: a table may hold one twice."""
    there = entries.get((str(entry.serial), unit_key(entry.unit, units)), ())
    return (one for one in there if one.inspection == entry.inspection)


def _of_task(entry: Reported, plan: Mapping[TaskUnit, Sequence[Reported]]) -> Reported | None:
    """The task in a list that tells no units."""
    found = [one for (serial, _), entries in plan.items() if serial == str(entry.serial) for one in entries]
    return found[0] if found and len({one.text(Field.TASK) for one in found}) == 1 else None


def _with_status(row: LedgerRow, entry: Reported | None) -> LedgerRow:
    """A case with what the progress table says now; a word of the office's own stays."""
    written = str(row.cells.get("progress_status") or "").strip()
    if entry is None or entry.status is None or written not in ("", *STATUS_LABELS.values()):
        return row
    return replace(row, cells={**row.cells, "progress_status": entry.status.label})


def _case(key: Key, entry: Reported, planned: Reported | None) -> LedgerRow:
    source = planned or entry
    lead = source.text(Field.LEAD) or source.text(Field.UNITS)
    return LedgerRow(
        0,
        {
            **_key_cells(key, "province_serial"),
            "title": entry.text(Field.TASK) or source.text(Field.TASK),
            "kind": kind_of([source.text(Field.KIND)]) if source.text(Field.KIND) else "",
            "lead": lead if lead != entry.unit else "",
            "goal": source.text(Field.GOAL) or source.text(Field.PLAN),
            "deadline": entry.text(Field.DEADLINE) or source.text(Field.DEADLINE),
            "ongoing": "是" if entry.ongoing or source.ongoing else "否",
            "progress_status": STATUS_LABELS[Status.COMPLETED],
        },
    )


def _measures(key: Key, source: Reported) -> Iterator[LedgerRow]:
    for number, text in points(source.text(Field.MEASURES) or source.text(Field.PLAN)).lines.items():
        yield LedgerRow(0, {**_key_cells(key), "number": number, "text": text})


def _events(key: Key, entry: Reported) -> Iterator[LedgerRow]:
    """The steps that the progress table says are done, with their days where it tells them."""
    steps = default_procedure(entry.inspection).steps
    yield _event(key, steps[0], entry.row.done_on)
    if entry.stage is None:
        return
    for stage, meaning in _MEANS.items():
        day, told = entry.stages.get(stage), [step for step in steps if means(step, meaning)]
        level = entry.accepted_by if stage is Stage.ACCEPTED else ""
        if level and len(told) > 1:
            yield from _acceptance(key, told, level, day)
        elif told:
            yield _event(key, told[0], day)
        if stage is entry.stage:
            return


def _acceptance(key: Key, steps: Sequence[str], level: str, day: date | None) -> Iterator[LedgerRow]:
    """The steps up to that of a level: its day is theirs alone. One that the ledger has no step for has been behind all
    that it has."""
    own = next((at for at, step in enumerate(steps) if level_of(step) == level), len(steps))
    for at, step in enumerate(steps[: own + 1]):
        yield _event(key, step, day if at == own else None)


def _event(key: Key, step: str, day: date | None) -> LedgerRow:
    result = "通过" if means(step, "acceptance") else "—"
    note = "" if day else _TO_CHECK
    return LedgerRow(0, {**_key_cells(key), "step": step, "day": day, "result": result, "note": note})


def _settings(name: str, inspection: str) -> LedgerRow:
    usual = default_procedure(inspection)
    cells: dict[str, CellValue] = {"inspection": name}
    cells |= dict(zip(STEPS, usual.steps, strict=False))
    cells |= {
        "optional": "、".join(step for step in usual.steps if step in usual.optional),
        "days": usual.days,
        "days_unit": usual.unit.value,
        "long_term": usual.long_term.value,
        "self_acceptance": "是" if usual.self_acceptance else "否",
    }
    return LedgerRow(0, cells)


def _key_cells(key: Key, serial: str = "serial") -> dict[str, CellValue]:
    number = int(key.serial) if key.serial.isdecimal() else key.serial
    return {"inspection": key.inspection, serial: number, "unit": key.unit, "point": key.point}
