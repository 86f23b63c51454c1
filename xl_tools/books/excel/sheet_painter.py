"""Marks in a workbook open in Excel: the same overlay, notes and results sheet that a file gets.

They carry the signatures and texts of ``books/ooxml``, so what one surface marks the other clears. No cell of the user
is written to. Every function here goes through the public interface of xlwings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from xl_tools.books.excel import results_sheet
from xl_tools.books.excel.open_book import Ask, Facts, ask_addin, call_addin, unlocked
from xl_tools.books.ooxml import notes
from xl_tools.books.ooxml.areas import Area, join_ranges
from xl_tools.books.ooxml.overlay import SIGNATURE, formula
from xl_tools.books.ooxml.painter import MarkResult
from xl_tools.books.ooxml.styles import FILLS
from xl_tools.books.ooxml.workbook import RESULTS_TITLE
from xl_tools.core.addresses import Cell, cell_at, cell_name
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding, Severity
from xl_tools.marks import results

if TYPE_CHECKING:
    from xlwings import Book, Sheet

LONGEST_ADDRESS = 240
"""Characters of an address that Excel takes at once (its limit is 255)."""

_LOCKED = "这张表设有保护密码，没有在格子上标记"
_NO_NOTE = "此格不能加批注（可能已有线程批注），颜色照标"
_NO_SHEET = "工作簿结构受保护，没有加“校验结果”表"


def mark(
    book: Book,
    findings: Sequence[Finding],
    *,
    title: str = "",
    only: Collection[str] | None = None,
    ran: Collection[str] | None = None,
    facts: Mapping[str, Facts] | None = None,
    ask: Ask = ask_addin,
) -> MarkResult:
    """Mark the findings in an open workbook; marks it had are replaced, the clerk's explanations kept.

    ``only`` are the sheets that were checked, where not all were: marks and listed findings of the others stay.
    ``ran`` are the codes that were looked for, where not all were: reasons beside others stay listed.
    ``facts`` are those of the sheets already read. A sheet protected without a password is opened for the moment and
    locked again as it was; one with a password is left alone. What could not be marked is listed in ``skipped`` and
    stands in the results sheet all the same. Raises UserError when a finding names a sheet that is not there.
    """
    names = [sheet.name for sheet in book.sheets]
    by_sheet = _by_sheet(book, findings, names)
    ours = names if only is None else [name for name in names if name in only]
    before = results_sheet.earlier(book)
    others = set(names) - set(ours)
    kept = [entry for entry in before if entry[0].sheet in others]
    told = results.explanations_of(entry for entry in before if entry[0].sheet not in others)
    listed = results.carried_over(findings, told, ran)
    if kept:
        listed = sorted([*kept, *listed], key=lambda entry: _position(entry[0], names))
    noted = overlaid = 0
    skipped: list[tuple[str, str]] = []
    with unlocked(book, ours) as locked:
        _clear(book, ours, locked)
        there = {sheet.name for sheet in book.sheets}
        left = [name for name in names if name in there]
        try:
            for name, cells in by_sheet.items():
                if name in locked:
                    skipped += [(f"{name}!{cell_name(*cell)}", _LOCKED) for cell in cells]
                    continue
                known = (facts or {}).get(name) or ask(book, name)
                painter = _Painter(book.sheets[name], name, cells, known)
                overlaid += painter.overlay()
                noted += painter.add_notes()
                skipped += painter.skipped
                with suppress(UserError):  # a note that is too small to read whole is still a note
                    call_addin(book.app, "XLT_FitNotes", book.name, name, notes.HEAD)
            if not results_sheet.write(book, left, listed, "" if kept else title):
                skipped.append((RESULTS_TITLE, _NO_SHEET))
        except BaseException:
            with suppress(Exception):  # half the marks would be worse than none
                _clear(book, [name for name in ours if name in left], locked)
                if any(words for _, words in before):  # what the clerk wrote is not ours to lose
                    results_sheet.write(book, left, before, "")
            raise
    return MarkResult(noted, overlaid, tuple(skipped))


def clear(book: Book) -> bool:
    """Take every mark out of an open workbook; returns whether there was one.

    Raises UserError when a sheet with marks is protected with a password.
    """
    names = [sheet.name for sheet in book.sheets]
    with unlocked(book, names) as locked:
        found = _clear(book, names, locked)
        stuck = [name for name in names if name in locked and _has_marks(book.sheets[name])]
    if stuck:
        raise UserError(f"“{'”“'.join(stuck)}”设有保护密码，标记没有清除；请先撤销工作表保护再试。其余标记已清除。")
    return found


def _by_sheet(book: Book, findings: Sequence[Finding], names: Collection[str]) -> dict[str, dict[Cell, list[Finding]]]:
    grouped: dict[str, dict[Cell, list[Finding]]] = {}
    for finding in findings:
        if finding.sheet is None:
            continue
        if finding.sheet not in names:
            raise UserError(f"“{book.name}”没有名为“{finding.sheet}”的工作表，请核对后再试。工作簿未改动。")
        cell = cell_at(finding.cell) if finding.cell else None
        if cell:
            grouped.setdefault(finding.sheet, {}).setdefault(cell, []).append(finding)
    return grouped


def _position(finding: Finding, names: Sequence[str]) -> int:
    """Where a finding's sheet stands; what is about the whole file comes first."""
    return names.index(finding.sheet) if finding.sheet in names else -1


class _Painter:
    """The marks of one sheet."""

    def __init__(self, sheet: Sheet, name: str, cells: Mapping[Cell, list[Finding]], facts: Facts) -> None:
        self._sheet = sheet
        self._name = name
        self._cells = cells
        merged = [Area((area.top, area.left, area.bottom, area.right)) for area in facts.merged]
        self._areas = {
            cell: next((area for area in merged if area.holds(cell)), Area((*cell, *cell))) for cell in cells
        }
        self.skipped: list[tuple[str, str]] = []

    def overlay(self) -> int:
        """Lay the colours over the cells; returns how many cells."""
        order = list(Severity)
        areas: dict[Severity, list[Area]] = {}
        for cell, found in self._cells.items():
            worst = min((finding.severity for finding in found), key=order.index)
            areas.setdefault(worst, []).append(self._areas[cell])
        for severity, flagged in areas.items():
            for address in _addresses(join_ranges(flagged)):
                formats = self._sheet.range(address).conditional_formats
                formats.add_custom(f"={formula(severity)}", fill_color=f"#{FILLS[severity][2:]}")
        return len(self._cells)

    def add_notes(self) -> int:
        """Add the notes; returns how many. Where a note of the user stands, ours goes behind it."""
        together: dict[Cell, list[Finding]] = {}
        for cell, found in self._cells.items():
            # Only the first cell of a merged range shows a note.
            together.setdefault(self._areas[cell][:2], []).extend(found)
        there = {note.location.get_address(False, False): note for note in self._sheet.notes}
        noted = 0
        for cell, found in sorted(together.items()):
            name, ours = cell_name(*cell), notes.compose(found).text
            try:
                if name in there:
                    there[name].text = f"{there[name].text}\n{notes.RULE}\n{ours}"
                else:
                    self._sheet.range(name).add_note(ours)
                noted += 1
            except Exception:  # whatever Excel has against it, the other cells still get theirs
                self.skipped.append((f"{self._name}!{name}", _NO_NOTE))
        return noted


def _addresses(refs: Sequence[str]) -> Iterator[str]:
    """Addresses of several ranges each, as long as Excel takes them."""
    address = ""
    for ref in refs:
        if address and len(address) + 1 + len(ref) > LONGEST_ADDRESS:
            yield address
            address = ""
        address = f"{address},{ref}" if address else ref
    if address:
        yield address


def _clear(book: Book, names: Sequence[str], locked: Collection[str]) -> bool:
    found = False
    for name in names:
        if name not in locked:
            found |= _clear_sheet(book.sheets[name])
    return results_sheet.remove(book) or found


def _clear_sheet(sheet: Sheet) -> bool:
    found = False
    formats = sheet.cells.conditional_formats
    for index in reversed(range(len(formats))):  # from the end: numbers in front of it stay
        rule = formats[index]
        if SIGNATURE in (rule.formula or ""):
            rule.delete()
            found = True
    for note in list(sheet.notes):
        text = note.text or ""
        if notes.TAIL not in text:
            continue
        left = notes.without_ours(text)
        if left:
            note.text = left
        else:
            note.delete()
        found = True
    return found


def _has_marks(sheet: Sheet) -> bool:
    return any(SIGNATURE in (rule.formula or "") for rule in sheet.cells.conditional_formats) or any(
        notes.TAIL in (note.text or "") for note in sheet.notes
    )
