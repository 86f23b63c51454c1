"""The add-in's functions as the double answers them: quick stand-ins for ``macros/XltSheet.bas``.

``test_vba.py`` runs the VBA itself over the same workbooks and compares.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import metadata
from itertools import groupby
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from tests.doubles.cells import formats_with, lay_format
from tests.doubles.counting import Refused
from tests.doubles.excel import Excel
from xl_tools.surfaces.excel import ribbon

PASSWORD = "locked for good"
LONGEST_PROMPT = 255
"""Characters that Excel's input box shows; it refuses more."""
NOT_PROTECTED = "-"
"""What ``XLT_Unlock`` in ``macros/XltSheet.bas`` answers for a sheet that is not protected."""
RESULTS = "_xlt_results"
LONGEST_ADDRESS = 255
OURS = metadata.version("xl-tools")


def _refused(function: Callable[..., str]) -> Callable[..., str]:
    @wraps(function)
    def answer(*arguments: Any) -> str:
        try:
            return function(*arguments)
        except Refused as error:
            return f"error\t{error}"

    return answer


def _runs(kind: str, numbers: list[int]) -> list[str]:
    lines = []
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        lines.append(f"{kind}\t{found[0]}\t{found[-1]}")
    return lines


def _struck(parts: list[tuple[str, bool]] | None, cell: tuple[int, int], whole: bool) -> list[str]:
    """The line about struck words of a cell; ``parts``: its text by looks, each with whether it is struck."""
    place, stretches = 0, []
    for text, struck in parts or ():
        if struck:
            stretches.append([place, place + len(text)])
        place += len(text)
    stretches = _joined(stretches)
    if parts and stretches != [[0, place]]:
        said = ",".join(f"{first}-{last}" for first, last in stretches)
        return [f"struck\t{cell[0]}\t{cell[1]}\t0\t{said}"] if stretches else []
    return [f"struck\t{cell[0]}\t{cell[1]}\t1"] if whole or stretches else []


def _joined(stretches: list[list[int]]) -> list[list[int]]:
    """Stretches that touch, as one."""
    out: list[list[int]] = []
    for first, last in stretches:
        if out and out[-1][1] == first:
            out[-1][1] = last
        else:
            out.append([first, last])
    return out


class Addin:
    """Puts its methods where the double looks for macros."""

    def __init__(self, excel: Excel, version: str = OURS) -> None:
        self.excel = excel
        self.version = version
        self.typed: list[str] = []
        self.picked: list[str] = []
        self.asked: list[str] = []
        self.fitted: list[str] = []
        self.left: tuple[str, str, str, str] | None = None
        self.answer = ""
        excel.macros |= {
            "XLT_Book": self.book,
            "XLT_Facts": self.facts,
            "XLT_Unlock": self.unlock,
            "XLT_Lock": self.lock,
            "XLT_Overlay": self.overlay,
            "XLT_Overlaid": self.overlaid,
            "XLT_Select": self.select,
            "XLT_IsHidden": self.is_hidden,
            "XLT_AddResults": self.add_results,
            "XLT_AddSheet": self.add_sheet,
            "XLT_RemoveResults": self.remove_results,
            "XLT_Dress": self.dress,
            "XLT_ByHand": self.by_hand,
            "XLT_FillAgain": self.fill_again,
            "XLT_Freeze": self.freeze,
            "XLT_FitNotes": self.fit_notes,
            "XLT_Leave": self.leave,
            "XLT_Answer": lambda: self.answer,
        }

    def _held(self, book: str) -> Any:
        (held,) = (entry for entry in self.excel.open if entry.name == book)
        return held

    def _sheet(self, book: str, sheet: str) -> Any:
        return self._held(book).sheets(sheet).ws

    def book(self, book: str) -> str:
        held = self._held(book)
        file = held.file
        lines = [f"front\t{file.active.title}"] if isinstance(file.active, Worksheet) else []
        lines += [f"shared\t{int(held.shared)}", f"readonly\t{int(held.read_only)}"]
        lines += [*(f"sheet\t{sheet.title}" for sheet in file.worksheets)]
        if RESULTS in file.defined_names:
            name = self._results(file)
            lines.append(f"results\t{name if name in file.sheetnames else ''}")
        props = file.custom_doc_props.props
        lines += [f"property\t{entry.name}\t{entry.value}" for entry in props if entry.name.startswith("xlt.")]
        return "\n".join(lines) + "\n"

    def _results(self, file: Any) -> str:
        sheet, _, _ = file.defined_names[RESULTS].attr_text.rpartition("!")
        return str(sheet.strip("'").replace("''", "'"))

    def facts(self, book: str, sheet: str) -> str:
        ws = self._sheet(book, sheet)
        top, left = ws.min_row, ws.min_column
        state = {"visible": 1, "hidden": 0, "veryHidden": 2}[ws.sheet_state]
        lines = [f"used\t{top}\t{left}\t{ws.max_row}\t{ws.max_column}"]
        lines += [f"visible\t{state}", f"protected\t{int(ws.protection.sheet)}"]
        rows = sorted(row for row, dimension in ws.row_dimensions.items() if dimension.hidden)
        columns = sorted(
            column
            for letters, dimension in ws.column_dimensions.items()
            for first in (column_index_from_string(letters),)
            for column in range(first, max(dimension.max or 0, first) + 1)
            if dimension.hidden and column <= ws.max_column
        )
        lines += _runs("hidden", rows) + _runs("columns", columns)
        merged = sorted((area.min_row, area.min_col, area.max_row, area.max_col) for area in ws.merged_cells.ranges)
        lines += ["merged\t" + "\t".join(map(str, area)) for area in merged]
        for (row, column), cell in sorted(ws._cells.items()):
            if cell.value is not None and cell.number_format != "General":
                lines.append(f"format\t{row}\t{column}\t{cell.number_format}")
            if cell.value is not None:
                lines += _struck(self._held(book).rich_text(sheet, cell), (row, column), bool(cell.font.strike))
        return "\n".join(lines) + "\n"

    def unlock(self, book: str, sheet: str) -> str:
        protection = self._sheet(book, sheet).protection
        if not protection.sheet:
            return NOT_PROTECTED
        if protection.password:
            return ""
        self.excel.was_changed()
        protection.sheet = False
        return "1101000000000000"

    def lock(self, book: str, sheet: str, state: str) -> str:
        assert state == "1101000000000000"
        self.excel.was_changed()
        self._sheet(book, sheet).protection.sheet = True
        return ""

    # Marks: where Excel refuses, an answer and no failure, as in the VBA.

    @_refused
    def overlay(self, book: str, sheet: str, addresses: str, formula: str, colour: int) -> str:
        held = self._held(book)
        if held.shared:
            raise Refused("a shared workbook takes no conditional formats")
        for address in addresses.split(";"):
            if len(address) > LONGEST_ADDRESS:
                raise Refused("the address is too long")
            rule = Rule(type="expression", formula=[formula.removeprefix("=")])
            lay_format(held.sheets(sheet), address, rule, colour)
        return ""

    @_refused
    def overlaid(self, book: str, sheet: str, signature: str, words: str, take: int) -> str:
        held = self._held(book).sheets(sheet)
        notes = sum(words in note.text for note in held.notes)
        return f"{formats_with(held, signature, take == 1)}\t{notes}"

    @_refused
    def select(self, book: str, sheet: str, cell: str) -> str:
        held = self._held(book)
        self.excel.front = held
        if sheet:
            if held.file[sheet].sheet_state != "visible":
                raise Refused("a hidden sheet does not come to the front")
            held.grouped.clear()
            held.file.active = held.file.sheetnames.index(sheet)
        if cell:
            self.excel.selections[sheet] = cell
        return ""

    def is_hidden(self, book: str, sheet: str, cell: str) -> str:
        ws = self._sheet(book, sheet)
        letters, row = coordinate_from_string(cell)
        hidden = ws.row_dimensions[row].hidden if row in ws.row_dimensions else False
        away = ws.column_dimensions[letters].hidden if letters in ws.column_dimensions else False
        return str(int(ws.sheet_state != "visible" or bool(hidden) or bool(away)))

    @_refused
    def add_results(self, book: str, title: str) -> str:
        self._added(book, title)
        quoted = title.replace("'", "''")
        names = self._held(book).file.defined_names
        names[RESULTS] = DefinedName(RESULTS, attr_text=f"'{quoted}'!$A$1", hidden=True)
        return ""

    @_refused
    def add_sheet(self, book: str, title: str) -> str:
        self._added(book, title)
        return ""

    def _added(self, book: str, title: str) -> None:
        held = self._held(book)
        file = held.file
        if held.shared or (file.security and file.security.lockStructure):
            raise Refused("the structure is protected")
        self.excel.was_changed()
        held.grouped.clear()  # the sheet in front is selected alone
        front = file.active
        last = max(n for n, name in enumerate(file.sheetnames) if file[name].sheet_state == "visible")
        file.create_sheet(title, last + 1)
        file.active = file.sheetnames.index(front.title)

    @_refused
    def remove_results(self, book: str) -> str:
        file = self._held(book).file
        if file.security and file.security.lockStructure:
            raise Refused("the structure is protected")
        self.excel.was_changed()
        name, before = self._results(file), file.active.title
        if name in file.sheetnames:
            del file[name]
        del file.defined_names[RESULTS]
        names = file.sheetnames
        file.active = names.index(before) if before in names else len(names) - 1
        return ""

    @_refused
    def dress(self, book: str, sheet: str, widths: str, places: str, _colours: str, levels: str) -> str:
        self.excel.was_changed()
        ws = self._sheet(book, sheet)
        for number, width in enumerate(widths.split(";"), 1):
            column = ws.column_dimensions[get_column_letter(number)]
            column.width, column.hidden = float(width), float(width) == 0
        head, last, _, level = (int(place) for place in places.split(";"))
        letters = get_column_letter(level)
        for part in levels.split(";"):
            word, _, colour = part.partition("=")
            rule = Rule(type="cellIs", operator="equal", formula=[f'"{word}"'])
            lay_format(self._held(book).sheets(sheet), f"{letters}{head + 1}:{letters}{last}", rule, int(colour))
        return ""

    @_refused
    def by_hand(self, book: str, head: int, wide: int, pen: int) -> str:
        file = self._held(book).file
        if RESULTS not in file.defined_names or (name := self._results(file)) not in file.sheetnames:
            return ""
        cells = [cell for row in file[name].iter_rows() for cell in row]
        lines = []
        for cell in cells:
            if cell.comment:
                lines.append(f"note\t{cell.row}\t{cell.column}\t{' '.join(cell.comment.text.split())}")
        for cell in cells:
            if cell.row > head and cell.column <= wide and cell.fill.fill_type:
                red, green, blue = (int(cell.fill.fgColor.rgb[at : at + 2], 16) for at in (2, 4, 6))
                colour = red + green * 256 + blue * 65536
                lines += [f"fill\t{cell.row}\t{cell.column}\t{colour}"] if (cell.column, colour) != (wide, pen) else []
        return "".join(f"{line}\n" for line in lines)

    @_refused
    def fill_again(self, book: str, sheet: str, fills: str) -> str:
        self.excel.was_changed()
        for part in fills.split(";"):
            place, _, colour = part.partition("=")
            row, column = map(int, place.split(","))
            parts = (int(colour) >> shift & 255 for shift in (0, 8, 16))
            code = "".join(f"{one:02X}" for one in parts)
            self._sheet(book, sheet).cell(row, column).fill = PatternFill("solid", fgColor=code)
        return ""

    @_refused
    def freeze(self, book: str, head: str, take: int) -> str:
        held = self._held(book)
        found, locked = 0, ""
        for sheet in held.file.worksheets:
            formulas = [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
            if formulas and sheet.protection.sheet:
                locked += f"\t{sheet.title}"
                continue
            for cell in formulas:
                if head in str(cell.value).upper():
                    found += 1
                    if take == 1:
                        self.excel.was_changed()
                        cell.value = held.values[sheet.title][cell.coordinate].value
        return f"{found}{locked}"

    def fit_notes(self, _book: str, sheet: str, _head: str) -> str:
        self.excel.was_changed()
        self.fitted.append(sheet)
        return ""

    def leave(self, kind: str, text: str, proposal: str, next_step: str) -> None:
        assert self.excel.screen_updating, "left from a screen that is frozen"
        self.left = (kind, text, proposal, next_step)

    def click(self, button: Callable[[str], None], version: str = OURS) -> None:
        """A click as the add-in's VBA makes it (``test_vba.py`` runs that itself): what is left is shown afterwards."""
        step: Callable[[str], None] | None = button
        while step:
            self.left = None
            step(version)
            step = None
            if self.left:
                kind, text, proposal, name = self.left
                self.answer = self._shown(kind, text, proposal)
                step = getattr(ribbon, name) if name else None

    def _shown(self, kind: str, text: str, proposal: str) -> str:
        if kind in ("folder", "file", "files"):
            chosen = self.picked.pop(0)
            assert kind == "files" or "\n" not in chosen
            return chosen
        if kind == "text":
            assert len(text) <= LONGEST_PROMPT
            self.asked.append(proposal)
            said = self.typed.pop(0)
            return proposal if said == "<ENTER>" else said
        self.excel.alerts.append(text)
        answer = self.excel.answers.pop(0) if kind == "yes_no" else ""
        return "" if answer == "cancel" else answer
