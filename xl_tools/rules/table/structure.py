"""S: does the table have the form it must have? (what needs the issued sheet stands in ``issued.py``)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xl_tools.core import regions
from xl_tools.core.addresses import split_cell
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, Level, ProgressRow, ProgressSheet, Region
from xl_tools.core.text import some_of, squeeze
from xl_tools.forms.headings import title
from xl_tools.parse.table.by_unit import holds_many, is_named, names_units, owners_of, unknown_names
from xl_tools.parse.table.misnamed import units_in
from xl_tools.rules.context import Context
from xl_tools.rules.matching import partners
from xl_tools.rules.registry import ERROR, HINT, WARNING, Hit, rule
from xl_tools.rules.word_lists import bare, comparable_task


@rule(
    "S102",
    ERROR,
    "缺少“{heading}”这一列，{nearest}。",
    when="缺少必需的列（给出最接近的列标题）",
    advice="请补上这一列；如果只是标题写法不同，请把标题改为“{heading}”。",
    source="domain.md#columns",
)
def column_is_missing(sheet: ProgressSheet) -> Iterator[Hit]:
    for name, heading in sheet.missing.items():
        column = next((other.column for other in sheet.unknown_columns if other.heading == heading), None)
        yield Hit(
            sheet.header_row if column else None,
            name,
            f"{column}{sheet.header_row}" if column else None,
            heading=title(sheet.form, name, sheet.level),
            nearest=f"表中最接近的是“{heading}”" if heading else "表中也没有相近的标题",
        )


@rule(
    "S103",
    HINT,
    "列标题“{heading!q}”不认识，{nearest}；这一列不参加检查，照抄进汇总表。",
    when="列标题不认识",
    advice="如果是标准表里的列，请改用标准标题；如果是本单位自加的列，可以不改。",
    source="domain.md#columns",
)
def column_is_unknown(sheet: ProgressSheet) -> Iterator[Hit]:
    for column in sheet.unknown_columns:
        if column.column in sheet.layout.read_as:
            continue  # its cells are read for what they say (S121)
        nearest = f"最接近的标准标题是“{column.nearest}”" if column.nearest else "标准表里没有相近的标题"
        yield Hit(sheet.header_row, None, f"{column.column}{sheet.header_row}", heading=column.heading, nearest=nearest)


@rule(
    "S104",
    ERROR,
    "有两列都是“{heading}”：{first}列和{second}列，只读了{first}列。",
    when="两列是同一内容",
    advice="请只保留一列，或者改掉其中一列的标题。",
    source="domain.md#columns",
)
def two_columns_claim_one_field(sheet: ProgressSheet) -> Iterator[Hit]:
    for column, name in sheet.duplicates.items():
        yield Hit(
            sheet.header_row,
            name,
            f"{column}{sheet.header_row}",
            heading=title(sheet.form, name, sheet.level),
            first=sheet.columns[name],
            second=column,
        )


@rule(
    "S105",
    ERROR,
    "地区{problem}。",
    when="地区没有填、不是已知的单位，或者不是这份表下发给的单位",
    advice="请填写本单位的规范名称，如“莲都区”；用了别的单位的表，请换回本单位的；开发区等不在行政区划里的单位，请先加进单位名单。",
    source="domain.md#regions",
)
def region_is_wrong(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    texts = {row.row: bare(row.text(Field.REGION)) for row in sheet.rows} if names_units(sheet) else {}
    filled = [number for number, text in texts.items() if text]
    within = context.within or (regions.parent(sheet.region) if sheet.region else sheet.area)
    strange = unknown_names(sheet, owners_of(sheet, context.units, context.within))
    if texts and not filled and min(texts) not in strange:
        yield Hit(min(texts), Field.REGION, problem="没有填写")
    elif sheet.region and context.issued_to and sheet.region.code != context.issued_to.code:
        told = f"是“{sheet.region.name}”，而这份表是下发给“{context.issued_to.name}”的"
        yield _at(sheet, filled[0] if filled else None, told)
    for place, name in _misnamed(sheet, decides=True):
        yield Hit(problem=f"（{place}）“{name}”{_unknown(name, within, context.units)}")
    # One name all over is said once, in its first cell, and one section line once for all its rows.
    alone = len({*texts.values(), *strange.values()} - {""}) == 1
    for number in sorted({"" if alone else _cell(sheet, row): row for row in reversed(strange)}.values()):
        if number in sheet.struck_units:
            yield _at(sheet, number, f"“{sheet.struck_units[number][0]}”划掉了（删除线），不知道是哪个单位的")
        else:
            name = bare(strange[number])
            yield _at(sheet, number, f"“{name}”{_unknown(name, within, context.units)}")
    if len(filled) > 1 or (filled and filled[0] != min(texts)):
        # Only the first entry filled is a habit, and means the same for all that follow.
        for number, text in texts.items():
            if not text and number not in strange:
                yield Hit(number, Field.REGION, problem="没有填写")


def _misnamed(sheet: ProgressSheet, *, decides: bool) -> Iterator[tuple[str, str]]:
    """The places with a name that looks like a unit's and is not known: those by which the table would be somebody's
    (``decides``), or those below what tells whose it is."""
    for place, name in sheet.misnamed.items():
        by = "sheet" if place == "工作表名" else "title"
        if (_TOLD_BY.index(by) <= _TOLD_BY.index(sheet.told_by)) is decides:
            yield place, name


_TOLD_BY = ("rows", "title", "sheet", "file", "")
"""What tells whose a table is, the first that does."""


def _cell(sheet: ProgressSheet, number: int) -> str:
    """Where a row's unit is named."""
    if number in sheet.struck_units:
        return sheet.struck_units[number][1]
    row = next(row for row in sheet.rows if row.row == number)
    return row.region_cell or sheet.cell(number, Field.REGION) or ""


def _at(sheet: ProgressSheet, number: int | None, problem: str) -> Hit:
    if number is None:
        return Hit(None, None, problem=problem)
    return Hit(number, Field.REGION, _cell(sheet, number) or None, problem=problem)


def _unknown(name: str, within: Region | None, units: regions.UnitList) -> str:
    """Why a name gives no region, with the names that may be meant."""
    places = regions.candidates(name, units=units)
    if len(places) > 1:
        full = ["".join(above.name for above in reversed((place, *regions.ancestors(place)))) for place in places]
        return f"有重名，要写明是哪一个：{'、'.join(full[:3])}{'等' if len(full) > 3 else ''}"
    several = units_in(squeeze(name), units, within)
    if len(several) > 1:
        return f"写着几个单位（{'、'.join(one.name for one in several)}），看不出是哪一个"
    near = regions.nearest(name, within=within, units=units) or regions.nearest(name, units=units)
    return f"不是已知的单位名称{f'，是否指“{near.name}”' if near else ''}"


@rule(
    "S106",
    WARNING,
    "这一行的地区是“{here!q}”，其余各行是“{rest!q}”。",
    when="一张县级表里地区不一致",
    advice="请核对：填错的改正；确属其他单位的，请移到那个单位的表里。",
    source="domain.md#regions",
    columns=(Field.REGION,),
)
def region_differs(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    if sheet.level is not Level.COUNTY:
        return
    texts = {row.row: text for row in sheet.rows if (text := bare(row.text(Field.REGION)))}
    usual = bare(sheet.region_text)
    odd = {number: text for number, text in texts.items() if text != usual}
    owners = owners_of(sheet, context.units, context.within) if odd else {}
    if holds_many(sheet, owners, context.issued_to):
        return  # no one unit's sheet: the roll-up takes it apart, each unit with its own rows
    for number, text in odd.items():
        owner = owners.get(number)
        if owner is None or sheet.region is None or owner.code != sheet.region.code:
            yield Hit(number, Field.REGION, here=text, rest=usual)


@rule(
    "S107",
    ERROR,
    "这项任务和第{first}行的任务相同：“{task!q}”。",
    when="同一任务写了两次",
    advice="请只保留一行，把两行的进展合在一起；不合并，汇总表里只有前一行的。",
    source="domain.md#tasks",
    columns=(Field.TASK,),
)
def task_stands_twice(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    groups: dict[tuple[str, str, object], list[ProgressRow]] = {}
    owners = owners_of(sheet, context.units, context.within)
    unit = sheet.region.code if sheet.region else ""
    for row in sheet.rows:
        named = row.text(Field.REGION).strip()
        # A name stands once over the rows below it as often as on each of them.
        unit = (owners[row.row].code if row.row in owners else named) if named else unit
        task = row.text(Field.TASK)
        if task and not task.isspace():
            groups.setdefault((unit, row.inspection, row.province_serial or bare(task)), []).append(row)
    for rows in groups.values():
        seen: dict[str, int] = {}
        for row in rows if len(rows) > 1 else ():
            name = comparable_task(row.text(Field.TASK))
            if name in seen:
                yield Hit(row.row, Field.TASK, first=seen[name], task=row.text(Field.TASK))
            seen.setdefault(name, row.row)


@rule(
    "S108",
    WARNING,
    "序号{problem}。",
    when="序号不连续、颠倒、重复，或者没有写",
    advice="请核对有没有漏行、重行；没有的话把序号改连续。",
    source="domain.md#tasks",
    columns=(Field.SERIAL,),
)
def serials_are_out_of_order(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    """Numbering may start anywhere, and anew in each section and for each unit of one table. A workbook that was issued
    has the numbers of the list that its tasks are from: they rise, and may leave some out. So has what came back of it
    without what it remembers (a Word document): the numbers that its tasks were issued with are theirs."""
    before: ProgressRow | None = None
    start = (0, 0)
    given = context.issued_for(sheet)
    for place, row in enumerate(sheet.rows):
        number, text = _number(row), bare(row.serial.text)
        if number is None and _PART.fullmatch(text):
            return  # "1-2", "3.1": parts of tasks have numbers in an order of their own
        if number is None:
            yield Hit(row.row, Field.SERIAL, problem=f"“{text}”读不出数" if text else "没有填写")
            continue
        new = before is None or _begins_anew(row, before, number)
        if (
            new
            or (before and any(before.row < struck < row.row for struck in sheet.struck_rows))
            or (context.issued_to and before and number > (_number(before) or 0))
            or (given and _is_as_given(row, partners(sheet, given)))
        ):
            start = place, number
        elif before and number not in ((_number(before) or 0) + 1, start[1] + place - start[0]):
            yield Hit(row.row, Field.SERIAL, problem=f"是“{text}”，上一个是“{bare(before.serial.text)}”，接不上")
        before = row


_PART = expression(r"\d{1,3}[-—–.．·]\d{1,3}(?:[-—–.．·]\d{1,3})?|\d{1,3}[（(]\d{1,3}[）)]")


def _is_as_given(row: ProgressRow, given: Mapping[int, ProgressRow]) -> bool:
    """Whether a task has the number that it was issued with."""
    return row.row in given and _number(given[row.row]) == _number(row)


_HEADED = 2
"""So many lines lie between two entries where the next table has a title and headings of its own."""


def _begins_anew(row: ProgressRow, before: ProgressRow, number: int) -> bool:
    if number == _number(before) and _shares_its_task(row, before):
        return True
    return number == 1 and (_section(row) != _section(before) or row.row - before.row > _HEADED)


def _shares_its_task(row: ProgressRow, before: ProgressRow) -> bool:
    """Whether two rows are two units' of one task."""
    return row.text(Field.TASK) == before.text(Field.TASK) and row.text(Field.REGION) != before.text(Field.REGION)


def _number(row: ProgressRow) -> int | None:
    """The number of a serial cell; "第1项" is one there."""
    return row.serial.number or row.serial.province_serial


def _section(row: ProgressRow) -> tuple[str, str, str]:
    return row.text(Field.KIND), row.text(Field.REGION), row.inspection


@rule(
    "S109",
    WARNING,
    "第{hidden}被隐藏或筛选掉了，但照样参加检查和汇总。",
    when="有隐藏或筛选掉的行（表名、小标题也算），时限、进展、状态、另一个单位的名称、写明单位的表名或小标题在隐藏的列里（仍然计入）",
    advice="请取消隐藏和筛选，看一看是不是要报；不要的请删除。",
    source="domain.md#rows-and-cells",
    needs=("hidden_rows",),
)
def rows_are_hidden(sheet: ProgressSheet) -> Iterator[Hit]:
    """Columns that were handed out are hidden for room; one that decides how a task stands, or whose it is where
    nothing else says it, is not."""
    rows = sorted(sheet.hidden_rows)
    if rows:
        hidden = f"{'、'.join(map(str, rows))}行"
        of_task = Field.TASK in sheet.columns and rows[0] > sheet.header_row
        yield Hit(rows[0], Field.TASK if of_task else None, hidden=hidden)
    several = len({bare(row.text(Field.REGION)) for row in sheet.rows} - {""}) > 1
    whose = (Field.REGION,) if sheet.region and (several or not is_named(sheet.region.code, sheet)) else ()
    names = {cell.rstrip("0123456789"): cell for cell in sheet.hidden_names}
    for column, name in sheet.layout.hidden.items() if sheet.rows else ():
        if name in (*sheet.form.own, Field.DEADLINE, Field.STATUS, *whose):
            names.pop(column, None)
            yield Hit(sheet.header_row, name, f"{column}{sheet.header_row}", hidden=f"{column}列")
    for column, cell in names.items():
        yield Hit(split_cell(cell)[0], None, cell, hidden=f"{column}列")


@rule(
    "S110",
    ERROR,
    "{problem}。",
    when="单元格里是错误值（#REF! 等），或者公式没有存下结果",
    advice="请改成文字或数值；公式可以复制后用“选择性粘贴—数值”贴回。",
    source="domain.md#rows-and-cells",
    needs=("faults",),
)
def cell_holds_an_error(sheet: ProgressSheet) -> Iterator[Hit]:
    fields = {column: name for name, column in sheet.columns.items()}
    for cell, what in sheet.faults.items():
        problem = "单元格里是公式，但没有存下结果，读不到内容" if what == "=" else f"单元格里是错误值 {what}"
        yield Hit(split_cell(cell)[0], fields.get(cell.rstrip("0123456789")), cell, problem=problem)


@rule(
    "S111",
    WARNING,
    "{area}合并成了一格，跨了几项任务，内容只算在第一行。",
    when="进展、状态等各填各的一格跨几项任务合并",
    advice="请取消合并，逐行填写。",
    source="domain.md#rows-and-cells",
    needs=("merged",),
)
def cells_are_merged_across_entries(sheet: ProgressSheet) -> Iterator[Hit]:
    fields = {column: name for name, column in sheet.columns.items()}
    for area in sheet.merged:
        cell = area.partition(":")[0]
        yield Hit(split_cell(cell)[0], fields.get(cell.rstrip("0123456789")), cell, area=area.replace(":", "至"))


@rule(
    "S115",
    HINT,
    "表格下面的这段文字没有当作一项任务：“{text!q}”。",
    when="表格下面有像任务行而不是的文字",
    advice="如果是一项任务，请把序号、任务名称、进展等填完整；如果是说明，可以不改。",
    source="domain.md#rows-and-cells",
)
def text_stands_under_the_table(sheet: ProgressSheet) -> Iterator[Hit]:
    for cell, text in sheet.notes.items():
        yield Hit(split_cell(cell)[0], None, cell, text=text)


@rule(
    "S141",
    WARNING,
    "{place}写的是“{other}”，而{what}是“{own}”的。",
    when="标题、填报单位、工作表名、小标题或者不认识的一列写的是另一个单位",
    advice="请核对是哪个单位的：标题、工作表名、小标题没有改的，请改过来；表用错了的，请换回本单位的。",
    source="domain.md#regions",
)
def another_unit_is_named(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for cell, (named, below) in sheet.overruled.items():
        row = split_cell(cell)[0]
        yield Hit(row, None, cell, place=f"第{row}行", other=named, what="下面的行", own=below)
    own = context.issued_to or sheet.region
    if own is None or not (sheet.also_named or sheet.misnamed):
        return
    owners = owners_of(sheet, context.units, context.within)
    many = holds_many(sheet, owners, context.issued_to)  # over many units' rows stands the name of any of them
    whose = list(dict.fromkeys(owner.name for owner in owners.values())) if many else [own.name]
    others = [(place, other.name) for place, other in sheet.also_named.items() if other.name not in (own.name, *whose)]
    for place, name in (*others, *(() if many else _misnamed(sheet, decides=False))):
        yield Hit(place=place, other=name, what="这张表", own=some_of(whose))


@rule(
    "S142",
    WARNING,
    "第{number}行整行划掉了（删除线），没有当作一项任务：“{task!q}”。",
    when="有整行划掉的任务（不再算任务）",
    advice="还要报的请去掉删除线；不再报的请删除这一行，下发给本单位的不能删，无关的写明“无此项整改任务”。",
    source="domain.md#rows-and-cells",
    needs=("struck",),
)
def row_is_struck_out(sheet: ProgressSheet) -> Iterator[Hit]:
    for row, task in sheet.struck_rows.items():
        yield Hit(row, Field.TASK if Field.TASK in sheet.columns else None, task=task, number=row)


@rule(
    "S143",
    WARNING,
    "这一格里有划掉的字（删除线），{problem}。",
    when="表名、小标题、任务的格子里有划掉的字（不算在内；列标题划掉了的，仍按它读）",
    advice="不要的字请删除；还要的请去掉删除线。",
    source="domain.md#rows-and-cells",
    needs=("struck",),
)
def words_are_struck_out(sheet: ProgressSheet) -> Iterator[Hit]:
    fields = {column: name for name, column in sheet.columns.items()}
    for cell, words in sheet.struck_words.items():
        name, said = fields.get(cell.rstrip("0123456789")), f"“{words[:30]}{'…' * (len(words) > 30)}”"
        row = split_cell(cell)[0]
        problem = "分不清是哪些，仍按没有划掉读" if words == "…" else f"没有算在内：{said}"
        if cell in sheet.struck_headings:
            problem = f"划掉的是列标题{said}，这一列仍照它读"
        yield Hit(row, name, cell, problem=problem)
