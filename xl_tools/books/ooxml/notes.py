"""Notes (legacy comments): ours on a cell of its own, or appended to the note that stands there.

Our text stands between a first and a last line that no message contains, so that it is found again after any program
saved the file, and so that what a clerk wrote in front of it or behind it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xl_tools.books.ooxml.markup import OURS, WRAP, Element, Patch, escape, escape_cell
from xl_tools.books.ooxml.styles import LINES
from xl_tools.core.addresses import Cell, cell_at, cell_name
from xl_tools.core.records import Finding, Severity
from xl_tools.core.text import carried

AUTHOR = "xl-tools 校验"
HEAD = "【校验意见】"
TAIL = "（校验标记，清除标记时自动删去）"
RULE = "────────────"
COLORS = {Severity.ERROR: "#fdeceb", Severity.WARNING: "#fff6dd", Severity.HINT: "#eef5fc"}

_BREAK = r"(?:\r\n|\r|\n|_x000D_\n?)"
_RULED = re.compile(rf"{_BREAK}{RULE}{_BREAK}$")
_MOST_MESSAGE, _MOST_TOTAL = 400, 3000


@dataclass(frozen=True, slots=True)
class Note:
    """Our note on one cell: pieces of text with their weight and colour (``RRGGBBAA`` order as in styles)."""

    pieces: tuple[tuple[str, bool, str], ...]
    severity: Severity

    @property
    def text(self) -> str:
        return "".join(piece[0] for piece in self.pieces)


class Composed(Mapping[Cell, Note]):
    """The notes of cells with findings, each composed when it is asked for: together they are many times as large."""

    def __init__(self, findings: Mapping[Cell, Sequence[Finding]]) -> None:
        self._findings = findings

    def __getitem__(self, cell: Cell) -> Note:
        return compose(self._findings[cell])

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._findings)

    def __len__(self) -> int:
        return len(self._findings)

    def only(self, cells: Sequence[Cell]) -> Composed:
        return Composed({cell: self._findings[cell] for cell in cells})


def compose(findings: Sequence[Finding]) -> Note:
    """The note for a cell's findings, the most severe first; long messages are cut (the results sheet has all)."""
    order = list(Severity)
    ranked = sorted(findings, key=lambda finding: order.index(finding.severity))
    grey, black = "FF7F7F7F", "FF262626"
    pieces: list[tuple[str, bool, str]] = [(f"{HEAD}共 {len(ranked)} 条\n", True, black)]
    room = _MOST_TOTAL
    for index, finding in enumerate(ranked):
        if room <= 0:
            pieces.append((f"……另有 {len(ranked) - index} 条，见“校验结果”表。\n", False, black))
            break
        pieces.append((f"{finding.severity.label} {_short(finding.code)}　", True, LINES[finding.severity]))
        said = f"{_short(finding.message)}\n"
        if finding.advice.strip():
            said += f"→ {_short(finding.advice)}\n"
        pieces.append((said, False, black))
        room -= len(said)
    pieces.append((TAIL, False, grey))
    return Note(tuple(pieces), ranked[0].severity)


def _short(text: str) -> str:
    text = carried(text).replace(HEAD, "").replace(TAIL, "").strip()
    return text if len(text) <= _MOST_MESSAGE else text[:_MOST_MESSAGE] + "……（全文见“校验结果”表）"


def new_comments(namespace: str, notes: Mapping[Cell, Note]) -> Iterator[str]:
    """A comments part with our notes only, in pieces."""
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{namespace}"><authors>'
        f"<author>{escape(AUTHOR)}</author></authors><commentList>"
    )
    for cell, note in notes.items():
        yield _comment(cell, note, 0, "")
    yield "</commentList></comments>"


def noted_cells(root: Element) -> dict[Cell, Element]:
    """The notes of a comments part by cell."""
    holder = root.child("commentList")
    found: dict[Cell, Element] = {}
    for comment in holder.all("comment") if holder else ():
        cell = cell_at(comment.get("ref") or "")
        if cell:
            found.setdefault(cell, comment)
    return found


def thread_ids(root: Element) -> frozenset[int]:
    """The authors that stand for a threaded comment (its text is kept in another part)."""
    holder = root.child("authors")
    authors = holder.all("author") if holder else []
    return frozenset(index for index, author in enumerate(authors) if author.string().startswith("tc="))


def extend_comments(root: Element, patch: Patch, notes: Mapping[Cell, Note]) -> list[Cell] | None:
    """Put our notes into a comments part; returns the cells whose note is new (they need a box), None where the
    part lacks the lists that notes stand in."""
    authors, listing = root.child("authors"), root.child("commentList")
    if authors is None or listing is None:
        return None
    p, there = root.prefix, noted_cells(root)
    author = len(authors.all("author"))
    fresh = [cell for cell in notes if cell not in there]
    if fresh:
        patch.append(authors, f"<{p}author {OURS}>{escape(AUTHOR)}</{p}author>")
        patch.append(listing, "".join(_comment(cell, notes[cell], author, p) for cell in fresh))
    for cell, note in notes.items():
        if cell in there:
            _append(there[cell], patch, note)
    return fresh


def _append(comment: Element, patch: Patch, note: Note) -> None:
    """Our text behind the user's. A bare text is put into a run, since runs may not follow it."""
    p = comment.prefix
    ours = _runs((("\n" + RULE + "\n", False, "FF7F7F7F"), *note.pieces), p)
    text = comment.child("text")
    if text is None:
        patch.append(comment, f"<{p}text {OURS}>{_runs(note.pieces, p)}</{p}text>")
        return
    bare, runs = text.child("t"), text.all("r")
    if bare is not None:
        patch.insert(bare.start, f"<{p}r {WRAP}>")
        patch.insert(bare.end, f"</{p}r>" + ("" if runs else ours))
    if runs:
        patch.insert(runs[-1].end, ours)
    elif bare is None:
        patch.append(text, ours)


def _comment(cell: Cell, note: Note, author: int, p: str) -> str:
    return (
        f'<{p}comment {OURS} ref="{cell_name(*cell)}" authorId="{author}"><{p}text>{_runs(note.pieces, p)}</{p}text>'
        f"</{p}comment>"
    )


def _runs(pieces: Sequence[tuple[str, bool, str]], p: str) -> str:
    return "".join(_run(text, f"<{p}b/>" if bold else "", color, p) for text, bold, color in pieces)


def _run(text: str, weight: str, color: str, p: str) -> str:
    return (
        f'<{p}r {OURS}><{p}rPr>{weight}<{p}sz val="9"/><{p}color rgb="{color}"/><{p}rFont val="微软雅黑"/>'
        f'<{p}family val="2"/><{p}charset val="134"/></{p}rPr>'
        f'<{p}t xml:space="preserve">{escape_cell(text)}</{p}t></{p}r>'
    )


def strip_notes(root: Element, patch: Patch) -> Iterator[Cell]:
    """Take our text out of a comments part by its first and last line; yields the cells left without a note."""
    for cell, comment in noted_cells(root).items():
        text = comment.child("text")
        if text is None:
            continue
        strings = [element for element in text.walk() if element.name == "t"]
        whole = "".join(element.string() for element in strings)
        start, end = _block(whole)
        if start == end:
            continue
        if not (whole[:start] + whole[end:]).strip():
            patch.remove(comment)
            yield cell
            continue
        runs = {id(child): run for run in text.walk() if run.name == "r" for child in run.children}
        _cut([(element, runs.get(id(element))) for element in strings], patch, start, end)


def _block(text: str) -> tuple[int, int]:
    """Where our text stands in a note, with the line that sets it off; two equal numbers where there is none."""
    start, end = text.find(HEAD), text.rfind(TAIL)
    if start < 0 or end < start:
        return 0, 0
    ruled = _RULED.search(text, max(0, start - 40), start)
    return ruled.start() if ruled else start, end + len(TAIL)


def without_ours(text: str) -> str:
    """The text of a note without what we wrote into it; "" when nothing else stands there."""
    start, end = _block(text)
    left = text[:start] + text[end:]
    return left if left == text or left.strip() else ""


def _cut(strings: Sequence[tuple[Element, Element | None]], patch: Patch, start: int, end: int) -> None:
    """Remove characters ``start`` to ``end`` of texts that follow each other, each given with the run that it stands
    in; a run left empty goes too."""
    at = 0
    for element, run in strings:
        said = element.string()
        first, last = max(start - at, 0), min(end - at, len(said))
        at += len(said)
        if first >= last:
            continue
        left = said[:first] + said[last:]
        if not left and run is not None:
            patch.remove(run)
        elif not element.empty:
            patch.replace(element.head, element.foot, escape(left))
