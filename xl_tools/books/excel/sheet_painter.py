"""A plan of marks painted in a workbook open in Excel: the same overlay, notes and results sheet that a file gets.

What one surface marks the other clears. No cell of the user is written to. Colours are laid and taken off by the
add-in: pywin32 loses the arguments of ``FormatConditions.Add`` where its cache of Excel's types is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from xl_tools.books.excel import results_sheet
from xl_tools.books.excel.open_book import unlocked
from xl_tools.books.excel.opened import Opened
from xl_tools.books.ooxml.workbook import RESULTS_TITLE
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding
from xl_tools.marks.areas import Area
from xl_tools.marks.looks import SIGNATURE
from xl_tools.marks.note_text import HEAD, RULE, TAIL, without_ours
from xl_tools.marks.plan import (
    Action,
    ClearOurs,
    Fill,
    KnownBook,
    Lock,
    MarkPlan,
    MarkResult,
    Note,
    Results,
    Say,
    Select,
    Unlock,
    by_sheet,
    clear_all,
)
from xl_tools.marks.results import beside_in, findings_in
from xl_tools.marks.sentences import unmarked

if TYPE_CHECKING:
    from xlwings import Note as OpenNote

LONGEST_ADDRESS = 240
"""Characters of an address that Excel takes at once (its limit is 255)."""

_LOCKED = "这张表设有保护密码，没有在格子上标记"
_NO_NOTE = "此格不能加批注（可能已有线程批注），颜色照标"
_NO_SHEET = "工作簿结构受保护，没有加“校验结果”表"


def known(opened: Opened, findings: Sequence[Finding]) -> KnownBook:
    """What a plan of marks for the findings must know of an open workbook.

    Raises UserError when a finding names a sheet that is not there, or when Excel takes no marks in this workbook.
    """
    _refuse_shared(opened)
    names = opened.facts.sheets
    for finding in findings:
        if finding.sheet is not None and finding.sheet not in names:
            raise UserError(f"“{opened.name}”没有名为“{finding.sheet}”的工作表，请核对后再试。工作簿未改动。")
    merged = {
        name: [Area((area.top, area.left, area.bottom, area.right)) for area in opened.facts_of(name).merged]
        for name in by_sheet(findings)
    }
    listed, laid = results_sheet.rows(opened), results_sheet.by_hand(opened)
    return KnownBook(names, merged, findings_in(listed), [*beside_in(listed), *laid.notes], laid.fills)


def clearing(opened: Opened) -> tuple[MarkPlan, KnownBook]:
    """The plan that takes every mark out of an open workbook, and what it knows of it."""
    _refuse_shared(opened)
    listed, laid = results_sheet.rows(opened), results_sheet.by_hand(opened)
    known = KnownBook(opened.facts.sheets, beside=[*beside_in(listed), *laid.notes], fills=laid.fills)
    return MarkPlan(clear_all(known)), known


def _refuse_shared(opened: Opened) -> None:
    if opened.facts.shared:
        raise UserError(
            f"“{opened.name}”是共享工作簿，Excel 不让在里面加颜色、批注和“{RESULTS_TITLE}”表；"
            "请先在“审阅”里取消共享，或另存一份再校验。工作簿未改动。"
        )


def paint(opened: Opened, plan: MarkPlan, known: KnownBook) -> tuple[MarkResult, list[Action]]:
    """Carry out a plan made from ``known``; returns what was marked, and the actions left for when Python has returned.

    A sheet protected with a password is left alone. What could not be marked is among what is said then, and stands in
    the results sheet all the same. After a failure half way no mark is left, and what the clerk wrote is put back.
    Raises UserError when a sheet with marks that are to be cleared for good is protected with a password.
    """
    with ExitStack() as protection:
        return _Painter(opened, known, protection).paint(plan)


class _Painter:
    """One plan being painted."""

    def __init__(self, opened: Opened, known: KnownBook, protection: ExitStack) -> None:
        self._opened = opened
        self._known = known
        self._protection = protection
        self._locked: Collection[str] = ()
        self._cleared: Sequence[str] | None = None
        self._notes: dict[str, dict[str, OpenNote]] = {}
        self._noted = self._overlaid = 0
        self._skipped: list[tuple[str, str]] = []
        self._after: list[Action] = []
        self._changed = False

    def paint(self, plan: MarkPlan) -> tuple[MarkResult, list[Action]]:
        try:
            for action in plan.actions:
                self._do(action)
        except BaseException:
            with suppress(Exception):  # half the marks would be worse than none
                self._take_back()
            raise
        if self._changed and self._opened.not_saved:
            self._after.append(Say(self._opened.not_saved))
        return MarkResult(self._noted, self._overlaid, tuple(self._skipped)), self._after

    def _do(self, action: Action) -> None:
        match action:
            case Unlock(sheets):
                self._locked = self._protection.enter_context(unlocked(self._opened, sheets))
            case ClearOurs():
                self._clear(action)
            case Fill() | Note() if action.sheet in self._locked:
                cells = action.cells if isinstance(action, Fill) else ()
                self._skipped += [(f"{action.sheet}!{cell}", _LOCKED) for cell in cells]
            case Fill():
                self._fill(action)
            case Note():
                self._note(action)
            case Results():
                self._changed = True
                if not results_sheet.write(self._opened, action, self._known.fills):
                    self._skipped.append((RESULTS_TITLE, _NO_SHEET))
            case Lock():
                self._finish()
                self._protection.close()
            case Select(sheet, cell):
                self._select(sheet, cell)
            case _:
                self._after.append(action)

    def _select(self, sheet: str, cell: str | None) -> None:
        try:
            self._opened.ask("XLT_Select", sheet, cell or "")
        except UserError as error:
            raise UserError(f"“{sheet}”表转不过去，可能隐藏了；请在表的标签上点右键，取消隐藏，再点一次。") from error

    def _clear(self, action: ClearOurs) -> None:
        sheets = self._known.sheets if action.sheets is None else action.sheets
        found = _clear(self._opened, sheets, self._locked)
        self._changed |= found
        there = set(self._opened.facts.sheets)
        if action.found:
            self._refuse_stuck(sheets)
            self._after.append(Say(action.found if found else action.none))
        self._cleared = [name for name in sheets if name in there]

    def _refuse_stuck(self, sheets: Sequence[str]) -> None:
        stuck = [name for name in sheets if name in self._locked and _has_marks(self._opened, name)]
        if stuck:
            raise UserError(f"“{'”“'.join(stuck)}”设有保护密码，标记没有清除；请先撤销工作表保护再试。其余标记已清除。")

    def _fill(self, action: Fill) -> None:
        addresses = ";".join(_addresses(action.ranges))
        self._opened.ask("XLT_Overlay", action.sheet, addresses, action.formula, results_sheet.colour(action.colour))
        self._overlaid += len(action.cells)

    def _note(self, action: Note) -> None:
        """Where a note of the user stands, ours goes behind it."""
        sheet = self._opened.sheet(action.sheet)
        if action.sheet not in self._notes:
            there = {note.location.get_address(False, False): note for note in sheet.notes}
            self._notes[action.sheet] = there
        theirs = self._notes[action.sheet].get(action.cell)
        try:
            if theirs is not None and action.append:
                theirs.text = f"{theirs.text}\n{RULE}\n{action.text}"
            else:
                sheet.range(action.cell).add_note(action.text)
            self._noted += 1
        except Exception:  # whatever Excel has against it, the other cells still get theirs
            self._skipped.append((f"{action.sheet}!{action.cell}", _NO_NOTE))

    def _finish(self) -> None:
        for name in self._notes:
            with suppress(UserError):  # a note that is too small to read whole is still a note
                self._opened.ask("XLT_FitNotes", name, HEAD)
        self._after += [Say(line) for line in unmarked(self._skipped)]

    def _take_back(self) -> None:
        if self._cleared is None:
            return
        _clear(self._opened, self._cleared, self._locked)
        known = self._known
        if known.beside or any(words for _, words in known.listed):  # what the clerk wrote is not ours to lose
            results_sheet.write(self._opened, Results("", tuple(known.listed), tuple(known.beside)), known.fills)


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


def _clear(opened: Opened, names: Sequence[str], locked: Collection[str]) -> bool:
    found = False
    for name in names:
        if name not in locked and name in opened.facts.sheets:
            found |= _clear_sheet(opened, name)
    return results_sheet.remove(opened) or found


def _clear_sheet(opened: Opened, name: str) -> bool:
    formats, notes = _ours(opened, name, take=1)
    found = formats > 0
    for note in list(opened.sheet(name).notes) if notes else ():
        text = note.text or ""
        if TAIL not in text:
            continue
        left = without_ours(text)
        if left:
            note.text = left
        else:
            note.delete()
        found = True
    return found


def _has_marks(opened: Opened, name: str) -> bool:
    return any(_ours(opened, name, take=0))


def _ours(opened: Opened, name: str, *, take: int) -> tuple[int, int]:
    """How many of a sheet's conditional formats are ours, and how many notes; with ``take`` 1 the formats are gone."""
    formats, _, notes = opened.ask("XLT_Overlaid", name, SIGNATURE, TAIL, take).partition("\t")
    return int(formats), int(notes)
