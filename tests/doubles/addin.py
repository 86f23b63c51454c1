"""The add-in's functions as the double answers them: quick stand-ins for ``macros/XltSheet.bas``.

``test_vba.py`` runs the VBA itself over the same workbooks and compares.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from itertools import groupby
from typing import Any

from tests.doubles.excel import Excel
from xl_tools.surfaces.excel import ribbon

PASSWORD = "locked for good"
LONGEST_PROMPT = 255
"""Characters that Excel's input box shows; it refuses more."""
NOT_PROTECTED = "-"
"""What ``XLT_Unlock`` in ``macros/XltSheet.bas`` answers for a sheet that is not protected."""
OURS = metadata.version("xl-tools")


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
            "XLT_Facts": self.facts,
            "XLT_Unlock": self.unlock,
            "XLT_Lock": self.lock,
            "XLT_FitNotes": lambda _book, sheet, _head: self.fitted.append(sheet),
            "XLT_HideName": self.hide,
            "XLT_Leave": self.leave,
            "XLT_Answer": lambda: self.answer,
        }

    def _sheet(self, book: str, sheet: str) -> Any:
        (held,) = (entry for entry in self.excel.open if entry.name == book)
        return held.file[sheet]

    def facts(self, book: str, sheet: str) -> str:
        ws = self._sheet(book, sheet)
        top, left = ws.min_row, ws.min_column
        lines = [f"version\t{self.version}", f"used\t{top}\t{left}\t{ws.max_row}\t{ws.max_column}"]
        lines += [f"visible\t{int(ws.sheet_state == 'visible')}", f"protected\t{int(ws.protection.sheet)}"]
        hidden = sorted(row for row, dimension in ws.row_dimensions.items() if dimension.hidden)
        for _, run in groupby(enumerate(hidden), lambda pair: pair[1] - pair[0]):
            rows = [row for _, row in run]
            lines.append(f"hidden\t{rows[0]}\t{rows[-1]}")
        merged = sorted((area.min_row, area.min_col, area.max_row, area.max_col) for area in ws.merged_cells.ranges)
        (held,) = (entry for entry in self.excel.open if entry.name == book)
        props = held.file.custom_doc_props.props
        properties = [f"property\t{entry.name}\t{entry.value}" for entry in props if entry.name.startswith("xlt.")]
        lines += ["merged\t" + "\t".join(map(str, area)) for area in merged]
        return "\n".join([*lines, *properties]) + "\n"

    def unlock(self, book: str, sheet: str) -> str:
        protection = self._sheet(book, sheet).protection
        if not protection.sheet:
            return NOT_PROTECTED
        if protection.password:
            return ""
        protection.sheet = False
        return "1101000000000000"

    def lock(self, book: str, sheet: str, state: str) -> None:
        assert state == "1101000000000000"
        self._sheet(book, sheet).protection.sheet = True

    def hide(self, book: str, name: str) -> None:
        (held,) = (entry for entry in self.excel.open if entry.name == book)
        held.file.defined_names[name].hidden = True

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
