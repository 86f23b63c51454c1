"""The paths a person gives, as workbooks to read and places to write."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from xl_tools.books.file.disk import is_backup
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.errors import UserError

StrPath = str | Path

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods", ".et"})
"""Endings that make a file of a folder a workbook. A file named on its own is taken whatever its ending."""


def workbooks(paths: Iterable[Path]) -> list[Path]:
    """The files named, and the workbooks in the folders named, each once, in the order given.

    A folder's workbooks are sorted by name; Excel's lock files (``~$…``), hidden files and our own backups are left
    out, and folders in it are not entered. Raises UserError when a folder holds no workbook.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        inside = list(_in_folder(path))
        if not inside:
            raise UserError(f"文件夹“{path}”里没有工作簿（.xlsx、.xlsm、.xls 等），请核对文件夹。")
        found.update(dict.fromkeys(inside))
    if not found:
        raise UserError("没有指定要处理的工作簿或文件夹。")
    if odd := next((path for path in found if not _is_text(path)), None):
        shown = os.fsencode(odd.name).decode("utf-8", "replace")
        raise UserError(f"文件名“{shown}”的编码不对（多半是解压时弄坏的），没有处理；请改名后再试。")
    return list(found)


def _is_text(path: Path) -> bool:
    """Whether a path can be written into a report: on Linux a name is bytes, and an old zip leaves any there."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _in_folder(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UserError(f"打不开文件夹“{folder}”（{error.strerror}），请检查权限。") from None
    for path in entries:
        if path.name.startswith((".", "~$")) or is_backup(path):
            continue
        if path.suffix.lower() in WORKBOOKS and path.is_file():
            yield path


def output_folder(folder: Path) -> Path:
    """The folder, made if need be. Raises UserError when it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "已有同名文件" if isinstance(error, FileExistsError) else error.strerror
        raise UserError(f"不能建立输出文件夹“{folder}”（{reason}），请换一个位置；原文件未改动。") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UserError(f"输出文件夹“{folder}”没有写入权限，请换一个位置；原文件未改动。")
    return folder


def distinct_names(paths: Iterable[Path]) -> dict[Path, str]:
    """A file name for each path in one output folder: its own, with a number where two are alike.

    Alike means alike on Windows, where upper and lower case are one.
    """
    taken: set[str] = set()
    names: dict[Path, str] = {}
    for path in paths:
        name, number = path.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{path.stem}({number}){path.suffix}"
        taken.add(name.casefold())
        names[path] = name
    return names


def unit_list(path: StrPath | None) -> regions.UnitList:
    """Development zones and other units beside the counties, from a workbook of unit and city.

    Raises UserError naming every row that cannot be used.
    """
    if path is None:
        return regions.NONE
    book = read_book(Path(path))
    listed = regions.UnitList.from_rows([row for grid in book.grids for row in grid.rows])
    if listed.faults:
        said = "；".join(f"第 {fault.row} 行“{fault.name}”{fault.reason}" for fault in listed.faults)
        raise UserError(f"单位清单“{Path(path).name}”有问题：{said}。请改正后再试。")
    return listed


def nothing_to_compare(path: StrPath) -> UserError:
    """The sentence for a workbook or folder that was given to compare with and holds no table."""
    return UserError(f"“{Path(path).name}”里没有找到整改进展表或任务清单，不能用来对照；请核对文件。")
