"""Sheets of hundreds of thousands of rows in a workbook of XlsxWriter's.

XlsxWriter spends five microseconds a cell. Here the rows below the heading are given as finished XML, made by one
format string a row, and streamed into the package; everything else of the sheet stays XlsxWriter's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from typing import Any
from zipfile import ZipInfo

from xlsxwriter.workbook import Workbook

from xl_tools.write.packing import QUICK, SteadyZip, pack_with
from xl_tools.write.quick_sheet import QuickSheet

Body = Callable[[], Iterable[str]]
"""The rows of a sheet as XML, in order, made anew at each call."""

_PIECE = 2000
"""Rows packed at once."""


class PlainSheet(QuickSheet):
    """A worksheet whose formulas hold no function younger than Excel 2010, so that none needs its new name looked up
    (thirty patterns a formula)."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")


class RowsSheet(PlainSheet):
    """A worksheet whose rows below the heading come from a ``Body``."""

    dim_rowmax: int
    dim_colmax: int

    def set_body(self, body: Body, last_row: int, last_column: int) -> None:
        """Call after the heading is written. Rows and columns from 0; ``last_row`` is the last of the body."""
        self.body = body
        self._heading_end = self.dim_rowmax
        self.dim_rowmax = max(self.dim_rowmax, last_row)
        self.dim_colmax = max(self.dim_colmax, last_column)

    @property
    def mark(self) -> str:
        return f"<!--rows of {self.index}-->"

    def _write_rows(self) -> None:
        end, self.dim_rowmax = self.dim_rowmax, self._heading_end
        super()._write_rows()
        self.dim_rowmax = end
        self.fh.write(self.mark)


class _StreamZip(SteadyZip):
    """Packs quickly, and puts the bodies where their marks stand."""

    level = QUICK

    def __init__(self, bodies: Mapping[bytes, Body], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._bodies = bodies

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        mark = next((mark for mark in self._bodies if mark in data), None) if isinstance(data, bytes) else None
        if mark is None or not isinstance(zinfo_or_arcname, ZipInfo):
            super().writestr(zinfo_or_arcname, data, compress_type, compresslevel)
            return
        head, tail = data.split(mark)
        zinfo_or_arcname._compresslevel = self.level  # type: ignore[attr-defined]
        zinfo_or_arcname.create_system = 0
        with self.open(zinfo_or_arcname, "w") as part, ThreadPoolExecutor(1) as packer:
            # Deflating leaves the interpreter free: the next rows are made meanwhile.
            pieces = chain([head], _pieces(self._bodies[mark]()), [tail])
            for packed in [packer.submit(part.write, piece) for piece in pieces]:
                packed.result()


def _pieces(rows: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    for row in rows:
        held.append(row)
        if len(held) == _PIECE:
            yield "".join(held).encode()
            held.clear()
    yield "".join(held).encode()


def pack_rows(workbook: Workbook, sheets: Iterable[RowsSheet]) -> None:
    """Close a workbook, packed quickly, with the bodies of these sheets."""
    pack_with(workbook, partial(_StreamZip, {sheet.mark.encode(): sheet.body for sheet in sheets}))


# --- cells as XML -----------------------------------------------------------------------------------

_SAFE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "_x000D_"})


def escaped(text: str) -> str:
    """A text as it may stand in XML. Controls that XML does not know are written as Excel writes them."""
    if text.isprintable() and "_x" not in text:
        return text.translate(_SAFE) if "&" in text or "<" in text or ">" in text else text
    guarded = text.replace("_x", "_x005F_x").translate(_SAFE)
    return "".join(
        f"_x{ord(char):04X}_" if (char < " " and char not in "\n\t") or char in "\ufffe\uffff" else char
        for char in guarded
        if not "\ud800" <= char <= "\udfff"
    )


def inline(text: str) -> str:
    """What follows a cell's address and format where it holds a text, whatever it looks like; an empty one is blank."""
    if not text:
        return "/>"
    keep = ' xml:space="preserve"' if text[0] <= " " or text[-1] <= " " or "\n" in text else ""
    return f' t="inlineStr"><is><t{keep}>{escaped(text)}</t></is></c>'


def text_cell(place: str, look: int, text: str) -> str:
    """A text in a cell of its own."""
    return f'<c r="{place}" s="{look}"{inline(text)}'
