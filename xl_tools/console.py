"""Results as text for people. Shows what a report holds; decides nothing.

Text from workbooks is printed as text: no colour markup or terminal control in it takes effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from xl_tools.models import Level, NotRun, Severity, Status

if TYPE_CHECKING:
    from xl_tools.app import Cleared
    from xl_tools.doctor import Examined
    from xl_tools.reports import CheckReport, FileReport, SheetReport
    from xl_tools.rollup.models import Rollup
    from xl_tools.rules.catalogue import RuleInfo

LEVELS = {Level.COUNTY: "县级", Level.CITY: "市级", Level.PROVINCE: "省级"}
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}


@cache
def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)


def say(text: str = "", style: str = "") -> None:
    """One line on standard output, control characters made visible."""
    shown = "".join(char if char.isprintable() or char == " " else " " for char in text)
    _console().print(Text(shown, style=style))


def show_check(report: CheckReport) -> None:
    for file in report.files:
        _show_file(file)
    counts = "，".join(f"{severity.label} {report.counts[severity]}" for severity in Severity)
    say(f"共 {len(report.files)} 个文件：{counts}。口径日期 {report.as_of:%Y-%m-%d}。", "bold")
    for fault in report.faults:
        say(f"规则 {fault.rule} 在“{Path(fault.path).name}”上出错，没有查完；请把文件发给维护人员。", "bold red")
    _show_not_run(report.not_run)


def _show_file(file: FileReport) -> None:
    say(Path(file.path).name, "bold")
    for sheet in file.sheets:
        say(f"  {_sheet_line(sheet)}")
    if file.reason:
        say(f"  {file.reason}", "bold red")
    for finding in file.findings:
        place = " ".join(part for part in (finding.sheet or "", finding.cell or "") if part) or "全表"
        line = f"  {finding.severity.label} {finding.code} [{place}] {finding.message}"
        say(line + (f" → {finding.advice}" if finding.advice else ""), STYLES[finding.severity])
        if finding.accepted:
            say(f"      已说明：{finding.accepted}")
    if file.marked:
        say(f"  标记后的副本：{file.marked}")


def _sheet_line(sheet: SheetReport) -> str:
    level = LEVELS[sheet.level] if sheet.level else "层级不明"
    parts = [level, sheet.region or "地区不明", *([sheet.period] if sheet.period else [])]
    return f"{sheet.sheet}（{'，'.join(parts)}）：{len(sheet.rows)} 项任务"


def _show_not_run(not_run: Sequence[NotRun]) -> None:
    reasons: dict[str, list[str]] = {}
    for entry in not_run:
        reasons.setdefault(entry.reason, []).append(entry.rule)
    for reason, codes in reasons.items():
        say(f"没有运行的规则：{'、'.join(codes)}（{reason}）。")


def show_cleared(results: Sequence[Cleared]) -> None:
    for result in results:
        if result.reason:
            say(result.reason, "bold red")
        elif not result.found:
            say(f"{result.path.name}：没有标记。" + (f"副本：{result.written}" if result.written else "文件未改动。"))
        else:
            say(f"{result.path.name}：标记已清除 → {result.written}")


def show_rollup(report: Rollup) -> None:
    totals = report.totals
    reported = sum(unit.reported for unit in report.units)
    say(f"{report.name}：{reported} 个单位已报，{len(report.missing)} 个未报，{totals.tasks} 项任务。", "bold")
    if report.missing:
        say(f"  未报单位：{'、'.join(report.missing)}", "yellow")
    counted = [f"{status.label} {getattr(totals, status.value)}" for status in Status]
    say(f"  {'，'.join(counted)}，未定 {totals.undecided}；其中长期坚持 {totals.ongoing}，逾期 {totals.overdue}。")
    for finding in report.findings:
        if finding.severity is Severity.HINT:
            continue
        file = f"{Path(finding.path).name} " if finding.path else ""
        say(
            f"  {finding.severity.label} {finding.code} [{file}{finding.cell or ''}] {finding.message}",
            STYLES[finding.severity],
        )
    if report.out:
        say(f"汇总工作簿：{report.out}")


READING_LABELS = {
    "due": "截止日期",
    "start": "开始日期",
    "modes": "类型",
    "alternatives": "也可能是",
    "blocks": "分单位",
    "fault": "问题",
    "ticks": "勾选",
    "status": "状态",
    "stage": "销号环节",
    "also": "另有",
    "verdict": "说明",
    "number": "序号",
    "province_serial": "省序号",
    "claims": "数字关系",
}
WORDS = {status.value: status.label for status in Status} | {
    "fixed": "固定日期",
    "immediate": "立行立改",
    "ongoing": "长期坚持",
    "phased": "分阶段",
    "relative": "没有日期，看另一件事",
    "unread": "读不出日期",
    "impossible": "没有这一天",
    "no_year": "没有写年份",
    "other_content": "像是别的列的内容",
    "one": "",
    "both_done": "两项都勾了，按已完成算",
    "conflict": "勾选矛盾",
    "none": "一项也没有勾",
    "unknown": "这种说法定不了状态",
    "empty": "空",
    "sum": "合计",
    "share": "占比",
    "subset": "不应超过",
    "restated": "前后应一致",
}


def show_reading(reading: dict[str, Any]) -> None:
    """One reading on one line; what it does not say is left out, an empty reading says so."""
    said = {key: _plain(reading[key]) for key in READING_LABELS if key in reading}
    parts = [f"{READING_LABELS[key]} {text}" for key, text in said.items() if text]
    say(f"{reading['text'] or '（空）'} → {'；'.join(parts) or '读不出'}")


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_plain(item) for item in value)
    if isinstance(value, dict):
        if "expression" in value:
            return f"{WORDS[value['kind']]}：{value['expression']}（{'相符' if value['holds'] else '不符'}）"
        return " ".join(text for key in ("unit", "due", "modes") if (text := _plain(value.get(key))))
    return "" if value is None else WORDS.get(str(value), str(value))


def show_rules(catalogue: Sequence[RuleInfo]) -> None:
    for rule in catalogue:
        say(f"{rule.code} {rule.severity.label} {rule.when}", STYLES[rule.severity])


def show_doctor(results: Sequence[Examined]) -> None:
    for result in results:
        mark, style = (
            ("可用", "green") if result.works else (("缺少", "bold red") if result.needed else ("没有", "yellow"))
        )
        say(f"[{mark}] {result.name}：{result.detail}", style)
        if not result.works and result.advice:
            say(f"       {result.advice}")
