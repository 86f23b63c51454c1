"""A small progress table as package parts, drawn as text, for hostile files to be made of."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from tests.books.packages import pack, relations, sheet, workbook

HEADINGS = ("县（市、区）名称", "序号", "整改任务名称", "整改目标", "整改措施", "整改时限", "整改进展情况", "备注")
ROWS = (
    (
        "遂昌县",
        "1",
        "第一项：河道采砂监管不严。",
        "规范采砂。",
        "1.建立台账。",
        "2023年12月底前",
        "1.已建立台账。",
        "☑已完成",
    ),
    (
        "遂昌县",
        "2",
        "第二项：污水管网破损。",
        "修好管网。",
        "1.排查管网。",
        "2023年6月底前",
        "1.正在排查。",
        "☑达到序时进度",
    ),
)


def cell(name: str, text: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def rows(changed: Mapping[str, str] | None = None, more: str = "") -> str:
    """The rows of the table. ``changed`` puts other text (or raw XML that begins with "<") into cells."""
    table = {
        f"{column}{number}": text
        for number, row in enumerate((HEADINGS, *ROWS), 1)
        for column, text in zip("ABCDEFGH", row, strict=True)
    } | dict(changed or {})
    lines: dict[int, str] = {}
    for name, text in table.items():
        number = int(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        lines[number] = lines.get(number, "") + (text if text.startswith("<c ") else cell(name, text))
    return "".join(f'<row r="{number}">{cells}</row>' for number, cells in sorted(lines.items())) + more


def table(
    changed: Mapping[str, str] | None = None,
    *,
    more: str = "",
    before: str = "",
    after: str = "",
    **parts: str | bytes | None,
) -> bytes:
    """The table as a workbook file. ``parts`` as for ``workbook``."""
    return pack(workbook(**{"sheet": sheet(rows(changed, more), before, after), **parts}))


def with_strings(strings: str, cells: str, told: str = "1") -> bytes:
    """The table with a part of shared strings, which tells how many they are; ``cells`` are further rows."""
    return table(
        more=cells,
        book_rels=relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        **{
            "xl/sharedStrings.xml": '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{told}">'
            f"{strings}</sst>"
        },
    )


def patched(data: bytes, part: str, offset: int, form: str, value: int) -> bytes:
    """Overwrite a field of a part's line in the archive's directory (``offset`` from the line's start)."""
    changed = bytearray(data)
    at = data.index(part.encode(), data.index(b"PK\1\2")) - 46
    assert data[at : at + 4] == b"PK\1\2"
    struct.pack_into(form, changed, at + offset, value)
    return bytes(changed)


def doubled(data: bytes, part: str, content: bytes) -> bytes:
    """The file with a second entry of that name."""
    import warnings

    out = io.BytesIO(data)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        archive.writestr(part, content)
    return out.getvalue()


def nested(data: bytes, depth: int) -> bytes:
    """A zip in a zip in a zip, ``data`` innermost."""
    for level in range(depth):
        data = pack({f"{level}.xlsx": data})
    return data
