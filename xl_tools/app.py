"""Joins the steps: read, parse, check, then mark, roll up or write. Knows files, no surface.

Every function here is what a command or a button does; what they take and give back is the same for both.
The modules that write workbooks are imported where they are needed: a check must not pay for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xl_tools.books.files import MarkResult, back_up, clear_bytes, mark_bytes, write_atomic
from xl_tools.books.reader import read_book
from xl_tools.errors import UserError
from xl_tools.inputs import distinct_names, output_folder, workbooks
from xl_tools.models import Finding, NotRun, ProgressSheet
from xl_tools.parse import regions
from xl_tools.parse.sheets import read_sheets
from xl_tools.reports import CheckReport, Fault, FileReport, SheetReport, count
from xl_tools.rules import registry

StrPath = str | Path


@dataclass(frozen=True)
class Target:
    """Where changed workbooks go: into ``folder``, or over the input with a backup beside it."""

    folder: Path | None = None
    in_place: bool = False

    @classmethod
    def of(cls, out: StrPath | None, in_place: bool, what: str) -> Target:
        """Raises UserError unless exactly one of the two is asked for."""
        if in_place and out is not None:
            raise UserError("--out 和 --in-place 只能用一个：要么写到别的文件夹，要么改原文件（会留备份）。")
        if not in_place and out is None:
            raise UserError(f"请用 --out 指定{what}放在哪个文件夹（或用 --in-place 改原文件，会留备份）；原文件未改动。")
        return cls(None if out is None else output_folder(Path(out)), in_place)

    def place(self, source: Path, name: str, data: bytes) -> Path:
        """Write ``data`` as the changed copy of ``source``; a backup first when it replaces it."""
        if self.folder is None:
            back_up(source)
            write_atomic(source, data)
            return source
        out = self.folder / name
        if out.exists() and out.samefile(source):
            raise UserError(f"输出文件夹就是“{source.name}”所在的文件夹，会覆盖原文件；请换一个文件夹。原文件未改动。")
        write_atomic(out, data)
        return out


@dataclass
class _Outcome:
    """What a check has gathered so far."""

    files: list[FileReport] = field(default_factory=list)
    not_run: dict[str, NotRun] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def check(
    paths: Iterable[StrPath],
    *,
    as_of: date | None = None,
    previous: StrPath | None = None,
    baseline: StrPath | None = None,
    only: Collection[str] | None = None,
    units: StrPath | None = None,
    mark: bool = False,
    out: StrPath | None = None,
    in_place: bool = False,
) -> CheckReport:
    """Find the tables of workbooks and run the rules on them.

    ``paths`` are workbooks and folders of workbooks. ``as_of`` is the day deadlines are held against
    (today by default). ``previous`` is last period's sheet, table or folder; ``baseline`` the workbook that
    was handed out or the plan's task list. ``only`` names codes or classes ("T", "D401"). With ``mark``,
    marked copies go into ``out`` (or over the input with ``in_place``, which keeps a backup).

    A workbook that cannot be read is an outcome in the report, not an error. Raises UserError for what
    makes the whole call pointless: an empty folder, an output folder that cannot be written.
    """
    target = Target.of(out, in_place, "标记后的副本") if mark else None
    day = as_of or date.today()
    unit_list = _unit_list(units)
    files = workbooks(map(Path, paths))
    names = distinct_names(files)
    before = _reference(previous, day, unit_list)
    issued = _reference(baseline, day, unit_list)
    outcome = _Outcome()
    for path in files:
        report = _check_file(path, day, unit_list, before, issued, only, outcome)
        if target and report.outcome != "unreadable":
            report = _marked(report, path, names[path], target)
        outcome.files.append(report)
    return CheckReport(
        as_of=day,
        files=tuple(outcome.files),
        counts=count(finding for file in outcome.files for finding in file.findings),
        not_run=tuple(outcome.not_run[code] for code in sorted(outcome.not_run)),
        faults=tuple(outcome.faults),
    )


def _check_file(
    path: Path,
    as_of: date,
    units: regions.UnitList,
    before: Sequence[ProgressSheet],
    issued: Sequence[ProgressSheet],
    only: Collection[str] | None,
    outcome: _Outcome,
) -> FileReport:
    try:
        sheets = read_sheets(read_book(path), as_of=as_of, units=units)
    except UserError as error:
        return FileReport(path=str(path), outcome="unreadable", reason=str(error))
    context = registry.Context(as_of=as_of, previous=tuple(before), baseline=tuple(issued))
    result = registry.run(sheets, context, only=only)
    outcome.not_run.update({entry.rule: entry for entry in result.not_run})
    outcome.faults.extend(Fault(path=str(path), rule=crash.code, sheet=crash.sheet) for crash in result.crashes)
    return FileReport(
        path=str(path),
        outcome="checked" if sheets else "no_table",
        reason=None if sheets else f"“{path.name}”里没有找到整改进展表或任务清单（前 30 行没有认得的表头）。",
        sheets=tuple(SheetReport.of(sheet) for sheet in sheets),
        findings=result.findings,
    )


def _marked(report: FileReport, path: Path, name: str, target: Target) -> FileReport:
    try:
        data, _ = mark_bytes(path.read_bytes(), report.findings, name=path.name)
        return report.model_copy(update={"marked": str(target.place(path, name, data))})
    except UserError as error:
        return report.model_copy(update={"reason": str(error)})


def mark(path: StrPath, findings: Iterable[Finding], out: StrPath) -> MarkResult:
    """Write a copy of any workbook with these findings marked on their cells.

    The copy gets an overlay and a note on each cell found, and the sheet 校验结果; no cell changes, and
    ``clear`` takes it all out again. Raises UserError when the file cannot be marked; nothing is written.
    """
    source = Path(path)
    data, result = mark_bytes(_read(source), tuple(findings), name=source.name)
    _place_copy(source, Path(out), data)
    return result


def clear(path: StrPath, out: StrPath) -> bool:
    """Write a copy of a workbook without our marks; true when there were any.

    Every part of the copy is as it was before the marks. Raises UserError when the file cannot be read.
    """
    source = Path(path)
    data, found = clear_bytes(_read(source), name=source.name)
    _place_copy(source, Path(out), data)
    return found


def clear_all(paths: Iterable[StrPath], *, out: StrPath | None = None, in_place: bool = False) -> list[Cleared]:
    """Take the marks out of workbooks and folders of workbooks, as ``clear`` does, file by file."""
    target = Target.of(out, in_place, "清除标记后的副本")
    files = workbooks(map(Path, paths))
    names = distinct_names(files)
    results = []
    for path in files:
        try:
            data, found = clear_bytes(_read(path), name=path.name)
            written = target.place(path, names[path], data) if found or not in_place else None
            results.append(Cleared(path, found, written, None))
        except UserError as error:
            results.append(Cleared(path, False, None, str(error)))
    return results


@dataclass(frozen=True)
class Cleared:
    """What became of one workbook: ``found`` marks, the file ``written``, or the ``reason`` why not."""

    path: Path
    found: bool
    written: Path | None
    reason: str | None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"找不到文件“{path.name}”，请核对文件名和所在文件夹。") from None
    except OSError as error:
        raise UserError(f"打不开“{path.name}”（{error.strerror}），请确认文件没有被占用、有权限读取。") from None


def _place_copy(source: Path, out: Path, data: bytes) -> None:
    if out.exists() and out.samefile(source):
        raise UserError(f"输出文件就是原文件“{source.name}”；请换一个文件名。原文件未改动。")
    output_folder(out.parent)
    write_atomic(out, data)


def _unit_list(path: StrPath | None) -> regions.UnitList:
    """Development zones and other units beside the counties, from a workbook of unit and city."""
    if path is None:
        return regions.NONE
    book = read_book(Path(path))
    return regions.UnitList.from_rows([row for grid in book.grids for row in grid.rows])


def _reference(path: StrPath | None, as_of: date, units: regions.UnitList) -> list[ProgressSheet]:
    """The tables of last period, or of what was handed out; [] when none is given."""
    if path is None:
        return []
    sheets = [
        sheet for file in workbooks([Path(path)]) for sheet in read_sheets(read_book(file), as_of=as_of, units=units)
    ]
    if not sheets:
        raise UserError(f"“{Path(path).name}”里没有找到整改进展表或任务清单，不能用来对照；请核对文件。")
    return sheets
