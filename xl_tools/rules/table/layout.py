"""S121 and S130 to S148: where a table was not simply read cell by cell, so that nobody has to guess it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xl_tools.core.addresses import split_cell
from xl_tools.core.records import Field, ProgressSheet
from xl_tools.core.text import some_of
from xl_tools.forms.headings import title
from xl_tools.parse.table.roles import role_title
from xl_tools.rules.registry import ERROR, HINT, WARNING, Hit, rule

_SOURCE = "domain.md#rows-and-cells"
_COLUMNS = "domain.md#columns"
_NO_VALUE = "公式的错误值，或者没有存下的结果"


def _first_cell(area: str) -> str:
    return area.partition(":")[0]


def _said(area: str) -> str:
    return area.replace(":", "至")


def _rows(rows: Iterable[int]) -> str:
    return "、".join(map(str, rows))


@rule(
    "S121",
    HINT,
    "“{heading!q}”按“{means}”读，因为{why}。",
    when="列标题可以有两种意思，按旁边的列或者格子里的内容读",
    advice="如果读得不对，请把标题改成标准标题。",
    source=_COLUMNS,
)
def heading_is_read_otherwise(sheet: ProgressSheet) -> Iterator[Hit]:
    for column, how in sheet.layout.read_as.items():
        yield Hit(
            sheet.header_row,
            how.field,
            f"{column}{sheet.header_row}",
            heading=how.heading,
            means=role_title(how.field)
            or (title(sheet.form, how.field, sheet.level) if sheet.form.has(how.field) else str(how.field)),
            why=_WHY[how.why],
        )


_WHY = {
    "cells": "格子里写的是这样的内容",
    "neighbours": "旁边已经有另一列是它通常的意思",
    "definition": "标题和格子里的内容都是这样；这一列照抄进汇总表",
}


@rule(
    "S147",
    HINT,
    "“是否完成”填的是“否”：只说明没有完成，看不出是达到序时进度还是未达，只按完成时限判断。",
    when="“是否完成”一类的列里填了“否”（每张表说一次）",
    advice="请在状态里写明“达到序时进度”“未达序时进度”或“尚未启动”。",
    source="domain.md#status",
    columns=(Field.STATUS,),
)
def status_is_only_denied(sheet: ProgressSheet) -> Iterator[Hit]:
    cell = sheet.layout.questions
    if cell:
        yield Hit(split_cell(cell)[0], Field.STATUS, cell)


@rule(
    "S130",
    HINT,
    "{area}是{reason}，没有当作任务：“{text!q}”。",
    when="任务之间或旁边有合计行、填写示例、签字、联系人等（不是任务，也不计入）",
    advice="请看一看是不是这样；是一项任务的，请把序号、任务名称、进展等填完整。",
    source=_SOURCE,
)
def named_cells_are_left_out(sheet: ProgressSheet) -> Iterator[Hit]:
    for left in sheet.cells.left_out:
        if (left.inside and left.kind != "other") or left.kind == "example":
            cell = _first_cell(left.area)
            yield Hit(split_cell(cell)[0], None, cell, area=_said(left.area), reason=left.reason, text=left.text)


@rule(
    "S131",
    WARNING,
    "{area}的内容没有读，因为看不出属于哪一项任务：“{text!q}”。",
    when="任务之间有文字，看不出属于哪一项任务",
    advice="是一项任务的，请把序号、任务名称、进展等填完整；是上一项的内容，请写进上一项的格子里；都不是的，请移到表的下面。",
    source=_SOURCE,
)
def text_between_entries_is_not_read(sheet: ProgressSheet) -> Iterator[Hit]:
    told = {*sheet.layout.headless, *sheet.layout.passed_over, *sheet.duplicates}
    for left in sheet.cells.left_out:
        cell = _first_cell(left.area)
        if split_cell(cell)[0] in sheet.struck_rows:
            continue  # told on its own
        columns = {end.rstrip("0123456789") for end in left.area.split(":")}
        if len(columns) == 1 and columns <= told:
            continue  # nothing but a column that is told as a whole
        if left.inside and left.kind == "other" and not left.prepared:
            yield Hit(split_cell(cell)[0], None, cell, area=_said(left.area), text=left.text or _NO_VALUE)


@rule(
    "S132",
    HINT,
    "第{rows}行只有单位、序号和空的选项，是预留的空行，没有当作任务。",
    when="有预留的空行（每张表说一次）",
    advice="没有任务要填的，可以删掉这些行。",
    source=_SOURCE,
)
def rows_are_only_prepared(sheet: ProgressSheet) -> Iterator[Hit]:
    rows = [row for left in sheet.cells.left_out if left.prepared for row in _rows_of(left.area)]
    if rows:
        yield Hit(rows[0], Field.SERIAL, rows=_rows(rows))


def _rows_of(area: str) -> range:
    first, _, last = area.partition(":")
    return range(split_cell(first)[0], split_cell(last or first)[0] + 1)


@rule(
    "S133",
    HINT,
    "第{here}行接着第{entry}行写，两行合在一起读。",
    when="一项任务的文字写到了下一行",
    advice="请看一看是不是这样；最好写在同一格里。",
    source=_SOURCE,
)
def text_goes_on_in_the_next_row(sheet: ProgressSheet) -> Iterator[Hit]:
    for row, entry in sheet.layout.continued.items():
        yield Hit(row, sheet.form.subject, here=row, entry=entry)


@rule(
    "S134",
    HINT,
    "{areas}一格对几行，每一行都按这一格读。",
    when="任务、措施、时限、责任单位等一格对几行（合并，或者下面的留空）",
    advice="请看一看是不是这样；不是的，请逐行填写。",
    source=_SOURCE,
)
def one_text_stands_for_several_rows(sheet: ProgressSheet) -> Iterator[Hit]:
    areas = [_said(area) for area in sheet.layout.filled_down]
    areas += [f"第{row}行留空的格子跟上一行" for row in sheet.layout.blanks]
    if areas:
        cell = _first_cell(sheet.layout.filled_down[0]) if sheet.layout.filled_down else None
        row = split_cell(cell)[0] if cell else sheet.layout.blanks[0]
        yield Hit(row, None, cell, areas=some_of(areas, counted="处"))


@rule(
    "S135",
    WARNING,
    "一行写了几项任务：“{text!q}”。汇总时按一项算，其余的会显示为缺报。",
    when="任务名称或序号写的是几项任务（第2-4项、1-3）",
    advice="请一项任务写一行。",
    source="domain.md#tasks",
)
def several_tasks_stand_in_one_row(sheet: ProgressSheet) -> Iterator[Hit]:
    fields = {column: name for name, column in sheet.columns.items()}
    for cell, text in sheet.layout.several.items():
        yield Hit(split_cell(cell)[0], fields.get(cell.rstrip("0123456789")), cell, text=text)


@rule(
    "S136",
    HINT,
    "第{rows}行是第{entry}行这项任务的分项，合在一起读：有一条没有完成，任务就不算完成；时限取最晚的。",
    when="一项任务按措施分了几行，或者有1.1、1.2这样的分项",
    advice="请看一看是不是这样；各是一项任务的，请每行都写任务名称。",
    source=_SOURCE,
)
def task_has_a_row_for_each_measure(sheet: ProgressSheet) -> Iterator[Hit]:
    entries: dict[int, list[int]] = {}
    for row, entry in sheet.layout.parts.items():
        if row in sheet.layout.differing:
            continue  # S148 says it, and more
        entries.setdefault(entry, []).append(row)
    for entry, rows in entries.items():
        yield Hit(entry, sheet.form.subject, rows=_rows(rows), entry=entry)


@rule(
    "S148",
    WARNING,
    "这一行没有写任务和序号，合到第{entry}行这项任务里读；两行的状态不同，合起来是“{status}”，时限取最晚的。",
    when="没有写任务和序号的一行合到上一项任务里，两行的状态不同",
    advice="是另一项任务的，请写上任务名称和序号；是同一项的，有一条没有完成就不算完成，请只写一个状态。",
    source=_SOURCE,
    columns=(Field.STATUS,),
)
def part_has_another_status(sheet: ProgressSheet) -> Iterator[Hit]:
    statuses = {row.row: row.status.status for row in sheet.rows}
    for row, entry in sheet.layout.differing.items():
        status = statuses[entry]
        yield Hit(row, Field.STATUS, entry=entry, status=status.label if status else "看不准")


@rule(
    "S137",
    WARNING,
    "{column}列有内容，没有标题，没有读。",
    when="一列有内容而没有标题",
    advice="请给这一列写上标题；写错了地方的，请移到该填的格子里。",
    source=_COLUMNS,
)
def column_has_no_heading(sheet: ProgressSheet) -> Iterator[Hit]:
    for column, cell in sheet.layout.headless.items():
        yield Hit(split_cell(cell)[0], None, cell, column=column)


@rule(
    "S138",
    HINT,
    "{column}列“{heading!q}”没有读，{why}，读的是{instead}列。",
    when="几列是同一内容，读了最新的、没有隐藏也没有划掉的、调整后的、写到县一级的一列",
    advice="请看一看是不是这样；最好只留一列。",
    source=_COLUMNS,
)
def column_is_passed_over(sheet: ProgressSheet) -> Iterator[Hit]:
    reasons = {
        "older": "不是最新的一期",
        "hidden": "这一列是隐藏的",
        "struck": "标题划掉了（删除线）",
        "replaced": "是调整以前的（只在没有调整的行读）",
        "above": "写的是上一级的地区",
    }
    for column, other in sheet.layout.passed_over.items():
        yield Hit(
            sheet.header_row,
            other.field,
            f"{column}{sheet.header_row}",
            column=column,
            heading=other.heading,
            why=reasons[other.why],
            instead=other.instead,
        )


@rule(
    "S139",
    ERROR,
    "“{heading}”一格里是图片，读不出文字。",
    when="格子里是图片（WPS 嵌入的图片、Excel 的 IMAGE），不是文字",
    advice="请写成文字；图片可以放在附件里。",
    source=_SOURCE,
)
def picture_stands_for_text(sheet: ProgressSheet) -> Iterator[Hit]:
    for cell, name in sheet.layout.pictures.items():
        heading = title(sheet.form, name, sheet.level) if sheet.form.has(name) else str(name)
        yield Hit(split_cell(cell)[0], name, cell, heading=heading)


@rule(
    "S144",
    HINT,
    "这张工作表没有表头，按“{before!q}”的列接着读，共{count}项。",
    when="表格接着写在下一张没有表头的工作表上",
    advice="请看一看是不是这样；最好在这张工作表上也写上表头。",
    source=_COLUMNS,
)
def table_goes_on_in_the_next_sheet(sheet: ProgressSheet) -> Iterator[Hit]:
    if sheet.layout.continues:
        yield Hit(before=sheet.layout.continues, count=len(sheet.rows))


@rule(
    "S145",
    HINT,
    "第{here}行一整行只有一句话，按一项任务读：“{text!q}”。",
    when="一项任务只在一整行里写了一句话（如“已销号，不再填报”）",
    advice="请看一看是不是一项任务；是的，最好把各列填完整。",
    source=_SOURCE,
)
def task_stands_in_one_line(sheet: ProgressSheet) -> Iterator[Hit]:
    texts = {row.row: row.text(sheet.form.subject) for row in sheet.rows}
    for row in sheet.layout.lines:
        yield Hit(row, sheet.form.subject, here=row, text=texts[row])


@rule(
    "S146",
    ERROR,
    "表里没有一项任务，不算报送。",
    when="表格只有表头，没有一项任务",
    advice="请填写后再报；没有任务要报的，写明“无此项整改任务”。",
    source=_SOURCE,
)
def table_has_no_entry(sheet: ProgressSheet) -> Iterator[Hit]:
    if not sheet.rows:
        yield Hit(sheet.header_row)
