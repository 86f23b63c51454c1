"""The lists of a round as workbooks: 下发清单, 收报情况, 邮件预览. Texts are text, totals are formulas with values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xl_tools.core import regions
from xl_tools.core.addresses import column_letters
from xl_tools.core.beside import rows_beside, text_of
from xl_tools.core.carried_rows import CODE, REMARK, CarriedRows, name_of, tasks_code
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Book
from xl_tools.core.period import month
from xl_tools.core.records import Region
from xl_tools.parse.table.inspections import short_name
from xl_tools.reports.round import OUTCOME_LABELS, STATE_LABELS, CollectReport, IssueReport, UnitReceipt
from xl_tools.rollup.layout import LED_HEADINGS, LED_SHEET
from xl_tools.rollup.row_heights import MAX_HEIGHT, height_of
from xl_tools.write.form_books import new_workbook
from xl_tools.write.formats import Kit, Value, named, set_up, write_title, write_value
from xl_tools.write.packing import pack
from xl_tools.write.plain_copy import copy_sheets

RECEIPT_SHEET = "收报情况"
RECEIPT_HEADINGS = (
    "序号", "单位", "状态", "收到时间", "是否按时", "份数", "错误", "警告", "采用的文件", "结果副本", "说明",
    REMARK, CODE,
)  # fmt: skip
INSPECTION = "督察轮次"
"""The receipt's last column, where units report for several inspections."""
RECEIPT_HEADER_ROW = 4
"""Row of the receipt's headings, counted from 1."""
_OWN_WIDTH = 24
_BY = {"identity": "下发时的编号", "content": "表里的地区", "name": "文件名", None: ""}


@dataclass(frozen=True)
class List:
    """A sheet with a heading row and plain cells under it. ``wide`` columns (from 0) wrap and stand left; ``hidden``
    ones are for the program alone. Its rows are told apart by the headings ``told_by``: what people write beside them
    in columns of their own is found again when the list is made anew, and so are the notes ``below`` its rows.
    ``unseen`` ones are for the program alone."""

    name: str
    title: str
    note: str
    headings: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[Value]]
    wide: frozenset[int]
    hidden: frozenset[int] = frozenset()
    told_by: tuple[str, ...] = ()
    unseen: bool = False
    below: Sequence[Sequence[Value]] = ()

    def with_own(self, earlier: Book | None) -> List:
        """The list with the columns that people added to it; ``earlier`` is the workbook as it stands."""
        grid = next((grid for grid in earlier.grids if grid.name == self.name), None) if earlier else None
        if grid is None or not self.told_by:
            return self
        ours = {*self.headings, INSPECTION}
        names = [_name([text_of(row[place]) for place in map(self.headings.index, self.told_by)]) for row in self.rows]
        said, below = {}, list[list[Value]]()
        for line, beside in rows_beside(grid, [self.told_by], ours):
            name = _name([text_of(line.get(heading)) for heading in self.told_by])
            texts = [text_of(value) for value in line.values()]
            if name not in names and (sum(map(bool, texts)) == 1 or (any(texts) and not name.strip("\0"))):
                below.append([text or None for text in texts])
            else:
                said[name] = beside
        headings = list(dict.fromkeys(heading for beside in said.values() for heading in beside))
        first, last = len(self.headings), len(self.headings) + len(headings)
        return replace(
            self,
            headings=(*self.headings, *headings),
            widths=(*self.widths, *[_OWN_WIDTH] * len(headings)),
            rows=[
                (*row, *(text_of(said.get(name, {}).get(heading)) or None for heading in headings))
                for row, name in zip(self.rows, names, strict=True)
            ],
            wide=self.wide | frozenset(range(first, last)),
            below=below,
        )


def _name(texts: Sequence[str]) -> str:
    return "\0".join(texts)


def list_book(title: str, lists: Sequence[List], earlier: Book | None = None) -> bytes:
    """A workbook of lists; ``earlier`` is it as it stands, in which people may have written."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, title)
    kit = Kit(workbook)
    for entry in lists:
        page = workbook.add_worksheet(entry.name)
        write_list(page, entry.with_own(earlier), kit)
        if entry.unseen:
            page.hide()
    _add_own_sheets(workbook, earlier, {entry.name for entry in lists})
    pack(workbook)
    return buffer.getvalue()


def _add_own_sheets(workbook: Workbook, earlier: Book | None, ours: set[str]) -> None:
    """The sheets that people added, behind ours."""
    copy_sheets(workbook, [grid for grid in earlier.grids if grid.name not in ours] if earlier else [])


def write_list(sheet: Worksheet, entry: List, kit: Kit, *, top: int = 2) -> None:
    """Title, note, headings on row ``top`` (from 0), then the rows."""
    set_up(sheet, entry.widths, top)
    for column in entry.hidden:
        sheet.set_column(column, column, None, None, {"hidden": True})
    write_title(sheet, entry.title, kit)
    sheet.write_string(1, 0, entry.note, kit.note)
    for column, heading in enumerate(entry.headings):
        sheet.write_string(top, column, heading, kit.head)
    for index, row in enumerate(entry.rows, top + 1):
        texts = [(str(row[column] or ""), entry.widths[column]) for column in entry.wide]
        sheet.set_row(index, min(MAX_HEIGHT, height_of(texts, 10)))
        for column, value in enumerate(row):
            look = kit.clipped if column in entry.hidden else kit.wrapped if column in entry.wide else kit.centre
            write_value(sheet, index, column, value, look)
    for index, row in enumerate(entry.below, top + len(entry.rows) + 2):
        for column, value in enumerate(row):
            if value is not None:
                write_value(sheet, index, column, value, kit.note)
    if entry.rows:
        sheet.autofilter(top, 0, top + len(entry.rows), len(entry.headings) - 1)


def shown(moment: datetime | None) -> str:
    """A moment as people write it, in local time."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def issue_list_bytes(
    report: IssueReport,
    units: Mapping[str, Region],
    order: Sequence[str],
    earlier: Book | None = None,
    leads: Sequence[tuple[str, ...]] = (),
) -> bytes:
    """下发清单: what each unit got; 任务分配: the same as a matrix, which may be handed in as the next assignment;
    提醒: what a person should look at, where there is anything. ``order`` are the labels of the tasks as the task table
    has them; ``earlier`` is the list as it stands, ``leads`` the rows of the sheet that says who leads which task."""
    above = {code: area.name if (area := regions.parent(unit)) else "" for code, unit in units.items()}
    given = {task for book in report.units for task in book.tasks}
    tasks = [task for task in dict.fromkeys(order) if task in given]
    names = [path.replace("\\", "/").rpartition("/")[2] for path in (book.path for book in report.units)]
    issued = List(
        "下发清单",
        f"{month(report.period)}进展情况表下发清单",
        f"编号 {report.issue}，{len(report.units)} 个单位，{len(tasks)} 项任务。",
        ("序号", "所属市", "单位", "任务数", "文件名", CODE),
        (7, 16, 24, 10, 60, 10),
        [
            (place, above[book.code], book.unit, len(book.tasks), name, tasks_code(book.tasks))
            for place, (book, name) in enumerate(zip(report.units, names, strict=True), 1)
        ],
        frozenset({2, 4}),
        hidden=frozenset({5}),
        told_by=("单位",),
    )
    matrix = List(
        "任务分配",
        "任务分配表",
        "打“√”的是该单位要报的任务。改好后可以用 --units 再次下发。",
        ("所属市", "单位", *tasks),
        (16, 24, *[9] * len(tasks)),
        [
            (above[book.code], book.unit, *("√" if task in book.tasks else None for task in tasks))
            for book in report.units
        ],
        frozenset({1}),
        told_by=("所属市", "单位"),
    )
    notices = List(
        "提醒",
        "下发时的提醒",
        "请逐条核对。",
        ("序号", "级别", "内容"),
        (7, 8, 110),
        [(place, notice.severity.label, notice.message) for place, notice in enumerate(report.notices, 1)],
        frozenset({2}),
    )
    led = List(
        LED_SHEET,
        "由谁牵头",
        "汇总的“预警”用它；不对的在这里改，再次下发时保留。",
        LED_HEADINGS,
        (14, 50, 30, 30, 10, 10, 10),
        leads,
        frozenset({1, 2, 3}),
        hidden=frozenset({4, 5, 6}),
        told_by=LED_HEADINGS[:2],
    )
    lists = [issued, matrix, *([led] if leads else []), *([notices] if report.notices else [])]
    return list_book(issued.title, lists, _without(earlier, notices.name, *([] if leads else [led.name])))


# --- 收报情况 ---------------------------------------------------------------------------------------


def _without(book: Book | None, *names: str) -> Book | None:
    """A workbook without the sheets of ours that are not always there."""
    return replace(book, grids=tuple(grid for grid in book.grids if grid.name not in names)) if book else None


def receipt_bytes(report: CollectReport, standing: Book | None) -> bytes:
    """收报情况: one row a unit, with totals that calculate; 来件: every file and what became of it. ``standing``
    is the list as it stands, in which people may have typed."""
    earlier = _typed_into(standing)
    buffer = BytesIO()
    title = f"{month(report.period)}进展情况表收报情况"
    workbook = new_workbook(buffer, title)
    kit = Kit(workbook)
    sheet = workbook.add_worksheet(RECEIPT_SHEET)
    due = f"报送截止 {shown(report.deadline)}。" if report.deadline else "没有给报送截止时间，不判断是否按时。"
    several = any(unit.inspection for unit in report.units)
    units = List(
        RECEIPT_SHEET,
        title,
        f"{due}收到时间按文件（或压缩包）保存到文件夹的时间。改过的状态、说明和“{REMARK}”再次收报时保留。{named(report.settings)}",
        (*RECEIPT_HEADINGS, *([INSPECTION] if several else [])),
        (6, 12, 8, 11, 7, 7, 7, 7, 22, 22, 24, 16, 10, *([12] if several else [])),
        [
            (*_unit_row(place, unit, earlier), *([short_name(unit.inspection)] if several else []))
            for place, unit in enumerate(report.units, 1)
        ],
        frozenset({1, 3, 8, 9, 10, 11}),
        frozenset({12}),
        told_by=("单位", *([INSPECTION] if several else [])),
    )
    write_list(sheet, units.with_own(standing), kit, top=RECEIPT_HEADER_ROW - 1)
    _write_totals(sheet, units.rows, kit)
    files = List(
        "来件",
        "来件清单",
        "原文件都没有改动。",
        ("序号", "文件", "处理", "单位", "期次", "依据", "收到时间", "说明"),
        (6, 34, 9, 14, 9, 13, 11, 40),
        [
            (
                place,
                file.source,
                OUTCOME_LABELS[file.outcome],
                file.unit,
                file.period,
                _BY[file.by],
                shown(file.received),
                file.note,
            )
            for place, file in enumerate(report.files, 1)
        ],
        frozenset({1, 6, 7}),
        told_by=("文件",),
    )
    write_list(workbook.add_worksheet(files.name), files.with_own(standing), kit)
    _add_own_sheets(workbook, standing, {RECEIPT_SHEET, files.name})
    pack(workbook)
    return buffer.getvalue()


def _typed_into(book: Book | None) -> CarriedRows:
    """What people typed into the receipt."""
    grid = next((grid for grid in book.grids if grid.name == RECEIPT_SHEET), None) if book else None
    return CarriedRows.of(grid, "单位", INSPECTION)


def _unit_row(place: int, unit: UnitReceipt, earlier: CarriedRows) -> tuple[Value, ...]:
    name = name_of(unit.unit, short_name(unit.inspection) if unit.inspection else "")
    on_time = {True: "按时", False: "逾期", None: ""}[unit.on_time]
    said = {
        "状态": STATE_LABELS[unit.state],
        "是否按时": on_time,
        "说明": unit.note,
        "收到时间": shown(unit.received),
    }
    shown_cells = earlier.shown(name, said)
    copy = unit.copied.replace("\\", "/").rpartition("/")[2] if unit.copied else None
    return (
        place,
        unit.unit,
        shown_cells["状态"],
        shown_cells["收到时间"] or None,
        shown_cells["是否按时"] or None,
        unit.files or None,
        unit.errors,
        unit.warnings,
        unit.source,
        copy,
        shown_cells["说明"],
        shown_cells[REMARK],
        shown_cells[CODE],
    )


def _write_totals(sheet: Worksheet, rows: Sequence[Sequence[Value]], kit: Kit) -> None:
    """Counts on the third row, over the columns of the list."""
    first, last = RECEIPT_HEADER_ROW + 1, RECEIPT_HEADER_ROW + max(len(rows), 1)

    def area(heading: str) -> str:
        letters = column_letters(RECEIPT_HEADINGS.index(heading) + 1)
        return f"${letters}${first}:${letters}${last}"

    states, on_time = ([row[RECEIPT_HEADINGS.index(heading)] for row in rows] for heading in ("状态", "是否按时"))
    counts = [
        ("应收", f"=COUNTA({area('单位')})", len(rows)),
        *((word, f'=COUNTIF({area("状态")},"{word}")', states.count(word)) for word in STATE_LABELS.values()),
        ("按时", f'=COUNTIF({area("是否按时")},"按时")', on_time.count("按时")),
    ]
    for place, (word, formula, value) in enumerate(counts):
        sheet.write_string(2, 2 * place, word, kit.head)
        sheet.write_formula(2, 2 * place + 1, formula, kit.bold, value)
