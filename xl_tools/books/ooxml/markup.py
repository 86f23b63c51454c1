"""XML as text with positions: find an element, put text in or take it out, leave the rest as it stands.

A part is decoded, checked to be well-formed and within limits (``watch``), and scanned into elements that
know where they begin and end. Edits are made on the text, so bytes outside an edit never change. Parsing into a tree
and serialising again would rewrite quotes, white space and namespace declarations all over the part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from sys import intern

from xl_tools.books.file.guard import limit, refuse
from xl_tools.books.file.xml_steps import Damaged, encoding, watch
from xl_tools.core.expressions import expression
from xl_tools.core.text import carried

__all__ = [
    "OPENED",
    "OURS",
    "WRAP",
    "Damaged",
    "Element",
    "Patch",
    "Text",
    "escape",
    "escape_cell",
    "open_root",
    "position",
    "refuse",
    "root_name",
    "scan",
    "strip_ours",
    "unescape",
    "unescape_cell",
    "whole_number",
]

OURS = 'xmlns:xlt="urn:xl-tools"'
"""Declared on every element we add. Unused declarations are legal everywhere and ignored by every reader."""

WRAP = 'xmlns:xlt="urn:xl-tools:wrap"'
"""Declared on an element that we put around an element of the user: only its tags are ours."""

OPENED = ' xmlns:xlto="urn:xl-tools:opened"'
"""Declared on our first child of an element that was an empty-element tag before."""

_TAG = expression(
    r"<(?:!--.*?(?:-->|\Z)|!\[CDATA\[.*?(?:\]\]>|\Z)|\?.*?(?:\?>|\Z)"
    r"|(?P<close>/?)(?P<name>[^\s/<>!?]++)(?P<attrs>[^\"'<>]*+(?:\"[^\"<]*+\"[^\"'<>]*+|'[^'<]*+'[^\"'<>]*+)*+)>)",
    re.DOTALL,
)
_ATTR = expression(r"(?<![^\s=])([^\s=]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_COUNT = expression(r"\scount\s*=\s*[\"'](\d{1,9})[\"']")
_ENTITY = expression(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_XSTRING = expression(r"_(?=x[0-9A-Fa-f]{4}_)")
_XCODE = expression(r"_x([0-9A-Fa-f]{4})_")


_PIECE = 1 << 20

COUNTED = ("fonts", "fills", "borders", "cellXfs", "dxfs")
"""The lists we lengthen that tell their length."""


class Element:
    """One element and where it stands: ``text[start:end]`` is all of it, ``text[head:foot]`` its content.

    It does not know its parent: a tree without circles goes at once when its root does, and it may be 100 MB.
    """

    __slots__ = ("_text", "children", "empty", "end", "foot", "head", "qname", "start")
    children: Sequence[Element]

    def __init__(self, text: str, qname: str, start: int, head: int, empty: bool) -> None:
        self._text = text
        self.qname = intern(qname)
        self.start = start
        self.head = self.foot = self.end = head
        self.empty = empty
        self.children = ()  # most have none, and there may be a million of them

    def adopt(self, child: Element) -> None:
        if isinstance(self.children, list):
            self.children.append(child)
        else:
            self.children = [child]

    @property
    def name(self) -> str:
        """The name without its prefix."""
        return self.qname.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, "" where there is none: ready to be put before a name."""
        return self.qname[: -len(self.name)]

    @property
    def tag(self) -> str:
        """The opening tag as it is written."""
        return self._text[self.start : self.head]

    @property
    def ours(self) -> bool:
        return OURS in self.tag

    @property
    def wraps(self) -> bool:
        return WRAP in self.tag

    def attributes(self) -> dict[str, str]:
        """Attributes by the name as written, entities resolved."""
        return {
            name: unescape(double or single) for name, double, single in _ATTR.findall(self.tag[1 + len(self.qname) :])
        }

    def get(self, name: str) -> str | None:
        return self.attributes().get(name)

    def number(self, name: str) -> int | None:
        """An attribute that is a whole number, as far as a workbook counts; None for anything else."""
        return whole_number(self.get(name) or "")

    def rel_id(self) -> str | None:
        """The value of ``r:id`` whatever the prefix is called."""
        for name, value in self.attributes().items():
            if name.endswith(":id") and not name.startswith("xml"):
                return value
        return None

    def child(self, name: str) -> Element | None:
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        """Children of that name."""
        return [child for child in self.children if child.name == name]

    def walk(self) -> Iterator[Element]:
        """Itself and everything below, in document order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))

    def string(self) -> str:
        """The character data directly or indirectly in it, entities resolved."""
        inner = self._text[self.head : self.foot]
        if "<" not in inner:
            return unescape(inner)
        pieces: list[str] = []
        last = 0
        for match in _TAG.finditer(inner):
            pieces.append(unescape(inner[last : match.start()]))
            if match[0].startswith("<![CDATA["):
                pieces.append(match[0][9:-3])
            last = match.end()
        pieces.append(unescape(inner[last:]))
        return "".join(pieces)


def scan(text: str, opaque: str = "") -> Element:
    """The root element of a well-formed document. Children of the element called ``opaque`` are left out
    (a sheet's rows: there are many and marks do not touch them)."""
    root: Element | None = None
    opened: list[Element] = []
    position = count = 0
    most = limit("xml", "held")
    while match := _TAG.search(text, position):
        position = match.end()
        qname = match["name"]
        if qname is None:
            continue
        if match["close"]:
            if not opened:
                break
            closed = opened.pop()
            closed.foot, closed.end = match.start(), match.end()
            if not opened:
                break
            continue
        count += 1
        if count > most:
            raise Damaged(f"元素超过 {most} 个")
        element = Element(text, qname, match.start(), match.end(), match["attrs"].endswith("/"))
        if opened:
            opened[-1].adopt(element)
        root = root or element
        if element.empty:
            if not opened:
                break
            continue
        opened.append(element)
        if opaque and element.name == opaque:
            position = _skip(text, element)
    if root is None:
        raise Damaged("没有内容")
    return root


def root_name(text: str) -> str:
    """The name of a well-formed document's root, without its prefix."""
    names = (match["name"] for match in _TAG.finditer(text))
    return next(name for name in names if name).rpartition(":")[2]


def _skip(text: str, element: Element) -> int:
    """Where the closing tag begins, when it can be told without looking at what is inside."""
    close = expression(rf"</{re.escape(element.qname)}\s*>").search(text, element.head)
    if close is None or text.find("<!", element.head, close.start()) >= 0:
        return element.head
    return close.start()


class Text:
    """A part's XML as text, with what is needed to write it back in the same encoding."""

    def __init__(self, data: bytes, *, checked: bool = True) -> None:
        self.bom, self.encoding = encoding(data)
        try:
            self.text = data[len(self.bom) :].decode(self.encoding)
        except (UnicodeDecodeError, LookupError) as error:
            raise Damaged("文字编码有误") from error
        if checked:
            watch(self.text)

    def encode(self, pieces: Iterable[str]) -> Iterator[bytes]:
        """The new text as bytes; what the part's encoding cannot hold becomes a character reference."""
        yield self.bom
        for piece in pieces:
            yield piece.encode(self.encoding, "xmlcharrefreplace")


class Patch:
    """Edits of one text, applied together; positions are those of the text as it was."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._edits: list[tuple[int, int, str]] = []

    def __bool__(self) -> bool:
        return bool(self._edits)

    def insert(self, at: int, new: str) -> None:
        self._edits.append((at, at, new))

    def replace(self, start: int, end: int, new: str) -> None:
        self._edits.append((start, end, new))

    def remove(self, element: Element) -> None:
        self._edits.append((element.start, element.end, ""))

    def append(self, parent: Element, new: str) -> None:
        """Put ``new`` at the end of an element's content; an empty-element tag is opened (once an element)."""
        if parent.empty:
            told = new.replace(OURS, OURS + OPENED, 1)
            self.replace(parent.head - 2, parent.head, f">{told}</{parent.qname}>")
        else:
            self.insert(parent.foot, new)

    def count(self, parent: Element, more: int) -> None:
        """Raise the ``count`` of a list by ``more``, as far as it has one. By difference, so that taking away
        as many brings back the number that stood there, right or wrong."""
        match = _COUNT.search(parent.tag)
        if match and more:
            self.replace(parent.start + match.start(1), parent.start + match.end(1), str(max(0, int(match[1]) + more)))

    def apply(self) -> str:
        return "".join(self.pieces())

    def pieces(self) -> Iterator[str]:
        """The new text a piece at a time: a sheet is not held twice."""
        last = 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            if start < last:  # inside something already taken out
                continue
            yield from self._between(last, start)
            yield new
            last = end
        yield from self._between(last, len(self.text))

    def _between(self, start: int, end: int) -> Iterator[str]:
        for at in range(start, end, _PIECE):
            yield self.text[at : min(at + _PIECE, end)]


def strip_ours(text: str, root: Element) -> str:
    """The text without the elements that we added, and without the tags that we put around others."""
    patch = Patch(text)
    stack = [root]
    while stack:
        element = stack.pop()
        gone = 0
        for child in element.children:
            if child.ours:
                patch.remove(child)
                gone += 1
                continue
            if child.wraps:
                patch.replace(child.start, child.head, "")
                patch.replace(child.foot, child.end, "")
            stack.append(child)
        if element.name in COUNTED:
            patch.count(element, -gone)
        if gone == len(element.children) and gone and OPENED in element.children[0].tag:
            patch.replace(element.head - 1, element.end, "/>")
    return patch.apply()


def position(root: Element, name: str, order: tuple[str, ...], *, first: bool = False) -> int:
    """Where a child called ``name`` belongs: after those that come before it by the schema's ``order``, and
    after its like unless ``first``. Children that the order does not list are passed over."""
    rank = order.index(name)
    place = root.head
    for child in root.children:
        if child.name in order and (order.index(child.name) < rank or (not first and child.name == name)):
            place = child.end
    return place


def open_root(text: str) -> str:
    """The document with room in its root, where that is an empty-element tag."""
    root = scan(text, opaque="sheetData")
    return f"{text[: root.end - 2]}></{root.qname}>{text[root.end :]}" if root.empty else text


def escape(text: str) -> str:
    """For element content and for attribute values in double quotes."""
    text = carried(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def escape_cell(text: str) -> str:
    """For a cell's or a note's text, where Excel would read ``_x0041_`` as a character."""
    return escape(_XSTRING.sub("_x005F_", text))


def whole_number(text: str) -> int | None:
    """The number that digits are; None for anything else, also for thousands of digits, which ``int`` refuses."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None


def unescape(text: str) -> str:
    if "&" not in text:
        return text
    return _ENTITY.sub(_resolve, text)


def _resolve(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    number = int(match[1], 16) if match[1] else int(match[2])
    return chr(number) if number <= 0x10FFFF else ""


def unescape_cell(text: str) -> str:
    """The text of a cell as Excel shows it: ``_x000D_`` and its like resolved."""
    return _XCODE.sub(lambda match: chr(int(match[1], 16)), text)
