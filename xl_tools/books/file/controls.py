"""Tick boxes that are controls, not text: form controls and ActiveX boxes lying over the cells of a sheet. Option
buttons are ticked alike, and are read alike.

A control's state stands in its own part (``xl/ctrlProps``, ``xl/activeX``), its caption and place in the VML drawing;
files of Excel 2007 and of LibreOffice have the VML alone. A state that cannot be read, or that the linked
cell contradicts, is None: never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from xl_tools.books.file.guard import Archive, part_of_target
from xl_tools.books.file.places import Layout, Rect, anchor_rect, from_vml_anchor, inside_group
from xl_tools.books.file.xml_tree import xml_tree
from xl_tools.core.addresses import split_cell
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import CellValue, Control

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from xl_tools.books.file.activex import ActiveXBox

Read = Callable[[str], bytes | None]
Relations = Mapping[str, tuple[str, str]]
"""By id: kind and target part."""

_BOX_WORDS = expression(rb"checkbox|radio", re.IGNORECASE)
_KINDS = frozenset({"checkbox", "radio"})


@dataclass(frozen=True, slots=True)
class _Found:
    """What the parts say of a control; None where they do not say."""

    place: Rect | None = None
    caption: str = ""
    checked: bool | None = None
    link: str | None = None
    is_box: bool = True


def find_controls(
    package: Archive,
    sheet_part: str,
    sheet_xml: bytes,
    value: Callable[[int, int], CellValue],
    *,
    sheet: str = "",
) -> tuple[Control, ...]:
    """The tick-box controls of a sheet, from top to bottom.

    ``value`` gives the sheet's cell values by (row, column), for linked cells; ``sheet`` is its name. Parts that are
    missing or broken leave a control's state None; nothing is raised.
    """
    parts = {name.lower().lstrip("/"): name for name in package.namelist()}

    def read(part: str) -> bytes | None:
        name = parts.get(part.lower())
        return package.read(name) if name else None

    relations = dict(relations_of(read, sheet_part))
    drawings = [data for kind, target in relations.values() if kind == "vmlDrawing" and (data := read(target))]
    listed = b"control" in sheet_xml and any(kind in ("control", "ctrlProp") for kind, _ in relations.values())
    if not listed and not any(_BOX_WORDS.search(data) for data in drawings):
        return ()  # the drawing holds notes
    root = _parse(sheet_xml)
    if root is None:
        return ()
    layout = Layout.of(root)
    drawn = _shapes(drawings, layout)
    stated = list(_stated_boxes(read, root, relations, layout))
    boxes = dict(_paired(stated, drawn)) if stated else {key: found for key, found in drawn if found.is_box}
    if any(not box.caption for box in boxes.values()):
        captions = dict(_drawn_captions(read, relations.values()))
        boxes = {key: replace(box, caption=box.caption or captions.get(key, "")) for key, box in boxes.items()}
    placed_boxes = sorted(
        ((box.place, box) for box in boxes.values() if box.place), key=lambda pair: (pair[0].top, pair[0].left)
    )
    return tuple(_settled(box, place, layout, value, sheet) for place, box in placed_boxes)


def activex_box(read: Read, part: str) -> tuple[str, bool | None] | None:
    """Caption and state of the ActiveX tick box that a part describes; None for another kind of control."""
    found = _activex(_parse(read(part)), read, part)
    return (found.caption, found.checked) if found else None


def _activex(control: Element | None, read: Read, part: str) -> ActiveXBox | None:
    from xl_tools.books.file.activex import read_activex  # few workbooks have such controls

    return read_activex(control, lambda: _first_target(read, part))


def _first_target(read: Read, part: str) -> bytes | None:
    return next((data for _, (_, target) in relations_of(read, part) if (data := read(target))), None)


def relations_of(read: Read, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """(id, (kind, target part)) of a part's relationships."""
    path = PurePosixPath(part)
    root = _parse(read(str(path.parent / "_rels" / f"{path.name}.rels")))
    for relation in root if root is not None else ():
        # Only a name with escapes may be meant in two ways; a part is not unfolded for others.
        target = part_of_target(
            relation.get("Target", ""), part, lambda name: "%" not in name or read(name) is not None
        )
        yield relation.get("Id", ""), (relation.get("Type", "").rsplit("/", 1)[-1], target)


def _shapes(drawings: Iterable[bytes], layout: Layout) -> list[tuple[str, _Found]]:
    """(shape id, what is drawn) of the tick boxes on the sheet and of the pictures that may stand for ActiveX ones.

    A shape without an id of its own gets its place in the list as one that no control has.
    """
    roots = [root for drawing in drawings if (root := _parse(drawing, recover=True)) is not None]
    for anchor in (element for root in roots for element in root.iter("{*}Anchor")):
        layout.stretch(anchor.text or "")
    found: list[tuple[str, _Found]] = []
    taken: set[str] = set()
    for shape in (shape for root in roots for shape in root.iter("{*}shape", "{*}rect")):
        data = shape.find("{*}ClientData")
        if data is None:
            continue
        number = re.search(r"(?<!\d)(\d++)$", shape.get("id", ""))
        key = number[1] if number and number[1] not in taken else f"#{len(found)}"
        taken.add(key)
        state = (data.findtext("{*}Checked") or "0").strip().lower()
        is_box = data.get("ObjectType", "").lower() in _KINDS
        drawn = _Found(
            place=from_vml_anchor(data.findtext("{*}Anchor") or "", layout) or inside_group(shape, layout),
            caption=_caption(shape),
            checked={"0": False, "1": True, "true": True, "false": False}.get(state),
            link=data.findtext("{*}FmlaLink"),
            is_box=is_box,
        )
        found.append((key, drawn))
    return found


def _caption(shape: Element) -> str:
    return "".join(text for box in shape.iter("{*}textbox") for text in box.itertext()).strip()


def _drawn_captions(read: Read, relations: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(shape id, caption) of the controls as the drawing part of newer files has them."""
    for kind, target in relations:
        root = _parse(read(target)) if kind == "drawing" else None
        for shape in root.iter("{*}sp") if root is not None else ():
            named = next((element.get("spid", "") for element in shape.iter("{*}compatExt")), "")
            number = re.search(r"(?<!\d)(\d++)$", named)
            body = shape.find("{*}txBody")
            if number and body is not None:
                yield number[1], "".join(text.text or "" for text in body.iter("{*}t")).strip()


def _stated_boxes(read: Read, root: Element, relations: Relations, layout: Layout) -> Iterator[tuple[str, str, _Found]]:
    """(shape id, name, what its own part and the sheet say) of the tick boxes that the sheet lists."""
    seen: set[str] = set()
    for control in root.iter("{*}control"):
        relation = next((value for key, value in control.attrib.items() if key.endswith("}id")), "")
        shape = control.get("shapeId", "")
        # A control is listed once for every version of Excel, the one that says most first.
        found = _state(read, *relations.get(relation, ("", ""))) if shape not in seen else None
        seen.add(shape)
        if found is None:
            continue
        properties = control.find("{*}controlPr")
        anchor = properties.find("{*}anchor") if properties is not None else None
        place = anchor_rect(anchor, layout) if anchor is not None else None
        link = found.link or (properties.get("linkedCell") if properties is not None else None)
        yield shape, control.get("name", ""), replace(found, place=place, link=link)


def _paired(
    stated: Sequence[tuple[str, str, _Found]], drawn: Sequence[tuple[str, _Found]]
) -> Iterator[tuple[str, _Found]]:
    """Each tick box that the sheet lists, with its drawing: the one with its id.

    LibreOffice writes one id for all drawings; there they belong together in their order, if nothing speaks against it.
    """
    by_id = dict(drawn)
    left = [entry for entry in stated if entry[0] not in by_id]
    free = [found for key, found in drawn if found.is_box and key not in {shape for shape, _, _ in stated}]
    in_order = len(left) == len(free) and all(
        name == picture.caption or (found.place and picture.place and found.place.is_near(picture.place))
        for (_, name, found), picture in zip(left, free, strict=True)
    )
    if in_order:
        by_id |= {shape: picture for (shape, _, _), picture in zip(left, free, strict=True)}
    for shape, _, found in stated:
        picture = by_id.get(shape, _Found())
        yield (
            shape,
            replace(
                found,
                place=picture.place or found.place,
                caption=found.caption or picture.caption,
                link=found.link or picture.link,
            ),
        )


def _state(read: Read, kind: str, part: str) -> _Found | None:
    """State, link and caption as the control's own part has them; None when it is no tick box."""
    root = _parse(read(part)) if part else None
    if root is None:
        return None
    if kind == "ctrlProp":
        if root.get("objectType", "").lower() not in _KINDS:
            return None
        state = root.get("checked", "Unchecked")
        return _Found(checked={"Checked": True, "Unchecked": False}.get(state), link=root.get("fmlaLink"))
    box = _activex(root, read, part)
    return _Found(caption=box.caption, checked=box.checked, link=box.link) if box else None


_LINK = expression(r"(?:'?(?P<sheet>[^!]*?)'?!)?\$?(?P<column>[A-Z]{1,3})\$?(?P<row>[1-9]\d{0,6})", re.IGNORECASE)


def _settled(box: _Found, place: Rect, layout: Layout, value: Callable[[int, int], CellValue], sheet: str) -> Control:
    """A control over its cell. One whose linked cell says the opposite is unread."""
    checked = box.checked
    link = _LINK.fullmatch((box.link or "").strip())
    here = link and (link["sheet"] is None or link["sheet"].replace("''", "'") == sheet)
    linked = value(*split_cell((link["column"] + link["row"]).upper())) if link and here else None
    if isinstance(linked, bool):
        checked = linked if checked is None or linked is checked else None
    row, column = layout.cell_of(place)
    return Control(row, column, box.caption, checked, place.middle)


def _parse(data: bytes | None, *, recover: bool = False) -> Element | None:
    return xml_tree(data, recover=recover) if data else None
