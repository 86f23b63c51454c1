"""The one way out: whatever a command or a button writes for people passes here.

Nothing that a run reads is written over, and nothing that a person put into a file is lost: a file that somebody
worked in is kept beside the new one, one that nobody touched is simply replaced. Whether somebody did is told by a
small index in each folder, of what was written there; where it is missing or damaged, the file counts as touched.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import partial
from itertools import pairwise
from pathlib import Path

from xl_tools.books.file.content import content_digest
from xl_tools.books.file.disk import (
    ChangedMeanwhile,
    back_up,
    is_backup,
    lay_folder,
    lock_beside,
    try_place,
    try_standing,
    write_atomic,
)
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError, disk_reason
from xl_tools.core.file_names import shown
from xl_tools.core.kept import KeptCopy

INDEX = ".xl-tools.jsonl"
"""The index of a folder: a line of JSON for each file written, the newest last."""

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_MOST = 1 << 20
"""Bytes of an index; a longer one is begun anew, with the newest lines."""
_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Written:
    """What was written under a name: a digest of the bytes; for a workbook one of its content, too."""

    digest: str
    content: str = ""

    def is_still(self, data: bytes) -> bool:
        """Whether nobody changed it: opening and saving a workbook changes its bytes and is no work."""
        if self.digest == hashlib.sha256(data).hexdigest():
            return True
        return bool(self.content) and self.content == content_digest(data)


@dataclass(frozen=True)
class Output:
    """The way out of one run. ``reads`` is what the files that it reads are known by; ``kept`` fills as it writes."""

    reads: frozenset[object] = frozenset()
    kept: list[KeptCopy] = field(default_factory=list)
    _indexes: dict[Path, _Index] = field(default_factory=dict)

    @classmethod
    def beside(cls, *reads: str | Path | Iterable[str | Path] | None) -> Output:
        """The way out of a run that reads these files and folders (the files directly in them; None is nothing)."""
        named = (path for one in reads if one is not None for path in ([one] if isinstance(one, (str, Path)) else one))
        return cls(frozenset(key for path in named for file in _files(Path(path)) for key in _keys(file)))

    def admit(self, targets: Iterable[Path]) -> None:
        """As ``refuse_read``; and no target is a file that cannot be changed, since somebody has it open: of several
        files none is written then. Raises UserError."""
        targets = list(targets)
        self.refuse_read(targets)
        for target in targets:
            try_standing(_place(target))

    def refuse_read(self, targets: Iterable[Path]) -> None:
        """See to it, before anything is written, that no target is a file that the run reads: by path, link, second
        name of one file, or other case where that is one. Raises UserError."""
        for target in targets:
            if self.does_read(target):
                raise UserError(
                    f"“{shown(target.name)}”是这次要读的文件，结果不能写在它上面；请换一个文件夹或文件名。"
                    "没有写出文件，原文件未改动。"
                )

    def make_ready(self, targets: Iterable[Path]) -> None:
        """As ``admit``; and what stands at a target can be written over, and is open in no other program. For a record
        that is written last: it must not turn out then that what was done cannot be entered. Raises UserError."""
        targets = list(targets)
        self.admit(targets)
        for place in map(_place, targets):
            if lock := lock_beside(place):
                raise UserError(
                    f"“{shown(place.name)}”正在 Excel 或 WPS 中打开（旁边有 {lock.name}），没有写出文件；请关闭后再试。"
                    "如果确实没有打开，请删去这个锁文件。"
                )
            _standing(place)
            try_place(place)

    def write(self, path: Path, data: bytes, *, anew: bool = False, original: bool = False) -> None:
        """Write a file, whole or not at all. What stood there and was worked in, or is not of our making, is kept
        beside it; where nothing would be new but that people's work is gone, the file is left as it is, unless
        ``anew`` is asked for. What is put there as an ``original`` (a copy that people work with) is not known as ours:
        no result takes its place later. Raises UserError when the run reads it, or it cannot be written; it is then
        unharmed."""
        self.admit([path])
        place = _place(path)
        index = self._index(place)
        kept: bytes | None = None
        for _ in range(_TRIES):
            before = _standing(place)
            keep = None
            if before is not None and before not in (data, kept) and not index.knows(place.name, before):
                if not anew and kept is None and index.was_last(place.name, data):
                    self.kept.append(KeptCopy(str(path), str(path)))
                    return
                keep = partial(self._keep, path, place, before, edited=index.edited(place.name, before))
                kept = before
            noted = not original and index.add(place.name, data)
            try:
                write_atomic(place, data, over=before, keep=keep)
                return
            except UserError as error:
                if noted:
                    index.take_back(place.name)
                if not isinstance(error, ChangedMeanwhile):  # another run's, or a person saved it: judged anew
                    raise
        raise UserError(f"“{shown(path.name)}”正在被别的程序反复改写，没有写出；请稍后再试。")

    def standing(self, path: Path) -> bytes | None:
        """What stands where a file will be written; None where nothing does."""
        return _standing(_place(path))

    def is_edited(self, path: Path, made: bytes) -> bool:
        """Whether people worked in what stands where ``made`` will be written since a run wrote it, and it will not be
        left as it is."""
        place = _place(path)
        before, index = _standing(place), self._index(place)
        if before is None or not index.lines(place.name) or index.knows(place.name, before):
            return False
        return not index.was_last(place.name, made)

    def was_worked_in(self, path: Path) -> bool:
        """Whether people worked in what stands there since a run wrote it; also where nothing is known of it."""
        place = _place(path)
        before = _standing(place)
        return before is not None and not self._index(place).knows(place.name, before)

    def replace(self, path: Path, data: bytes, read: bytes) -> Path:
        """Write over an input (``--in-place``), whose content was ``read``: where it really stands, the original kept
        beside it. Raises UserError when another program has it open, it is no longer what was read, or the run reads it
        for something else; returns its place. Where nothing is changed, nothing is written or kept."""
        place = _place(path)
        self.refuse_read([place])
        if data == read:
            return path
        if lock := lock_beside(place):
            raise UserError(
                f"“{place.name}”正在 Excel 或 WPS 中打开（旁边有 {lock.name}），没有改动；请关闭后再试。"
                "如果确实没有打开，请删去这个锁文件。"
            )
        try_standing(place)
        write_atomic(place, data, over=read, keep=partial(back_up, place, read))
        return path

    def lay(self, folder: Path, made: Path) -> None:
        """Put a folder that was made elsewhere in its place, whole or not at all. Raises UserError, with nothing
        written, when something stands there already."""
        place = _place(folder)
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise UserError(f"“{shown(folder)}”已经有了，里面不是空的；请换一个文件夹。没有写出文件。")
        lay_folder(place, made)

    def retire(self, path: Path, *, keep: bool = False) -> None:
        """Take a file away; one that was worked in, or is not of our making, is kept as its backup, any one with
        ``keep``."""
        self.admit([path])
        place = _place(path)
        before = _standing(place)
        if before is None:
            return
        edited = self._index(place).edited(place.name, before)
        if keep or edited is not False:
            self._keep(path, place, before, edited=edited)
        try:
            place.unlink()
        except OSError as error:
            raise UserError(f"“{place.name}”删不掉（{disk_reason(error)}），请关闭打开它的程序再试。") from error

    def _keep(self, path: Path, place: Path, before: bytes, *, edited: bool | None) -> None:
        self.kept.append(KeptCopy(str(path), str(back_up(place, before)), edited))

    def _index(self, place: Path) -> _Index:
        """The index of the folder of a file."""
        return self._indexes.setdefault(place.parent, _Index(place.parent))

    def append(self, path: Path, line: str) -> None:
        """Add a line to a record that only grows. Raises UserError when it cannot be written."""
        self.admit([path])
        try:
            with path.open("a", encoding="utf-8-sig") as record:
                record.write(line.replace("\n", " ") + "\n")
        except OSError as error:
            raise UserError(f"“{path.name}”写不进去（{disk_reason(error)}），请检查文件夹权限。") from error

    def confirm(self, path: Path) -> None:
        """Put down that a file is there, once for all: ``was_confirmed`` tells it when it is gone."""
        place = path.resolve()
        if place.exists() and not self.was_confirmed(path):
            self._index(place).confirm(place.name)

    def was_confirmed(self, path: Path) -> bool:
        """Whether a file was there under this name, by what a run put down."""
        place = path.resolve()
        return self._index(place).was_confirmed(place.name)

    def does_read(self, path: Path) -> bool:
        """Whether the run reads this file, by whatever name."""
        return not self.reads.isdisjoint(_keys(path))

    def admit_own(self, targets: Iterable[Path]) -> None:
        """As ``refuse_read``; and what stands at a target must have been written there by a run, edited or not. For
        results that are called like their originals (copies with marks or without, parts, imported tables, received
        workbooks): in a folder of originals they would take their place, be they read now or not. Only the index
        tells: marks may stand in an original, too, and not in a copy. What a person names, or what bears a name of
        ours, is admitted, and kept."""
        targets = list(targets)
        self.refuse_read(targets)
        for place in map(_place, targets):
            if place.exists() and not self._index(place).lines(place.name):
                raise UserError(
                    f"“{shown(place.parent.name)}”里已有“{shown(place.name)}”，不是这样写出的，可能是原件，没有覆盖；"
                    "请换一个文件夹。没有写出文件。"
                )


def _place(path: Path) -> Path:
    """Where a file really stands, or will. Raises UserError for links in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        raise UserError(f"“{shown(path.name)}”是绕成一圈的链接，不能写在那里；请换一个文件名。") from None


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    with contextlib.suppress(OSError):
        yield from (one for one in path.iterdir() if not one.name.startswith((".", "~$")) and not is_backup(one))


def _keys(path: Path) -> Iterator[object]:
    """What a file is known by: its place, and where it is there, its number on its disk."""
    with contextlib.suppress(OSError, RuntimeError):
        yield os.path.normcase(path.resolve())
        found = path.stat()
        if found.st_ino:
            yield found.st_dev, found.st_ino


def _standing(path: Path) -> bytes | None:
    """What stands at a place; None where nothing does. Raises UserError for what is no file."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UserError(f"“{shown(path.name)}”不是普通文件，不能写在那里；请换一个文件名。")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UserError(
            f"“{shown(path.name)}”打不开（{disk_reason(error)}），不能换成新的；请换一个文件名。"
        ) from error


class _Index:
    """What was written into a folder. It is only ever appended to, so that runs at once and killed ones spoil at most
    a line; a file whose line is lost counts as touched."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / INDEX
        self._known: dict[str, list[_Written]] = {}
        self._size = 0

    def lines(self, name: str) -> list[_Written]:
        """What was written under a name last, and before: a run may have been killed between line and file."""
        with contextlib.suppress(OSError):
            return self._read().get(name, [])[-2:]
        return []

    def knows(self, name: str, data: bytes) -> bool:
        """Whether the file of that name is still what was written."""
        return any(written.is_still(data) for written in self.lines(name))

    def edited(self, name: str, data: bytes) -> bool | None:
        """Whether the file of that name was changed since it was written; None where nothing is known of it."""
        return not self.knows(name, data) if self.lines(name) else None

    def was_last(self, name: str, data: bytes) -> bool:
        """Whether this is what was written under the name last, whatever became of it since."""
        return [one.digest for one in self.lines(name)][-1:] == [hashlib.sha256(data).hexdigest()]

    def add(self, name: str, data: bytes) -> bool:
        """Put down what is about to be written; whether that had to be. Where it cannot be done, a later run keeps a
        copy more."""
        digest = hashlib.sha256(data).hexdigest()
        with contextlib.suppress(OSError):
            last = self._read().get(name, [])[-1:]
            if not last or last[0].digest != digest:  # the content of the same bytes need not be looked at again
                self._append(name, _Written(digest, content_digest(data) if _is_workbook(name) else ""))
                return True
        return False

    def take_back(self, name: str) -> None:
        """Put down that what was put down last did not come about."""
        with contextlib.suppress(OSError):
            self._append(name, _Written(""))
            self._known.get(name, [])[-2:] = []

    def confirm(self, name: str) -> None:
        """Put down that the file of that name is there now: by its last line, a second time."""
        with contextlib.suppress(OSError):
            for written in self._read().get(name, [])[-1:]:
                self._append(name, written)

    def was_confirmed(self, name: str) -> bool:
        with contextlib.suppress(OSError):
            return any(one == after for one, after in pairwise(self._read().get(name, [])))
        return False

    def _append(self, name: str, written: _Written) -> None:
        known = self._known
        begun = self._size == 0
        if self._size > _MOST:
            # Shortened where it lies: Windows makes no file anew that is hidden.
            with self._path.open("r+", encoding="utf-8", newline="\n") as index:
                index.truncate()
                index.writelines(_line(one, it) for one, them in known.items() for it in them[-2:])
        with self._path.open("a", encoding="utf-8", newline="\n") as index:
            index.write(_line(name, written))
        if begun:
            _hide(self._path)
        known.setdefault(name, []).append(written)
        self._size = self._path.stat().st_size

    def _read(self) -> dict[str, list[_Written]]:
        """The lines by name, read again where another run has written meanwhile."""
        try:
            size = self._path.stat().st_size
        except OSError:
            size = 0
        if size != self._size:
            self._known, self._size = {}, size
            for line in self._path.read_bytes().splitlines() if 0 < size <= 4 * _MOST else ():
                with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
                    said = json.loads(line)
                    own = self._known.setdefault(str(said["name"]), [])
                    if said["sha256"]:
                        own.append(_Written(str(said["sha256"]), str(said.get("content", ""))))
                    else:
                        own[-1:] = []
        return self._known


def _is_workbook(name: str) -> bool:
    return Path(name).suffix.lower() in _WORKBOOKS


def _line(name: str, written: _Written) -> str:
    """A line, behind a line break: one that a killed run left half written spoils no other."""
    said = {"name": name, "sha256": written.digest} | ({"content": written.content} if written.content else {})
    return f"\n{json.dumps(said, ensure_ascii=False)}"


if sys.platform == "win32":
    import ctypes

    def _hide(path: Path) -> None:
        ctypes.windll.kernel32.SetFileAttributesW(str(path), 2)

else:

    def _hide(path: Path) -> None:
        """A name that begins with a dot is hidden already."""
