"""The smallest .xlsb: one sheet of texts, in the binary records that Excel writes ([MS-XLSB])."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

_ROW, _TEXT_CELL, _BEGIN_SHEET, _END_SHEET, _BEGIN_BOOK, _END_BOOK = 0, 6, 129, 130, 131, 132
_BEGIN_SHEETS, _END_SHEETS, _BEGIN_DATA, _END_DATA, _SIZE, _SHEET = 143, 144, 145, 146, 148, 156
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _record(kind: int, body: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(body)
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return number + length + body


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def write_xlsb(path: Path, name: str, rows: Sequence[Sequence[str]]) -> Path:
    """Write rows of texts from A1 on."""
    sheet = _record(_SHEET, struct.pack("<II", 0, 1) + _text("rId1") + _text(name))
    book = _record(_BEGIN_BOOK) + _record(_BEGIN_SHEETS) + sheet + _record(_END_SHEETS) + _record(_END_BOOK)
    data = _record(_BEGIN_SHEET)
    data += _record(_SIZE, struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)) + _record(_BEGIN_DATA)
    for number, row in enumerate(rows):
        data += _record(_ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for column, text in enumerate(row):
            data += _record(_TEXT_CELL, struct.pack("<II", column, 0) + _text(text))
    data += _record(_END_DATA) + _record(_END_SHEET)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{_TYPES}"/>')
        for part, target, kind in (
            ("_rels/.rels", "xl/workbook.bin", "officeDocument"),
            ("xl/_rels/workbook.bin.rels", "worksheets/sheet1.bin", "worksheet"),
        ):
            relation = f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            package.writestr(part, f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>')
        package.writestr("xl/workbook.bin", book)
        package.writestr("xl/worksheets/sheet1.bin", data)
    return path
