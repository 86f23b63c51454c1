"""What is wrong with the records beside the task book: 过程, 评价, 附加分."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from xl_tools.core.records import Finding
from xl_tools.parse.assessment.entries import Entry, Evaluations, Sheet
from xl_tools.rules.registry import finding
from xl_tools.scoring.checks import Case
from xl_tools.scoring.engine import ZERO, bonus_points
from xl_tools.scoring.given import evaluator
from xl_tools.scoring.scheme import Evaluation, Indicator
from xl_tools.scoring.wording import plain

_STRANGER = "不在参加考核的单位名单里，这一行没有计入"


def _strangers(case: Case) -> Iterator[Finding]:
    """A803 beside the task book."""
    known = {office.name for office in case.inputs.offices}
    for sheet, entries in ((case.book.process_sheet, case.book.process), (case.book.bonus_sheet, case.book.bonus)):
        for entry in entries:
            if sheet and entry.office not in known:
                yield _at(
                    sheet,
                    entry,
                    "office",
                    "A803",
                    office=entry.office or "空白",
                    what=_STRANGER,
                )
    for table in case.book.evaluations:
        for office, row in table.rows.items():
            if office not in known:
                cell = table.sheet.cell(row, "office")
                what = _STRANGER
                yield finding("A803", sheet=table.sheet.name, row=row, cell=cell, office=office, what=what)


def _at(sheet: Sheet, entry: Entry, field: str, code: str, **values: Any) -> Finding:
    return finding(code, sheet=sheet.name, row=entry.row, cell=sheet.cell(entry.row, field), **values)


def _process(case: Case) -> Iterator[Finding]:
    """A802, A808, A810 and A811 in the process entries."""
    sheet, rules = case.book.process_sheet, case.inputs.assessment
    indicators = {part.name: part for part in rules.process}
    reasons = {kind.name for part in rules.process for kind in part.deductions}
    if sheet is None:
        given = [part.name for part in rules.process if part.mode == "given"]
        if given:
            yield finding("A810", what=f"没有“过程”表，{'、'.join(given)}没有赋分", treated="按 0 分计")
        return
    bad = {entry.cell for entry in case.book.unreadable if entry.sheet == sheet.name}
    seen: dict[tuple[str, str], Entry] = {}
    for entry in case.book.process:
        indicator = indicators.get(entry.subject)
        if indicator is None:
            yield _at(sheet, entry, "subject", "A811", label="考核指标", text=entry.subject or "空白")
            continue
        if entry.reason and entry.reason not in reasons and not entry.source:
            yield _at(sheet, entry, "reason", "A811", label="事由", text=entry.reason)
        if indicator.mode == "given" and (first := seen.setdefault((entry.office, entry.subject), entry)) is not entry:
            other = sheet.cell(first.row, "amount") or ""
            yield _at(sheet, entry, "subject", "A808", office=entry.office, other=other)
        yield from _amount(sheet, entry, indicator, bad)
    yield from _not_given(case, sheet, [part for part in rules.process if part.mode == "given"], seen)


def _amount(sheet: Sheet, entry: Entry, indicator: Indicator, bad: set[str]) -> Iterator[Finding]:
    cell = sheet.cell(entry.row, "amount") or ""
    if entry.amount is None:
        if cell not in bad:
            what = f"“{entry.office}”的{entry.subject}没有填{'赋分' if indicator.mode == 'given' else '扣分次数'}"
            yield _at(
                sheet,
                entry,
                "amount",
                "A810",
                what=what,
                treated="赋分按 0 分计" if indicator.mode == "given" else "没有扣分",
            )
        return
    most = indicator.points if indicator.mode == "given" else None
    if entry.amount < 0 or (most is not None and entry.amount > most):
        allowed = f"0 到 {plain(most)}" if most is not None else "不能是负数"
        treated = f"按 {plain(most)} 分计" if most is not None and entry.amount > most else "按 0 计"
        yield _at(
            sheet,
            entry,
            "amount",
            "A802",
            what=entry.subject,
            value=plain(entry.amount),
            range=allowed,
            treated=treated,
        )


def _not_given(
    case: Case, sheet: Sheet, given: list[Indicator], seen: dict[tuple[str, str], Entry]
) -> Iterator[Finding]:
    for indicator in given:
        lacking = [office.name for office in case.inputs.offices if (office.name, indicator.name) not in seen]
        if lacking:
            what = f"{'、'.join(lacking)}没有{indicator.name}的赋分"
            yield finding("A810", sheet=sheet.name, what=what, treated="按 0 分计")


def _bonus(case: Case) -> Iterator[Finding]:
    """A802, A806, A810 and A811 in the bonus entries."""
    sheet, rules = case.book.bonus_sheet, case.inputs.assessment
    if sheet is None:
        return
    worth = {kind.name: kind.points for kind in rules.bonus.kinds}
    registered = {part.name for part in (rules.veto, rules.others.excellent) if part}
    bad = {entry.cell for entry in case.book.unreadable if entry.sheet == sheet.name}
    totals: dict[str, list[Entry]] = {}
    for entry in case.book.bonus:
        if entry.subject not in worth and entry.subject not in registered:
            yield _at(sheet, entry, "subject", "A811", label="登记事项", text=entry.subject or "空白")
        elif entry.subject in worth and entry.amount is None and (sheet.cell(entry.row, "amount") not in bad):
            what = f"“{entry.office}”的{entry.subject}没有填数量"
            yield _at(sheet, entry, "amount", "A810", what=what, treated="没有加分")
        elif entry.amount is not None and entry.amount < 0:
            values = {"what": entry.subject, "value": plain(entry.amount), "range": "不能是负数", "treated": "没有加分"}
            yield _at(sheet, entry, "amount", "A802", **values)
        totals.setdefault(entry.office, []).append(entry)
    for office, entries in totals.items():
        total = sum((bonus_points(entry, worth) for entry in entries), ZERO)
        if total > rules.bonus.cap:
            yield _at(
                sheet, entries[-1], "amount", "A806", office=office, total=plain(total), cap=plain(rules.bonus.cap)
            )


def _grades(case: Case) -> Iterator[Finding]:
    """A805 and A810 in the evaluations."""
    rules = case.inputs.assessment
    worth = {grade.name for grade in rules.grade_points}
    for by in case.said.values():
        for units in by.values():
            for said in units.values():
                if said.word not in worth:
                    found = finding(
                        "A805",
                        sheet=said.sheet,
                        cell=said.cell,
                        word=said.word,
                        words=[g.name for g in rules.grade_points],
                    )
                    yield found.model_copy(update={"path": said.path})
    for part in rules.evaluation:
        yield from _gaps(case, part)


def _gaps(case: Case, part: Evaluation) -> Iterator[Finding]:
    """A810: nobody graded, a unit graded nobody, a unit left one office out."""
    given = case.said.get(part.name, {})
    names = [office.name for office in case.inputs.offices]
    units = part.by or (part.name,)
    empty = [unit for unit in units if not any(unit in given.get(name, {}) for name in names)]
    sheet = case.book.evaluations[0].sheet if case.book.evaluations else None
    if len(empty) == len(units):
        yield finding("A810", sheet=sheet.name if sheet else None, what=f"{part.name}还没有收到", treated="按 0 分计")
        return
    treated = "平均分按已评的算" if part.by else "按 0 分计"
    for unit in empty:
        column = _column(case, part, unit)
        cell = f"{column[1]}{column[0].header_row}" if column else None
        yield finding(
            "A810", sheet=sheet.name if sheet else None, cell=cell, what=f"“{unit}”的评价是空的", treated=treated
        )
    for unit in units:
        lacking = [name for name in names if unit not in given.get(name, {})]
        for name in lacking if unit not in empty else ():
            yield _missing(case, part, unit, name, treated)


def _missing(case: Case, part: Evaluation, unit: str, office: str, treated: str) -> Finding:
    found, row = _column(case, part, unit), None
    if found:
        row = next((table.rows.get(office) for table in case.book.evaluations if table.sheet is found[0]), None)
    what = f"“{unit}”没有评“{office}”" if part.by else f"“{office}”没有{part.name}"
    cell = f"{found[1]}{row}" if found and row else None
    return finding("A810", sheet=found[0].name if found else None, row=row, cell=cell, what=what, treated=treated)


def _column(case: Case, part: Evaluation, unit: str) -> tuple[Sheet, str] | None:
    """The sheet and column letters in which a unit's grades stand."""
    for table in case.book.evaluations:
        for heading, letters in table.sheet.columns.items():
            if heading == unit or (part.by and heading != "office" and evaluator(heading, part) == unit):
                return table.sheet, letters
    return None


def collected(case: Case, path: str, table: Evaluations, known: bool) -> Iterator[Finding]:
    """What is wrong with a unit's own evaluation workbook: whose it is, whom it names, where it disagrees."""
    if not known:
        found = finding(
            "A810",
            sheet=table.sheet.name,
            what="看不出是哪个单位的评价表，没有计入",
            treated="请在标题或文件名里写明单位",
        )
        yield found.model_copy(update={"path": path})
    names = {office.name for office in case.inputs.offices}
    for office, row in table.rows.items():
        if office not in names:
            cell = table.sheet.cell(row, "office")
            what = _STRANGER
            found = finding("A803", sheet=table.sheet.name, row=row, cell=cell, office=office, what=what)
            yield found.model_copy(update={"path": path})


RECORD_CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (_strangers, _process, _bonus, _grades)
