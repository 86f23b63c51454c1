"""S112 to S114, S116, S149 and D404: the sheet against what was issued."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from xl_tools.core import regions
from xl_tools.core.expressions import expression
from xl_tools.core.period import month
from xl_tools.core.records import Field, Level, Place, ProgressRow, ProgressSheet
from xl_tools.core.text import squeeze
from xl_tools.forms.headings import title
from xl_tools.parse.serials import read_serial
from xl_tools.parse.table.blocks import named_in_headings, names_in, split_blocks, split_dates
from xl_tools.rules.context import Context
from xl_tools.rules.dates import sure_due
from xl_tools.rules.matching import partners
from xl_tools.rules.registry import ERROR, WARNING, Found, Hit, also_finds, rule
from xl_tools.rules.rows_of_others import rows_of_others
from xl_tools.rules.templates import quoted
from xl_tools.rules.word_lists import comparable_task, is_blank, plan_column, plan_text

_PERIOD_FROM = 3
"""From so many tables on, the period that most of them name is taken for the one that is wanted."""


@rule(
    "S112",
    ERROR,
    "“{heading}”和下发的原文不一样：{difference}。",
    when="锁定的文字（任务、目标措施、时限）和下发的不一样",
    advice="请恢复成下发的原文；原文确有错误的，请报上级修改后重新下发。",
    source="domain.md#what-was-issued",
    needs=("issued",),
)
def locked_text_differs(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    issued = context.issued_for(sheet)
    if issued is None:
        return
    columns = [name for name in sheet.form.locked if name in sheet.columns and name in issued.columns]
    apart = _split_apart(sheet, issued)
    above = issued.level is not sheet.level
    for row, original in _pairs(sheet, issued):
        for name in [*columns, apart] if apart else columns:
            read, settled = (_plan, _unlabelled) if name is apart else (ProgressRow.text, squeeze)
            text = read(original, name)
            if name is Field.DEADLINE and original.deadline.fault:
                continue  # it was left open: what it says is for the unit to find out
            here, there = settled(read(row, name)), settled(text)
            if here == there or is_blank(here) or is_blank(there):
                continue  # an empty cell is said to be missing (M201 to M203)
            if (name is Field.DEADLINE and _same_deadline(row, original)) or (
                name is Field.TASK and _same_task(row, original)
            ):
                continue
            if above:
                # A county may hold the city's text, or only its own block of it.
                there = "" if here in there else settled(_own_part(text, name, sheet, issued, context) or "")
                if (
                    not there
                    or here == there
                    or (name is Field.TASK and comparable_task(here) == comparable_task(there))
                ):
                    continue
            yield Hit(row.row, name, heading=title(sheet.form, name), difference=_difference(here, there))


def _own_part(text: str, name: Field, sheet: ProgressSheet, issued: ProgressSheet, context: Context) -> str | None:
    """What a cell of a table of the region above says for this unit: its block, or the whole where no unit has one.
    None where it is not sure, or nothing is said for it: another unit's words are not held against it, nor told."""
    if issued.region is None or sheet.region is None:
        return text
    names = names_in(issued.region, context.units)
    blocks = dict((split_dates if name is Field.DEADLINE else split_blocks)(text, names))
    if blocks:
        above = regions.parent(sheet.region)
        return blocks.get(sheet.region.name, blocks.get(above.name if above else ""))
    return None if any(unit != sheet.region.name for unit in named_in_headings(text, names)) else text


def _pairs(sheet: ProgressSheet, issued: ProgressSheet) -> Iterator[tuple[ProgressRow, ProgressRow]]:
    found = partners(sheet, issued)
    for row in sheet.rows:
        if row.row in found:
            yield row, found[row.row]


_PLANS = frozenset((Field.PLAN, Field.GOAL, Field.MEASURES))
_LABELS = expression(r"整改(?:目标|措施)[:：]")


def _split_apart(sheet: ProgressSheet, issued: ProgressSheet) -> Field | None:
    """The column of the measures where one sheet has goal and measures in one column and the other in two."""
    if _PLANS & sheet.columns.keys() & issued.columns.keys() or not _PLANS & issued.columns.keys():
        return None
    return plan_column(sheet)


def _plan(row: ProgressRow, _: Field) -> str:
    return plan_text(row)


def _unlabelled(text: str) -> str:
    """Goal and measures without the headings that part them in one cell, ready to be compared."""
    return _LABELS.sub("", squeeze(text))


def _same_task(row: ProgressRow, original: ProgressRow) -> bool:
    """The same number and name, where a list has the number in a column of its own."""
    here, there = row.text(Field.TASK), original.text(Field.TASK)
    return row.province_serial == original.province_serial and comparable_task(here) == comparable_task(there)


def _same_deadline(row: ProgressRow, original: ProgressRow) -> bool:
    """Written in another way, a real date for a text: nothing has changed."""
    here, there = row.deadline, original.deadline
    return here.due is not None and (here.due, here.modes, here.fault) == (there.due, there.modes, there.fault)


def _difference(here: str, there: str) -> str:
    """Where two texts part, in words: the same beginning and end are left out."""
    start = 0
    while start < min(len(here), len(there)) and here[start] == there[start]:
        start += 1
    end = 0
    while end < min(len(here), len(there)) - start and here[-1 - end] == there[-1 - end]:
        end += 1
    new, old = here[start : len(here) - end], there[start : len(there) - end]
    if not old:
        return f"多了“{quoted(new)}”（在“{_some(here, start, len(here) - end)}”处）"
    if not new:
        return f"少了“{quoted(old)}”（原文是“{_some(there, start, len(there) - end)}”）"
    return f"原文“{_some(there, start, len(there) - end)}”，现在是“{_some(here, start, len(here) - end)}”"


def _some(text: str, start: int, end: int) -> str:
    """The differing words with a little of what stands beside them: a single changed digit tells nothing, nor does
    half a number."""
    left, right = max(start - 5, 0), min(end + 5, len(text))
    while left and text[left - 1 : left + 1].isdigit():
        left -= 1
    while right < len(text) and text[right - 1 : right + 1].isdigit():
        right += 1
    return quoted(text[left:right])


@rule(
    "S113",
    ERROR,
    "少了下发的任务“{task!q}”{struck}。",
    when="下发给本单位的任务在表里没有",
    advice="请补上这一行，划掉了的请去掉删除线；与本单位无关的，也请保留，写明“无此项整改任务”。",
    source="domain.md#what-was-issued",
    needs=("issued",),
)
def issued_task_is_missing(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    issued = context.issued_for(sheet)
    if issued is None:
        return
    tables = _tables_of_the_unit(sheet, issued, context)
    if tables[0] is not sheet:
        return  # said of the first
    there = {row.row for table in tables for row in partners(table, issued).values()}
    subject = issued.form.subject
    for place, row in enumerate(issued.rows, start=1):
        if row.row not in there and row.applies and _is_issued_to(sheet, row, issued):
            task = _own_part(row.text(subject), subject, sheet, issued, context) or ""
            number = row.province_serial or row.serial.number or place
            named = task if read_serial(task).province_serial else f"第{number}项：{task}".removesuffix("：")
            at = _struck_out(task, sheet)
            struck = f"，表里第{at}行整行划掉了" if at else ""
            whose = f"（{sheet.region.name}的）" if sheet.region and context.is_one_of_several(sheet) else ""
            yield Hit(at, subject if at and subject in sheet.columns else None, task=named, struck=f"{whose}{struck}")


def _tables_of_the_unit(sheet: ProgressSheet, issued: ProgressSheet, context: Context) -> list[ProgressSheet]:
    """The tables of the workbook in which a unit reports on what it was issued, each on other tasks of it: 个性问题 on
    one sheet, 共性问题 on another. Two with a task in common are two states (last month's, this month's)."""
    groups: list[tuple[list[ProgressSheet], set[int]]] = []
    for table in (part for whole in context.tables for part in context.of_each_unit(whole)):
        same = table.region == sheet.region and table.form == sheet.form
        if table is sheet or (same and (given := context.issued_for(table)) and given.rows == issued.rows):
            rows = {row.row for row in partners(table, issued).values()}
            group = next((group for group in groups if group[1].isdisjoint(rows)), None)
            if group is None:
                groups.append(([table], rows))
            else:
                group[0].append(table)
                group[1].update(rows)
    return next((tables for tables, _ in groups if any(table is sheet for table in tables)), [sheet])


def _struck_out(task: str, sheet: ProgressSheet) -> int | None:
    """The row in which a task stands struck out."""
    wanted = comparable_task(task)
    return next((row for row, said in sheet.struck_rows.items() if wanted and comparable_task(said) == wanted), None)


def _is_issued_to(sheet: ProgressSheet, row: ProgressRow, issued: ProgressSheet) -> bool:
    """Whether a task of the issued sheet is this unit's. In a table of the region above it must be named."""
    if issued.region is None or sheet.region is None or issued.region.code == sheet.region.code:
        return True
    names = (sheet.region.name, sheet.region.short)
    places = (Field.TASK, Field.UNITS, Field.PLAN, Field.GOAL, Field.MEASURES, Field.DEADLINE)
    return any(name in row.text(place) for name in names for place in places)


@rule(
    "S114",
    WARNING,
    "这项任务不在下发的清单里：“{task!q}”。",
    when="表里有没下发给本单位的任务",
    advice="请核对：填错的删掉；确实要报的，请说明来源。",
    source="domain.md#what-was-issued",
    needs=("issued",),
    columns=(Field.TASK,),
)
def task_was_not_issued(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    issued = context.issued_for(sheet)
    if issued is None:
        return
    known = partners(sheet, issued)
    for row in sheet.rows:
        if row.row not in known and not is_blank(row.text(Field.TASK)):
            yield Hit(row.row, Field.TASK, task=row.text(Field.TASK))


@rule(
    "S149",
    ERROR,
    "这一行写的是“{here!q}”，表是“{own}”的，不能确认这一行是“{own}”的任务：不算任何单位的，不并入汇总。",
    when="一行写着别的单位，任务又不是下发给本单位的",
    advice="是“{own}”的，请把地区改回来，任务照下发的写；是别的单位的，请删掉这一行，由那个单位在自己的表里报。",
    source="domain.md#regions",
)
def row_is_of_another_unit(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    sender = context.issued_to or sheet.region
    for row in sheet.rows if (others := rows_of_others(sheet, context)) else ():
        if sender and (name := others.get(row.row)):
            cell = row.region_cell or sheet.cell(row.row, Field.REGION)
            yield Hit(row.row, Field.REGION, cell, here=name, own=sender.name)


@rule(
    "S116",
    ERROR,
    "这张表是{own}的，要收的是{wanted}的。",
    when="表的期数不是要收的那一期",
    advice="请报送{wanted}的表；只是标题没有改的，请改标题。",
    source="domain.md#what-was-issued",
    needs=("period", "own_period"),
)
def period_is_another(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    if sheet.period and context.period and sheet.period != context.period:
        yield Hit(own=month(sheet.period), wanted=month(context.period))


@also_finds("S116")
def period_is_not_that_of_most(sheets: Iterable[ProgressSheet]) -> Iterator[Found]:
    """Without a period that was asked for: more than half of the tables that name one name the same, and this one
    another."""
    named = [(sheet, sheet.period) for sheet in sheets if sheet.period]
    if len(named) < _PERIOD_FROM:
        return
    ((wanted, votes),) = Counter(period for _, period in named).most_common(1)
    if votes * 2 <= len(named):
        return
    for sheet, period in named:
        if period != wanted:
            yield Found(Place(path=sheet.path, sheet=sheet.sheet), own=month(period), wanted=month(wanted))


@rule(
    "D404",
    ERROR,
    "完成时限是{here}，比下发的{there}晚。",
    when="完成时限比下发的或整改方案的晚",
    advice="请改回下发的时限；经批准延期的，请上级重新下发。",
    source="domain.md#deadlines",
    needs=("issued",),
    columns=(Field.DEADLINE,),
)
def deadline_is_later(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    issued = context.issued_for(sheet)
    if issued is None:
        return
    for row, original in _pairs(sheet, issued):
        if squeeze(row.text(Field.DEADLINE)) == squeeze(original.text(Field.DEADLINE)):
            continue  # a county may hold the city's words, with the others' dates
        here, there = sure_due(row), sure_due(original)
        if original.deadline.blocks and sheet.level is Level.COUNTY:
            own = [block for block in original.deadline.blocks if sheet.region and block.unit == sheet.region.name]
            there = own[0].due if own else None
        if here and there and row.deadline.due and row.deadline.due > there:
            yield Hit(row.row, Field.DEADLINE, here=row.deadline.due, there=there)
