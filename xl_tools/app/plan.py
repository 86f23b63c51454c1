"""From a check to a plan of marks: what a click does to an open workbook, and what ``check --plan`` prints."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from xl_tools.app.check import check_file, with_petitions
from xl_tools.app.examine import Examined, Occasion, no_table
from xl_tools.app.inputs import Paths, StrPath, workbooks
from xl_tools.app.occasions import compared, occasion
from xl_tools.app.office import OURS, Office
from xl_tools.books.file.marked_file import known_of
from xl_tools.books.file.reader import read_book
from xl_tools.books.file.sniff import FileKind, sniff_bytes
from xl_tools.core.dates import Day
from xl_tools.core.errors import UserError
from xl_tools.core.period import Month
from xl_tools.core.records import Finding
from xl_tools.marks.areas import Area
from xl_tools.marks.plan import Action, KnownBook, MarkPlan, Say, marking
from xl_tools.marks.sentences import by_settings, counted
from xl_tools.reports.check import CheckReport, count
from xl_tools.reports.plan import PlanReport


def plan_of(
    examined: Examined,
    known: KnownBook,
    *,
    name: str,
    occasion: Occasion,
    today: date,
    only: Collection[str] | None = None,
) -> MarkPlan:
    """The plan for a workbook examined: its marks, and what there is to say.

    ``known`` is what the surface knows of the workbook, ``name`` what people call it; ``only`` names the sheets that
    were examined where not all were. Without a table nothing is done to the workbook.
    """
    if not examined.holds_table:
        place = "这张表" if only else f"“{name}”"
        return MarkPlan((Say(f"{no_table(place)}工作簿未改动。", "wrong"),))
    marks = marking(examined.findings, known, title="、".join(only or ()), only=only, ran=examined.looked_for)
    how = [Say("点“下一处问题”逐条查看，全部问题见“校验结果”表。")] if examined.findings else []
    return MarkPlan((*_result(examined, occasion, today), *marks, *how))


def _result(examined: Examined, occasion: Occasion, today: date) -> list[Action]:
    found = examined.findings
    accepted = sum(finding.accepted is not None for finding in found)
    lines = [f"校验完成：{counted(count(found))}。" if found else "校验完成，没有发现问题。"]
    lines += [f"警告已说明 {accepted} 处。"] if accepted else []
    lines += by_settings(occasion.settings.summary)
    lines += [f"口径日期 {occasion.as_of:%Y-%m-%d}（不是今天）。"] if occasion.as_of != today else []
    lines += [f"规则 {fault.rule} 出错，没有查完，请告诉维护人员。" for fault in examined.faults]
    return [Say(line) for line in lines]


def plan(
    paths: Paths,
    *,
    as_of: Day | None = None,
    previous: StrPath | None = None,
    issued: StrPath | None = None,
    only: Collection[str] | None = None,
    settings: StrPath | None = None,
    units: StrPath | None = None,
    period: Month | None = None,
    hidden: bool = False,
    inspection: str | None = None,
    petitions: StrPath | None = None,
    office: Office = OURS,
) -> tuple[PlanReport, CheckReport]:
    """The plan of marks for one workbook, and the report of the check that it comes from; nothing is written.

    The arguments are those of ``check``; ``paths`` must lead to one workbook. Raises UserError for several, and for
    one that cannot be read.
    """
    files = workbooks(paths)
    if len(files) != 1:
        raise UserError(f"--plan 一次只给一个工作簿的标记方案，这里有 {len(files)} 个；请逐个运行。")
    (path,) = files
    asked = occasion(
        as_of,
        units=units,
        period=period,
        settings=settings,
        only=only,
        hidden=hidden,
        inspection=inspection,
        office=office,
    )
    asked = with_petitions(compared(asked, previous=previous, issued=issued), petitions)
    file, data, examined = check_file(path, asked)
    if examined is None:
        raise UserError(file.reason or "")
    known = _known(path, data, examined.findings)
    made = plan_of(examined, known, name=path.name, occasion=asked, today=date.today())
    report = CheckReport(
        as_of=asked.as_of,
        files=(file, *asked.unread),
        counts=count(file.findings),
        not_run=examined.not_run,
        faults=examined.faults,
    )
    return PlanReport.of(str(path), made, examined.not_run), report


def _known(path: Path, data: bytes, findings: Sequence[Finding]) -> KnownBook:
    if sniff_bytes(data, path.name) is FileKind.OOXML:
        return known_of(data, findings, name=path.name)
    grids = read_book(path, data).grids
    merged = {grid.name: [Area((it.top, it.left, it.bottom, it.right)) for it in grid.merged or ()] for grid in grids}
    return KnownBook([grid.name for grid in grids], merged)
