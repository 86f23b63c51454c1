"""The files of a folder, its subfolders and zip archives, each with when it came and what names stand around it.

An archive's names are only shown and searched for units; what is unpacked gets a name of our own in a folder of
our own, so no entry can choose where it lands. Sizes are counted while unpacking, never believed.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import field
from datetime import datetime
from pathlib import Path, PurePosixPath

from xl_tools.books.file.disk import is_backup
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError, disk_reason
from xl_tools.core.expressions import expression
from xl_tools.core.file_names import safe_file_name
from xl_tools.data import load

_PIECE = 1 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_CHAIN = " › "
NO_FILE = "不是普通文件（是管道、设备一类），没有打开。"
_DRIVE = expression(r"^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Source:
    """One file. ``shown`` is its place in the folder; ``names`` its own name without ending, then those of archives
    and folders around it, the nearest first. ``problem`` says why it cannot be opened."""

    shown: str
    path: Path
    received: datetime
    names: tuple[str, ...]
    problem: str | None = None


@dataclass
class _Budget:
    """What may still be unpacked."""

    files: int
    bytes: int


@dataclass
class _Gatherer:
    unpack: Path
    limits: dict[str, int] = field(default_factory=lambda: load("round")["archives"])
    made: int = 0

    def __post_init__(self) -> None:
        self.budget = _Budget(self.limits["files"], self.limits["total_mb"] << 20)

    def file(
        self, path: Path, name: str, shown: str, received: datetime, around: tuple[str, ...], depth: int
    ) -> Iterator[Source]:
        """A file, and what is in it when it is an archive. ``name`` is what people call it."""
        stem, _, ending = name.rpartition(".")
        names = (stem or ending, *around)
        ending = f".{ending.lower()}"
        if ending in self.limits["unreadable"]:  # type: ignore[operator]
            problem = f"是 {ending} 压缩包，读不了；请解压后放进文件夹，或请报送单位改发 .zip 或工作簿。"
            yield Source(shown, path, received, names, problem)
        elif ending not in self.limits["readable"]:  # type: ignore[operator]
            yield Source(shown, path, received, names)
        elif depth >= self.limits["depth"]:
            yield Source(shown, path, received, names, "压缩包套了太多层，没有再打开；请解压后放进文件夹。")
        else:
            yield from self._archive(path, shown, received, names, depth + 1)

    def _archive(
        self, path: Path, shown: str, received: datetime, names: tuple[str, ...], depth: int
    ) -> Iterator[Source]:
        try:
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    if not entry.is_dir():
                        yield from self._entry(archive, entry, shown, received, names, depth)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            yield Source(shown, path, received, names, "压缩包已损坏或没有传完整，请向报送单位重新索取。")

    def _entry(
        self,
        archive: zipfile.ZipFile,
        entry: zipfile.ZipInfo,
        shown: str,
        received: datetime,
        around: tuple[str, ...],
        depth: int,
    ) -> Iterator[Source]:
        inner = _entry_name(entry)
        parts = PurePosixPath(inner).parts
        if not parts or _is_hidden(parts):
            return
        place = f"{shown}{_CHAIN}{_printable(inner)}"
        folders = tuple(reversed(parts[:-1]))
        problem = self._refusal(entry, inner)
        data = b"" if problem else self._read(archive, entry)
        if isinstance(data, str):
            problem = data
        if problem or isinstance(data, str):
            yield Source(place, Path(), received, (PurePosixPath(inner).stem, *folders, *around), problem)
            return
        self.made += 1
        target = self.unpack / f"{self.made:04d}" / safe_file_name(parts[-1])
        target.parent.mkdir()
        target.write_bytes(data)
        yield from self.file(target, parts[-1], place, received, (*folders, *around), depth)

    def _refusal(self, entry: zipfile.ZipInfo, name: str) -> str | None:
        """Why an entry is not even opened."""
        if _DRIVE.match(name) or name.startswith("/") or ".." in PurePosixPath(name).parts:
            return "压缩包里写的位置在压缩包之外，不安全，没有取出；请向报送单位核实。"
        if stat.S_ISLNK(entry.external_attr >> 16):
            return "是指向别处的链接，不是文件，没有取出。"
        if entry.flag_bits & _ENCRYPTED:
            return "压缩包设有密码，打不开；请向报送单位索取不加密的文件。"
        if self.budget.files <= 0:
            return f"压缩包里的文件太多（超过 {self.limits['files']} 个），没有取出；请解压后放进文件夹。"
        return None

    def _read(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | str:
        """The entry's content; or why it is left."""
        most = min(self.limits["file_mb"] << 20, self.budget.bytes)
        room = min(most, max(1 << 20, entry.compress_size * self.limits["ratio"]))
        pieces: list[bytes] = []
        size = 0
        try:
            with archive.open(entry) as stream:
                while piece := stream.read(_PIECE):
                    size += len(piece)
                    if size > room:
                        return "解压后太大，没有取出；请解压核对后放进文件夹。"
                    pieces.append(piece)
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError):
            return "压缩包里的这个文件已损坏，或用了不支持的压缩方式；请向报送单位索取工作簿。"
        self.budget.files -= 1
        self.budget.bytes -= size
        return b"".join(pieces)


def gather(folder: Path, unpack: Path, *, leave: Collection[Path] = ()) -> Iterator[Source]:
    """Every file of a folder and its subfolders in the order of their names, archives opened.

    Hidden files, Excel's lock files, our backups and what lies in ``leave`` are passed over, and so are links to other
    places. ``unpack`` is an empty folder for what archives hold. The originals are only read. Raises UserError
    when the folder cannot be read.
    """
    if not folder.is_dir():
        raise UserError(f"“{folder}”不是文件夹，或者找不到；请指定装着来件的文件夹。")
    gatherer = _Gatherer(unpack)
    left = {path.resolve() for path in leave}
    yield from _walk(folder, folder, left, gatherer)


def _walk(root: Path, folder: Path, leave: Collection[Path], gatherer: _Gatherer) -> Iterator[Source]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        if folder == root:
            raise UserError(f"打不开文件夹“{folder}”（{disk_reason(error)}），请检查权限。") from None
        yield _closed(root, folder, f"文件夹打不开（{disk_reason(error)}），里面的文件没有收；请检查权限。")
        return
    for path in entries:
        if _is_hidden((path.name,)) or is_backup(path):
            continue
        try:
            status = path.lstat()
        except OSError as error:
            yield _closed(root, path, f"打不开（{disk_reason(error)}），请检查权限。")
            continue
        if stat.S_ISLNK(status.st_mode) or path.resolve() in leave:
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(root, path, leave, gatherer)
        elif stat.S_ISREG(status.st_mode):
            inside = path.relative_to(root)
            received = datetime.fromtimestamp(int(status.st_mtime))
            around = tuple(reversed(inside.parts[:-1]))
            yield from gatherer.file(path, path.name, _printable(inside.as_posix()), received, around, 0)
        else:
            yield _closed(root, path, NO_FILE)


def _closed(root: Path, path: Path, problem: str) -> Source:
    """What lies in the folder and cannot be opened."""
    return Source(_printable(path.relative_to(root).as_posix()), path, _changed(path), (path.stem,), problem)


def _changed(path: Path) -> datetime:
    """When a place was last changed; where it does not even tell that, its folder."""
    try:
        return datetime.fromtimestamp(int(path.lstat().st_mtime))
    except OSError:
        return _changed(path.parent)


def _is_hidden(parts: Collection[str]) -> bool:
    return any((part.startswith((".", "~$")) and part not in (".", "..")) or part == "__MACOSX" for part in parts)


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: Windows in China packs names in GBK and does not say so."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
            try:
                name = raw.decode("utf-8")
            except UnicodeDecodeError:
                name = raw.decode("gbk")
        except UnicodeError:
            pass
    return name.replace("\\", "/").partition("\0")[0]


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
