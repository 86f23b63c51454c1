"""X706, X707, X710 and X713: who has reported, and which table is whose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from xl_tools.core.file_names import last_part
from xl_tools.core.period import Period, month
from xl_tools.core.records import Field, Place, ProgressRow, ProgressSheet
from xl_tools.parse.table.inspections import short_name
from xl_tools.rules.registry import ERROR, HINT, WARNING, Found, also_finds, finds
from xl_tools.rules.round.facts import Reported, Unit
from xl_tools.rules.word_lists import comparable_task


@finds(
    "X706",
    WARNING,
    "{unit}没有上报。",
    when="有单位没有上报",
    advice="请催报；收到后放进同一文件夹，重新汇总。在此之前，该单位各项任务都算未报。",
    source="domain.md#the-round",
    scope="round",
)
def unit_has_not_reported(units: Iterable[Unit]) -> Iterator[Found]:
    for unit in units:
        if not unit.reported:
            yield Found(unit=unit.name)


@finds(
    "X707",
    ERROR,
    "{unit}{how}，内容不一致：{places}。",
    when="同一单位报了几份，内容不一致，或者一个编号下写了几项任务",
    advice="请问清哪一份（行）是对的，只留这一份，重新汇总；确是几项任务的，请把编号改对。在此之前，文字暂用先列出的，状态算未定。",
    source="domain.md#merging",
    scope="round",
)
def unit_reported_twice(unit: str, reports: Sequence[tuple[str, Sequence[Reported]]]) -> Iterator[Found]:
    """``reports`` holds a task's label and the rows for it that do not all say the same, the one that is kept first.
    Twice in one table is that table's fault (S107), but not under two names: nothing else tells then that only one is
    merged. Every row is named."""
    for how, several in (("报了不止一份", True), ("在一张表里把几项任务写在同一个编号下", False)):
        tasks: dict[tuple[_Table, ...], list[str]] = {}
        numbers: dict[tuple[_Table, ...], dict[_Table, set[int]]] = {}
        for label, rows in reports:
            tables = tuple(dict.fromkeys(map(_table, rows)))
            if (len(tables) > 1) is several and (several or _named_otherwise(rows)):
                tasks.setdefault(tables, []).append(label)
                for row in rows:
                    numbers.setdefault(tables, {}).setdefault(_table(row), set()).add(row.row.row)
        if tasks:
            places = (
                f"{'、'.join(labels)}（{'；'.join(_place(table, numbers[tables][table]) for table in tables)}）"
                for tables, labels in tasks.items()
            )
            yield Found(unit=unit, how=how, places="、".join(places))


def _named_otherwise(rows: Iterable[Reported]) -> bool:
    return len({comparable_task(one.row.text(Field.TASK)) for one in rows}) > 1


_Table = tuple[str, str]


def _table(one: Reported) -> _Table:
    return one.sheet.path, one.sheet.sheet


def _place(table: _Table, rows: Iterable[int]) -> str:
    path, sheet = table
    return f"{last_part(path)}“{sheet}”第{'、'.join(map(str, sorted(rows)))}行"


@finds(
    "X710",
    ERROR,
    "{file}的“{table}”表没有并入：{reason}。",
    when="有表没有并入汇总",
    advice="文件放错了就移出文件夹；没有放错就改正表中的地区名称，重新汇总。",
    source="domain.md#merging",
    scope="round",
)
def table_is_left_out(sheet: ProgressSheet, reason: str) -> Iterator[Found]:
    yield Found(_of(sheet), file=last_part(sheet.path), table=sheet.sheet, reason=reason)


@also_finds("X710")
def table_is_older(sheet: ProgressSheet, newest: ProgressSheet) -> Iterator[Found]:
    """A hint: the newest was asked for."""
    reason = f"同一单位还有更新的一份（{last_part(newest.path)}），按要求取新的"
    yield Found(_of(sheet), HINT, file=last_part(sheet.path), table=sheet.sheet, reason=reason)


@also_finds("X710")
def rows_are_of_another_inspection(sheet: ProgressSheet, rows: Sequence[int], inspection: str) -> Iterator[Found]:
    """A hint: tasks of one inspection were asked for. ``inspection`` is its id."""
    listed_rows = "、".join(map(str, rows))
    reason = f"第{listed_rows}行是另一轮督察的任务，按要求只取{short_name(inspection)}的"
    yield Found(_of(sheet), HINT, file=last_part(sheet.path), table=sheet.sheet, reason=reason)


@also_finds("X710")
def table_is_of_another_month(sheet: ProgressSheet, kept: Period) -> Iterator[Found]:
    """A hint: a workbook with a sheet for each month is one report."""
    reason = f"同一个文件里还有{month(kept)}的，只取那一张"
    yield Found(_of(sheet), HINT, file=last_part(sheet.path), table=sheet.sheet, reason=reason)


@finds(
    "X713",
    WARNING,
    "{file}的“{table}”表读不出是哪个单位报的，暂按“{unit}”并入。",
    when="读不出表是哪个单位报的",
    advice="请在表的地区一栏写上规范的单位名称，重新汇总。",
    source="domain.md#merging",
    scope="round",
)
def unit_cannot_be_told(sheet: ProgressSheet, unit: str) -> Iterator[Found]:
    """``unit`` is the name under which it is merged meanwhile."""
    yield Found(_of(sheet), file=last_part(sheet.path), table=sheet.sheet, unit=unit)


@finds(
    "S124",
    WARNING,
    "第{rows}行看不出是哪一轮督察的任务；这里有{inspections}。",
    when="几轮督察的任务在一起，有的看不出是哪一轮",
    advice="请在表里加一列“督察轮次”，或者在标题、小标题里写明是哪一轮（如 第二轮中央生态环境保护督察）。",
    source="domain.md#tasks",
    scope="round",
)
def inspection_cannot_be_told(sheets: Iterable[ProgressSheet], meant: Mapping[str, str]) -> Iterator[Found]:
    """``meant`` tells what each name of an inspection means among those in use, "" for none."""
    names = _names(meant)
    for sheet in sheets:
        rows = [row.row for row in sheet.rows if not meant.get(row.inspection)]
        if rows:
            yield Found(_of(sheet), rows=rows, inspections=names)


@finds(
    "X720",
    WARNING,
    "{file}第{line}行的责任单位{why}；不知道“{task!q}”该谁报，没有算作任何单位的任务。",
    when="任务清单里的责任单位看不懂",
    advice="请在清单里逐个写出该报的单位，都要报的写“各县（市、区）”；已经报来的照样并入。",
    source="domain.md#what-was-issued",
    scope="round",
)
def task_is_nobodys(sheet: ProgressSheet, row: ProgressRow, why: str) -> Iterator[Found]:
    place = Place(sheet.path, sheet.sheet, row.row, sheet.cell(row.row, Field.UNITS), Field.UNITS)
    yield Found(place, file=last_part(sheet.path), line=row.row, why=why, task=row.text(Field.TASK))


@also_finds("S124")
def inspection_of_rows_cannot_be_told(sheets: Iterable[ProgressSheet], meant: Mapping[str, str]) -> Iterator[Found]:
    """In one workbook, and in what it is compared with: the cell of the first row is told."""
    names = _names(meant)
    for sheet in sheets:
        rows = [row.row for row in sheet.rows if not meant.get(row.inspection)]
        if rows:
            subject = sheet.form.subject
            place = Place(None, sheet.sheet, rows[0], sheet.cell(rows[0], subject), subject)
            yield Found(place, rows=rows, inspections=names)


def _names(meant: Mapping[str, str]) -> str:
    return "、".join(short_name(one) for one in sorted({one for one in meant.values() if one}))


def _of(sheet: ProgressSheet) -> Place:
    return Place(path=sheet.path, sheet=sheet.sheet)
