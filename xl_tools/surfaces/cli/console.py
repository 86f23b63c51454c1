"""Results as text for people. Shows what a report holds; decides nothing.

Text from workbooks is printed as text: no colour markup or terminal control in it takes effect.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.core.records import Field, Level, NotRun, Severity, Status
from xl_tools.forms.definitions import get
from xl_tools.marks.sentences import counted

if TYPE_CHECKING:
    from rich.console import Console

    from xl_tools.app.doctor_windows import LookedAt
    from xl_tools.app.import_ import ImportReport
    from xl_tools.app.mark import Cleared
    from xl_tools.app.split import SplitReport
    from xl_tools.parse.documents.record import DocumentRecord
    from xl_tools.reports.check import CheckReport, FileReport, SheetReport
    from xl_tools.reports.rollup import Rollup
    from xl_tools.reports.score import ScoreSheet
    from xl_tools.rules.catalogue import RuleInfo
    from xl_tools.rules.settings import SettingsReport

LEVELS = {Level.COUNTY: "县级", Level.CITY: "市级", Level.PROVINCE: "省级"}
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}


@cache
def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def say(text: str = "", style: str = "") -> None:
    """One line on standard output, control characters made visible."""
    shown = "".join(char if char.isprintable() or char == " " else " " for char in text)
    if not sys.stdout.isatty():
        print(shown)
        return
    from rich.text import Text  # colours are for people, and paid for only then

    _console().print(Text(shown, style=style))


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error that counts files, where a person sees it. It goes away when the work ends or is
    stopped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield tell


def show_check(report: CheckReport) -> None:
    for file in report.files:
        _show_file(file)
    say(f"共 {len(report.files)} 个文件：{counted(report.counts)}。口径日期 {report.as_of:%Y-%m-%d}。", "bold")
    for fault in report.faults:
        place = f"“{fault.sheet}”{fault.cell or ''}" if fault.sheet else ""
        said = f"规则 {fault.rule} 在“{Path(fault.path).name}”{place}上出错，没有查完；请把文件发给维护人员。"
        say(said, "bold red")
    _show_settings(report.settings)
    _show_not_run(report.not_run)


def _show_settings(settings: SettingsReport | None) -> None:
    if settings:
        say(settings.sentence())


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
    form = get(sheet.form)
    if form.flat:
        said = "，".join([form.title, *([sheet.region] if sheet.region else [])])
        return f"{sheet.sheet}（{said}）：{len(sheet.rows)} {form.counted}"
    if not form.has(Field.REGION):
        return f"{sheet.sheet}（{form.title}）"
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
    from xl_tools.marks.plan import WORDS_STAY

    for result in results:
        if result.reason:
            say(result.reason, "bold red")
        elif not result.found:
            say(f"{result.path.name}：没有标记。" + (f"副本：{result.written}" if result.written else "文件未改动。"))
        else:
            say(f"{result.path.name}：标记已清除 → {result.written}")
            if result.words:
                say(f"  {WORDS_STAY}", "yellow")


def show_import(report: ImportReport) -> None:
    for file in report.files:
        say(Path(file.path).name, "bold")
        if file.reason:
            say(f"  {file.reason}", "bold red")
        for sheet in file.sheets:
            say(f"  {_sheet_line(sheet)}")
        if file.record:
            say(f"  {_record_line(file.record)}")
        for note in file.notes:
            at = f"第 {note.table} 个表第 {note.row} 行" if note.table and note.row else ""
            cell = f"{note.sheet or ''} {note.cell}".strip() if note.cell else ""
            place = " → ".join(part for part in (at, cell) if part)
            say(f"  注意{f' [{place}]' if place else ''} {note.text}", "yellow")
        if file.written:
            say(f"  工作簿：{file.written}")
    done = sum(file.outcome == "imported" for file in report.files)
    say(f"共 {len(report.files)} 个文档，导入 {done} 个。下一步：xl-tools check 校验写出的工作簿。", "bold")


def _record_line(record: DocumentRecord) -> str:
    """ "整改方案标题；口径日期 2022-12-20；个性 4 项，共性 7 项；数字核对 3 处，都成立" """
    parts = [record.title, f"口径日期 {record.as_of}" if record.as_of else ""]
    parts.append("，".join(f"{count.label} {count.value} {count.unit}" for count in record.counts))
    wrong = sum(not claim.holds for claim in record.claims)
    if record.claims:
        parts.append(f"数字核对 {len(record.claims)} 处，" + (f"{wrong} 处不成立" if wrong else "都成立"))
    return "；".join(part for part in parts if part)


def show_rollup(report: Rollup) -> None:
    totals = report.totals
    reported = sum(unit.reported for unit in report.units)
    say(f"{report.name}：{reported} 个单位已报，{len(report.missing)} 个未报，{totals.tasks} 项任务。", "bold")
    if report.missing:
        say(f"  未报单位：{'、'.join(report.missing)}", "yellow")
    counted = [f"{status.label} {getattr(totals, status.value)}" for status in Status]
    say(f"  {'，'.join(counted)}，未定 {totals.undecided}；其中长期坚持 {totals.ongoing}，逾期 {totals.overdue}。")
    _show_findings(report)
    _show_settings(report.settings)
    if report.out:
        say(f"汇总工作簿：{report.out}")


def _show_findings(report: Rollup) -> None:
    """What the roll-up itself has found, one by one; what is wrong inside the units' tables, a line a unit."""
    from xl_tools.rules.registry import rules

    scopes = {code: rule.scope for code, rule in rules().items()}
    names = {unit.path: unit.name for unit in report.units if unit.path}
    inside: dict[str, Counter[Severity]] = {}
    for finding in report.findings:
        if finding.severity is Severity.HINT:
            continue
        if finding.path and scopes.get(finding.code) == "sheet":
            unit = names.get(finding.path, Path(finding.path).name)
            inside.setdefault(unit, Counter())[finding.severity] += finding.accepted is None
            continue
        place = " ".join(filter(None, (Path(finding.path).name if finding.path else "", finding.cell)))
        said = f"  {finding.severity.label} {finding.code} {f'[{place}] ' if place else ''}{finding.message}"
        say(said, STYLES[finding.severity])
    if inside:
        where = "见汇总工作簿的“校验结果”" if report.out else "用 xl-tools check 看"
        say(f"  各单位表里的问题（逐条{where}）：", "bold")
    for unit, counts in inside.items():
        grave = Severity.ERROR if counts[Severity.ERROR] else Severity.WARNING
        say(f"    {unit}：错误 {counts[Severity.ERROR]}，警告 {counts[Severity.WARNING]}", STYLES[grave])


def show_split(report: SplitReport) -> None:
    for unit in report.units:
        say(f"{unit.name}：{unit.rows} 项任务 → {unit.path}")
    if report.broken:
        cells = "、".join(report.broken)
        say(f"“整改进展”的 {cells} 改动过，分不清哪段是哪个单位的，拆出的表里空着；请补上。", "bold red")
    elif report.left_out:
        rows = "、".join(f"{left.unit}{left.task}" for left in report.left_out)
        say(f"“各单位进展”里这些行改动过或者删掉了，没有拆出：{rows}；请用各单位报来的原表。", "bold red")
    say(f"共拆出 {len(report.units)} 个单位的表；原文件未改动。", "bold")


def show_score(report: ScoreSheet) -> None:
    """Every office on a line, best first within its kind or category; then what was found, hints left out."""
    categories = list(dict.fromkeys(one.category for one in report.offices))
    last = len(report.offices) + 1
    for office in sorted(
        report.offices, key=lambda one: (one.kind.value, categories.index(one.category), one.rank or last)
    ):
        total = "总分算不出来" if office.total is None else f"总分 {office.total.normalize():f}"
        work = "分值有误" if office.work is None else f"{office.work.normalize():f}"
        parts = [
            f"工作目标 {work}",
            f"过程 {office.process.normalize():f}",
            f"评价 {office.evaluation.normalize():f}",
            f"附加分 {office.bonus.normalize():f}",
        ]
        if office.groups:
            told = (f"{name} {'—' if points is None else f'{points:.2f}'}" for name, points in office.groups.items())
            parts = [*told, f"加扣分 {office.bonus.normalize():f}", *office.gates]
        grade = f"{office.grade or '不定等次'}{'（晋级）' if office.promoted else ''}"
        name = f"{office.name}（{office.category}）" if office.category else office.name
        say(f"{office.rank or '-':>3} {name} {total}，{grade}（{'，'.join(parts)}；失分 {len(office.lost)} 处）")
    for finding in report.findings:
        if finding.severity is not Severity.HINT:
            place = " ".join(part for part in (finding.sheet or "", finding.cell or "") if part) or "全表"
            file = f"{Path(finding.path).name} " if finding.path else ""
            line = f"  {finding.severity.label} {finding.code} [{file}{place}] {finding.message}"
            say(line, STYLES[finding.severity])
    if report.out:
        say(f"评分工作簿：{report.out}")


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


def show_doctor(results: Sequence[LookedAt]) -> None:
    for result in results:
        mark, style = (
            ("可用", "green") if result.works else (("缺少", "bold red") if result.needed else ("没有", "yellow"))
        )
        say(f"[{mark}] {result.name}：{result.detail}", style)
        if not result.works and result.advice:
            say(f"       {result.advice}")
