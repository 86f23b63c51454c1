"""A workspace from a task list: the folder, its workbook filled in as far as the list tells, the list beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import StrPath, output_folder
from xl_tools.app.office import Office
from xl_tools.app.tables_to_issue import task_table
from xl_tools.app.unit_files import unit_rows
from xl_tools.app.workspace import deadline_in
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import safe_file_name
from xl_tools.core.kept import KeptCopy
from xl_tools.core.period import PARAMETER, Month, Period, read_period
from xl_tools.core.records import Level, ProgressSheet, Region
from xl_tools.data import load
from xl_tools.parse.table.inspections import inspection_in, long_name, short_name

_LEVELS = {Level.CITY: "市", Level.PROVINCE: "省", Level.COUNTY: "县"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The workspace that was made. ``lacking`` are items that are still to be filled in."""

    schema_: Literal["xl-tools/init/1"] = "xl-tools/init/1"
    folder: str
    workbook: str
    name: str
    tasks: int
    lacking: tuple[str, ...] = ()
    kept: tuple[KeptCopy, ...] = ()


def start(
    tasks: StrPath,
    *,
    out: StrPath,
    name: str | None = None,
    period: Month | None = None,
    deadline: str | None = None,
    signed: str = "",
    units: StrPath | None = None,
    addresses: StrPath | None = None,
) -> Started:
    """Make a workspace in ``out`` from a task list. What is not given and the list does not tell stays empty, to be
    filled in: neither month nor deadline is ever guessed.

    Raises UserError when there is a workspace already, the list cannot be read, it is not clear whose it is, or the
    deadline is no time.
    """
    source, folder = Path(tasks), Path(out)
    words = load("workspace")
    book = folder / words["file"]
    if book.exists():
        raise UserError(f"“{folder}”已经是工作台，没有改动；请直接打开“{book.name}”修改，或者换一个文件夹。")
    rows = unit_rows(units)
    listed = Office.listing(rows)
    table = task_table(read_tables(read_book(source), Occasion(as_of=date.today(), office=listed)), source)
    region = _region(name, table)
    inspection = inspection_in(table.title) or next((row.inspection for row in table.rows if row.inspection), "")
    copy = folder / safe_file_name(source.name)
    asked = read_period(period, PARAMETER) if period else None
    if deadline and (asked or "每月" not in deadline):
        _hold(deadline, asked)
    values = {
        "name": region.name,
        "level": _LEVELS[region.level],
        "period": asked or "",
        "deadline": deadline or "",
        "signed": signed,
        "more_addresses": str(Path(addresses).resolve()) if addresses is not None else "",
    }
    people = [(unit.name, "", "", "联系人") for unit in regions.expected_units(region, units=listed.units)]
    above = regions.parent(region)
    people += [(above.name, "", "", "联系人")] if above else []
    from xl_tools.write.workspace_book import workspace_book  # XlsxWriter is paid for only here

    data = workspace_book(
        values,
        [(short_name(inspection), long_name(inspection), copy.name)],
        people if addresses is None else [],
        _listed(listed),
    )
    output = Output.beside(source, units, addresses) if source.resolve() != copy.resolve() else Output.beside(units)
    output.admit([book])
    output_folder(folder)
    if source.resolve() != copy.resolve():
        output.write(copy, read_input(source), original=True)
    output.write(book, data)
    lacking = tuple(item["label"] for item in words["item"] if item["key"] in _NEEDED and not values.get(item["key"]))
    return Started(
        folder=str(folder),
        workbook=str(book),
        name=region.name,
        tasks=len(table.rows),
        lacking=(*lacking, *(("通讯录里的邮箱",) if addresses is None else ())),
        kept=tuple(output.kept),
    )


_NEEDED = ("period", "deadline", "signed")


def _hold(deadline: str, period: Period | None) -> None:
    """Raises UserError for a deadline that the workspace could not read."""
    try:
        deadline_in(deadline, period)
    except UserError as error:
        raise UserError(f"报送截止 deadline 要改：{str(error).removesuffix('。')}；没有建工作台。") from None


def _region(name: str | None, table: ProgressSheet) -> Region:
    found = regions.find(name) if name else table.region
    if found is None:
        near = regions.nearest(name) if name else None
        hint = (
            f"没有叫“{name}”的市、县、省" + (f"，是否指“{near.name}”" if near else "") if name else "表里看不出是哪里的"
        )
        raise UserError(f"{hint}；请用 --name 写明单位的全称，如 丽水市。")
    return found


def _listed(office: Office) -> list[tuple[str, ...]]:
    """The units of a list as rows of the sheet 单位清单."""
    kinds = office.units.kinds
    above = {unit.code: area.name if (area := regions.parent(unit)) else "" for unit in office.units.listed}
    rows = [
        (unit.name, "、".join(office.units.shorts.get(unit.code, ())), kinds.get(unit.code, ""), above[unit.code], "是")
        for unit in office.units.listed
    ]
    out = [(unit.name, "", "", "", "否") for code in sorted(office.units.left_out) if (unit := regions.by_code(code))]
    return [*rows, *out]
