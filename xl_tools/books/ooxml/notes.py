"""Notes (legacy comments) in a file: ours on a cell of its own, or appended to the note that stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xl_tools.books.ooxml.markup import OURS, WRAP, Element, Patch, escape, escape_cell
from xl_tools.books.ooxml.styles import argb
from xl_tools.core.addresses import Cell, cell_at, cell_name
from xl_tools.core.records import Severity
from xl_tools.marks.note_text import GREY, RULE, Run, our_block
from xl_tools.marks.plan import Note

AUTHOR = "xl-tools 校验"
COLORS = {Severity.ERROR: "#fdeceb", Severity.WARNING: "#fff6dd", Severity.HINT: "#eef5fc"}
"""The colour of a note's box."""


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
    ours = _runs((Run(f"\n{RULE}\n", False, GREY), *note.runs), p)
    text = comment.child("text")
    if text is None:
        patch.append(comment, f"<{p}text {OURS}>{_runs(note.runs, p)}</{p}text>")
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
        f'<{p}comment {OURS} ref="{cell_name(*cell)}" authorId="{author}"><{p}text>{_runs(note.runs, p)}</{p}text>'
        f"</{p}comment>"
    )


def _runs(runs: Sequence[Run], p: str) -> str:
    return "".join(
        f'<{p}r {OURS}><{p}rPr>{f"<{p}b/>" if run.bold else ""}<{p}sz val="9"/><{p}color rgb="{argb(run.colour)}"/>'
        f'<{p}rFont val="微软雅黑"/><{p}family val="2"/><{p}charset val="134"/></{p}rPr>'
        f'<{p}t xml:space="preserve">{escape_cell(run.text)}</{p}t></{p}r>'
        for run in runs
    )


def strip_notes(root: Element, patch: Patch) -> Iterator[Cell]:
    """Take our text out of a comments part by its first and last line; yields the cells left without a note."""
    for cell, comment in noted_cells(root).items():
        text = comment.child("text")
        if text is None:
            continue
        strings = [element for element in text.walk() if element.name == "t"]
        whole = "".join(element.string() for element in strings)
        start, end = our_block(whole)
        if start == end:
            continue
        if not (whole[:start] + whole[end:]).strip():
            patch.remove(comment)
            yield cell
            continue
        runs = {id(child): run for run in text.walk() if run.name == "r" for child in run.children}
        _cut([(element, runs.get(id(element))) for element in strings], patch, start, end)


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
