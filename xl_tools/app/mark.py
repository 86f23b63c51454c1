"""Marks in and out of workbooks on disk: any workbook, with or without a progress table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from xl_tools.app.inputs import StrPath, distinct_names, output_folder, workbooks
from xl_tools.books.file.disk import back_up, lock_beside, write_atomic
from xl_tools.books.file.guard import read_input, said_of
from xl_tools.books.file.marked_file import MarkResult, clear_bytes, clear_file, mark_file
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding


@dataclass(frozen=True)
class Target:
    """Where changed workbooks go: into ``folder``, or over the input with a backup beside it."""

    folder: Path | None = None
    in_place: bool = False

    @classmethod
    def of(cls, out: StrPath | None, in_place: bool, what: str) -> Target:
        """Raises UserError unless exactly one of the two is asked for."""
        if in_place and out is not None:
            raise UserError("--out 和 --in-place 只能用一个：要么写到别的文件夹，要么改原文件（会留备份）。")
        if not in_place and out is None:
            raise UserError(
                f"请用 --out 指定{what}放在哪个文件夹（或用 --in-place 改原文件，会留备份）；原文件未改动。"
            )
        return cls(None if out is None else output_folder(Path(out)), in_place)

    def place(self, source: Path, name: str, data: bytes, read: bytes) -> Path:
        """Write ``data`` as the changed copy of ``source``, whose content was ``read``; a backup first when it
        replaces it. Raises UserError when the source is open in Excel or is no longer what was read."""
        with said_of(source.name):
            return self._place(source, name, data, read)

    def _place(self, source: Path, name: str, data: bytes, read: bytes) -> Path:
        if self.folder is None:
            if lock := lock_beside(source):
                raise UserError(
                    f"“{source.name}”正在 Excel 或 WPS 中打开（旁边有 {lock.name}），没有改动；请关闭后再试。"
                    "如果确实没有打开，请删去这个锁文件。"
                )
            back_up(source, read)
            write_atomic(source, data, over=read)
            return source
        out = self.folder / name
        if out.exists() and out.samefile(source):
            raise UserError(f"输出文件夹就是“{source.name}”所在的文件夹，会覆盖原文件；请换一个文件夹。原文件未改动。")
        write_atomic(out, data)
        return out


def mark(path: StrPath, findings: Iterable[Finding], out: StrPath) -> MarkResult:
    """Write a copy of any workbook with these findings marked on their cells.

    The copy gets an overlay and a note on each cell found, and the sheet 校验结果; no cell changes, and
    ``clear`` takes it all out again. Raises UserError when the file cannot be marked; nothing is written then.
    """
    output_folder(Path(out).parent)
    return mark_file(Path(path), tuple(findings), Path(out))


def clear(path: StrPath, out: StrPath) -> bool:
    """Write a copy of a workbook without our marks; true when there were any.

    Every part of the copy is as it was before the marks. Raises UserError when the file cannot be read.
    """
    output_folder(Path(out).parent)
    return clear_file(Path(path), Path(out))


def clear_all(paths: Iterable[StrPath], *, out: StrPath | None = None, in_place: bool = False) -> list[Cleared]:
    """Take the marks out of workbooks and folders of workbooks, as ``clear`` does, file by file."""
    target = Target.of(out, in_place, "清除标记后的副本")
    files = workbooks(map(Path, paths))
    names = distinct_names(files)
    results = []
    for path in files:
        try:
            read = read_input(path)
            data, found = clear_bytes(read, name=path.name)
            written = target.place(path, names[path], data, read) if found or not in_place else None
            results.append(Cleared(path, found, written, None))
        except UserError as error:
            results.append(Cleared(path, False, None, str(error)))
    return results


@dataclass(frozen=True)
class Cleared:
    """What became of one workbook: ``found`` marks, the file ``written``, or the ``reason`` why not."""

    path: Path
    found: bool
    written: Path | None
    reason: str | None
