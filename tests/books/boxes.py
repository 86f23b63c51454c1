"""Workbooks with tick-box controls: the parts that Excel writes for them, put into a workbook by hand."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.books.documents import HEADINGS, OPTIONS
from xl_tools.app.check import check
from xl_tools.books.file.activex import CHECKBOX_CLASS
from xl_tools.core.records import Status
from xl_tools.reports.check import FileReport

AS_OF = date(2022, 12, 20)
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_AX = "http://schemas.microsoft.com/office/2006/activeX"
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TALL = 80.0
"""Height of an entry's row in pixels (60 points)."""


@dataclass(frozen=True)
class Box:
    """One tick box. ``anchor`` is what the VML says; ``state`` what the control's part says (None: no such part)."""

    anchor: str
    caption: str = ""
    state: str | None = "Unchecked"
    vml_checked: str | None = None
    link: str | None = None


def at(row: int, top: float, column: int = 6, *, left: int = 4, height: int = 17, columns: int = 1) -> str:
    """An anchor: rows and columns from 0, ``top`` pixels below the row's upper edge (it may be beyond it)."""
    first, offset = row, top
    while offset < 0:
        first, offset = first - 1, offset + (TALL if first - 1 >= 2 else 20)
    last, end = first, offset + height
    while end > (TALL if last >= 2 else 20):
        last, end = last + 1, end - (TALL if last >= 2 else 20)
    return f"{column}, {left}, {first}, {int(offset)}, {column + columns}, 0, {last}, {int(end)}"


def stack(row: int, ticked: Sequence[bool], **more: Any) -> list[Box]:
    """Four boxes one under the other in one tall cell, with the options' names."""
    return [
        Box(at(row, 3 + 19 * n), name, "Checked" if tick else "Unchecked", **more)
        for n, (name, tick) in enumerate(zip(OPTIONS, ticked, strict=True))
    ]


def base(status: Sequence[str] = ("", ""), *, columns: bool = False, fill: Callable[..., None] | None = None) -> bytes:
    """A progress table of two entries in rows 3 and 4, 60 points high; the status column is G (or G to J)."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("整改进展")
        sheet.write(0, 0, "莲都区督察反馈问题整改进展情况表（2022年11月）")
        sheet.write_row(1, 0, [*HEADINGS[:6], *OPTIONS] if columns else HEADINGS)
        for index, number in enumerate("一二"):
            row = ["莲都区", number, f"第{number}项：清运", "整改目标：清零", "2023年底前", "1.清运完毕，已销号。"]
            sheet.write_row(2 + index, 0, row)
            if status[index]:
                sheet.write(2 + index, 6, status[index])
            sheet.set_row(2 + index, TALL * 0.75)
        if fill:
            fill(book, sheet)
    return buffer.getvalue()


def vml(shapes: str) -> str:
    return f"<xml {_VML}>{shapes}</xml>"


def shape(number: int, box: Box, kind: str = "Checkbox") -> str:
    said = "" if box.vml_checked is None else f"<x:Checked>{box.vml_checked}</x:Checked>"
    link = f"<x:FmlaLink>{box.link}</x:FmlaLink>" if box.link else ""
    caption = f'<v:textbox><div><font face="宋体">{box.caption}</font></div></v:textbox>' if box.caption else ""
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t201">{caption}'
        f'<x:ClientData ObjectType="{kind}"><x:Anchor>{box.anchor}</x:Anchor>{said}{link}</x:ClientData></v:shape>'
    )


def form_controls(boxes: Sequence[Box], **more: Any) -> bytes:
    """As Excel 2010 and later write them: state in ctrlProps, place and caption in the VML."""
    parts: dict[str, str | bytes] = {}
    relations, listed, shapes = [], [], []
    for n, box in enumerate(boxes, 1):
        shapes.append(shape(1024 + n, box))
        if box.state is None:
            continue
        link = f' fmlaLink="{box.link}"' if box.link else ""
        state = "" if box.state == "Unchecked" else f' checked="{box.state}"'
        parts[f"xl/ctrlProps/ctrlProp{n}.xml"] = f'<formControlPr xmlns="{_X14}" objectType="CheckBox"{state}{link}/>'
        relations.append((f"rIdC{n}", "ctrlProp", f"../ctrlProps/ctrlProp{n}.xml"))
        listed.append(f'<control shapeId="{1024 + n}" r:id="rIdC{n}" name="Check Box {n}"/>')
    return assemble(base(**more), parts, relations, listed, vml("".join(shapes)))


def assemble(
    workbook: bytes,
    parts: Mapping[str, str | bytes],
    relations: Sequence[tuple[str, str, str]],
    listed: Sequence[str],
    drawing: str | None,
) -> bytes:
    """The workbook with these parts, relationships of its sheet, listed controls and VML drawing."""
    everything: list[tuple[str, str, str]] = list(relations)
    tail = ""
    if drawing is not None:
        everything.append(("rIdV", "vmlDrawing", "../drawings/vmlDrawing1.vml"))
        tail += '<legacyDrawing r:id="rIdV"/>'
    if listed:
        tail += f"<controls>{''.join(listed)}</controls>"
    xml = "".join(f'<Relationship Id="{i}" Type="{_R}/{kind}" Target="{target}"/>' for i, kind, target in everything)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</worksheet>", tail.encode() + b"</worksheet>")
            target.writestr(name, data)
        target.writestr("xl/worksheets/_rels/sheet1.xml.rels", f'<Relationships xmlns="{_RELS}">{xml}</Relationships>')
        if drawing is not None:
            target.writestr("xl/drawings/vmlDrawing1.vml", drawing)
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def activex(boxes: Sequence[tuple[Box, str | bytes | None]], *, linked: Mapping[int, str] = {}) -> bytes:
    """ActiveX boxes: a text is the value in a property bag, bytes are the binary form, None is neither."""
    parts: dict[str, str | bytes] = {}
    relations, listed, shapes = [], [], []
    for n, (box, state) in enumerate(boxes, 1):
        shapes.append(shape(1024 + n, Box(box.anchor), "Pict"))
        head = f'<ax:ocx xmlns:ax="{_AX}" xmlns:r="{_R}" ax:classid="{{{CHECKBOX_CLASS}}}"'
        bag = f'<ax:ocxPr ax:name="Caption" ax:value="{box.caption}"/>'
        if isinstance(state, bytes):
            parts[f"xl/activeX/activeX{n}.xml"] = f'{head} ax:persistence="persistStreamInit" r:id="rId1"/>'
            parts[f"xl/activeX/activeX{n}.bin"] = state
            relation = f'<Relationship Id="rId1" Type="x/activeXControlBinary" Target="activeX{n}.bin"/>'
            parts[f"xl/activeX/_rels/activeX{n}.xml.rels"] = (
                f'<Relationships xmlns="{_RELS}">{relation}</Relationships>'
            )
        else:
            bag += "" if state is None else f'<ax:ocxPr ax:name="Value" ax:value="{state}"/>'
            parts[f"xl/activeX/activeX{n}.xml"] = f'{head} ax:persistence="persistPropertyBag">{bag}</ax:ocx>'
        relations.append((f"rIdC{n}", "control", f"../activeX/activeX{n}.xml"))
        properties = f'<controlPr linkedCell="{linked[n]}"/>' if n in linked else ""
        listed.append(f'<control shapeId="{1024 + n}" r:id="rIdC{n}" name="CheckBox{n}">{properties}</control>')
    return assemble(base(), parts, relations, listed, vml("".join(shapes)))


def binary_state(caption: str, value: str) -> bytes:
    """A tick box as [MS-OFORMS] stores it: look, size, value and caption, in this order."""
    name, said = caption.encode("utf-16-le"), value.encode("latin-1")
    mask = 1 << 0 | 1 << 6 | 1 << 8 | 1 << 22 | 1 << 23
    block = struct.pack("<I", 0x2C80081B) + bytes([4]) + bytes(3)
    block += struct.pack("<II", len(said) | 1 << 31, len(name))
    block += struct.pack("<ii", 3000, 500) + said + bytes(-len(said) % 4) + name + bytes(-len(name) % 4)
    body = struct.pack("<Q", mask) + block
    return bytes.fromhex("401DD28B42ECCE119E0D00AA006002F3") + struct.pack("<BBH", 0, 2, len(body)) + body


def save(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


# --- what is read of them ----------------------------------------------------------------------------


def checked(path: Path, data: bytes) -> FileReport:
    (file,) = check([save(path / "控件.xlsx", data)], as_of=AS_OF).files
    assert file.outcome == "checked"
    return file


def ticks(file: FileReport) -> list[tuple[Status, ...]]:
    return [row.ticks for row in file.sheets[0].rows]


def codes(file: FileReport, row: int) -> set[str]:
    return {found.code for found in file.findings if found.row == row and found.code[0] in "TM"}


def why(file: FileReport) -> str:
    return "".join(found.message for found in file.findings if found.code == "T314")
