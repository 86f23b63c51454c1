"""Handing out: one workbook a unit from a task list or last period's table, its tasks filled in and locked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace as again
from datetime import date
from io import BytesIO
from pathlib import Path

from xl_tools.app.areas import area_called
from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.handed_out import Earlier, handed_out
from xl_tools.app.inputs import StrPath, nothing_to_compare, output_folder, standing_book, workbooks
from xl_tools.app.office import OURS, Office
from xl_tools.app.tables_to_issue import not_issued_of, of_inspection, out_of_use_in, task_table
from xl_tools.app.unit_files import UnitFile, read_unit_file, unusable
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import Day, as_day
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import distinct, safe_name
from xl_tools.core.grid import Book
from xl_tools.core.period import PARAMETER, Month, Period, month, period_of, read_period
from xl_tools.core.records import Field, Level, ProgressSheet, Region, Severity
from xl_tools.data import load
from xl_tools.parse.table.inspections import asked_for, only_one
from xl_tools.reports.round import IssuedBook, IssueReport, Notice
from xl_tools.rollup.layout import FORM_SHEET
from xl_tools.rollup.renumbered import with_own_serials
from xl_tools.rollup.reread import reread, standings_in, unit_sheets
from xl_tools.rollup.task_keys import TaskKey
from xl_tools.round.issuing.assignment import Assignment, read_assignment, read_beside
from xl_tools.round.issuing.cut import Cutter, labels
from xl_tools.round.issuing.identity import Identity, locked_digest, open_mark
from xl_tools.round.issuing.leads import WORD as LEADS
from xl_tools.round.issuing.leads import to_leads
from xl_tools.round.issuing.led import changed_ticks, led
from xl_tools.round.issuing.sure_blocks import with_sure_blocks
from xl_tools.round.issuing.tasks import IssuedTask, label_of, left_open, plan_tasks, previous_texts, serials_of
from xl_tools.round.titles import full_name, inspection_id, inspection_of, title_for

_CELL = 32_767
"""Characters (UTF-16 units) that a cell holds."""


class WouldReplace(UserError):
    """Workbooks of the same names with other content are there; nothing was written."""


def issue(
    tasks: StrPath,
    *,
    out: StrPath,
    units: StrPath | None = None,
    name: str | None = None,
    to: str | None = None,
    period: Month | None = None,
    number: int = 1,
    previous: StrPath | None = None,
    as_of: Day | None = None,
    replace: bool = False,
    missing_only: bool = False,
    inspection: str = "",
    already: Book | None = None,
    office: Office = OURS,
) -> IssueReport:
    """Write one workbook for each unit into ``out``, and the list of what was handed out.

    ``tasks`` is a task list or a progress table. ``units`` is a list of units (it adds zones, or takes units out) or an
    assignment of tasks to units, which then decides alone who gets what. ``name`` says whose list it is where the
    table does not; ``to`` ("county") hands a province's list to its counties instead of its cities,
    ``"牵头"`` any list to the offices that lead its tasks. ``number`` counts
    the issues of a period. ``inspection`` is the one that is handed out, as titles name it or as people call it;
    without it the table tells. Of a list of several its tasks alone are handed out. ``previous`` is last period's
    table or folder, shown beside each task for reference. ``office`` is what the office has settled.
    ``already`` is the workbook of ``tasks`` where it is open and was read as it stands on the screen.

    The same arguments write the same bytes. A workbook of that name with other content is never written over
    unless ``replace`` (which keeps a backup, and takes those of the issue away that units do not get any more):
    WouldReplace. With ``missing_only`` those units alone get one that have none of the period, and what others were
    given stays. Raises UserError, with nothing written, when the list cannot be read or it is not clear who is to get
    it.
    """
    file = read_unit_file(units) if units is not None else UnitFile((), ())
    known = Office.listing(file.rows).over(office)
    day = known.as_of or date.today() if as_of is None else as_day(as_of, "as_of")
    asked = read_period(period, PARAMETER) if period else known.period or period_of(day)
    listed = known.units
    occasion = Occasion(as_of=day, office=known, inspection=asked_for(inspection))
    source = already or read_book(Path(tasks))
    sheets, which = of_inspection(read_tables(source, occasion), occasion, Path(tasks))
    table = task_table(sheets, Path(tasks))
    standings = standings_in(source)
    apart = reread(source, sheets)
    edited: list[str] = []
    if apart and table.sheet == FORM_SHEET:
        serials = [row.serial.number for row in with_own_serials(table, source).rows]
        table, edited = with_sure_blocks(table, serials, apart, {unit for _, unit in standings} | set(apart.units))
    area = _area(name or office.name, table, listed)
    if to == LEADS:
        assignment: Assignment | None = to_leads(table, area, listed)
        passed_over: Sequence[str] = assignment.notes if assignment else ()
    else:
        assignment, passed_over = _assignment(file, table, area, listed, units)
    receivers = assignment.units if assignment else _receivers(area, to or office.to, listed, Path(tasks).name)
    plan = plan_tasks(table, receivers, assignment=assignment, listed=listed, standings=standings)
    if faults := [*(assignment.faults if assignment else ()), *plan.faults]:
        raise UserError(f"“{Path(tasks).name}”看不清下发给谁：{'；'.join(faults)}。没有下发。")
    before, unread = _before(previous, occasion)
    maker = _Maker(
        period=asked,
        issue=f"{asked}-{number}" + (f"-{occasion.inspection}" if which else ""),
        names=labels(receivers, listed),
        cutter=Cutter.among(receivers, listed),
        before=before if previous is not None else None,
        day=day,
        title=full_name(inspection) if inspection else inspection_of(table),
        inspection=only_one(row.inspection for row in table.rows) or occasion.inspection or inspection_id(table),
    )
    books = [maker.book(unit, plan.tasks[unit.code]) for unit in receivers if plan.tasks[unit.code]]
    if not books:
        raise UserError(f"“{Path(tasks).name}”里的任务没有分到任何单位，没有下发；请核对责任单位或分配表。")
    files = _named(books, asked, which)
    folder = Path(out)
    listed_in = folder / f"{load('round')['issue_list']}{asked}{safe_name(which) if which else ''}.xlsx"
    output = Output.beside(tasks, units, None if previous is None else workbooks([Path(previous)]), office.reads)
    output.admit([listed_in, *(folder / file for file in files)])
    earlier = Earlier.of(handed_out(folder, asked, maker.inspection), {book.unit.code for book in books}, missing_only)
    written = {file: book.data for file, book in files.items() if book.unit.code not in earlier.stands}
    _write(output_folder(folder), written, replace, output)
    if replace:
        earlier = earlier.without(maker.issue, area, output)
    without = [unit.name for unit in receivers if not plan.tasks[unit.code]]
    doubtful = dict.fromkeys(
        f"{task.label}{why}，没有锁定，由各单位核对填写；能定的，请改好任务清单再下发。"
        for book in books
        for task in book.tasks
        for name, why in left_open(task, day).items()
        if getattr(task, name).strip()
    )
    not_issued = [] if apart else not_issued_of(sheets, table)
    notes = [*unread, *not_issued, *out_of_use_in(table), *edited, *passed_over, *plan.notes, *doubtful]
    notes += (f"{unit}没有分到任务，没有给它下发。" for unit in without)
    notes += () if assignment else _left_to_others(receivers, listed)
    standing = standing_book(listed_in)
    issued = [
        earlier.stands[book.unit.code].report(book.name, occasion)
        if book.unit.code in earlier.stands
        else IssuedBook(
            unit=book.name,
            code=book.unit.code,
            path=str(folder / file),
            tasks=tuple(task.label for task in book.tasks),
        )
        for file, book in files.items()
    ]
    issued += [one.report(one.identity.name, occasion) for one in earlier.beyond]
    notes += changed_ticks(standing, {one.unit: one.tasks for one in issued})
    told = earlier.told({book.unit.code: (book.name, book.data) for book in books})
    report = IssueReport(
        period=asked,
        issue=maker.issue,
        out=str(folder),
        list_path=str(listed_in),
        units=tuple(issued),
        notices=tuple(Notice(severity=Severity.WARNING, message=note) for note in (*told, *notes)),
        told=tuple(told),
    )
    from xl_tools.write.round_lists import issue_list_bytes

    output.write(
        listed_in,
        issue_list_bytes(
            report,
            {unit.code: unit for unit in (*receivers, *earlier.units)},
            [*map(label_of, table.rows), *(task for one in issued for task in one.tasks)],
            standing,
            led(table.rows, standing),
        ),
    )
    return again(report, kept=tuple(output.kept))


@dataclass(frozen=True)
class _Book:
    unit: Region
    name: str
    tasks: Sequence[IssuedTask]
    data: bytes


@dataclass(frozen=True)
class _Maker:
    """What all workbooks of an issue have in common. ``cutter`` is for last period's tables; ``inspection`` is the one
    that the tasks are of, "" where nothing tells it."""

    period: Period
    issue: str
    names: Mapping[str, str]
    cutter: Cutter
    before: Sequence[ProgressSheet] | None
    day: date
    title: str
    inspection: str

    def book(self, unit: Region, tasks: Sequence[IssuedTask]) -> _Book:
        from xl_tools.write.form_books import FormRow, write_progress_form  # XlsxWriter is paid for only here

        name = self.names[unit.code]
        long = next(
            (task.label for task in tasks if len(task.plan.encode("utf-16-le", "surrogatepass")) > 2 * _CELL), None
        )
        if long:
            raise UserError(
                f"{name}{long}的整改目标和措施太长，一格放不下（最多 {_CELL} 字）；请在任务清单里压缩后重新下发。"
            )
        rows = [
            FormRow(name, serial, task.task, task.plan, task.deadline)
            for serial, task in zip(serials_of(tasks), tasks, strict=True)
        ]
        opened = [left_open(task, self.day) for task in tasks]
        marks = " ".join(
            open_mark(task.task, name) for task, names in zip(tasks, opened, strict=True) for name in names
        )
        digest = locked_digest(
            (task.task, "" if Field.PLAN in names else task.plan, "" if Field.DEADLINE in names else task.deadline)
            for task, names in zip(tasks, opened, strict=True)
        )
        identity = Identity(unit.code, unit.name, self.period, self.issue, digest, self.inspection, marks)
        buffer = BytesIO()
        write_progress_form(
            buffer,
            title=title_for(name, self.title),
            level=unit.level,
            rows=rows,
            lock=True,
            instructions=True,
            period=self.period,
            identity=identity.properties,
            left_open=[frozenset(names) for names in opened],
            previous=self._previous(unit, tasks),
        )
        return _Book(unit, name, tasks, buffer.getvalue())

    def _previous(self, unit: Region, tasks: Sequence[IssuedTask]) -> list[str] | None:
        if self.before is None:
            return None

        texts: Mapping[TaskKey, str] = previous_texts(self.before, unit, self.cutter, self.inspection)
        return [texts.get(task.key, "") for task in tasks]


def _before(path: StrPath | None, occasion: Occasion) -> tuple[list[ProgressSheet], list[str]]:
    """Last period's tables, a roll-up's as its units wrote them; and a sentence for each file that cannot be read.

    Raises UserError when there is a path and no table is found there.
    """
    if path is None:
        return [], []
    found: list[ProgressSheet] = []
    unread: list[str] = []
    for file in workbooks([Path(path)]):
        try:
            book = read_book(file)
            sheets = read_tables(book, occasion)
        except UserError as error:
            unread.append(f"上期的表：{error}这份表没有放进“上期进展情况”。")
            continue
        apart = reread(book, sheets)
        found += unit_sheets(apart, book.path, occasion.as_of, occasion.units) if apart else sheets
    if not found:
        raise UserError(f"{unread[0] if unread else nothing_to_compare(path)}没有下发。")
    return found, unread


def _area(name: str, table: ProgressSheet, listed: regions.UnitList) -> Region | None:
    if name:
        return area_called(name, listed)
    region = table.region
    return region if region and regions.expected_units(region, units=listed) else None


def _assignment(
    file: UnitFile,
    table: ProgressSheet,
    area: Region | None,
    listed: regions.UnitList,
    path: StrPath | None,
) -> tuple[Assignment | None, Sequence[str]]:
    """The assignment in the units' file, and what of the file was passed over. UserError names everything in it, or in
    the list, that cannot be used: nothing is handed out by a table that is half understood."""
    read = [(grid, read_assignment(grid, table.rows, within=area, units=listed)) for grid in file.grids]
    found = [(grid.name, assignment) for grid, assignment in read if assignment]
    notes: list[str] = []
    if len(found) > 1:
        names = "、".join(f"“{name}”" for name, _ in found)
        faults = [f"有 {len(found)} 张分配表（{names}），不知道按哪一张；请只留一张，其余的隐藏或删除"]
    elif found:
        faults = list(found[0][1].faults)
        notes += found[0][1].notes
    else:
        faults = unusable(file.rows) if path is not None else []
        for grid in file.grids:
            unclear, passed_over = read_beside(grid)
            faults += unclear
            notes += passed_over
    if faults and path is not None:
        raise UserError(f"单位清单“{Path(path).name}”有问题：{'；'.join(faults)}。请改正后再试，没有下发。")
    if found and area:
        given = {unit.code for unit in found[0][1].units}
        others = [unit.name for unit in regions.expected_units(area, units=listed) if unit.code not in given]
        if others and len(given) > 0 and all(unit.parent == area.code for unit in found[0][1].units):
            notes.append(f"分配表里没有写到{'、'.join(others)}，没有给它们下发。")
    return (found[0][1] if found else None), notes


def _receivers(area: Region | None, to: str | None, listed: regions.UnitList, file: str) -> tuple[Region, ...]:
    if area is None:
        raise UserError(f"看不出“{file}”是哪个市（省）的，不知道下发给哪些单位；请用 --name 写明，如 --name 丽水市。")
    goal = Level.CITY if to is None else Level.called(to)
    if goal not in (Level.COUNTY, Level.CITY):
        raise UserError(f"--to 只能是 county（县，到县）或 city（市，到市），不能是“{to}”。")
    units = regions.expected_units(area, units=listed)
    if goal is Level.COUNTY and area.level is Level.PROVINCE:
        below = (
            (unit,) if unit.level is Level.COUNTY else regions.expected_units(unit, units=listed) for unit in units
        )
        units = tuple(county for counties in below for county in counties)
    if not units:
        raise UserError(f"{area.name}下面没有可以下发的单位；请给出单位清单（命令行用 --units）。")
    return units


def _left_to_others(receivers: Sequence[Region], listed: regions.UnitList) -> Iterator[str]:
    """A sentence for each unit of the list that reports to a receiver and so is handed its workbook by that one."""
    of_code = {unit.code: unit for unit in receivers}
    for unit in listed.zones:
        above = of_code.get(unit.parent or "")
        if above and unit.code not in of_code and unit.code not in listed.left_out:
            yield (
                f"{unit.name}在单位清单里的上级是{above.name}，由{above.name}给它下发，这次没有直接给它；"
                "要直接下发的，请改它的上级。"
            )


def _named(books: Sequence[_Book], period: Period, which: str) -> dict[str, _Book]:
    """Each workbook by its file name. ``which`` inspection it is for stands behind the unit, where that was asked."""
    pattern = load("round")["file_name"]
    stems = distinct(safe_name(pattern.format(unit=f"{book.name}{which}", month=month(period))) for book in books)
    return {f"{stem}.xlsx": book for stem, book in zip(stems, books, strict=True)}


def _write(folder: Path, files: Mapping[str, bytes], replace: bool, output: Output) -> None:
    """All of them, or none when one would be written over that somebody may have filled in."""
    there = [name for name in files if (folder / name).exists() and (folder / name).read_bytes() != files[name]]
    if there and not replace:
        some = "、".join(there[:3]) + (f"等 {len(there)} 个" if len(there) > 3 else "")
        raise WouldReplace(
            f"“{folder}”里已有同名而内容不同的工作簿（{some}），可能已经填写，没有覆盖；"
            "请换一个文件夹，或加 --replace（原来的会留备份）；只补给还没有下发的单位，加 --only-missing。"
        )
    for name, data in files.items():
        path = folder / name
        if name in there or not path.exists():
            output.write(path, data, anew=replace)
