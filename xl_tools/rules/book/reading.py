"""S101, S117 to S119, S140 and S150: what of a workbook could not be read, and what may be out of date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePath

from xl_tools.core.file_names import shown
from xl_tools.core.grid import Grid
from xl_tools.core.records import Place, ProgressSheet
from xl_tools.rules.registry import ERROR, HINT, WARNING, Found, finds


@finds(
    "S101",
    ERROR,
    "这个文件里没有找到整改进展表或责任清单。",
    when="整个工作簿里找不到表（在每张工作表的前30行按列标题的字样找）",
    advice="请确认没有放错文件；表头要写明“整改任务名称”“完成时限”等列标题，并放在前30行以内。",
    source="domain.md#columns",
    scope="book",
)
def no_table_is_found(sheets: Sequence[ProgressSheet]) -> Iterator[Found]:
    if not sheets:
        yield Found()


@finds(
    "S117",
    ERROR,
    "{reason}",
    when="汇总时有文件读不出来（其余文件照常汇总）",
    advice="把文件换成能打开的，再做一次；在此之前，{meanwhile}。",
    source="domain.md#the-round",
    scope="round",
)
def file_cannot_be_read(path: PurePath, reason: str, meanwhile: str) -> Iterator[Found]:
    """``reason`` is the reader's own sentence, ``meanwhile`` what becomes of the rest until the file is there."""
    yield Found(Place(path=shown(path)), reason=reason, meanwhile=meanwhile)


@finds(
    "S118",
    ERROR,
    "{area}没有读，也就没有校验。",
    when="表格超过行、列或单元格数的上限（data/limits.toml），多出的部分没有读",
    advice="如果那里没有要报的内容，请选中多余的行或列，右键删除后保存；如果有，请拆成几个文件。",
    source="security.md#limits-worth-knowing",
    scope="book",
)
def part_was_not_read(grids: Iterable[Grid], tables: Collection[str] | None = None) -> Iterator[Found]:
    """An error where it may be part of a table (``tables``: the sheets that hold one; None: any may), else a
    warning."""
    for grid in grids:
        if grid.left_out:
            severity = ERROR if tables is None or grid.name in tables else WARNING
            yield Found(Place(sheet=grid.name), severity, area=grid.left_out)


@finds(
    "S119",
    HINT,
    "文件可能正在 Excel 或 WPS 中打开（旁边有 {lock}），校验的是上次保存的内容。",
    when="工作簿旁边有锁文件（~$ 开头等）",
    advice="如有改动还没有保存，请保存、关闭后重新校验。",
    source="security.md#promised",
    scope="book",
)
def file_is_open_elsewhere(lock: PurePath | None) -> Iterator[Found]:
    """``lock`` is the lock file that lies beside the workbook, None where there is none."""
    if lock:
        yield Found(lock=lock.name)


@finds(
    "S140",
    WARNING,
    "隐藏的工作表“{table}”里有一张表（{count}项任务），没有检查，也不并入汇总。",
    when="隐藏的工作表里有整改进展表或责任清单（不算报送）",
    advice="不用的请删除这张工作表；要报的请取消隐藏（深度隐藏的，要在 VBA 编辑器里改），或者校验、汇总时加 --hidden。",
    source="domain.md#rows-and-cells",
    scope="book",
)
def table_is_on_a_hidden_sheet(hidden: Iterable[ProgressSheet]) -> Iterator[Found]:
    for table in hidden:
        yield Found(Place(sheet=table.sheet), table=table.sheet, count=len(table.rows))


_UNTOLD = (
    ("struck", "哪些字、哪些行划掉了", "划掉的任务仍当任务算"),
    ("formats", "日期按什么格式显示", "只显示到年、月的时限按那个月（年）的第一天算"),
    ("hidden_rows", "哪些行、列隐藏了", "隐藏的照样计入"),
    ("faults", "错误值", "错误值当空格"),
)
"""A fact of a sheet (``core.grid.Grid``), what it would tell, and how cells are read without it."""


@finds(
    "S150",
    WARNING,
    "这个文件看不出{what}：{so}。",
    when="文件的格式（.xlsb、.ods 等）看不出删除线、日期的显示格式、隐藏的行列、错误值（每个文件说一次）",
    advice="请用 Excel 或 WPS 打开，另存为 .xlsx 再报；不能另存的，请与原表核对时限和划掉的任务。",
    source="domain.md#rows-and-cells",
    scope="book",
)
def cells_tell_their_values_alone(grids: Iterable[Grid], tables: Collection[str]) -> Iterator[Found]:
    """Once for a workbook, of the sheets that hold its ``tables``."""
    unseen = {fact for grid in grids if grid.name in tables for fact in grid.not_asked}
    lost = [(what, so) for fact, what, so in _UNTOLD if fact in unseen]
    if lost:
        yield Found(what="、".join(what for what, _ in lost), so="，".join(so for _, so in lost))
