"""Marks in and out of workbooks on disk: any workbook, with or without a progress table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from pathlib import Path

from xl_tools.app.inputs import Paths, StrPath, distinct_names, output_folder, workbooks
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.marked_file import MarkResult, clear_bytes, clear_file, mark_file, words_beside
from xl_tools.books.file.output import Output
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Finding


@dataclass(frozen=True)
class Target:
    """Where changed workbooks go: into ``folder``, or over the input with a backup beside it."""

    folder: Path | None = None
    in_place: bool = False
    output: Output = field(default_factory=Output)

    @classmethod
    def of(
        cls, out: StrPath | None, in_place: bool, what: str, files: Sequence[Path] = (), *beside: Paths | None
    ) -> Target:
        """The place for changed copies of ``files``, in a run that reads ``beside``, too.

        Raises UserError unless exactly one of the two is asked for.
        """
        if in_place and out is not None:
            raise UserError("--out 和 --in-place 只能用一个：要么写到别的文件夹，要么改原文件（会留备份）。")
        if not in_place and out is None:
            raise UserError(
                f"请用 --out 指定{what}放在哪个文件夹（或用 --in-place 改原文件，会留备份）；原文件未改动。"
            )
        if out is None:
            output = Output.beside(*beside)
            output.refuse_read(files)  # of several files each is on its own
            return cls(None, in_place, output)
        return cls(Path(out), in_place, Output.beside(files, *beside))

    def prepare(self, names: Iterable[str]) -> None:
        """See to it that files of these names can be written, and that none there is another's. Raises UserError, with
        nothing written."""
        if self.folder is not None:
            self.output.admit_own(self.folder / name for name in names)
            output_folder(self.folder)

    def standing(self, name: str) -> Path | None:
        """The earlier copy of that name, where there is one."""
        path = None if self.folder is None else self.folder / name
        return path if path and path.is_file() else None

    def place(self, source: Path, name: str, data: bytes, read: bytes) -> Path:
        """Write ``data`` as the changed copy of ``source``, whose content was ``read``; a backup first when it
        replaces it. Raises UserError when the source is open in Excel or is no longer what was read."""
        if self.folder is None:
            return self.output.replace(source, data, read)
        self.output.write(self.folder / name, data)
        return self.folder / name


def mark(path: StrPath, findings: Iterable[Finding], out: StrPath) -> MarkResult:
    """Write a copy of any workbook with these findings marked on their cells.

    The copy gets an overlay and a note on each cell found, and the sheet 校验结果; no cell changes, and
    ``clear`` takes it all out again. Raises UserError when the file cannot be marked, or ``out`` is the file itself;
    nothing is written then. An earlier copy that people worked in is kept beside the new one.
    """
    output_folder(Path(out).parent)
    return mark_file(Path(path), tuple(findings), Path(out))


def clear(path: StrPath, out: StrPath) -> bool:
    """Write a copy of a workbook without our marks; true when there were any.

    Every part of the copy is as it was before the marks. Raises UserError when the file cannot be read, or ``out`` is
    the file itself.
    """
    output_folder(Path(out).parent)
    return clear_file(Path(path), Path(out))


def clear_all(paths: Paths, *, out: StrPath | None = None, in_place: bool = False) -> Clearing:
    """Take the marks out of workbooks and folders of workbooks, as ``clear`` does, file by file."""
    files = workbooks(paths)
    names = distinct_names(files)
    target = Target.of(out, in_place, "清除标记后的副本", files)
    target.prepare(names.values())
    results = []
    for path in files:
        try:
            read = read_input(path)
            data, found = clear_bytes(read, name=path.name)
            written = target.place(path, names[path], data, read) if found or not in_place else None
            words = bool(found and words_beside(read, name=path.name))
            results.append(Cleared(path, found, written, None, words))
        except UserError as error:
            results.append(Cleared(path, False, None, str(error)))
    return Clearing(results, tuple(target.output.kept))


@dataclass(frozen=True)
class Clearing:
    """What became of each workbook, and what was kept of earlier copies."""

    files: Sequence[Cleared]
    kept: Sequence[KeptCopy] = ()


@dataclass(frozen=True)
class Cleared:
    """What became of one workbook: ``found`` marks, the file ``written``, or the ``reason`` why not. ``words``: its
    results sheet stays, for what people wrote there outside the column 说明."""

    path: Path
    found: bool
    written: Path | None
    reason: str | None
    words: bool = False
