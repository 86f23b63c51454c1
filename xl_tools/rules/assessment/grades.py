"""A805, A806 and A810: grades, points and bonus that were given, or were not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from xl_tools.core.records import Place
from xl_tools.core.text import number_text
from xl_tools.rules.registry import ERROR, HINT, WARNING, Found, also_finds, finds

if TYPE_CHECKING:
    from xl_tools.parse.assessment.entries import AssessmentBook, Entry, Sheet
    from xl_tools.scoring.case import Case
    from xl_tools.scoring.scheme import Evaluation, Indicator


def no_evaluations(book: AssessmentBook) -> str | None:
    return None if book.evaluations else "工作簿里没有评价表"


@finds(
    "A805",
    ERROR,
    "“{word!q}”不是规定的评价等次，没有计入。",
    when="评价等次不是规定的词",
    advice="请从{words}中选一个。",
    source="domain.md#process-evaluation-bonus",
    scope="book",
    lacks=no_evaluations,
)
def grade_is_unknown(case: Case) -> Iterator[Found]:
    words = [grade.name for grade in case.inputs.assessment.grade_points]
    for by in case.said.values():
        for units in by.values():
            for said in units.values():
                if said.word not in words:
                    yield Found(Place(said.path, said.sheet, cell=said.cell), word=said.word, words=words)


def no_bonus_sheet(book: AssessmentBook) -> str | None:
    return None if book.bonus_sheet else "工作簿里没有附加分表"


@finds(
    "A806",
    HINT,
    "“{office}”附加分合计 {total} 分，超过上限，按 {cap} 分计。",
    when="附加分超过上限（按上限计）",
    advice="无需改动；登记的每一项都保留。",
    source="domain.md#process-evaluation-bonus",
    scope="book",
    lacks=no_bonus_sheet,
)
def bonus_is_above_its_cap(case: Case) -> Iterator[Found]:
    sheet, bonus = case.book.bonus_sheet, case.inputs.assessment.bonus
    worth = {kind.name: kind.points for kind in bonus.kinds}
    entries: dict[str, list[Entry]] = {}
    for entry in case.book.bonus:
        entries.setdefault(entry.office, []).append(entry)
    for office, own in entries.items() if sheet else ():
        total = sum((entry.earns(worth) for entry in own), Decimal(0))
        if sheet and total > bonus.cap:
            place = case.at(sheet, own[-1].row, "amount")
            yield Found(place, office=office, total=number_text(total), cap=number_text(bonus.cap))


def nothing_is_given(book: AssessmentBook) -> str | None:
    return None if book.evaluations or book.process_sheet else "工作簿里没有过程表和评价表"


@finds(
    "A810",
    WARNING,
    "{what}，{treated}。",
    when="评价或赋分没有收齐（整列空、个别空、整张表没有），或与报来的不一致",
    advice="请催报或补填；补齐之前的得分不能作为最后结果。",
    source="domain.md#process-evaluation-bonus",
    scope="book",
    lacks=nothing_is_given,
)
def something_was_not_given(case: Case) -> Iterator[Found]:
    yield from _process(case)
    yield from _bonus(case)
    for part in case.inputs.assessment.evaluation:
        yield from _evaluation(case, part)


@also_finds("A810")
def sender_cannot_be_told(path: str, sheet: Sheet) -> Iterator[Found]:
    """Of a unit's own evaluation workbook."""
    what = "看不出是哪个单位的评价表，没有计入"
    yield Found(Place(path, sheet.name), what=what, treated="请在标题或文件名里写明单位")


def _process(case: Case) -> Iterator[Found]:
    sheet, rules = case.book.process_sheet, case.inputs.assessment
    given = [part for part in rules.process if part.mode == "given"]
    if sheet is None:
        if given:
            names = "、".join(part.name for part in given)
            yield Found(what=f"没有“过程”表，{names}没有赋分", treated="按 0 分计")
        return
    bad = {entry.cell for entry in case.book.unreadable if entry.sheet == sheet.name}
    indicators = {part.name: part for part in rules.process}
    for entry in case.book.process:
        indicator = indicators.get(entry.subject)
        if indicator and entry.amount is None and (sheet.cell(entry.row, "amount") or "") not in bad:
            yield _no_amount(case.at(sheet, entry.row, "amount"), entry, indicator)
    entered = {(entry.office, entry.subject) for entry in case.book.process}
    for part in given:
        lacking = [office.name for office in case.inputs.offices if (office.name, part.name) not in entered]
        if lacking:
            yield Found(Place(sheet=sheet.name), what=f"{'、'.join(lacking)}没有{part.name}的赋分", treated="按 0 分计")


def _no_amount(place: Place, entry: Entry, indicator: Indicator) -> Found:
    if indicator.mode == "given":
        return Found(place, what=f"“{entry.office}”的{entry.subject}没有填赋分", treated="赋分按 0 分计")
    return Found(place, what=f"“{entry.office}”的{entry.subject}没有填扣分次数", treated="没有扣分")


def _bonus(case: Case) -> Iterator[Found]:
    sheet = case.book.bonus_sheet
    if sheet is None:
        return
    worth = {kind.name for kind in case.inputs.assessment.bonus.kinds}
    bad = {entry.cell for entry in case.book.unreadable if entry.sheet == sheet.name}
    for entry in case.book.bonus:
        if entry.subject in worth and entry.amount is None and sheet.cell(entry.row, "amount") not in bad:
            what = f"“{entry.office}”的{entry.subject}没有填数量"
            yield Found(case.at(sheet, entry.row, "amount"), what=what, treated="没有加分")


def _evaluation(case: Case, part: Evaluation) -> Iterator[Found]:
    """Nobody graded, a unit graded nobody, a unit left one office out."""
    given = case.said.get(part.name, {})
    names = [office.name for office in case.inputs.offices]
    units = part.by or (part.name,)
    empty = [unit for unit in units if not any(unit in given.get(name, {}) for name in names)]
    sheet = case.book.evaluations[0].sheet.name if case.book.evaluations else None
    if len(empty) == len(units):
        yield Found(Place(sheet=sheet), what=f"{part.name}还没有收到", treated="按 0 分计")
        return
    treated = "平均分按已评的算" if part.by else "按 0 分计"
    for unit in empty:
        column = _column(case, part, unit)
        cell = f"{column[1]}{column[0].header_row}" if column else None
        yield Found(Place(sheet=sheet, cell=cell), what=f"“{unit}”的评价是空的", treated=treated)
    for unit in units:
        if unit not in empty:
            yield from _left_out(case, part, unit, [name for name in names if unit not in given.get(name, {})], treated)


def _left_out(case: Case, part: Evaluation, unit: str, offices: Sequence[str], treated: str) -> Iterator[Found]:
    column = _column(case, part, unit)
    for office in offices:
        what = f"“{unit}”没有评“{office}”" if part.by else f"“{office}”没有{part.name}"
        yield Found(_graded_at(case, column, office), what=what, treated=treated)


def _graded_at(case: Case, column: tuple[Sheet, str] | None, office: str) -> Place:
    """Where a grade of an office stands, or ought to."""
    if column is None:
        return Place()
    sheet, letters = column
    row = next((table.rows.get(office) for table in case.book.evaluations if table.sheet is sheet), None)
    return Place(None, sheet.name, row, f"{letters}{row}" if row else None)


def _column(case: Case, part: Evaluation, unit: str) -> tuple[Sheet, str] | None:
    """The sheet and column letters in which a unit's grades stand."""
    for table in case.book.evaluations:
        for heading, letters in table.sheet.columns.items():
            if heading == unit or (part.by and heading != "office" and part.unit_named(heading) == unit):
                return table.sheet, letters
    return None
