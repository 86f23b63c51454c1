"""The workbook part of a package, found by its relation, and a package in the one form that calamine takes.

Where the parts lie, how they are called and how relations are spelt is free in the format (ECMA-376 part 2); calamine
knows only what Excel itself writes. What is legal and unlike that is put into that form before calamine gets to see it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from xl_tools.books.file.cell_styles import is_true
from xl_tools.books.file.guard import Archive, limit, part_key, part_of_target
from xl_tools.books.ooxml.markup import escape
from xl_tools.core.dataclass import dataclass

_USUAL = "xl/workbook.xml"
_STATES = ("hidden", "veryHidden")
_KINDS = ("worksheet", "chartsheet", "dialogsheet")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet as the workbook lists it. ``kind`` is the last word of its relation's type."""

    name: str
    part: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class WorkbookPart:
    """What the workbook part lists, and where the parts lie that all sheets share ("" for none). ``usual`` is false
    where calamine would not find it all."""

    sheets: tuple[ListedSheet, ...]
    strings: str
    styles: str
    from_1904: bool
    usual: bool


def read_workbook_part(archive: Archive) -> WorkbookPart:
    """Raises KeyError when the package has no workbook, or lacks a sheet that it lists (in the usual form calamine
    finds that out)."""
    main = _main(archive)
    if not archive.has(main):
        raise KeyError(main)
    targets: dict[str | None, tuple[str, str]] = {}
    shared = {"sharedStrings": "", "styles": ""}
    usual = main == _USUAL
    rels = _rels(main)
    if archive.has(rels):
        for rel in _elements(archive, rels, "Relationship")["Relationship"]:
            kind, target = rel.get("Type", "").rpartition("/")[2], rel.get("Target", "")
            outside = rel.get("TargetMode") == "External"
            part = "" if outside else part_of_target(target, main, archive.has)
            targets[rel.get("Id")] = part, kind
            usual = usual and (kind not in (*_KINDS, *shared) or _is_plain(target))
            if kind in shared and archive.has(part):
                shared[kind] = part
        usual = usual and not archive.recoded
    listed = _elements(archive, main, "sheet", "workbookPr")
    usual = usual and not archive.recoded
    sheets = []
    lost = ""
    for sheet in listed["sheet"]:
        relation = next((value for key, value in sheet.items() if key.endswith(":id")), None)
        part, kind = targets.get(relation, ("", ""))
        state = sheet.get("state", "visible")
        if part and archive.has(part):
            sheets.append(ListedSheet(sheet.get("name", ""), part, kind, state if state in _STATES else "visible"))
        else:
            lost = lost or f"{sheet.get('name')}: {part}"
        usual = usual and kind in ("", *_KINDS) and state in ("visible", *_STATES)
    if lost and not usual:
        raise KeyError(lost)
    for kind, part in shared.items():
        name = f"xl/{kind}.xml"
        shared[kind] = part or (name if archive.has(name) else "")
        usual = usual and part_key(shared[kind] or name) == part_key(name)
    from_1904 = any(is_true(entry.get("date1904")) for entry in listed["workbookPr"])
    return WorkbookPart(tuple(sheets), shared["sharedStrings"], shared["styles"], from_1904, usual)


def _main(archive: Archive) -> str:
    if archive.has("_rels/.rels"):
        for rel in _elements(archive, "_rels/.rels", "Relationship")["Relationship"]:
            if rel.get("Type", "").rpartition("/")[2] == "officeDocument":
                return part_of_target(rel.get("Target", ""), "", archive.has)
    return _USUAL


def _rels(part: str) -> str:
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", base + ".rels")


def _is_plain(target: str) -> bool:
    return not any(sign in target for sign in ("\\", "..", "%", "//")) and not target.startswith("./")


def _elements(archive: Archive, part: str, *names: str) -> dict[str, list[dict[str, str]]]:
    """The attributes of the elements of these names in a part, whatever their prefix, in their order."""
    found: dict[str, list[dict[str, str]]] = {name: [] for name in names}

    def start(name: str, attributes: dict[str, str]) -> None:
        if (own := name.rpartition(":")[2]) in found:
            found[own].append(attributes)

    archive.xml(part, most=limit("xml", "tree_mb"), start=start)
    return found


def in_usual_form(archive: Archive, book: WorkbookPart, changed: Mapping[str, bytes]) -> bytes:
    """A package with the worksheets of a workbook, their texts and styles, as calamine takes it. ``changed`` are the
    contents of sheets that are not to be as they are in the archive, by part."""
    sheets = [sheet for sheet in book.sheets if sheet.kind == "worksheet"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, text in _frame(sheets, book):
            package.writestr(name, text)
        for number, sheet in enumerate(sheets, 1):
            content = changed.get(sheet.part)
            package.writestr(f"xl/worksheets/sheet{number}.xml", content or archive.xml(sheet.part))
        for name, part in (("sharedStrings", book.strings), ("styles", book.styles)):
            if part:
                package.writestr(f"xl/{name}.xml", archive.xml(part))
    return buffer.getvalue()


def _frame(sheets: Sequence[ListedSheet], book: WorkbookPart) -> Iterator[tuple[str, str]]:
    shared = [name for name, part in (("sharedStrings", book.strings), ("styles", book.styles)) if part]
    paths = [*(f"worksheets/sheet{number}" for number in range(1, len(sheets) + 1)), *shared]
    kinds = [*("worksheet" for _ in sheets), *shared]
    types = "".join(
        f'<Override PartName="/xl/{path}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for path, kind in zip([*paths, "workbook"], [*kinds, "sheet.main"], strict=True)
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{types}</Types>",
    )
    head = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    yield "_rels/.rels", f'{head}<Relationship Id="r1" Type="{_REL}/officeDocument" Target="{_USUAL}"/></Relationships>'
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_REL}/{kind}" Target="{path}.xml"/>'
        for number, (path, kind) in enumerate(zip(paths, kinds, strict=True), 1)
    )
    yield "xl/_rels/workbook.xml.rels", f"{head}{links}</Relationships>"
    listed = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{number}" state="{sheet.state}" r:id="r{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    yield (
        _USUAL,
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><workbookPr date1904="{int(book.from_1904)}"/>'
        f"<sheets>{listed}</sheets></workbook>",
    )
