"""``python -m tests.trust.lossless [table.md]``: mark and clear the collection; for each file, what became of it.

Fails when a part that was not to be touched changed, when a touched part lost anything, or when clearing does not bring
every part back.
"""

from __future__ import annotations

import contextlib
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from tests.books.packages import additions, canonical, finding, unpack
from tests.trust.collection import collection
from xl_tools.books.file.marked_file import clear_bytes, mark_bytes
from xl_tools.books.ooxml.package import Package
from xl_tools.books.ooxml.workbook import Workbook


@dataclass(frozen=True)
class Line:
    """One file of the table: how many parts it has, how many were kept byte for byte, extended, added."""

    name: str
    parts: int
    size: int
    kept: int
    changed: tuple[str, ...]
    added: int
    seconds: float
    signed: bool


def examine(name: str, data: bytes) -> Line:
    """Mark three cells, clear them again. AssertionError when anything is lost."""
    sheets = [sheet.name for sheet in Workbook(Package(data, name)).sheets if sheet.kind == "worksheet" and sheet.part]
    findings = [
        finding(cell, severity, sheet=sheet)
        for sheet in sheets[:12]
        for cell, severity in (("D3", "error"), ("E4", "warning"), ("F5", "hint"))
    ]
    begun = time.monotonic()
    marked, result = mark_bytes(data, findings)
    cleared, found = clear_bytes(marked)
    seconds = time.monotonic() - begun
    before, after, back = unpack(data), unpack(marked), unpack(cleared)
    assert found
    changed = tuple(part for part in before if before[part] != after[part])
    assert list(after)[: len(before)] == list(before), name
    for part in changed:
        assert only_grown(before[part], after[part]), f"{name}: {part}"
    assert list(back) == list(before), name
    for part, content in before.items():
        assert back[part] == content or canonical(back[part]) == canonical(content), f"{name}: {part} is not as it was"
    return Line(
        name,
        len(before),
        len(data),
        len(before) - len(changed),
        changed,
        len(after) - len(before),
        seconds,
        result.signed,
    )


def only_grown(before: bytes, after: bytes) -> bool:
    """Whether everything that stood in a part still stands in it."""
    if len(before) < _LARGE:  # a tree of more would take minutes
        with contextlib.suppress(etree.XMLSyntaxError, AssertionError):
            additions(before, after)
            return True
    rest = iter(_pieces(after))
    return all(piece in rest for piece in _pieces(before))


_LARGE = 2_000_000
_COUNT = re.compile(rb' count="[0-9]+"|/$')
"""What a list's first tag changes when something is put into it."""


def _pieces(content: bytes) -> list[bytes]:
    """A part tag by tag: of one that has only grown, none is missing and none has moved."""
    return [_COUNT.sub(b"", piece) for piece in content.split(b">")]


def table(lines: list[Line]) -> str:
    columns = ("file", "parts", "bytes", "kept byte for byte", "extended", "added", "after clearing", "s")
    head = f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|\n"
    rows = (
        f"| {line.name}{' (signed: warned)' if line.signed else ''} | {line.parts} | {line.size:,} | {line.kept} | "
        f"{len(line.changed)} | {line.added} | all parts as before | {line.seconds:.2f} |\n"
        for line in lines
    )
    total = f"\n{len(lines)} files, {sum(line.parts for line in lines):,} parts; nothing lost.\n"
    return head + "".join(rows) + total


def main() -> None:
    lines = [examine(name, data) for name, data in collection(large=True, office=True)]
    text = table(lines)
    print(text)
    for given in sys.argv[1:]:
        path = Path(given)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
