"""Files put on disk safely: whole or not at all, with a copy of what they replace."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.file_names import fitted

_BACKUP = expression(r"\.备份(\d+)(?:（\d{4}-\d\d-\d\d）)?$")
_STALE = 3600
"""Seconds after which a half-written file of ours belongs to no run that still lives."""


class ChangedMeanwhile(UserError):
    """The file is no longer what it was read as."""


def write_atomic(
    path: Path, data: bytes, *, over: bytes | None = None, keep: Callable[[], object] | None = None
) -> None:
    """Write a file so that it is there whole or not at all: beside it first, flushed to disk, then renamed.

    ``over`` is what the file must still hold to be replaced; ``keep`` keeps a copy of it, as soon as the new one is on
    disk: where there is no room for that, no copy stays behind either. What a killed run left beside it is taken away
    by a later one. Raises UserError when the place cannot be written, or holds something else by now; what stood at
    ``path`` is then unharmed.
    """
    path = path.resolve()
    try:
        beside = _write_beside(path, data)
        try:
            if keep:
                keep()
            if over is not None and path.read_bytes() != over:
                raise ChangedMeanwhile(f"“{path.name}”在处理时被别的程序改过，没有改动；请再试一次。")
            if path.exists():
                shutil.copymode(path, beside)
            beside.replace(path)
        except BaseException:
            _forget(beside)
            raise
    except OSError as error:
        raise UserError(_why_not_written(path, error)) from error
    _flush_folder(path.parent)


def try_place(path: Path) -> None:
    """See whether a file can be written: its folder takes one, and what stands there may be changed. Raises UserError
    with the sentence that writing it would end in; nothing is left."""
    try:
        _forget(_write_beside(path, b""))
    except OSError as error:
        raise UserError(_why_not_written(path, error)) from error
    try_standing(path)


def try_standing(path: Path) -> None:
    """See whether the file that stands at a place, if one does, may be changed: on Windows not while another program
    has it open. Raises UserError with the sentence that writing it would end in."""
    try:
        if path.is_file():
            with path.open("r+b"):
                pass
    except OSError as error:
        raise UserError(_why_not_written(path, error)) from error


def lay_folder(path: Path, made: Path) -> None:
    """Put a folder that was made elsewhere in its place so that it is there whole or not at all: beside it first, then
    renamed. Raises UserError when it cannot be written; only an empty folder is replaced."""
    path = path.resolve()
    beside = path.with_name(f".{path.name[:80]}.{os.urandom(4).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copytree(made, beside)
            if path.exists():
                path.rmdir()
            beside.rename(path)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except OSError as error:
        raise UserError(_why_not_written(path, error)) from error
    _flush_folder(path.parent)


def back_up(path: Path, data: bytes | None = None) -> Path:
    """Put a file's content (``data`` where the caller has it) beside it under the first free number, with the day
    (``月报.备份1（2022-12-20）.xlsx``); returns the copy. It is there whole or not at all, and replaces no file. Where
    the newest copy holds just this already (a try that failed, another run at once), it is that one."""
    newest = max(_siblings(path), key=_number, default=None)
    number = 1 + (_number(newest) if newest else 0)
    copy = _backup_name(path, number)
    try:
        data = path.read_bytes() if data is None else data
        if newest and (last := path.with_name(newest.name)).is_file() and last.read_bytes() == data:
            return last
        beside = _write_beside(copy, data)
        try:
            while not _named(beside, copy):
                number += 1
                copy = _backup_name(path, number)
        finally:
            _forget(beside)
    except OSError as error:
        raise UserError(f"{path.name}：无法留备份（{copy.name}），请检查文件夹是否可写。文件未改动。") from error
    with contextlib.suppress(OSError):
        shutil.copystat(path, copy)
    _flush_folder(copy.parent)
    return copy


def _backup_name(path: Path, number: int) -> Path:
    end = f".备份{number}（{date.today():%Y-%m-%d}）{path.suffix}"
    return path.with_name(fitted(path.stem, end))


def _siblings(path: Path) -> list[Path]:
    """The backups of a file, whatever their day."""
    with contextlib.suppress(OSError):
        return [
            Path(entry.name)
            for entry in os.scandir(path.parent)
            if entry.name.startswith(f"{path.stem}.备份") and entry.name.endswith(path.suffix)
        ]
    return []


def _number(backup: Path) -> int:
    found = _BACKUP.search(backup.stem)
    return int(found[1]) if found else 0


def _write_beside(path: Path, data: bytes) -> Path:
    """A hidden file beside ``path`` with the data, on disk; nothing is left when that fails."""
    start = f".{path.name[:80]}."
    _sweep(path.parent, start)
    beside = path.with_name(f"{start}{os.urandom(4).hex()}.tmp")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        _forget(beside)
        raise
    return beside


def _named(beside: Path, name: Path) -> bool:
    """Give the file its name unless another has it; false then."""
    try:
        os.link(beside, name)  # unlike a rename, never replaces what is there
    except FileExistsError:
        return False
    except OSError:
        if name.exists():
            return False
        beside.rename(name)  # a file system without links
    return True


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _sweep(folder: Path, start: str) -> None:
    """Take away what killed runs left: files of that name that no run still writes."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            ours = entry.name.startswith(start) and entry.name.endswith(".tmp")
            if ours and time.time() - entry.stat().st_mtime > _STALE:
                _forget(Path(entry.path))


def lock_beside(path: Path) -> Path | None:
    """The lock file that Excel, WPS or LibreOffice keeps beside a workbook while it is open, if there is one."""
    names = (f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#")
    return next((lock for name in names if is_there(lock := path.with_name(name))), None)


def is_there(path: Path) -> bool:
    """Whether there is something at a path. A name that the system refuses to look for (too long) is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; one that the system refuses to look for is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_backup(path: Path) -> bool:
    """Whether a file bears the name of a copy that ``back_up`` made (a folder's run leaves those out)."""
    return _BACKUP.search(path.stem) is not None


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
