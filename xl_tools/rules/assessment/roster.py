"""A803, A808 and A813: who is assessed, and what is registered twice or beyond its quota."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from xl_tools.core.records import Place
from xl_tools.rules.registry import ERROR, Found, also_finds, finds

if TYPE_CHECKING:
    from xl_tools.parse.assessment.entries import Entry, Evaluations, Item
    from xl_tools.scoring.case import Case
    from xl_tools.scoring.scheme import Kind


_STRANGER = "不在参加考核的单位名单里，这一行没有计入"


@finds(
    "A803",
    ERROR,
    "“{office}”{what}。",
    when="单位不在名单里、名单里的单位没有任务，或者类别与名单不一致",
    advice="请按市级有关单位名单核对单位名称（要写成名单里的名称）和类别。",
    source="domain.md#grades",
    scope="book",
)
def office_is_not_on_the_roster(case: Case) -> Iterator[Found]:
    """In the task book, and in the sheets beside it; and an office of the roster without a task."""
    roster = case.inputs.assessment.roster
    kinds = {office.name: office.kind for office in roster}
    first = {item.office: item for item in reversed(case.book.items)}
    for name, item in sorted(first.items(), key=lambda pair: pair[1].row):
        if not name:
            yield _office(case, item, "office", "空白", "这一行没有写单位，没有计分")
        elif roster and name not in kinds:
            yield _office(case, item, "office", name, "不在参加考核的单位名单里，没有计分")
        elif item.kind:
            yield from _kind(case, item, kinds.get(name))
    for name in kinds:
        if name not in first:
            yield Found(Place(sheet=case.sheet), office=name, what="在名单里，任务书中没有它的任务")
    yield from _strangers_beside(case)


def _kind(case: Case, item: Item, listed: Kind | None) -> Iterator[Found]:
    """The kind that stands in the table, against the roster's (None where there is no roster)."""
    rules = case.inputs.assessment
    kind = rules.kind_of(item.kind)
    if kind is None:
        what = f"的类别“{item.kind}”不认得，按“{rules.kind_word(listed)}”计分"
        yield _office(case, item, "kind", item.office, what)
    elif listed and kind is not listed:
        what = f"在表中的类别是“{item.kind}”，名单里是“{rules.kind_word(listed)}”，按名单计分"
        yield _office(case, item, "kind", item.office, what)


def _office(case: Case, item: Item, field: str, office: str, what: str) -> Found:
    return Found(case.place(item.row, field), office=office, what=what)


def _strangers_beside(case: Case) -> Iterator[Found]:
    known = {office.name for office in case.inputs.offices}
    for sheet, entries in ((case.book.process_sheet, case.book.process), (case.book.bonus_sheet, case.book.bonus)):
        for entry in entries:
            if sheet and entry.office not in known:
                yield Found(case.at(sheet, entry.row, "office"), office=entry.office or "空白", what=_STRANGER)
    for table in case.book.evaluations:
        yield from _strangers(case, table, None)


def _strangers(case: Case, table: Evaluations, path: str | None) -> Iterator[Found]:
    known = {office.name for office in case.inputs.offices}
    for office, row in table.rows.items():
        if office not in known:
            place = Place(path, table.sheet.name, row, table.sheet.cell(row, "office"))
            yield Found(place, office=office, what=_STRANGER)


@also_finds("A803")
def stranger_is_graded(case: Case, table: Evaluations, path: str) -> Iterator[Found]:
    """In a unit's own evaluation workbook."""
    yield from _strangers(case, table, path)


@finds(
    "A808",
    ERROR,
    "与 {other} 重复，“{office}”的同一项登记了两次。",
    when="同一单位的同一项出现两次",
    advice="请删去重复的一行，并核对分值。",
    source="domain.md#scoring",
    scope="book",
)
def item_stands_twice(case: Case) -> Iterator[Found]:
    """A task of an office, or an indicator for which points are given."""
    seen: dict[tuple[str, str], Item] = {}
    for item in case.book.items:
        first = seen.setdefault((item.office, "".join(item.text.split())), item)
        if first is not item:
            other = case.place(first.row, "text").cell or ""
            yield Found(case.place(item.row, "text"), office=item.office, other=other)
    sheet = case.book.process_sheet
    given = {part.name for part in case.inputs.assessment.process if part.mode == "given"}
    entered: dict[tuple[str, str], Entry] = {}
    for entry in case.book.process if sheet else ():
        if sheet and entry.subject in given:
            earlier = entered.setdefault((entry.office, entry.subject), entry)
            if earlier is not entry:
                other = sheet.cell(earlier.row, "amount") or ""
                yield Found(case.at(sheet, entry.row, "subject"), office=entry.office, other=other)


@finds(
    "A813",
    ERROR,
    "登记为“{name}”的非重点单位有 {count} 个，名额只有 {quota} 个，都没有评{grade}。",
    when="评优的非重点单位超过名额",
    advice="请在“附加分”表里按名额保留。",
    source="domain.md#grades",
    scope="book",
)
def too_many_are_outstanding(case: Case) -> Iterator[Found]:
    excellent = case.inputs.assessment.others.excellent
    if case.scored.quota_passed and excellent:
        count = Counter(standing.outstanding for standing in case.scored.standings)[True]
        sheet = case.book.bonus_sheet.name if case.book.bonus_sheet else None
        quota, grade = excellent.quota or 0, excellent.grade
        yield Found(Place(sheet=sheet), name=excellent.name, count=count, quota=quota, grade=grade)
