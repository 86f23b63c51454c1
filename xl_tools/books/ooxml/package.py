"""A workbook file as a package of parts (a zip, ECMA-376 part 2), changed part by part.

What is not changed is copied as it lies in the archive: same order, same compressed bytes, same dates. Nothing is ever
unpacked to disk, so a path inside the archive leads nowhere.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from xl_tools.books.file.guard import Archive, part_key, part_of_target
from xl_tools.books.ooxml.markup import OURS, Damaged, Element, Patch, Text, escape, refuse, root_name, scan
from xl_tools.core.dataclass import dataclass

CONTENT_TYPES = "[Content_Types].xml"
_RELS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_BEGINNING = 2048
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class Package:
    """The parts of one file. Names are as in the archive, without a leading slash; looked up without regard to case."""

    def __init__(self, data: bytes, name: str) -> None:
        """``name`` is how sentences to the user call the file. Raises UserError when it is no workbook package."""
        self.name = name
        self._data = data
        self._archive = _open(data, name)
        self._infos: list[zipfile.ZipInfo] = self._archive.zip.infolist()
        self._index = self._archive.parts
        self._new: dict[str, _Part] = {}
        self._gone: set[str] = set()
        if CONTENT_TYPES.lower() not in self._index:
            raise refuse(name, "不是 Excel 工作簿，请检查文件")

    @property
    def changed(self) -> bool:
        return bool(self._new or self._gone)

    def names(self) -> list[str]:
        """Every part there is now, those of the archive first and in its order."""
        kept = [info.filename for info in self._infos if part_key(info.filename) not in self._gone]
        return kept + [part.name for key, part in self._new.items() if key not in self._index]

    def has(self, name: str) -> bool:
        key = part_key(name)
        return key in self._new or (key in self._index and key not in self._gone)

    def read(self, name: str) -> bytes:
        """The content of a part. Raises UserError when it is absent, doubled, too large or damaged."""
        key = part_key(name)
        if key in self._new:
            return self._new[key].content
        if not self.has(name):
            raise refuse(self.name, f"缺少部件 {name}，文件不完整，请用 Excel 打开后另存再试")
        return self._archive.read(name)

    def beginning(self, name: str) -> bytes:
        """The first bytes of a part, without unfolding the rest."""
        key = part_key(name)
        if key in self._new or not self.has(name):
            return self.read(name)[:_BEGINNING]
        with self._archive.zip.open(self._index[key]) as stream:
            return stream.read(_BEGINNING)

    def text(self, name: str, kind: str = "") -> Text:
        """A part as well-formed XML, its root called ``kind`` if one is given. Raises UserError when it is not."""
        try:
            source = Text(self.read(name))
        except Damaged as error:
            raise refuse(self.name, f"部件 {name} {error}，请用 Excel 打开后另存再试") from error
        if kind and root_name(source.text) != kind:
            raise refuse(self.name, f"部件 {name} 的内容与用途不符，请用 Excel 打开后另存再试")
        return source

    def root(self, name: str, kind: str = "") -> Element:
        return scan(self.text(name, kind).text)

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Put a part in place of the one of that name, or add it at the end. It is held as it will lie in the
        archive, squeezed a piece at a time."""
        key = part_key(name)
        method = self._index[key].compress_type if key in self._index else zipfile.ZIP_DEFLATED
        self._new[key] = _Part.of(name, pieces, method)
        self._gone.discard(key)

    def write_text(self, name: str, source: Text, text: str) -> None:
        """The same for XML that was read by ``text``; nothing happens when it is the same."""
        if text != source.text:
            self.write(name, source.encode([text]))

    def patch(self, name: str, source: Text, patch: Patch) -> None:
        """The same for the edits of it."""
        if patch:
            self.write(name, source.encode(patch.pieces()))

    def remove(self, name: str) -> None:
        key = part_key(name)
        self._new.pop(key, None)
        if key in self._index:
            self._gone.add(key)

    # --- relationships and content types ---------------------------------------------------------

    def relations(self, part: str) -> list[Relation]:
        """What a part points at; [] where it has no relationships. ``part`` "" asks for the package's own."""
        name = rels_name(part)
        if not self.has(name):
            return []
        found = []
        for element in self.root(name, "Relationships").all("Relationship"):
            values = element.attributes()
            found.append(
                Relation(
                    values.get("Id", ""),
                    values.get("Type", ""),
                    part_of_target(values.get("Target", ""), part, self.has),
                    values.get("TargetMode") == "External",
                )
            )
        return found

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship that is recognisably ours; returns its Id."""
        name = rels_name(part)
        taken = {relation.id for relation in self.relations(part)}
        number = next(n for n in range(1, len(taken) + 2) if f"rIdXlt{n}" not in taken)
        new_id = f"rIdXlt{number}"
        xml = f'Relationship {OURS} Id="{new_id}" Type="{escape(kind)}" Target="/{escape(target)}"/>'
        if not self.has(name):
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            self.write(name, [f'{head}<Relationships xmlns="{_RELS_NS}" {OURS}><{xml}</Relationships>'.encode()])
            return new_id
        source = self.text(name, "Relationships")
        root, patch = scan(source.text), Patch(source.text)
        patch.append(root, f"<{root.prefix}{xml}")
        self.patch(name, source, patch)
        return new_id

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a part that we add."""
        source = self.text(CONTENT_TYPES, "Types")
        root, patch = scan(source.text), Patch(source.text)
        patch.append(
            root,
            f'<{root.prefix}Override {OURS} PartName="/{escape(part)}" ContentType="{escape(content_type)}"/>',
        )
        self.patch(CONTENT_TYPES, source, patch)

    def free_name(self, pattern: str) -> str:
        """The first name of the pattern (``xl/comments{}.xml``) that no part has."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    # --- writing ---------------------------------------------------------------------------------

    def to_bytes(self) -> bytes:
        """The archive with the changes made. The very same bytes when there are none."""
        if not self.changed:
            return self._data
        out = io.BytesIO()
        central = list(self._entries(out))
        start = out.tell()
        out.write(b"".join(central))
        if len(central) > 0xFFFF or out.tell() > 0xFFFFFFFF:
            raise refuse(self.name, "文件过大，请拆分后再试")
        comment = self._archive.zip.comment
        out.write(
            _END.pack(b"PK\5\6", 0, 0, len(central), len(central), out.tell() - start, start, len(comment)) + comment
        )
        return out.getvalue()

    def _entries(self, out: io.BytesIO) -> Iterator[bytes]:
        """Write each part; yield its line of the archive's directory."""
        dated = self._infos[0]
        for info in self._infos:
            key = part_key(info.filename)
            if key in self._gone:
                continue
            if key in self._new:
                yield _put(out, info, self._new[key])
            else:
                there = _Part(info.filename, self._raw(info), info.CRC, info.file_size, info.compress_type)
                yield _put(out, info, there)
        for key, part in self._new.items():
            if key not in self._index:
                # Dated as the archive's first part: the clock is no part of a file's content.
                info = zipfile.ZipInfo(part.name, dated.date_time)
                info.external_attr = dated.external_attr
                info.create_system = dated.create_system
                yield _put(out, info, part)

    def _raw(self, info: zipfile.ZipInfo) -> bytes:
        """The compressed bytes as they lie in the archive."""
        data, at = self._data, info.header_offset
        if at < 0 or data[at : at + 4] != b"PK\3\4":
            raise refuse(self.name, "文件已损坏，请用 Excel 打开后另存再试")
        lengths = struct.unpack_from("<2H", data, at + 26)
        start = at + 30 + sum(lengths)
        raw = data[start : start + info.compress_size]
        if len(raw) != info.compress_size:
            raise refuse(self.name, "文件不完整，请重新取得文件再试")
        return raw


class Relation:
    """One relationship: its Id, its type, and the part it points at (a link's address when ``external``)."""

    __slots__ = ("external", "id", "target", "type")

    def __init__(self, id: str, type: str, target: str, external: bool) -> None:
        self.id = id
        self.type = type
        self.target = target
        self.external = external

    @property
    def kind(self) -> str:
        """The last word of the type: ``worksheet``, ``comments``; the same in transitional and strict files."""
        return self.type.rpartition("/")[2]


def rels_name(part: str) -> str:
    """The name of the part that holds a part's relationships."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", base + ".rels")


def _open(data: bytes, name: str) -> Archive:
    if data.startswith(_CFB):
        if _ENCRYPTED in data:
            raise refuse(name, "设有打开密码，请在 Excel 中去掉密码、另存后再试")
        raise refuse(name, "是旧格式（.xls）或不是工作簿，请在 Excel 中另存为 .xlsx 再试")
    if data and not zipfile.is_zipfile(io.BytesIO(data)):
        raise refuse(name, "不是 Excel 工作簿，或者文件不完整，请检查文件")
    return Archive(data, name)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part as it lies in an archive."""

    name: str
    raw: bytes
    crc: int
    size: int
    method: int

    @classmethod
    def of(cls, name: str, pieces: Iterable[bytes], method: int) -> _Part:
        squeeze = zlib.compressobj(6, zlib.DEFLATED, -15) if method == zipfile.ZIP_DEFLATED else None
        raw: list[bytes] = []
        crc = size = 0
        for piece in pieces:
            crc = zlib.crc32(piece, crc)
            size += len(piece)
            raw.append(squeeze.compress(piece) if squeeze else piece)
        if squeeze:
            raw.append(squeeze.flush())
        return cls(name, b"".join(raw), crc, size, method)

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.raw, -15) if self.method == zipfile.ZIP_DEFLATED else self.raw


def _put(out: io.BytesIO, info: zipfile.ZipInfo, part: _Part) -> bytes:
    """Write one entry with its sizes in front of it; return its line of the directory."""
    year, month, day, hour, minute, second = info.date_time
    date, time = (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2
    # Sizes stand in the header, so no data descriptor follows.
    flags = info.flag_bits & ~0x08
    try:
        name = info.orig_filename.encode("utf-8" if flags & 0x800 else "cp437")
    except UnicodeEncodeError:
        name, flags = info.orig_filename.encode("utf-8"), flags | 0x800
    extra = _extra(info.extra)
    offset, needed = out.tell(), min(info.extract_version or 20, 0xFF)
    out.write(
        _LOCAL.pack(
            b"PK\3\4",
            needed,
            flags,
            part.method,
            time,
            date,
            part.crc,
            len(part.raw),
            part.size,
            len(name),
            len(extra),
        )
        + name
        + extra
        + part.raw
    )
    return (
        _CENTRAL.pack(
            b"PK\1\2",
            info.create_version & 0xFF,
            info.create_system & 0xFF,
            needed,
            0,
            flags,
            part.method,
            time,
            date,
            part.crc,
            len(part.raw),
            part.size,
            len(name),
            len(extra),
            len(info.comment),
            0,
            info.internal_attr & 0xFFFF,
            info.external_attr & 0xFFFFFFFF,
            offset,
        )
        + name
        + extra
        + info.comment
    )


def _extra(extra: bytes) -> bytes:
    """The extra fields without the 64-bit sizes (id 1): sizes are written anew."""
    kept, at = [], 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind != 1 and at + 4 + length <= len(extra):
            kept.append(extra[at : at + 4 + length])
        at += 4 + length
    return b"".join(kept)
