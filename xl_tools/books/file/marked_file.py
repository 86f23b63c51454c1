"""Marks in files on disk: what ``marks`` does on bytes, with safe reading and writing around it.

The input is never changed; what is written goes out by the one way (``output``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from xl_tools.books.file.guard import read_input
from xl_tools.books.file.output import Output
from xl_tools.books.ooxml import painter
from xl_tools.core.records import Finding
from xl_tools.marks.plan import KnownBook, MarkResult
from xl_tools.marks.results import Explanation

__all__ = [
    "Explanation",
    "MarkResult",
    "clear_bytes",
    "clear_file",
    "known_of",
    "mark_bytes",
    "mark_file",
    "read_explanations",
    "words_beside",
]

_UNNAMED = "这个文件"


def mark_file(source: Path, findings: Sequence[Finding], out: Path, *, title: str = "") -> MarkResult:
    """Write a copy of a workbook with marks for the findings.

    ``title`` (a unit's name, a period) stands on top of the results sheet. Raises UserError when the file cannot be
    marked, a finding names a sheet that it does not have, or ``out`` is the file itself.
    """
    output = Output.beside(source)
    output.admit([out])
    data, result = painter.mark(read_input(source), findings, name=source.name, title=title)
    output.write(out, data)
    return replace(result, kept=tuple(output.kept))


def clear_file(source: Path, out: Path) -> bool:
    """Write a copy of a workbook without our marks; returns whether there were any."""
    output = Output.beside(source)
    output.admit([out])
    data, found = painter.clear(read_input(source), name=source.name)
    output.write(out, data)
    return found


def mark_bytes(
    data: bytes,
    findings: Sequence[Finding],
    *,
    title: str = "",
    name: str = _UNNAMED,
    ran: Collection[str] | None = None,
    beside: Sequence[str] = (),
) -> tuple[bytes, MarkResult]:
    """A workbook's bytes with marks, and what was marked. ``name`` is how sentences to the user call the file; ``ran``
    are the codes that were looked for (None: all): reasons beside others are kept. ``beside`` are words that people
    wrote into an earlier copy beside the reasons: they stand in this one, too."""
    return painter.mark(data, findings, name=name, title=title, ran=ran, beside=beside)


def known_of(data: bytes, findings: Sequence[Finding], *, name: str = _UNNAMED) -> KnownBook:
    """What a plan of marks for the findings must know of a workbook. Raises UserError where it cannot be marked."""
    return painter.known(data, findings, name=name)


def clear_bytes(data: bytes, *, name: str = _UNNAMED) -> tuple[bytes, bool]:
    """A workbook's bytes without our marks (the same bytes where there were none), and whether there were any."""
    return painter.clear(data, name=name)


def words_beside(data: bytes, *, name: str = _UNNAMED) -> list[str]:
    """What people wrote into the results sheet of a marked workbook outside the column 说明."""
    return painter.words_beside(data, name=name)


def read_explanations(source: Path | bytes) -> list[Explanation]:
    """What the clerk wrote in the column 说明 of a marked workbook; [] where it has no results sheet."""
    if isinstance(source, bytes):
        return painter.explanations(source, name=_UNNAMED)
    return painter.explanations(read_input(source), name=source.name)
