"""From a check to a plan of marks: what a click does to an open workbook, and what ``check --plan`` prints."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from xl_tools.app.check import check, ran
from xl_tools.app.inputs import StrPath, workbooks
from xl_tools.app.rule_settings import rule_settings
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.marked_file import known_of
from xl_tools.books.file.reader import read_book
from xl_tools.books.file.sniff import FileKind, sniff_bytes
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding
from xl_tools.marks.areas import Area
from xl_tools.marks.plan import Action, KnownBook, MarkPlan, Say, marking
from xl_tools.marks.sentences import by_settings, counted
from xl_tools.reports.check import CheckReport
from xl_tools.reports.plan import PlanReport
from xl_tools.rules.settings import RuleSettings


def plan_of(
    report: CheckReport,
    known: KnownBook,
    *,
    today: date,
    settings: RuleSettings,
    looked_for: Collection[str],
    only: Collection[str] | None = None,
) -> MarkPlan:
    """The plan for one workbook checked: its marks, and what there is to say.

    ``known`` is what the surface knows of the workbook; ``looked_for`` are the codes that were looked for; ``only``
    names the sheets that were checked where not all were. Without a table nothing is done to the workbook.
    """
    (file,) = report.files
    if file.outcome == "no_table":
        reason = "这张表里没有找到整改进展表或任务清单（前 30 行没有认得的表头）。" if only else file.reason
        return MarkPlan((Say(f"{reason}工作簿未改动。", "wrong"),))
    marks = marking(file.findings, known, title="、".join(only or ()), only=only, ran=looked_for)
    how = [Say("点“下一处问题”逐条查看，全部问题见“校验结果”表。")] if file.findings else []
    return MarkPlan((*_result(report, today, settings), *marks, *how))


def _result(report: CheckReport, today: date, settings: RuleSettings) -> list[Action]:
    (file,) = report.files
    accepted = sum(finding.accepted is not None for finding in file.findings)
    lines = [f"校验完成：{counted(report.counts)}。" if file.findings else "校验完成，没有发现问题。"]
    lines += [f"警告已说明 {accepted} 处。"] if accepted else []
    lines += by_settings(settings.summary)
    lines += [f"口径日期 {report.as_of:%Y-%m-%d}（不是今天）。"] if report.as_of != today else []
    lines += [f"规则 {fault.rule} 出错，没有查完，请告诉维护人员。" for fault in report.faults]
    return [Say(line) for line in lines]


def plan(
    paths: Collection[StrPath],
    *,
    as_of: date | None = None,
    previous: StrPath | None = None,
    baseline: StrPath | None = None,
    only: Collection[str] | None = None,
    settings: StrPath | None = None,
    units: StrPath | None = None,
    period: str | None = None,
) -> tuple[PlanReport, CheckReport]:
    """The plan of marks for one workbook, and the report of the check that it comes from; nothing is written.

    The arguments are those of ``check``; ``paths`` must lead to one workbook. Raises UserError for several, and for
    one that cannot be read.
    """
    files = workbooks(map(Path, paths))
    if len(files) != 1:
        raise UserError(f"--plan 一次只给一个工作簿的标记方案，这里有 {len(files)} 个；请逐个运行。")
    (path,) = files
    report = check(
        [path],
        as_of=as_of,
        previous=previous,
        baseline=baseline,
        only=only,
        settings=settings,
        units=units,
        period=period,
    )
    (file,) = report.files
    if file.outcome == "unreadable":
        raise UserError(file.reason or "")
    rules = rule_settings(settings)
    made = plan_of(
        report,
        _known(path, file.findings),
        today=date.today(),
        settings=rules,
        looked_for=ran(rules, report.not_run, report.faults, only),
    )
    return PlanReport.of(str(path), made), report


def _known(path: Path, findings: Sequence[Finding]) -> KnownBook:
    data = read_input(path)
    if sniff_bytes(data, path.name) is FileKind.OOXML:
        return known_of(data, findings, name=path.name)
    grids = read_book(path, data).grids
    merged = {grid.name: [Area((it.top, it.left, it.bottom, it.right)) for it in grid.merged or ()] for grid in grids}
    return KnownBook([grid.name for grid in grids], merged)
