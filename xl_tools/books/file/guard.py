"""The gate for files from outside: what is past its limits is refused here, before any library opens the file.

Every way in (reading, marking, import from Word) goes through ``read_input`` and ``Archive``. The limits are data
(``data/limits.toml``), the reasons are in docs/security.md.
"""

from __future__ import annotations

import io
import lzma
import os
import posixpath
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from xl_tools.books.file.xml_steps import Damaged, as_utf8, watch
from xl_tools.core.errors import UserError, disk_reason
from xl_tools.core.expressions import expression
from xl_tools.core.file_names import shown
from xl_tools.data import load

MB = 1024 * 1024
# All that zipfile raises on archives that were cut, patched or made to hurt.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    IndexError,
    KeyError,
)
PANIC = "PanicException"
"""What calamine raises where it gives up; no ``Exception``, and its class cannot be imported."""
_LOCAL = struct.Struct("<4s5H3L2H")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_STEP = 1 << 18
_OUTSIDE = expression(r"(?:^|/)\.\.(?:/|$)|^[a-z]:|[\x00-\x1f]")


def limit(group: str, name: str) -> int:
    """One limit of ``data/limits.toml``; those named ``…_mb`` in bytes."""
    value = int(load("limits")[group][name])
    return value * MB if name.endswith("_mb") else value


def refuse(name: str, why: str) -> UserError:
    """The sentence for a file that is not let in. ``name`` is how sentences call the file."""
    return UserError(f"“{name}”：{why}。文件未改动。")


def read_input(path: Path) -> bytes:
    """A file's bytes, read once and as one: what is checked is what is marked.

    Only files are opened: a pipe would be waited for, a device might do something. Raises UserError when it is
    missing, no file, too large, locked, has a name that no report can hold, or changes while it is read.
    """
    name = shown(path.name)
    if shown(path) != str(path):
        raise UserError(f"文件名（或文件夹名）“{name}”的编码不对（多半是解压时弄坏的），没有处理；请改名后再试。")
    most = limit("file", "package_mb")
    try:
        for _ in range(2):
            _only_files(path.stat(), name)
            with open(path, "rb", opener=_without_waiting) as stream:
                before = os.fstat(stream.fileno())
                _only_files(before, name)
                if before.st_size > most:
                    raise refuse(name, f"有 {before.st_size // MB} MB，超过 {most // MB} MB，请删去图片等多余内容再试")
                data = stream.read(most + 1)
                after = os.fstat(stream.fileno())
            if len(data) == after.st_size and before.st_mtime_ns == after.st_mtime_ns:
                return data
    except FileNotFoundError:
        raise UserError(f"找不到文件“{name}”，请核对文件名和所在文件夹。") from None
    except (OSError, ValueError, RuntimeError) as error:  # a name with a zero in it, links in a circle
        raise UserError(f"打不开“{name}”（{disk_reason(error)}），请确认文件没有被占用、有权限读取。") from None
    raise refuse(name, "正在被别的程序改写，请等它保存完、关闭后再试")


@contextmanager
def said_of(name: str) -> Iterator[None]:
    """Work on the file ``name``: what the disk refuses meanwhile becomes that file's sentence, and stops no other."""
    try:
        yield
    except OSError as error:
        raise refuse(name, f"处理时读写出了问题（{disk_reason(error)}），请检查文件名、磁盘和权限再试") from None


def _only_files(status: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise UserError(f"“{name}”是文件夹，里面没有能读的工作簿；请核对文件夹和权限。")
    if not stat.S_ISREG(status.st_mode):
        raise UserError(f"“{name}”不是普通文件（是管道、设备一类），没有打开；请核对。")


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; what became a pipe since it was looked at is not waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class Archive:
    """A zip package that keeps to the limits; its parts are unfolded one at a time and counted.

    Names are looked up without regard to case and a leading slash, as Excel does. ``parts`` maps such a key to the
    entry. Raises UserError when the archive is broken, encrypted, made to mislead, or beyond a limit.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """``name`` is how sentences to the user call the file."""
        self.name = name
        self._data = data
        self._read: dict[str, int] = {}
        self.recoded = False
        """Whether the XML part read last was in another encoding than UTF-8."""
        if not data:
            raise refuse(name, "是空文件，请检查文件")
        if len(data) > limit("file", "package_mb"):
            raise refuse(name, f"超过 {limit('file', 'package_mb') // MB} MB，请删去图片等多余内容再试")
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self.zip.infolist()
            self._examine(infos)
        except BROKEN as error:
            raise refuse(name, "已损坏或没有传完整，请重新取得文件再试") from error
        self.parts: dict[str, zipfile.ZipInfo] = {}
        self.doubled: set[str] = set()
        for info in infos:
            key = part_key(info.filename)
            if key in self.parts:
                self.doubled.add(key)
            self.parts[key] = info

    def _examine(self, infos: list[zipfile.ZipInfo]) -> None:
        name = self.name
        if len(infos) > limit("file", "parts"):
            raise refuse(name, f"里有 {len(infos)} 个部件，超过 {limit('file', 'parts')} 个，不像工作簿，没有打开")
        if sum(info.file_size for info in infos) > limit("file", "unfolded_mb"):
            raise refuse(name, f"展开后超过 {limit('file', 'unfolded_mb') // MB} MB，请删去多余的行列和图片再试")
        for info in infos:
            if _OUTSIDE.search(info.filename.replace("\\", "/").lower()):
                raise refuse(name, "压缩包里有指向别处的路径，可能有害，没有打开；请向报送单位核实")
            if info.flag_bits & 1:
                raise refuse(name, "压缩包设有密码，请去掉密码再试")
            if info.compress_type not in _PACKED:
                raise refuse(name, "压缩方式 Excel 不用，没有打开；请用 Excel 打开后另存再试")
        self._check_overlap(infos)

    def _check_overlap(self, infos: list[zipfile.ZipInfo]) -> None:
        """Entries must lie one after another, each under its own name: else two readers see two different files."""
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            at = info.header_offset
            magic, *_, name_length, extra_length = _LOCAL.unpack_from(self._data, at)
            body = at + _LOCAL.size + name_length + extra_length
            named = self._data[at + _LOCAL.size : at + _LOCAL.size + name_length]
            told = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace")
            if at < end or magic != b"PK\3\4" or body + info.compress_size > len(self._data) or named != told:
                raise refuse(self.name, "压缩包前后矛盾（部件重叠或名称不一致），没有打开；请用 Excel 打开后另存再试")
            end = body + info.compress_size

    def has(self, part: str) -> bool:
        return part_key(part) in self.parts

    def namelist(self) -> list[str]:
        return [info.filename for info in self.parts.values()]

    def read(self, part: str, *, most: int | None = None) -> bytes:
        """The content of a part, at most ``part_mb`` (or ``most`` bytes). Raises UserError when it is absent, doubled,
        damaged, larger than it says, or the archive has already cost too much."""
        key = part_key(part)
        info = self.parts.get(key)
        if info is None:
            raise refuse(self.name, f"缺少部件 {part}，文件不完整，请用 Excel 打开后另存再试")
        if key in self.doubled:
            raise refuse(self.name, f"部件 {part} 在压缩包里出现两次，无法判断以哪个为准，请用 Excel 打开后另存再试")
        content = self._unfold(info, part, most or limit("file", "part_mb"))
        self._read[key] = len(content)
        if sum(self._read.values()) > limit("file", "read_mb"):
            raise refuse(self.name, f"要读的内容超过 {limit('file', 'read_mb') // MB} MB，请删去多余的工作表和行列再试")
        return content

    def _unfold(self, info: zipfile.ZipInfo, part: str, most: int) -> bytes:
        too_large = refuse(self.name, f"部件 {part} 展开后超过 {most // MB or 1} MB，请删去多余的行列和格式再试")
        if info.file_size > most:
            raise too_large
        if info.file_size > limit("file", "ratio_from_mb") and info.file_size > limit("file", "ratio") * max(
            info.compress_size, 1
        ):
            raise refuse(self.name, f"部件 {part} 压缩得异常小，可能是有意做大的文件，没有打开；请向报送单位核实")
        try:
            with self.zip.open(info) as stream:
                content = stream.read(info.file_size + 1)
        except BROKEN as error:
            raise refuse(self.name, f"部件 {part} 已损坏，请用 Excel 打开后另存再试") from error
        if len(content) != info.file_size:
            raise refuse(self.name, f"部件 {part} 与登记的大小不符，请用 Excel 打开后另存再试")
        return content

    def xml(self, part: str, *, most: int | None = None, **handlers: Any) -> bytes:
        """The content of an XML part in UTF-8, parsed once under watch (``handlers`` as for ``watch``)."""
        try:
            content = self.read(part, most=most)
            data = as_utf8(content)
            self.recoded = data is not content
            watch(data, **handlers)
        except Damaged as error:
            raise refuse(self.name, f"部件 {part} {error}，请用 Excel 打开后另存再试") from error
        return data


def part_key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def part_of_target(target: str, owner: str, has: Callable[[str], bool]) -> str:
    """The part that a relation of the part ``owner`` points at ("" for the package): a name as it is spelt, else with
    its escapes (%20) undone, whichever there is."""
    plain = target.replace("\\", "/")
    folder = "" if plain.startswith("/") else posixpath.dirname(owner)
    as_it_is, undone = (
        posixpath.normpath(posixpath.join("/", folder, name.lstrip("/"))).lstrip("/")
        for name in (plain, unquote(plain))
    )
    return as_it_is if has(as_it_is) else undone
