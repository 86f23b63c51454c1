"""XML from outside, watched while it is parsed: no DOCTYPE, not too deep, not too many elements.

Runs before any library builds a tree of a part. expat neither fetches anything nor holds more than the open elements;
without a DOCTYPE there are no entities to expand.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from xl_tools.core.expressions import expression
from xl_tools.data import load

Start = Callable[[str, dict[str, str]], Any]
End = Callable[[str], Any]
Characters = Callable[[str], Any]

_DECLARED = expression(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_ENCODINGS = expression(
    r"utf-?8|(?:us-)?ascii|utf-16-?(?:le|be)?|gb(?:2312|k|18030)|big5|shift[-_]jis|euc-(?:jp|kr)"
    r"|iso-8859-\d{1,2}|windows-(?:125\d|936)"
)
_STEP = 1 << 20
_STRETCH = expression(rb"<[^<]{100000,}")
_SMALL = 1 << 19
"""A part of less bytes cannot nest or hold enough to hurt; what builds a tree of it has its own bound on depth."""


class Damaged(Exception):
    """A part that may not or cannot be read; the text says why, in Chinese, to follow the part's name."""


def check_count(_: str, attributes: dict[str, str]) -> None:
    """calamine makes room for as many entries as a list says it has; a wrong number ends the process."""
    for name in ("count", "uniqueCount"):
        told = attributes.get(name, "0")
        if len(told) > 8 or not told.strip().lstrip("+").isdecimal():
            raise Damaged(f"登记的数目“{told[:20]}”不对")


def watch(content: str | bytes, **handlers: Any) -> None:
    """Parse a part, calling back for each element (handlers as for ``steps``). Raises Damaged when it is not
    well-formed or beyond the limits."""
    for _ in steps(content, **handlers):
        pass


def steps(
    content: str | bytes,
    *,
    start: Start | None = None,
    end: End | None = None,
    characters: Characters | None = None,
    within: Callable[[Any], None] | None = None,
) -> Iterator[None]:
    """The same a piece at a time: what the handlers gathered may be used, and forgotten, in between.

    ``within`` gets the parser before the parsing: for callers that need to know where in the text an element stands.
    """
    limits = load("limits")["xml"]
    deepest, most, attributes = limits["depth"], limits["elements"], limits["attributes"]
    depth = count = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > deepest:
            raise Damaged(f"嵌套超过 {deepest} 层")
        if count > most:
            raise Damaged(f"元素超过 {most} 个")
        if start is not None:
            start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    def doctype(*_: object) -> None:
        raise Damaged("带有外部定义（DOCTYPE）")

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = doctype
    if len(content) > _SMALL:
        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
    else:
        parser.StartElementHandler = start
        parser.EndElementHandler = end
    if characters is not None:
        parser.CharacterDataHandler = characters
    if within is not None:
        within(parser)
    try:
        for piece in _pieces(content):
            if piece.count(b"=") > attributes and any(
                stretch[0].count(b"=") > attributes for stretch in _STRETCH.finditer(piece)
            ):
                raise Damaged("里有一处属性过多")
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise Damaged("内容已损坏") from error


def _pieces(content: str | bytes) -> Iterator[bytes]:
    """UTF-8, a piece at a time: a part is not held twice."""
    for at in range(0, len(content), _STEP):
        piece = content[at : at + _STEP]
        yield piece.encode("utf-8") if isinstance(piece, str) else piece


def encoding(data: bytes) -> tuple[bytes, str]:
    """The byte order mark of a part, b"" where it has none, and the name of its encoding. Raises Damaged for one that
    no office program writes: Python knows some that are made to hide text or to take time."""
    for bom, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(bom):
            return bom, name
    if data.startswith(b"<\x00"):
        return b"", "utf-16-le"
    if data.startswith(b"\x00<"):
        return b"", "utf-16-be"
    declared = _DECLARED.match(data[:200])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if not _ENCODINGS.fullmatch(name):
        raise Damaged(f"的文字编码“{name[:20]}”不能用")
    return b"", name


def as_utf8(data: bytes) -> bytes:
    """The part in UTF-8, the only encoding that the readers of sheets understand; the same bytes where it is.

    Raises Damaged when its encoding is unknown or it does not keep to it.
    """
    bom, name = encoding(data)
    if name in ("utf-8", "ascii", "us-ascii"):
        return data
    try:
        text = data[len(bom) :].decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        raise Damaged("文字编码有误") from error
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode("utf-8", "replace")
