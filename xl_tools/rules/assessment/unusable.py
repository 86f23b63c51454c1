"""A811, A812, A820 and A830: cells with something else in them, a table of which nobody knows the rules, numbers typed
as text, and what was filled into an earlier score workbook and does not fit the new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from xl_tools.core.records import Place
from xl_tools.rules.registry import ERROR, HINT, WARNING, Found, finds

if TYPE_CHECKING:
    from xl_tools.parse.assessment.entries import UnreadableCell
    from xl_tools.scoring.case import Case


_NOT = "没有计入"


@finds(
    "A811",
    ERROR,
    "“{label}”这里是“{text!q}”，不是能用的内容，{counted}。",
    when="应填数字或规定用词的格子里是别的内容",
    advice="数字栏只填数字（百分数 23% 填 23，不带单位）；其余请用下拉列表里的词。",
    source="domain.md#process-evaluation-bonus",
    scope="book",
)
def cell_holds_something_else(case: Case) -> Iterator[Found]:
    for place, label, text in case.refused:
        yield Found(place, label=label, text=text or "空白", counted=_NOT)
    for bad in case.book.unreadable:
        yield Found(Place(None, bad.sheet, bad.row, bad.cell), label=bad.label, text=bad.text, counted=_NOT)
    yield from _process(case)
    yield from _bonus(case)


@finds(
    "A820",
    HINT,
    "“{label}”一栏有 {count} 个数是按文字或者百分数填的（第一个是“{text!q}”），已经当作数计算。",
    when="数字按文字填写，或者填成百分数（已按数计算，97% 是 97）",
    advice="无需改动；评分工作簿里写成数字。",
    source="domain.md#process-evaluation-bonus",
    scope="book",
)
def numbers_are_typed_as_text(case: Case) -> Iterator[Found]:
    """Once for a column."""
    columns: dict[tuple[str, str], list[UnreadableCell]] = {}
    for cell in case.book.typed:
        columns.setdefault((cell.sheet, cell.label), []).append(cell)
    for (sheet, label), cells in columns.items():
        first = cells[0]
        yield Found(Place(None, sheet, first.row, first.cell), label=label, count=len(cells), text=first.text)


def _process(case: Case) -> Iterator[Found]:
    sheet, rules = case.book.process_sheet, case.inputs.assessment
    if not sheet:
        return
    indicators = {part.name for part in rules.process}
    reasons = {kind.name for part in rules.process for kind in part.deductions}
    for entry in case.book.process:
        if entry.subject not in indicators:
            yield Found(
                case.at(sheet, entry.row, "subject"), label="考核指标", text=entry.subject or "空白", counted=_NOT
            )
        elif entry.reason and entry.reason not in reasons and not entry.source:
            # The number that stands beside it counts, as points.
            counted = "这一笔按填的数当作分值计入" if entry.amount else _NOT
            yield Found(case.at(sheet, entry.row, "reason"), label="事由", text=entry.reason, counted=counted)


def _bonus(case: Case) -> Iterator[Found]:
    sheet, rules = case.book.bonus_sheet, case.inputs.assessment
    if not sheet:
        return
    known = {kind.name for kind in rules.bonus.kinds} | rules.registered
    for entry in case.book.bonus:
        if entry.subject not in known:
            yield Found(
                case.at(sheet, entry.row, "subject"), label="登记事项", text=entry.subject or "空白", counted=_NOT
            )


@finds(
    "A812",
    WARNING,
    "看不出这张表按哪个考核办法，按“{rules}”的分值和等次试算，单位以表中的为准。",
    when="不知道表格适用哪个考核办法",
    advice="请在标题里写明年度和考核名称，或者用 --rules 指定考核办法。",
    source="domain.md#scoring",
    scope="book",
)
def rules_are_not_known(case: Case) -> Iterator[Found]:
    if case.assumed:
        yield Found(Place(sheet=case.sheet), rules=case.inputs.assessment.title)


@finds(
    "A830",
    WARNING,
    "上次的评分工作簿“{there}”{why}，没有接过来。",
    when="评分工作簿里填的接不到重新写出的评分工作簿里",
    advice="原来的评分工作簿已在旁边留了备份，请核对后填到新的里面。",
    source="domain.md#scoring",
    scope="book",
)
def hand_work_does_not_fit(left: Iterable[tuple[str, str]]) -> Iterator[Found]:
    """``left`` are cells of the earlier score workbook, each with why."""
    for cell, why in left:
        yield Found(there=cell, why=why)
