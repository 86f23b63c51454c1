"""Taking marks out of a workbook's package: what still carries our declaration exactly, and what a save by another
program left of it by its content.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from xl_tools.books.ooxml import notes, vml
from xl_tools.books.ooxml.markup import Damaged, Patch, Text, scan, strip_ours
from xl_tools.books.ooxml.overlay import signed_rules
from xl_tools.books.ooxml.package import CONTENT_TYPES, Package, rels_name
from xl_tools.books.ooxml.results_part import is_ours
from xl_tools.books.ooxml.workbook import Workbook
from xl_tools.core.addresses import Cell
from xl_tools.marks.looks import WORD
from xl_tools.marks.note_text import TAIL

_MARKER = "urn:xl-tools"


def unmark(package: Package, workbook: Workbook) -> bool:
    """Take every mark out of the package; returns whether there was one.

    What still carries our declaration goes first and exactly; then what a save by another program left of it.
    """
    types = package.root(CONTENT_TYPES, "Types")
    ours = [(override.get("PartName") or "").lstrip("/") for override in types.all("Override") if override.ours]
    for part in ours:
        package.remove(part)
        package.remove(rels_name(part))
    for part in _touched(package, workbook):
        if package.has(part):
            _strip_part(package, part)
    changed = package.changed
    if changed:
        workbook = Workbook(package)
    for sheet in workbook.sheets:
        if sheet.kind == "worksheet" and sheet.part:
            _unmark_saved_sheet(package, sheet.part)
    workbook.drop_results(ours=is_ours(workbook))
    return package.changed


def _touched(package: Package, workbook: Workbook) -> list[str]:
    """The parts that a mark may have touched."""
    parts = [CONTENT_TYPES, workbook.part]
    styles = workbook.related("styles")
    parts += [styles] if styles else []
    for sheet in workbook.sheets:
        if not sheet.part or sheet.kind != "worksheet":
            continue
        parts.append(sheet.part)
        parts += [r.target for r in package.relations(sheet.part) if r.kind in ("comments", "vmlDrawing")]
    # Relationships last: the others are found through them.
    return list(dict.fromkeys([*parts, *(rels_name(part) for part in parts[1:])]))


def _strip_part(package: Package, part: str) -> None:
    data = package.read(part)
    if not _mentions(data, _MARKER):
        return
    if part.lower().endswith(".vml"):
        _strip_drawing(package, part)
        return
    source = package.text(part)
    root = scan(source.text, opaque="sheetData")
    text = strip_ours(source.text, root)
    if root.ours and not scan(text).children:
        package.remove(part)  # relationships that came with our marks
    else:
        package.write_text(part, source, text)


def _unmark_saved_sheet(package: Package, part: str) -> None:
    """Rules and notes known by their content."""
    if _mentions(package.read(part), WORD):
        source = package.text(part)
        patch = Patch(source.text)
        for element in signed_rules(scan(source.text, opaque="sheetData")):
            patch.remove(element)
        package.patch(part, source, patch)
    relations = package.relations(part)
    emptied: list[Cell] = []
    for relation in relations:
        if relation.kind == "comments" and package.has(relation.target):
            if not _mentions(package.read(relation.target), TAIL):
                continue
            source = package.text(relation.target)
            patch = Patch(source.text)
            emptied += notes.strip_notes(scan(source.text), patch)
            package.patch(relation.target, source, patch)
    for relation in relations if emptied else ():
        if relation.kind == "vmlDrawing" and package.has(relation.target):
            _strip_drawing(package, relation.target, emptied)


def _strip_drawing(package: Package, part: str, cells: Iterable[Cell] = ()) -> None:
    with contextlib.suppress(Damaged):  # what cannot be decoded never got a box from us
        drawing = Text(package.read(part), checked=False)
        package.write_text(part, drawing, vml.strip_boxes(drawing.text, cells))


def _mentions(data: bytes, word: str) -> bool:
    """Whether a part holds a word, told without decoding the part: most parts do not."""
    return any(word.encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
