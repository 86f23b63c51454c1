"""The document properties that tell to whom a workbook was handed out, in each format that is a zip package.

Excel, WPS and LibreOffice keep them when they save a workbook in another format. In .xls they lie in a stream of an OLE
file, which nobody looks at: there it is not asked.
"""

from __future__ import annotations

from xl_tools.books.file.guard import Archive
from xl_tools.books.file.sniff import FileKind
from xl_tools.books.file.xml_steps import Damaged, as_utf8, watch
from xl_tools.core.errors import UserError

OWN = "xlt."
"""How the names of our properties begin."""

_PARTS = {
    FileKind.OOXML: ("docProps/custom.xml", "property"),
    FileKind.BINARY: ("docProps/custom.xml", "property"),
    FileKind.OPENDOCUMENT: ("meta.xml", "user-defined"),
}
"""The part that holds a document's own properties, and the element of one."""
_LARGEST = 100_000


def identity_in(archive: Archive, kind: FileKind) -> dict[str, str]:
    """Our properties by name; {} for nearly every workbook, at the cost of one look in its directory."""
    name, element = _PARTS[kind]
    part = archive.parts.get(name.lower())
    if part is None or part.file_size > _LARGEST:
        return {}
    data = archive.read(name)
    if OWN.encode() not in data:
        return {}
    try:
        return _properties(data, element)
    except Damaged:
        return {}  # nobody sees this part: damage in it is no reason to refuse the table


def identity_of_old(data: bytes, name: str, kind: FileKind) -> dict[str, str] | None:
    """The same of a workbook in an old format; None where it is not looked at."""
    if kind not in _PARTS:
        return None
    try:
        return identity_in(Archive(data, name), kind)
    except UserError:
        return None  # the reader has its own gate: what it takes is not refused for its properties


def _properties(data: bytes, element: str) -> dict[str, str]:
    found: dict[str, str] = {}
    open_name = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal open_name
        if _local(name) == element:
            own = next((value for key, value in attributes.items() if _local(key) == "name"), "")
            open_name = own if own.startswith(OWN) else ""
            if open_name:
                found[open_name] = ""

    def end(name: str) -> None:
        nonlocal open_name
        if _local(name) == element:
            open_name = ""

    def characters(text: str) -> None:
        if open_name:
            found[open_name] += text

    watch(as_utf8(data), start=start, end=end, characters=characters)
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]
