"""Marks in a workbook file, on its bytes: put in, taken out, nothing else touched.

A mark is a coloured overlay on the cell, a note with the findings, and a row in the sheet 校验结果 (architecture,
decision 1). No cell, no format, no validation of the user changes, so clearing is exact.
"""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from sys import getsizeof

from xl_tools.books.file.guard import limit
from xl_tools.books.ooxml import notes, vml
from xl_tools.books.ooxml.geometry import Geometry, merged_ranges
from xl_tools.books.ooxml.markup import OURS, Damaged, Patch, Text, escape, open_root, position, refuse, scan
from xl_tools.books.ooxml.overlay import ORDER, add_overlay
from xl_tools.books.ooxml.package import Package
from xl_tools.books.ooxml.results_part import read_beside, read_explanations, read_listed, results_xml, table_ref
from xl_tools.books.ooxml.styles import EMPTY, add_styles
from xl_tools.books.ooxml.unpainter import unmark
from xl_tools.books.ooxml.workbook import RESULTS_NAME, SheetEntry, Workbook
from xl_tools.core.addresses import Cell, cell_at, cell_name, split_cell
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding, Severity
from xl_tools.marks.areas import Area, areas_of
from xl_tools.marks.plan import (
    ClearOurs,
    Fill,
    KnownBook,
    MarkPlan,
    MarkResult,
    Note,
    Results,
    by_sheet,
    clear_all,
    marking,
)
from xl_tools.marks.results import HEADER_ROW, Explanation

_TYPE = "application/vnd.openxmlformats-officedocument."
_DOCTYPE = b"<!DOCTYPE"


def mark(
    data: bytes,
    findings: Sequence[Finding],
    *,
    name: str,
    title: str = "",
    ran: Collection[str] | None = None,
    beside: Sequence[str] = (),
) -> tuple[bytes, MarkResult]:
    """A workbook file with marks for the findings; marks it had are replaced, the clerk's explanations kept.

    ``name`` is how sentences to the user call the file; ``ran`` are the codes that were looked for (None: all);
    ``beside`` are words that people wrote beside the reasons of an earlier copy. Raises UserError when the file cannot
    be marked.
    """
    with _refusing(name):
        package = Package(data, name)
        known = _known(package, findings)
        known = replace(known, beside=(*known.beside, *(line for line in beside if line not in known.beside)))
        result = _paint(package, MarkPlan(marking(findings, known, title=title, ran=ran)))
    nowhere = tuple(
        (f"{finding.sheet}!{finding.cell}", "工作表里没有这个单元格")
        for finding in findings
        if finding.sheet is not None and finding.cell and cell_at(finding.cell) is None
    )
    return package.to_bytes(), replace(result, skipped=result.skipped + nowhere)


def known(data: bytes, findings: Sequence[Finding], *, name: str) -> KnownBook:
    """What a plan of marks for the findings must know of a workbook file."""
    with _refusing(name):
        return _known(Package(data, name), findings)


def _known(package: Package, findings: Sequence[Finding]) -> KnownBook:
    workbook, flagged = Workbook(package), by_sheet(findings)
    names = [sheet.name for sheet in workbook.sheets]
    for finding in findings:
        if finding.sheet is not None and finding.sheet not in names:
            raise _no_sheet(package, finding.sheet)
    return KnownBook(
        sheets=names,
        merged={
            sheet.name: merged_ranges(scan(_sheet_text(package, sheet).text, opaque="sheetData"))
            for sheet in workbook.sheets
            if sheet.name in flagged and _has_cells(sheet)
        },
        listed=read_listed(workbook),
        beside=read_beside(workbook),
    )


def _no_sheet(package: Package, sheet: str) -> UserError:
    return refuse(package.name, f"没有名为“{sheet}”的工作表，请核对校验结果是否属于这个文件")


def _has_cells(sheet: SheetEntry) -> bool:
    return sheet.kind == "worksheet" and bool(sheet.part)


def _sheet_text(package: Package, sheet: SheetEntry) -> Text:
    source = package.text(sheet.part, "worksheet")
    if getsizeof(source.text) > limit("file", "marked_mb"):
        raise refuse(package.name, f"工作表“{sheet.name}”太大，没有写标记；请按校验结果改正，或拆成几个文件再试")
    return source


def _paint(package: Package, plan: MarkPlan) -> MarkResult:
    """Carry out the actions that concern a file; what is said, asked or shown is for whoever has a screen."""
    workbook = Workbook(package)
    strings = workbook.related("sharedStrings")
    if strings and _DOCTYPE in package.beginning(strings):  # read at the second mark only: refused at the first
        raise refuse(package.name, f"部件 {strings} 带有外部定义（DOCTYPE），请用 Excel 打开后另存再试")
    if any(isinstance(action, ClearOurs) for action in plan.actions) and unmark(package, workbook):
        workbook = Workbook(package)
    fills, to_note = _grouped(plan, workbook)

    styles_part = workbook.related("styles") or _add_styles_part(package, workbook)
    source = package.text(styles_part, "styleSheet")
    text, overlay_formats, cell_formats = add_styles(source.text)
    package.write_text(styles_part, source, text)

    noted = overlaid = 0
    skipped: list[tuple[str, str]] = []
    clusters = _Clusters(package)
    for sheet in workbook.sheets:
        cells = [cell for fill in fills[sheet.name] for cell in fill.cells]
        if not _has_cells(sheet):
            skipped += [(f"{sheet.name}!{cell}", "这张表不是普通工作表，没有单元格可标") for cell in cells]
        elif cells:
            painter = _SheetMarks(package, workbook, sheet)
            painter.paint(fills[sheet.name], to_note[sheet.name], overlay_formats, clusters)
            noted, overlaid = noted + painter.noted, overlaid + len(cells)
            skipped += painter.skipped
    for action in plan.actions:
        if isinstance(action, Results):
            _add_results(package, action, cell_formats)
    signed = any(part.lower().startswith("_xmlsignatures/") for part in package.names())
    return MarkResult(noted, overlaid, tuple(skipped), signed)


def clear(data: bytes, *, name: str) -> tuple[bytes, bool]:
    """A workbook file without our marks, and whether there were any. Without any, the very same bytes. Words that
    people wrote into the results sheet beside 说明 stay, in a results sheet that holds nothing else."""
    with _refusing(name):
        package = Package(data, name)
        words = read_beside(Workbook(package))
        found = unmark(package, Workbook(package))
        if words:
            _paint(package, MarkPlan(clear_all(KnownBook((), beside=words))))
        return package.to_bytes(), found


def words_beside(data: bytes, *, name: str) -> list[str]:
    """What people wrote into the results sheet of a marked file beside the column 说明."""
    with _refusing(name):
        return read_beside(Workbook(Package(data, name)))


def explanations(data: bytes, *, name: str) -> list[Explanation]:
    """What the clerk wrote in the column 说明 of a marked file."""
    with _refusing(name):
        return read_explanations(Workbook(Package(data, name)))


@contextlib.contextmanager
def _refusing(name: str) -> Iterator[None]:
    """A part that turns out to be beyond the limits while it is taken apart is refused like any other."""
    try:
        yield
    except Damaged as error:
        raise refuse(name, f"有一个部件{error}，无法标记，请用 Excel 打开后另存再试") from error


def _grouped(plan: MarkPlan, workbook: Workbook) -> tuple[dict[str, list[Fill]], dict[str, list[Note]]]:
    """The colours and the notes of each sheet. Raises UserError where the workbook has no such sheet."""
    fills: dict[str, list[Fill]] = {sheet.name: [] for sheet in workbook.sheets}
    to_note: dict[str, list[Note]] = {sheet.name: [] for sheet in workbook.sheets}
    for action in plan.actions:
        if isinstance(action, Fill | Note):
            if action.sheet not in fills:
                raise _no_sheet(workbook.package, action.sheet)
            if isinstance(action, Fill):
                fills[action.sheet].append(action)
            else:
                to_note[action.sheet].append(action)
    return fills, to_note


def _add_styles_part(package: Package, workbook: Workbook) -> str:
    folder = posixpath.dirname(workbook.part)
    part = posixpath.join(folder, "styles.xml")  # where readers that do not follow relations look for it
    if package.has(part):
        part = package.free_name(posixpath.join(folder, "xltStyles{}.xml"))
    package.write(part, [EMPTY.format(ns=workbook.namespace).encode()])
    package.declare(part, _TYPE + "spreadsheetml.styles+xml")
    package.relate(workbook.part, f"{workbook.relation_base}/styles", part)
    return part


def _add_results(package: Package, action: Results, formats: Mapping[str, int]) -> None:
    workbook = Workbook(package)
    part = package.free_name(posixpath.join(posixpath.dirname(workbook.part), "worksheets/xltResults{}.xml"))
    package.write(part, (piece.encode("utf-8") for piece in results_xml(action, formats, workbook.namespace)))
    package.declare(part, _TYPE + "spreadsheetml.worksheet+xml")
    relation = package.relate(workbook.part, f"{workbook.relation_base}/worksheet", part)
    workbook.add_sheet(
        workbook.free_title(),
        relation,
        {
            RESULTS_NAME: "$A$1",
            "_xlnm._FilterDatabase": table_ref(action),
            "_xlnm.Print_Titles": f"${HEADER_ROW}:${HEADER_ROW}",
        },
    )


class _Clusters:
    """Gives each new drawing the first block of shape numbers that no drawing of the workbook claims."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._next: int | None = None

    def take(self, boxes: int) -> int:
        if self._next is None:
            taken = {0}
            for part in self._package.names():
                if part.lower().endswith(".vml"):
                    taken |= vml.clusters(self._package.read(part).decode("utf-8", "replace"))
            self._next = max(taken) + 1
        first = self._next
        self._next += (boxes + 1) // 1024 + 1
        return first


class _SheetMarks:
    """The marks of one sheet."""

    def __init__(self, package: Package, workbook: Workbook, sheet: SheetEntry) -> None:
        self._package = package
        self._workbook = workbook
        self._sheet = sheet
        self._source = _sheet_text(package, sheet)
        self._text = open_root(self._source.text)
        self._root = scan(self._text, opaque="sheetData")
        self._patch = Patch(self._text)
        self._relations = {relation.id: relation for relation in package.relations(sheet.part)}
        self._areas: Mapping[Cell, Area] = {}
        self.noted = 0
        self.skipped: list[tuple[str, str]] = []

    def paint(
        self, fills: Sequence[Fill], to_note: Sequence[Note], formats: Mapping[Severity, int], clusters: _Clusters
    ) -> None:
        ranges = {severity: [ref for f in fills if f.severity is severity for ref in f.ranges] for severity in Severity}
        add_overlay(self._root, self._patch, ranges, formats)
        flagged = [split_cell(cell) for fill in fills for cell in fill.cells]
        self._areas = areas_of(flagged, merged_ranges(self._root))
        self._add_notes({split_cell(note.cell): note for note in to_note}, clusters)
        self._package.patch(self._sheet.part, self._source, self._patch)

    def _add_notes(self, asked: Mapping[Cell, Note], clusters: _Clusters) -> None:
        threads = self._threads()
        comments = self._related("comments")
        source = self._package.text(comments, "comments") if comments else None
        root = scan(source.text) if source else None
        if root is not None:
            ids = notes.thread_ids(root)
            threads |= {cell for cell, comment in notes.noted_cells(root).items() if comment.number("authorId") in ids}
        for cell in sorted(threads & asked.keys()):
            self._skip([cell], "此格已有线程批注，未加批注，颜色照标")
        places = [cell for cell in asked if cell not in threads]
        most = limit("sheet", "notes")
        if len(places) > most:
            self._skip(places[most:], f"批注已有 {most} 条，未再加批注，颜色照标")
        wanted = {cell: asked[cell] for cell in places[:most]}
        if not wanted:
            return
        patch = Patch(source.text) if source else None
        fresh: list[Cell] | None = list(wanted)
        if root is not None and patch is not None:
            fresh = notes.extend_comments(root, patch, wanted)
        if fresh is None or (fresh and not self._draw({cell: wanted[cell] for cell in fresh}, clusters)):
            self._skip(wanted, "原有批注部件不完整，未加批注，颜色照标")
            return
        if source is not None and patch is not None and comments is not None:
            self._package.patch(comments, source, patch)
        else:
            self._new_comments(wanted)
        self.noted = len(wanted)

    def _new_comments(self, wanted: Mapping[Cell, Note]) -> None:
        part = self._package.free_name(posixpath.join(posixpath.dirname(self._workbook.part), "xltComments{}.xml"))
        xml = notes.new_comments(self._workbook.namespace, wanted)
        self._package.write(part, (piece.encode("utf-8") for piece in xml))
        self._package.declare(part, _TYPE + "spreadsheetml.comments+xml")
        self._package.relate(self._sheet.part, f"{self._workbook.relation_base}/comments", part)

    def _draw(self, wanted: Mapping[Cell, Note], clusters: _Clusters) -> bool:
        """Give the notes their boxes; False where the sheet's drawing cannot take them."""
        geometry = Geometry(self._root, self._text)
        boxes = (
            vml.NoteBox(cell, self._areas.get(cell) or Area((*cell, *cell)), note.text, notes.COLORS[note.severity])
            for cell, note in wanted.items()
        )
        # A newer program may keep it in a choice of two forms (mc:AlternateContent): there is one all the same.
        legacy = next((element for element in self._root.walk() if element.name == "legacyDrawing"), None)
        if legacy is None:
            self._new_drawing(vml.new_drawing(boxes, len(wanted), geometry, clusters.take(len(wanted))))
            return True
        relation = self._relations.get(legacy.rel_id() or "")
        if relation is None or relation.kind != "vmlDrawing" or not self._package.has(relation.target):
            return False
        try:
            source = Text(self._package.read(relation.target), checked=False)
        except Damaged:
            return False
        text = vml.extend_drawing(source.text, boxes, geometry)
        if text is None:
            return False
        self._package.write_text(relation.target, source, text)
        return True

    def _new_drawing(self, xml: Iterable[str]) -> None:
        part = self._package.free_name(
            posixpath.join(posixpath.dirname(self._workbook.part), "drawings/xltDrawing{}.vml")
        )
        self._package.write(part, (piece.encode("utf-8") for piece in xml))
        self._package.declare(part, _TYPE + "vmlDrawing")
        relation = self._package.relate(self._sheet.part, f"{self._workbook.relation_base}/vmlDrawing", part)
        self._patch.insert(
            position(self._root, "legacyDrawing", ORDER),
            f'<{self._root.prefix}legacyDrawing {OURS} xmlns:r="{escape(self._workbook.relation_base)}" '
            f'r:id="{relation}"/>',
        )

    def _threads(self) -> set[Cell]:
        """Cells with a threaded comment."""
        part = self._related("threadedComment")
        if part is None:
            return set()
        root = self._package.root(part, "ThreadedComments")
        return {cell for thread in root.all("threadedComment") if (cell := cell_at(thread.get("ref") or ""))}

    def _related(self, kind: str) -> str | None:
        for relation in self._relations.values():
            if relation.kind == kind and not relation.external and self._package.has(relation.target):
                return relation.target
        return None

    def _skip(self, cells: Iterable[Cell], reason: str) -> None:
        self.skipped += [(f"{self._sheet.name}!{cell_name(*cell)}", reason) for cell in cells]
