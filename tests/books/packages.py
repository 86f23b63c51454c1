"""Workbooks drawn as text for the tests of marks, and what it means that one file is another plus additions."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

from xl_tools.core.records import Finding, Severity

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ROWS = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(1, 8))
NOTE_SHAPE = (
    '<v:shape id="_x0000_s1025" type="#_x0000_t202" style="visibility:hidden"><x:ClientData ObjectType="Note">'
    "<x:Anchor>2, 15, 1, 10, 6, 15, 5, 4</x:Anchor><x:Row>2</x:Row><x:Column>3</x:Column></x:ClientData></v:shape>"
)
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout>{}</xml>"
)
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" '
    'borderId="0"/></cellXfs></styleSheet>'
)


def finding(cell: str | None, severity: str = "error", sheet: str | None = "数据", **more: object) -> Finding:
    values: dict[str, Any] = {"code": "T303", "message": "两处勾选互相矛盾。", "advice": "只留一项。"} | more
    return Finding(severity=Severity(severity), sheet=sheet, cell=cell, **values)


THREE = [
    finding("D3"),
    finding("E4", "warning", code="T308", message="勾了已完成，文字却说还在做。"),
    finding("F5", "hint", code="T302", advice=""),
]
assert {f.severity for f in THREE} == set(Severity)


def pack(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2022, 11, 30, 8, 30, 0))
            archive.writestr(info, content.encode() if isinstance(content, str) else content, method)
    return out.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def sheet(rows: str = ROWS, before: str = "", after: str = "") -> str:
    return f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{REL}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def relations(*entries: tuple[str, str]) -> str:
    """A rels part of ``(kind, target)``; Ids are rId1, rId2 …"""
    body = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(entries, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{body}</Relationships>'


def workbook(**changed: str | bytes | None) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet 数据. ``changed`` replaces parts by key (``sheet``, ``styles``, ``book``,
    ``types``), leaves them out (None), or adds parts under their full name."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}worksheet+xml"/>'
        + (
            f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}styles+xml"/>'
            if changed.get("styles", "") is not None
            else ""
        )
        + (
            f'<Override PartName="/xl/comments1.xml" ContentType="{TYPE}comments+xml"/>'
            if "xl/comments1.xml" in changed
            else ""
        )
        + "</Types>",
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
        '<sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/worksheets/sheet1.xml": sheet(),
        "xl/styles.xml": STYLES,
    }
    names = {"sheet": "xl/worksheets/sheet1.xml", "styles": "xl/styles.xml", "book": "xl/workbook.xml"}
    names |= {"types": "[Content_Types].xml", "book_rels": "xl/_rels/workbook.xml.rels"}
    for key, content in changed.items():
        name = names.get(key, key)
        if content is None:
            del parts[name]
        else:
            parts[name] = content
    return parts


def with_note(text: str, **changed: str | bytes | None) -> dict[str, str | bytes]:
    """A workbook whose cell D3 has a note; ``text`` is the content of its ``<text>``."""
    return workbook(
        **{
            "sheet": sheet(after='<legacyDrawing r:id="rId1"/>'),
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("vmlDrawing", "../drawings/vmlDrawing1.vml"), ("comments", "../comments1.xml")
            ),
            "xl/comments1.xml": f'{HEAD}<comments xmlns="{MAIN}"><authors><author>张三</author></authors><commentList>'
            f'<comment ref="D3" authorId="0"><text>{text}</text></comment></commentList></comments>',
            "xl/drawings/vmlDrawing1.vml": VML.format(NOTE_SHAPE),
        }
        | changed
    )


def canonical(content: bytes) -> bytes:
    """Canonical XML, or the bytes themselves where they are none."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return content
    return etree.tostring(root, method="c14n")


def additions(before: bytes, after: bytes) -> set[str]:
    """Names of the elements that ``after`` has and ``before`` has not. Fails unless everything of ``before`` is in
    ``after``, in its order and with its attributes (a list's ``count`` may have grown) and text."""
    added: set[str] = set()
    _grown(etree.fromstring(before), etree.fromstring(after), added)
    return added


def _grown(old: etree._Element, new: etree._Element, added: set[str]) -> None:
    assert old.tag == new.tag
    counts = {"count"} if "count" in old.attrib else set()
    assert {k: v for k, v in old.attrib.items() if k not in counts} == {
        k: v for k, v in new.attrib.items() if k not in counts
    }, old.tag
    if counts:
        assert int(new.attrib["count"]) - int(old.attrib["count"]) == len(new) - len(old), old.tag
    assert (old.text or "") == (new.text or ""), old.tag
    rest = iter(new)
    for child in old:
        assert _found(child, rest, added), f"{child.tag} is no longer in {old.tag}"
    added |= {etree.QName(extra).localname for extra in rest}


def bare(element: etree._Element) -> bytes:
    """An element's canonical XML without the namespaces that are only declared around it."""
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def _found(child: etree._Element, rest: object, added: set[str]) -> bool:
    for candidate in rest:  # type: ignore[attr-defined]
        inside: set[str] = set()
        try:
            _grown(child, candidate, inside)
        except AssertionError:
            # A note's bare text may have been put into a run.
            if len(candidate) == 1 and bare(candidate[0]) == etree.tostring(child, method="c14n"):
                added.add("r")
                return True
            added.add(etree.QName(candidate).localname)
            continue
        added |= inside
        return True
    return False


def assert_same_parts(before: bytes, after: bytes) -> None:
    """Same parts in the same order; XML canonically equal, everything else byte for byte."""
    old, new = unpack(before), unpack(after)
    assert list(new) == list(old)
    for name, content in old.items():
        assert canonical(new[name]) == canonical(content), name


def note_text(comments: bytes, cell: str) -> str | None:
    """All text of a cell's note."""
    for comment in etree.fromstring(comments).iter("{*}comment"):
        if comment.get("ref") == cell:
            return "".join(comment.find("{*}text").itertext())
    return None


def find_part(parts: Mapping[str, bytes], pattern: str) -> bytes:
    """The only part whose name matches."""
    [name] = [name for name in parts if re.search(pattern, name)]
    return parts[name]
