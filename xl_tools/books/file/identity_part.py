"""The document properties that tell to whom a workbook was handed out, in each format that is a zip package.

Excel, WPS and LibreOffice keep them when they save a workbook in another format. In .xls they lie in a stream of an OLE
file, which nobody looks at: there it is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from xl_tools.books.file.guard import Archive
from xl_tools.books.file.sniff import FileKind
from xl_tools.core.errors import UserError

OWN = "xlt."
"""How the names of our properties begin."""

_PARTS = {
    FileKind.OOXML: ("docProps/custom.xml", "{*}property"),
    FileKind.BINARY: ("docProps/custom.xml", "{*}property"),
    FileKind.OPENDOCUMENT: ("meta.xml", "{*}user-defined"),
}
"""The part that holds a document's own properties, and the element of one."""
_LARGEST = 100_000
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": False}


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
        root = etree.fromstring(data, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError:
        return {}  # nobody sees this part: damage in it is no reason to refuse the table
    return dict(_properties(root, element))


def identity_of_old(data: bytes, name: str, kind: FileKind) -> dict[str, str] | None:
    """The same of a workbook in an old format; None where it is not looked at."""
    if kind not in _PARTS:
        return None
    try:
        return identity_in(Archive(data, name), kind)
    except UserError:
        return None  # the reader has its own gate: what it takes is not refused for its properties


def _properties(root: etree._Element, element: str) -> Iterator[tuple[str, str]]:
    for entry in root.iter(element):
        names = [str(value) for key, value in entry.attrib.items() if etree.QName(key).localname == "name"]
        if names and names[0].startswith(OWN):
            yield names[0], "".join(entry.itertext())
