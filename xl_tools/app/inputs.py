"""The paths a person gives, as workbooks to read and places to write."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from xl_tools.books.file.disk import is_backup, is_folder
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError, disk_reason
from xl_tools.core.file_names import fitted, kept_name, shown
from xl_tools.core.grid import Book
from xl_tools.data import load

StrPath = str | Path

Paths = StrPath | Iterable[StrPath]
"""One path, or as many as you like."""

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods", ".et"})
"""Endings that make a file of a folder a workbook. A file named on its own is taken whatever its ending."""


PRINTED = "（打印稿）"
"""How the name of a print version ends."""


def workbooks(paths: Paths) -> list[Path]:
    """The files named, and the workbooks in the folders named, each once, in the order given.

    A folder's workbooks are sorted by name; Excel's lock files (``~$…``), hidden files and our own backups are left
    out, and folders in it are not entered. A folder without workbooks, or that cannot be opened, stands for itself:
    reading it says so, and the others are read. Raises UserError when that leaves nothing.
    """
    return in_folders(paths, WORKBOOKS, "工作簿（.xlsx、.xlsm、.xls 等）")


def in_folders(paths: Paths, endings: Collection[str], what: str) -> list[Path]:
    """``workbooks``, for files of other endings; ``what`` they are called."""
    found: dict[Path, None] = {}
    empty: list[str] = []
    for path in each(paths):
        inside: Sequence[Path] = (path,)
        if is_folder(path):
            inside, why = _in_folder(path, endings, what)
            if not inside:
                inside = (path,)
                empty.append(why)
        found.update(dict.fromkeys(inside))
    if not found:
        raise UserError(f"没有指定要处理的{what.partition('（')[0]}或文件夹。")
    if len(empty) == len(found):
        raise UserError(empty[0])
    return list(found)


def archives(paths: Paths) -> Iterator[Path]:
    """The archives in the folders named: whoever reads workbooks opens none."""
    known = load("round")["archives"]
    endings = {*known["readable"], *known["unreadable"]}
    for folder in filter(is_folder, each(paths)):
        with suppress(OSError):
            inside = (path for path in sorted(folder.iterdir()) if path.suffix.lower() in endings and path.is_file())
            yield from (path for path in inside if not path.name.startswith("."))


def each(paths: Paths) -> list[Path]:
    """The paths given, one or many. Raises UserError for what is no path."""
    many = (paths,) if isinstance(paths, str | Path) or not isinstance(paths, Iterable) else tuple(paths)
    for path in many:
        if not isinstance(path, str | Path) or path == "":
            raise UserError(f"paths 要给工作簿或文件夹的路径，不能是“{path}”。")
    return [Path(path) for path in many]


def _is_by_product(path: Path) -> bool:
    """Whether a file only repeats another one: a backup, or a print version."""
    return is_backup(path) or path.stem.endswith(PRINTED)


def _in_folder(folder: Path, endings: Collection[str], what: str) -> tuple[list[Path], str]:
    """The files of a folder; or why there is none."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        return [], f"打不开文件夹“{shown(folder)}”（{disk_reason(error)}），请检查权限。"
    wanted = (path for path in entries if path.suffix.lower() in endings and not is_folder(path))
    inside = [path for path in wanted if not path.name.startswith((".", "~$")) and not _is_by_product(path)]
    space = " " if what[0].isascii() else ""
    return inside, "" if inside else f"文件夹“{shown(folder)}”里没有{space}{what}，请核对文件夹。"


def output_folder(folder: Path) -> Path:
    """The folder, made if need be. Raises UserError when it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"不能建立输出文件夹“{folder}”（{disk_reason(error)}），请换一个位置；原文件未改动。") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UserError(f"输出文件夹“{folder}”没有写入权限，请换一个位置；原文件未改动。")
    return folder


def standing_book(path: Path | None) -> Book | None:
    """The workbook that stands where one will be written, for what people typed into it; None where there is none, or
    it cannot be read: the way out keeps it beside the new one then."""
    try:
        return read_book(path, notes=True) if path is not None and path.is_file() else None
    except UserError:
        return None


def readable_books(folder: Path) -> Iterator[tuple[Path, Book]]:
    """The workbooks of a folder that can be read; none where there is no such folder."""
    try:
        paths = workbooks([folder]) if folder.is_dir() else []
    except UserError:  # it holds no workbook
        return
    for path in paths:
        with suppress(UserError):
            yield path, read_book(path)


def distinct_names(paths: Iterable[Path]) -> dict[Path, str]:
    """A file name for each path in one output folder: its own where Windows takes it, with a number where two are
    alike.

    Alike means alike on Windows, where upper and lower case are one.
    """
    taken: set[str] = set()
    names: dict[Path, str] = {}
    for path in paths:
        own = Path(kept_name(path.name))
        name, number = own.name, 1
        while name.casefold() in taken:
            number += 1
            name = fitted(own.stem, f"({number}){own.suffix}")
        taken.add(name.casefold())
        names[path] = name
    return names


def nothing_to_compare(path: StrPath) -> UserError:
    """The sentence for a workbook or folder that was given to compare with and holds no table."""
    return UserError(f"“{Path(path).name}”里没有找到整改进展表或任务清单，不能用来对照；请核对文件。")
