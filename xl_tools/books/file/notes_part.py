"""What people wrote into the notes (批注) of a sheet: notes of the old kind, and conversations of Excel 365. It keeps
these in a part of their own and puts a note into the file for programs that know no other kind."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.books.file.controls import relations_of
from xl_tools.books.file.guard import Archive, part_key
from xl_tools.books.file.xml_tree import xml_tree
from xl_tools.core.addresses import Cell, cell_at
from xl_tools.core.expressions import expression
from xl_tools.core.grid import CellNote
from xl_tools.core.text import carried
from xl_tools.marks.note_text import without_ours

_NOTES, _THREADS = "comments", "threadedComment"
_PEOPLE = "xl/persons/"
_LONG = 99
"""Digits that no number of an author has."""
_ESCAPE = expression("_x([0-9A-Fa-f]{4})_")
"""How Excel stores a character that XML cannot hold, and an underscore that looks like the beginning of one."""


def find_notes(archive: Archive, sheet_part: str) -> dict[Cell, CellNote]:
    """The notes by cell, without what a check wrote into them. Raises UserError for a part that is beyond the limits or
    damaged."""
    kinds = dict(relations_of(lambda part: _read(archive, part), sheet_part)).values()
    found: dict[Cell, CellNote] = {}
    for kind, part in kinds:
        if kind == _NOTES and archive.has(part):
            found |= _notes(archive, part)
    for kind, part in kinds:
        if kind == _THREADS and archive.has(part):
            found |= _threads(archive, part, _people(archive))
    return found


def _read(archive: Archive, part: str) -> bytes | None:
    return archive.read(part) if archive.has(part) else None


def _notes(archive: Archive, part: str) -> Iterator[tuple[Cell, CellNote]]:
    root = xml_tree(archive.xml(part))
    if root is None:
        return
    authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
    for note in root.iterfind("{*}commentList/{*}comment"):
        cell = cell_at(note.get("ref", ""))
        said = "".join(
            text.text or "" for text in note.iter("{*}t") if text.getparent().tag.rpartition("}")[2] != "rPh"
        )
        text, number = without_ours(_typed(said)).strip(), note.get("authorId", "")
        if cell and text:
            place = int(number) if number.isdecimal() and len(number) < _LONG else len(authors)
            yield cell, CellNote(text, _typed(authors[place]) if place < len(authors) else "")


def _typed(text: str) -> str:
    """The text as it was typed."""
    return carried(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))


def _threads(archive: Archive, part: str, people: dict[str, str]) -> Iterator[tuple[Cell, CellNote]]:
    """What was said on a cell, one line for each answer, with who said it."""
    root = xml_tree(archive.xml(part))
    said: dict[Cell, list[tuple[str, str]]] = {}
    for one in root.iterfind("{*}threadedComment") if root is not None else ():
        cell, text = cell_at(one.get("ref", "")), _typed(one.findtext("{*}text") or "").strip()
        if cell and text:
            said.setdefault(cell, []).append((people.get(one.get("personId", ""), ""), text))
    for cell, lines in said.items():
        yield cell, CellNote("\n".join(f"{name}：{text}" if name else text for name, text in lines), lines[0][0])


def _people(archive: Archive) -> dict[str, str]:
    """The names of those who talked, by id."""
    parts = [part for part in archive.namelist() if part_key(part).startswith(_PEOPLE)]
    roots = [root for part in parts if (root := xml_tree(archive.xml(part))) is not None]
    return {one.get("id", ""): one.get("displayName", "") for root in roots for one in root.iterfind("{*}person")}
