"""Word files drawn in tests: the parts of a .docx, written by hand so that every make of tick box can stand in them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPES = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
HEADINGS = ("县（市、区）名称", "序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况及存在问题", "备注")
OPTIONS = ("已完成", "达到序时进度", "未达序时进度", "尚未启动")


def t(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def sym(char: str, font: str = "Wingdings") -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def p(*runs: str, properties: str = "") -> str:
    """A paragraph; a piece without markup is text."""
    inner = "".join(run if run.startswith("<") else t(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def numbered(*runs: str, number: int = 1, level: int = 0) -> str:
    return p(*runs, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def tc(content: str, properties: str = "") -> str:
    """A cell; plain text becomes a paragraph for each line."""
    if not content.startswith("<w:"):
        content = "".join(p(line) for line in content.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    whole = (cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(whole)}</w:tr>"


def tbl(*rows: str | Sequence[str], widths: Sequence[int] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    inner = "".join(row if isinstance(row, str) else tr(*row) for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{inner}</w:tbl>"


def checkbox(checked: bool | None, shown: str, font: str = "MS Gothic") -> str:
    """A tick-box content control; ``checked`` None leaves the state out."""
    state = "" if checked is None else f'<w14:checked w14:val="{int(checked)}"/>'
    states = (
        f'<w14:checkedState w14:val="2612" w14:font="{font}"/><w14:uncheckedState w14:val="2610" w14:font="{font}"/>'
    )
    return (
        f"<w:sdt><w:sdtPr><w14:checkbox>{state}{states}</w14:checkbox></w:sdtPr>"
        f"<w:sdtContent>{t(shown)}</w:sdtContent></w:sdt>"
    )


def form_checkbox(default: str = "0", checked: str | None = None) -> str:
    """A legacy form tick box; ``checked`` "" writes the element without a value."""
    state = "" if checked is None else "<w:checked/>" if checked == "" else f'<w:checked w:val="{checked}"/>'
    data = (
        '<w:ffData><w:name w:val="x"/><w:enabled/><w:checkBox><w:sizeAuto/>'
        f'<w:default w:val="{default}"/>{state}</w:checkBox></w:ffData>'
    )
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
        '<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def field(code: str, result: str = "") -> str:
    shown = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{t(result)}' if result else ""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
        f'{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def numbering(*lists: str) -> str:
    """The numbering part. Each list is the inside of an ``abstractNum``; list n is number n."""
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{n}">{xml}</w:abstractNum>' for n, xml in enumerate(lists, 1))
    numbers = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1))
    return f"<w:numbering {NAMESPACES}>{abstract}{numbers}</w:numbering>"


def lvl(format_: str, text: str, level: int = 0, *, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{format_}"/>'
        f'<w:lvlText w:val="{escape(text)}"/>{more}</w:lvl>'
    )


def docx(path: Path, *body: str, parts: Mapping[str, str | bytes] = {}, main: str = "word/document.xml") -> Path:
    """Write a .docx with this body. ``parts`` are further parts by the kind of their relationship."""
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{R}/{kind}" Target="{kind}{n}.xml"/>' for n, kind in enumerate(parts, 1)
    )
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    folder, name = main.rsplit("/", 1)
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    overrides = f'<Override PartName="/{main}" ContentType="{word}.document.main+xml"/>' + "".join(
        f'<Override PartName="/{folder}/{kind}{n}.xml" ContentType="{word}.{kind}+xml"/>'
        for n, kind in enumerate(parts, 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f"<Types {TYPES}>{defaults}{overrides}</Types>")
        package.writestr(
            "_rels/.rels", rels.format(f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="{main}"/>')
        )
        package.writestr(main, f"<w:document {NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>")
        package.writestr(f"{folder}/_rels/{name}.rels", rels.format(relations))
        for n, (kind, data) in enumerate(parts.items(), 1):
            package.writestr(f"{folder}/{kind}{n}.xml", data)
    return path
