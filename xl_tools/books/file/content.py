"""What people put into a workbook, as one digest: typed values, formulas, ticks, notes, fills.

Bytes do not tell whether somebody worked in a workbook: Excel and LibreOffice write every part anew on saving, and
calculate results to other last digits. So results of formulas, the numbering of strings and styles, order of parts,
spaces and quotes in formulas do not count here. What cannot be taken apart here counts by its bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple, TypeVar

from xl_tools.books.file.guard import part_of_target
from xl_tools.books.ooxml.markup import unescape
from xl_tools.core.addresses import LAST_ROW, column_letters, column_number, split_cell
from xl_tools.core.expressions import expression

_PIECE = 1 << 20
_LARGEST = 128 << 20
"""Bytes of a part that is taken apart here."""
_LONG = 64
_ROW_END = b"</row>"
_ATTRIBUTE = expression(rb'(?<![\w:])([\w:]++)="([^"]*)"')
_USUAL = (b"<worksheet", b"<sst", b"<styleSheet", b"<workbook", b"<comments", b"<Relationships")
_WRITTEN = (("'", ""), ("_xlfn.", ""), ("_xlws.", ""), ("TRUE()", "TRUE"), ("FALSE()", "FALSE"))
"""What programs write into a formula each in its own way."""
_WHOLE_COLUMN = expression(r"(\$?[A-Z]{1,3})\$?1:(\$?[A-Z]{1,3})\$?1048576")
_REFERENCE = expression(r"(\$?)\b([A-Z]{1,3})(\$?)([1-9]\d{0,6})\b(?!\()")
_DIFFERENT = expression(r"['&\s]|_xl|TRUE\(|FALSE\(|1048576")
"""Without any of these a formula is the same whatever program wrote it."""
_CELL = b'<c r="'
_USUAL_CELL = expression(
    rb'(?: s="([0-9]{1,9})")?(?: t="([A-Za-z]{1,9})")?'
    rb'(?:/>|>(?:<f>([^<]+)</f>)?(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
"""What follows the place of a cell as our writers and Excel write nearly all of them: its format, kind, formula, value,
own text."""
_NO_CELLS = (b"<co", b"<cf", b"<cu")
"""What begins like a cell where none is: columns, formats by condition, views."""
_STRING, _KEPT_STRING, _STRING_END = b"<si><t>", b'<si><t xml:space="preserve">', b"</t></si>"
_NO_FILL = (b"none", b"gray125")

Made = TypeVar("Made")
_Make = Callable[[bytes, bytes], Made]


def content_digest(data: bytes) -> str:
    """The digest of a workbook's content; of the bytes themselves where they are no package of the usual kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _digest(package)
    except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, RuntimeError):
        return hashlib.sha256(data).hexdigest()


Held = Mapping[str, str]
"""What stands in a sheet, by cell ("A1"): what was typed, and formulas with = in front of them; of a long text the
digest."""


def held_by_sheets(data: bytes) -> Mapping[str, Held]:
    """What each sheet of a workbook holds, by its name; nothing where it is no package of the usual kind."""
    found = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            strings = _strings(package)
            for sheet, part in _sheets(package):
                found[_said(sheet)] = {
                    _said(cell): held
                    for piece in _pieces_of_cells(package, part, strings, lambda _, held: _said(held))
                    for cell, held in piece
                    if held
                }
    except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, RuntimeError):
        return {}
    return found


def _said(text: bytes) -> str:
    return text.decode("utf-8", "replace")


class _Odd(ValueError):
    """A part that is not written as office programs write it."""


def _digest(package: zipfile.ZipFile) -> str:
    strings, fills = _strings(package), _fills(package)
    whole = hashlib.sha256()
    for sheet, name in _sheets(package):
        whole.update(b"\x1d" + sheet)
        for cells in _cells(package, name, strings, fills):
            whole.update(cells)
        for note in sorted(_notes(package, name)):
            whole.update(b"\x1e" + b"\x1f".join((b"note", *note)))
        for state in _boxes(package, name):
            whole.update(b"\x1ebox\x1f" + state)
    return whole.hexdigest()


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[bytes, str]]:
    """Each sheet's name and its part."""
    targets = {relation.key: relation.target for relation in _targets(package, "xl/workbook.xml")}
    for head, _ in _elements(_part(package, "xl/workbook.xml"), b"sheet"):
        sheet = _attributes(head)
        yield _plain(sheet[b"name"]), targets[sheet[b"r:id"]]


# --- parts -------------------------------------------------------------------------------------------


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    return _usual(_bytes(package, name))


def _bytes(package: zipfile.ZipFile, name: str) -> bytes:
    if package.getinfo(name).file_size > _LARGEST:
        raise _Odd(name)
    return package.read(name)


def _usual(xml: bytes) -> bytes:
    """The XML where its names have no prefix; others would not be found in it."""
    if not any(name in xml[:4000] for name in _USUAL):
        raise _Odd
    return xml


def _elements(xml: bytes, name: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The elements of a name, each as its attributes and what stands in it; none of them holds another. In one pass,
    whatever the XML is like."""
    for part in xml.split(b"<" + name)[1:]:
        head, _, rest = part.partition(b">")
        if head[:1].isspace() or head in (b"", b"/"):
            yield (head[:-1], b"") if head.endswith(b"/") else (head, rest.partition(b"</" + name + b">")[0])


def _attributes(head: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(head))


class _Relation(NamedTuple):
    key: bytes
    kind: bytes
    target: str


def _targets(package: zipfile.ZipFile, name: str) -> list[_Relation]:
    """What a part leads to."""
    folder, _, own = name.rpartition("/")
    relations = f"{folder}/_rels/{own}.rels"
    if relations not in package.NameToInfo:
        return []
    found = []
    for head, _ in _elements(_part(package, relations), b"Relationship"):
        said = _attributes(head)
        target = part_of_target(unescape(said[b"Target"].decode()), name, package.NameToInfo.__contains__)
        found.append(_Relation(said[b"Id"], said[b"Type"].rpartition(b"/")[2], target))
    return found


# --- texts and fills ---------------------------------------------------------------------------------


def _strings(package: zipfile.ZipFile) -> Sequence[bytes]:
    name = "xl/sharedStrings.xml"
    if name not in package.NameToInfo:
        return ()
    *parts, end = _part(package, name).split(_STRING_END)
    if parts:
        parts[0] = parts[0][parts[0].find(b"<si") :]
    usual = (part.removeprefix(_STRING).removeprefix(_KEPT_STRING) for part in parts)  # no list: it may be all of it
    strings = [_brief(_plain(text)) for text in takewhile(lambda text: b"<" not in text, usual)]
    if len(strings) == len(parts) and b"<si" not in end:
        return strings
    return [_brief(_texts(inside)) for _, inside in _elements(_part(package, name), b"si")]


def _texts(xml: bytes) -> bytes:
    """The runs of a text, joined; how it is pronounced is not part of it."""
    if b"<rPh" in xml:
        first, *parts = xml.split(b"<rPh")
        xml = first + b"".join(part.partition(b"</rPh>")[2] for part in parts)
    return _plain(b"".join(inside for _, inside in _elements(xml, b"t")))


def _brief(text: bytes) -> bytes:
    """A text, or the digest of a long one: thousands of cells may share it."""
    return text if len(text) <= _LONG else hashlib.sha256(text).digest()


def _plain(text: bytes) -> bytes:
    if b"&" in text:
        text = unescape(text.decode("utf-8", "replace")).encode("utf-8", "replace")
    return text.replace(b"_x000D_", b"").replace(b"\r", b"").rstrip()


def _fills(package: zipfile.ZipFile) -> Mapping[bytes, bytes]:
    """The fill of each cell format that has one."""
    if "xl/styles.xml" not in package.NameToInfo:
        return {}
    styles = _part(package, "xl/styles.xml")
    fills = next((inside for _, inside in _elements(styles, b"fills")), b"")
    formats = next((inside for _, inside in _elements(styles, b"cellXfs")), b"")
    colours = [_colour(inside) for _, inside in _elements(fills, b"fill")]
    of_format: dict[bytes, bytes] = {}
    for number, (head, _) in enumerate(_elements(formats, b"xf")):
        fill = int(_attributes(head).get(b"fillId", b"0"))
        if colours and (colour := colours[fill]):
            of_format[b"%d" % number] = colour
    return of_format


def _colour(fill: bytes) -> bytes:
    for head, inside in _elements(fill, b"patternFill"):
        if _attributes(head).get(b"patternType", b"none") in _NO_FILL:
            return b""
        said = next((_attributes(front) for front, _ in _elements(inside, b"fgColor")), {})
        return said[b"rgb"].upper()[-6:] if b"rgb" in said else b" ".join(sorted(said.values())) or b"fill"
    return fill


# --- cells -------------------------------------------------------------------------------------------


def _cells(
    package: zipfile.ZipFile, name: str, strings: Sequence[bytes], fills: Mapping[bytes, bytes]
) -> Iterator[bytes]:
    """Every cell that holds or shows something: its place, what was typed or its formula, its fill; by pieces of the
    sheet."""

    def behind_the_place(style: bytes, held: bytes) -> bytes:
        return b"\x1f%b\x1f%b" % (held, fills.get(style, b"")) if held or style in fills else b""

    for cells in _pieces_of_cells(package, name, strings, behind_the_place):
        yield b"".join([b"\x1e" + cell + said for cell, said in cells if said])


def _pieces_of_cells(
    package: zipfile.ZipFile, name: str, strings: Sequence[bytes], make: _Make[Made]
) -> Iterator[Iterable[tuple[bytes, Made]]]:
    """The cells of each piece of a sheet: place, and what is made of the format and what was typed or the formula."""
    shared: dict[bytes, tuple[str, str]] = {}
    for piece in _pieces(package, name):
        usual = _usual_cells(piece, strings, make)
        yield _any_cells(piece, strings, shared, make) if usual is None else usual


def _usual_cells(piece: bytes, strings: Sequence[bytes], make: _Make[Made]) -> Iterable[tuple[bytes, Made]] | None:
    """The cells of a piece; None where one is written in another way. What stands behind a place is looked at once for
    all cells in which it stands: of the hundred thousand of a roll-up nine tenths are like another."""
    places: list[bytes] = []
    made: list[Made] = []
    known: dict[bytes, Made] = {}
    for row in piece.split(_ROW_END):
        before, *found = row.split(_CELL)
        if b"<c" in before and before.count(b"<c") != sum(map(before.count, _NO_CELLS)):
            return None
        for cell in found:
            place, _, rest = cell.partition(b'"')
            if rest not in known:
                if not (usual := _USUAL_CELL.fullmatch(rest)):
                    return None
                style, kind, formula, value, text = usual.groups(b"")
                known[rest] = make(style or b"0", _held(kind, formula, value, text, strings))
            places.append(place)
            made.append(known[rest])
    return zip(places, made, strict=True)


def _held(kind: bytes, formula: bytes, value: bytes, text: bytes, strings: Sequence[bytes]) -> bytes:
    if formula:
        return _own_formula(formula)
    return _stored(kind, value, strings) if value else text and _brief(_plain(text))


def _stored(kind: bytes, value: bytes, strings: Sequence[bytes]) -> bytes:
    return strings[int(value)] if kind == b"s" else _value(kind or b"n", value)


def _any_cells(
    piece: bytes, strings: Sequence[bytes], shared: dict[bytes, tuple[str, str]], make: _Make[Made]
) -> Iterator[tuple[bytes, Made]]:
    """The same, whatever way the cells are written."""
    for head, inside in _elements(piece, b"c"):
        said = _attributes(head)
        if b"<f" in inside and (formula := next(_elements(inside, b"f"), None)):
            held = b"=" + _formula(*formula, said[b"r"].decode(), shared)
        else:
            held = _typed(said.get(b"t", b"n"), inside, strings) if inside else b""
        yield said[b"r"], make(said.get(b"s", b"0"), held)


def _pieces(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A sheet's part in pieces that end with a row."""
    if package.getinfo(name).file_size > _LARGEST:
        raise _Odd(name)
    waiting: list[bytes] = []
    with package.open(name) as part:
        piece = _usual(part.read(_PIECE))
        while piece:
            before, found, rest = piece.rpartition(_ROW_END)
            if found:
                yield b"".join((*waiting, before, found))
                waiting = []
            waiting.append(rest)
            piece = part.read(_PIECE)
    yield b"".join(waiting)


def _typed(kind: bytes, inside: bytes, strings: Sequence[bytes]) -> bytes:
    if kind == b"inlineStr":
        return _brief(_texts(inside))
    value = next((text for _, text in _elements(inside, b"v")), b"")
    return _stored(kind, value, strings) if value else b""


@lru_cache(maxsize=1024)
def _value(kind: bytes, value: bytes) -> bytes:
    # Programs write the last digits of a number differently.
    return b"%.14g" % float(value) if kind == b"n" else _brief(_plain(value))


def _formula(head: bytes, text: bytes, cell: str, shared: dict[bytes, tuple[str, str]]) -> bytes:
    """A cell's formula as it would stand there by itself: some cells only name the one whose formula they share."""
    number = _attributes(head).get(b"si") if head else None
    if text:
        own = _normal(text)
        if number is not None:
            shared[number] = cell, own
        return own.encode()
    if number not in shared:
        raise _Odd(cell)
    return _moved(*shared[number], cell).encode()


@lru_cache(maxsize=256)
def _own_formula(formula: bytes) -> bytes:
    return b"=" + _normal(formula).encode()


@lru_cache(maxsize=256)
def _normal(formula: bytes) -> str:
    """A formula without what programs write differently; its texts stay as they are. A column of a table has one
    formula in all its rows."""
    text = formula.decode("utf-8", "replace")
    if not _DIFFERENT.search(text):
        return text
    parts = unescape(text).split('"')
    for place in range(0, len(parts), 2):
        code = "".join(parts[place].split())
        for written, meant in _WRITTEN:
            code = code.replace(written, meant)
        parts[place] = _WHOLE_COLUMN.sub(r"\1:\2", code) if str(LAST_ROW) in code else code
    return '"'.join(parts)


def _moved(start: str, formula: str, cell: str) -> str:
    """A formula as it reads in another cell."""
    (top, left), (row, column) = split_cell(start), split_cell(cell)

    def at(found: re.Match[str]) -> str:
        across = found[2] if found[1] else column_letters(column_number(found[2]) + column - left)
        down = found[4] if found[3] else str(int(found[4]) + row - top)
        return f"{found[1]}{across}{found[3]}{down}"

    return _REFERENCE.sub(at, formula)


def _notes(package: zipfile.ZipFile, sheet: str) -> Iterator[tuple[bytes, bytes]]:
    for _, kind, target in _targets(package, sheet):
        if kind == b"comments":
            for head, inside in _elements(_part(package, target), b"comment"):
                yield _attributes(head)[b"ref"], _texts(inside)
        elif kind == b"threadedComment":
            yield b"", hashlib.sha256(_bytes(package, target)).digest()


def _boxes(package: zipfile.ZipFile, sheet: str) -> Iterator[bytes]:
    """Whether each tick box of a sheet that is a control is ticked, in the order of their parts: a tick is typed, too,
    and one that is linked to no cell stands nowhere else."""
    targets = (target for _, kind, target in _targets(package, sheet) if kind == b"ctrlProp")
    for target in sorted(targets, key=lambda name: (len(name), name)):
        said = next((_attributes(head) for head, _ in _elements(_bytes(package, target), b"formControlPr")), {})
        if said.get(b"objectType") in (b"CheckBox", b"Radio"):
            yield said.get(b"checked", b"Unchecked")
