"""Marks in files on disk: what ``marks`` does on bytes, with safe reading and writing around it.

The input is never changed. Whoever replaces it keeps a copy first (``back_up``); what is written appears whole or not
at all (``write_atomic``).
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from xl_tools.books import marks
from xl_tools.books.marks import MarkResult
from xl_tools.books.ooxml.results import Explanation
from xl_tools.errors import UserError
from xl_tools.models import Finding

__all__ = [
    "Explanation",
    "MarkResult",
    "back_up",
    "clear_bytes",
    "clear_file",
    "is_backup",
    "mark_bytes",
    "mark_file",
    "read_explanations",
    "write_atomic",
]

_BACKUP = re.compile(r"\.备份\d+$")
_UNNAMED = "这个文件"


def mark_file(source: Path, findings: Sequence[Finding], out: Path, *, title: str = "") -> MarkResult:
    """Write a copy of a workbook with marks for the findings.

    ``title`` (a unit's name, a period) stands on top of the results sheet. Raises UserError when the file cannot be
    marked, a finding names a sheet that it does not have, or ``out`` is the file itself.
    """
    _check_apart(source, out)
    data, result = marks.mark(_read(source), findings, name=source.name, title=title)
    write_atomic(out, data)
    return result


def clear_file(source: Path, out: Path) -> bool:
    """Write a copy of a workbook without our marks; returns whether there were any."""
    _check_apart(source, out)
    data, found = marks.clear(_read(source), name=source.name)
    write_atomic(out, data)
    return found


def mark_bytes(
    data: bytes, findings: Sequence[Finding], *, title: str = "", name: str = _UNNAMED
) -> tuple[bytes, MarkResult]:
    """A workbook's bytes with marks, and what was marked. ``name`` is how sentences to the user call the file."""
    return marks.mark(data, findings, name=name, title=title)


def clear_bytes(data: bytes, *, name: str = _UNNAMED) -> tuple[bytes, bool]:
    """A workbook's bytes without our marks (the same bytes where there were none), and whether there were any."""
    return marks.clear(data, name=name)


def read_explanations(source: Path | bytes) -> list[Explanation]:
    """What the clerk wrote in the column 说明 of a marked workbook; [] where it has no results sheet."""
    if isinstance(source, bytes):
        return marks.explanations(source, name=_UNNAMED)
    return marks.explanations(_read(source), name=source.name)


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all: beside it first, flushed to disk, then renamed.

    A name that ends in our temporary suffix is never left behind, save by a power cut. Raises UserError when the
    place cannot be written; what stood at ``path`` is then unharmed.
    """
    path = path.resolve()
    beside = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.tmp")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise UserError(_why_not_written(path, error)) from error
        raise
    _flush_folder(path.parent)


def back_up(path: Path) -> Path:
    """Copy a file beside itself under the first free name ``月报.备份1.xlsx``; returns the copy."""
    number = 1
    while True:
        copy = path.with_name(f"{path.stem}.备份{number}{path.suffix}")
        try:
            with path.open("rb") as source, copy.open("xb") as target:
                shutil.copyfileobj(source, target)
                target.flush()
                os.fsync(target.fileno())
        except FileExistsError:
            number += 1
            continue
        except OSError as error:
            raise UserError(f"{path.name}：无法留备份（{copy.name}），请检查文件夹是否可写。文件未改动。") from error
        with contextlib.suppress(OSError):
            shutil.copystat(path, copy)
        return copy


def is_backup(path: Path) -> bool:
    """Whether a file bears the name of a copy that ``back_up`` made (a folder's run leaves those out)."""
    return _BACKUP.search(path.stem) is not None


def _check_apart(source: Path, out: Path) -> None:
    with contextlib.suppress(OSError):
        if source.resolve() == out.resolve() or (out.exists() and out.samefile(source)):
            raise UserError(f"{source.name}：输出文件不能就是原文件，请换一个文件夹或文件名。文件未改动。")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"{path}：找不到这个文件，请检查路径。") from error
    except IsADirectoryError as error:
        raise UserError(f"{path}：这是文件夹，不是工作簿，请指定文件。") from error
    except OSError as error:
        raise UserError(f"{path.name}：无法读取，可能没有权限或正被别的程序占用，请关闭后再试。文件未改动。") from error


def _why_not_written(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{path}：文件夹不存在，请先建好文件夹或换一个位置。没有写出文件。"
    if isinstance(error, PermissionError):
        return f"{path}：无法写入，可能没有权限，或文件正在 Excel 中打开，请关闭后再试。没有写出文件。"
    return f"{path}：无法写入，可能磁盘已满或位置不可用，请换一个位置再试。没有写出文件。"


def _flush_folder(folder: Path) -> None:
    """Bring the rename itself to disk, where the system can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
