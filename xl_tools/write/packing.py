"""Packing a workbook: the same bytes on every system, quickly where long texts are most of it, and without ever holding
the rows of a long table as text."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any
from zipfile import ZipFile, ZipInfo

import xlsxwriter.workbook

from xl_tools.core.expressions import expression
from xl_tools.write.cell_xml import shared

QUICK, USUAL = 1, 6
"""Levels of deflating. Quick is several times faster for a quarter more bytes (long Chinese texts, measured): for what
stays on the office's own disk. The usual level is for what goes by mail."""

Body = Callable[[], Iterable[bytes]]
"""Rows of a sheet as XML, in order, made anew at each call."""

_STRINGS = "<r><!--strings--></r>"
"""What XlsxWriter sees in place of the shared strings: by its form it writes it as it is."""
_MARK = expression(rf"<!--rows \d+ \d+-->|<si>{_STRINGS}</si>".encode())
_PIECE, _PIECE_LENGTH = 2000, 1 << 20
"""Rows packed at once, and their bytes."""
_PACKING = threading.Lock()


def mark_of(sheet: int, place: int) -> str:
    """What stands in a sheet's part where one of its bodies belongs; text of a cell never looks so."""
    return f"<!--rows {sheet} {place}-->"


class _Package(ZipFile):
    """A package whose entries do not tell on which system they were written; bodies stand where their marks do."""

    def __init__(self, level: int, bodies: Mapping[str, Body], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._level = level
        self._bodies = bodies

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        if isinstance(zinfo_or_arcname, ZipInfo):
            zinfo_or_arcname.create_system = 0  # as Excel writes it
            if isinstance(data, bytes) and _MARK.search(data):
                zinfo_or_arcname._compresslevel = self._level  # type: ignore[attr-defined]
                self._stream(zinfo_or_arcname, data)
                return
        super().writestr(zinfo_or_arcname, data, compress_type, compresslevel or self._level)

    def _stream(self, entry: ZipInfo, data: bytes) -> None:
        """Deflating leaves the interpreter free: the next rows are made meanwhile, and no more than those."""
        packed: Future[Any] | None = None
        with self.open(entry, "w") as part, ThreadPoolExecutor(1) as packer:
            for piece in self._pieces(data):
                if packed:
                    packed.result()
                packed = packer.submit(part.write, piece)
            if packed:
                packed.result()

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        at = 0
        for mark in _MARK.finditer(data):
            yield data[at : mark.start()]
            at = mark.end()
            held: list[bytes] = []
            length = 0
            for row in self._bodies[mark[0].decode()]():
                held.append(row)
                length += len(row)
                if len(held) == _PIECE or length > _PIECE_LENGTH:
                    yield b"".join(held)
                    held.clear()
                    length = 0
            yield b"".join(held)
        yield data[at:]


class _SharedStrings(list[str]):
    """The shared strings in their order. XlsxWriter asks for one by its number; when it writes them, it gets the mark
    that stands for all."""

    def __iter__(self) -> Iterator[str]:
        yield _STRINGS

    def body(self) -> Iterator[bytes]:
        return (shared(text).encode() for text in super().__iter__())


def pack(workbook: xlsxwriter.workbook.Workbook, *, quick: bool = True) -> None:
    """Close a workbook of XlsxWriter's, which packs it. Every workbook made here is closed here.

    XlsxWriter has no option for a package of one's own, only the name it uses.
    """
    bodies = {mark: body for sheet in workbook.worksheets() for mark, body in getattr(sheet, "bodies", {}).items()}
    table = workbook.str_table
    in_order = table._sort_string_data

    def sort() -> None:
        in_order()
        table.string_array = strings = _SharedStrings(table.string_array)
        bodies[f"<si>{_STRINGS}</si>"] = strings.body

    table._sort_string_data = sort
    with _PACKING:
        usual = xlsxwriter.workbook.ZipFile
        xlsxwriter.workbook.ZipFile = partial(_Package, QUICK if quick else USUAL, bodies)
        try:
            workbook.close()
        finally:
            xlsxwriter.workbook.ZipFile = usual
