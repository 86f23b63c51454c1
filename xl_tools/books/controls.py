"""Tick boxes that are controls, not text: form controls and ActiveX boxes lying over the cells of a sheet.

A control's state stands in its own part (``xl/ctrlProps``), its caption and place in the VML drawing; files of
Excel 2007 and of LibreOffice have the VML alone. A state that cannot be read, or that the linked
cell contradicts, is None: never a guess.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from lxml import etree

from xl_tools.books.port import CellValue, Control
from xl_tools.cells import split_cell

CHECKBOX_CLASS = "8BD21D40-EC42-11CE-9E0D-00AA006002F3"
"""Class id of the ActiveX tick box (Microsoft Forms 2.0 CheckBox)."""

Read = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class _Found:
    """What one part says of a control; None where it does not say."""

    anchor: tuple[int, ...] = ()
    """Column, offset, row, offset of the top left corner, then of the bottom right; from 0, offsets in pixels."""
    caption: str = ""
    checked: bool | None = None
    link: str | None = None


def may_hold_controls(sheet_xml: bytes) -> bool:
    """Whether a sheet is worth a look: without a drawing of the old kind there is no control."""
    return b"legacyDrawing" in sheet_xml or b"controls" in sheet_xml


def find_controls(
    package: zipfile.ZipFile, sheet_part: str, sheet_xml: bytes, value: Callable[[int, int], CellValue]
) -> tuple[Control, ...]:
    """The tick-box controls of a sheet, from top to bottom.

    ``value`` gives the sheet's cell values by (row, column), for linked cells. Parts that are missing or broken
    leave a control's state None; nothing is raised.
    """
    parts = {name.lower().lstrip("/"): name for name in package.namelist()}

    def read(part: str) -> bytes | None:
        name = parts.get(part.lower())
        return package.read(name) if name else None

    root = _parse(sheet_xml)
    if root is None:
        return ()
    relations = dict(_relations(read, sheet_part))
    boxes, others = _shapes(read, relations.values())
    for shape, relation in _sheet_controls(root):
        kind, target = relations.get(relation, ("", ""))
        stated = _state(read(target), kind) if target else None
        drawn = boxes.get(shape) or others.get(shape)
        if stated and drawn:
            boxes[shape] = _together(drawn, stated)
    height = _row_heights(root)
    ordered = sorted(boxes.values(), key=lambda box: (box.anchor[2], box.anchor[3], box.anchor[0]))
    return tuple(_settled(box, height, value) for box in ordered)


def _relations(read: Read, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """(id, (kind, target part)) of a part's relationships."""
    path = PurePosixPath(part)
    root = _parse(read(str(path.parent / "_rels" / f"{path.name}.rels")))
    for relation in root if root is not None else ():
        target = relation.get("Target", "")
        full = target.lstrip("/") if target.startswith("/") else _joined(path.parent, target)
        yield relation.get("Id", ""), (relation.get("Type", "").rsplit("/", 1)[-1], full)


def _joined(folder: PurePosixPath, target: str) -> str:
    steps: list[str] = []
    for step in (folder / target).parts:
        if step == ".." and steps:
            steps.pop()
        elif step not in ("..", "."):
            steps.append(step)
    return "/".join(steps)


def _shapes(read: Read, relations: Iterable[tuple[str, str]]) -> tuple[dict[str, _Found], dict[str, _Found]]:
    """By shape id: the tick boxes drawn on the sheet, and the pictures that may stand for ActiveX ones."""
    boxes: dict[str, _Found] = {}
    others: dict[str, _Found] = {}
    for kind, target in relations:
        root = _parse(read(target), recover=True) if kind == "vmlDrawing" else None
        for shape in root.iter("{*}shape") if root is not None else ():
            data = shape.find(".//{*}ClientData")
            number = re.search(r"(\d+)$", shape.get("id", ""))
            anchor = tuple(map(int, re.findall(r"\d+", data.findtext("{*}Anchor") or ""))) if data is not None else ()
            if data is None or not number or len(anchor) != 8:
                continue
            if data.get("ObjectType", "").lower() == "checkbox":
                state = (data.findtext("{*}Checked") or "0").strip()
                checked = {"0": False, "1": True, "True": True, "False": False}.get(state)
                boxes[number[1]] = _Found(anchor, _caption(shape), checked, data.findtext("{*}FmlaLink"))
            else:
                others[number[1]] = _Found(anchor, _caption(shape))
    return boxes, others


def _row_heights(root: etree._Element) -> Callable[[int], float]:
    """Heights in pixels of rows counted from 0."""
    layout = root.find("{*}sheetFormatPr")
    usual = float(layout.get("defaultRowHeight", "15")) if layout is not None else 15.0
    heights = {
        int(row.get("r")) - 1: float(row.get("ht")) for row in root.iter("{*}row") if row.get("r") and row.get("ht")
    }
    return lambda row: heights.get(row, usual) / 72 * 96


def _row_under(anchor: tuple[int, ...], height: Callable[[int], float]) -> int:
    """The row (from 1) that holds the middle of a box: people place boxes by eye, often across an edge."""
    _, _, top, top_offset, _, _, bottom, bottom_offset = anchor
    if bottom == top:
        return top + 1
    length = sum(map(height, range(top, bottom))) - top_offset + bottom_offset
    row, left = top, top_offset + length / 2
    while row < bottom and left > height(row):
        left -= height(row)
        row += 1
    return row + 1


def _caption(shape: etree._Element) -> str:
    return "".join(text for box in shape.iter("{*}textbox") for text in box.itertext()).strip()


def _sheet_controls(root: etree._Element) -> Iterator[tuple[str, str]]:
    """(shape id, relationship id) of the controls that the sheet lists."""
    seen: set[str] = set()
    for control in root.iter("{*}control"):
        relation = next((value for key, value in control.attrib.items() if key.endswith("}id")), None)
        shape = control.get("shapeId")
        if relation and shape and shape not in seen:
            seen.add(shape)
            yield shape, relation


def _state(data: bytes | None, kind: str) -> _Found | None:
    """State, link and caption as the control's own part has them; None when it is no tick box."""
    root = _parse(data)
    if root is None:
        return None
    if kind == "ctrlProp":
        if root.get("objectType") != "CheckBox":
            return None
        state = root.get("checked", "Unchecked")
        return _Found(checked={"Checked": True, "Unchecked": False}.get(state), link=root.get("fmlaLink"))
    attributes = {key.rsplit("}", 1)[-1]: value for key, value in root.attrib.items()}
    if CHECKBOX_CLASS not in attributes.get("classid", "").upper():
        return None
    bag: dict[str, str] = {}
    for entry in root.iter("{*}ocxPr"):
        said = {key.rsplit("}", 1)[-1]: value for key, value in entry.attrib.items()}
        bag[said.get("name", "")] = said.get("value", "")
    checked = {"1": True, "-1": True, "true": True, "0": False, "false": False}.get(bag.get("Value", "").lower())
    return _Found(caption=bag.get("Caption", ""), checked=checked, link=bag.get("LinkedCell"))


def _together(drawn: _Found, stated: _Found) -> _Found:
    """The control's own part decides its state; the drawing gives place and, failing that, caption."""
    return replace(
        drawn, caption=stated.caption or drawn.caption, checked=stated.checked, link=stated.link or drawn.link
    )


def _settled(box: _Found, height: Callable[[int], float], value: Callable[[int, int], CellValue]) -> Control:
    """A control whose linked cell says the opposite is unread."""
    checked = box.checked
    link = re.fullmatch(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", (box.link or "").upper())
    linked = value(*split_cell(link[1] + link[2])) if link else None
    if isinstance(linked, bool):
        checked = linked if checked is None or linked is checked else None
    return Control(_row_under(box.anchor, height), box.anchor[0] + 1, box.caption, checked)


_SAFE: Mapping[str, bool] = {"resolve_entities": False, "no_network": True, "huge_tree": False}


def _parse(data: bytes | None, *, recover: bool = False) -> etree._Element | None:
    if not data:
        return None
    try:
        return etree.fromstring(data, etree.XMLParser(**_SAFE, recover=recover))
    except etree.XMLSyntaxError:
        return None
