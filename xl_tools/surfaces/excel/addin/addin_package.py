"""The package of the add-in: settings sheet, ribbon in both dialects, document properties; always the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from importlib.metadata import version

from xl_tools.books.ooxml.markup import escape
from xl_tools.core.records import Field
from xl_tools.data import load
from xl_tools.forms.definitions import get
from xl_tools.surfaces.excel.addin.project import NAME
from xl_tools.surfaces.excel.desk import TITLE

_2006 = "http://schemas.microsoft.com/office/2006/01/customui"
_2009 = "http://schemas.microsoft.com/office/2009/07/customui"
_REL_2006 = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
_REL_2009 = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MOMENT = (2021, 1, 1, 0, 0, 0)

SETTINGS: Mapping[str, str | bool] = {
    "INTERPRETER_WIN": r"%LOCALAPPDATA%\xl_tools\app\python\python.exe",
    "INTERPRETER_MAC": "",
    "INTERPRETER": "",
    "PYTHONPATH": "",
    "ADD_WORKBOOK_TO_PYTHONPATH": "false",
    "UDF MODULES": "xl_tools.surfaces.excel.functions",
    "DEBUG UDFS": False,
    "USE UDF SERVER": True,
    "SHOW CONSOLE": False,
    "SHOW_ERROR_POPUPS": "True",
    "CONDA PATH": "",
    "CONDA ENV": "",
    "LICENSE_KEY": "",
    "ONEDRIVE_CONSUMER_WIN": "",
    "ONEDRIVE_COMMERCIAL_WIN": "",
    "SHAREPOINT_WIN": "",
}
"""Every key that xlwings asks for stands here: it looks in this sheet first, so no file elsewhere has a say."""


def settings() -> dict[str, str | bool]:
    """The rows of the sheet xl_tools.conf."""
    words = load("addin")
    return {
        **SETTINGS,
        "XLT_VERSION": version("xl-tools"),
        "XLT_TEXT_BROKEN": words["broken"],
        "XLT_TEXT_VIEW_ONLY": words["view_only"],
        "XLT_TEXT_TITLE": TITLE,
        "XLT_RIBBON": "",
        "XLT_HEADINGS": ";".join(heading_patterns()),
    }


def heading_patterns() -> list[str]:
    """What COUNTIF looks for to tell a sheet with a table: each heading with room for spaces and line breaks in it.

    A heading of up to three characters must be the whole cell; of two, many a sentence would have both characters.
    """
    telling = load("addin")["looks_like_a_table"]
    columns = (get(form).columns[Field(name)] for form, names in telling.items() for name in names)
    names = dict.fromkeys(heading for column in columns for heading in column.headings)
    names = {re.sub(r"[\s（）()、，,/.]", "", name): None for name in names}
    return [name if len(name) == 1 else _pattern(name) for name in names if not name.isascii()]


def _pattern(name: str) -> str:
    spaced = "*".join(name)
    return spaced if len(name) <= 3 else f"*{spaced}*"


def assemble(source: bytes, ribbon: str) -> bytes:
    """The add-in's bytes from those of the xlwings add-in with our VBA project in it, and the ribbon's XML."""
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = _sheet().encode()
    parts["xl/workbook.xml"] = _workbook(parts["xl/workbook.xml"].decode()).encode()
    parts["docProps/core.xml"] = _core(parts["docProps/core.xml"].decode()).encode()
    parts["customUI/customUI14.xml"] = ribbon.encode()
    parts["customUI/customUI.xml"] = in_2006(ribbon).encode()
    rels = parts["_rels/.rels"].decode()
    rels = rels.replace(_REL_2009, _REL_2006)
    rels = rels.replace(
        "</Relationships>",
        f'<Relationship Id="rIdRibbon14" Type="{_REL_2009}" Target="customUI/customUI14.xml" /></Relationships>',
    )
    parts["_rels/.rels"] = rels.encode()
    return _zipped(parts)


def in_2006(ribbon: str) -> str:
    """The ribbon in the dialect of Excel 2007, which reads no other."""
    return ribbon.replace(_2009, _2006)


def _sheet() -> str:
    rows = "".join(_row(number, key, value) for number, (key, value) in enumerate(settings().items(), 1))
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = f'<worksheet xmlns="{namespace}"><sheetPr codeName="Sheet2"/>'
    return f"{_HEAD}{head}<sheetData>{rows}</sheetData></worksheet>"


def _row(number: int, key: str, value: str | bool) -> str:
    name = f'<c r="A{number}" t="inlineStr"><is><t>{escape(key)}</t></is></c>'
    return f'<row r="{number}">{name}{_cell(number, value)}</row>'


def _cell(number: int, value: str | bool) -> str:
    if isinstance(value, bool):
        return f'<c r="B{number}" t="b"><v>{int(value)}</v></c>'
    return f'<c r="B{number}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _workbook(xml: str) -> str:
    xml = xml.replace('name="_myaddin.conf"', f'name="{NAME}.conf"').replace("<definedNames />", "")
    # Where its author's copy lay is no business of ours.
    return re.sub(r"<mc:AlternateContent\b.*?</mc:AlternateContent>", "", xml, flags=re.DOTALL)


def _core(xml: str) -> str:
    xml = re.sub(r"<dc:title ?/>", "<dc:title>督察整改</dc:title>", xml)
    xml = re.sub(r"(<dc:creator>)[^<]*", r"\1xl-tools", xml)
    return re.sub(r"(<cp:lastModifiedBy>)[^<]*", r"\1xl-tools", xml)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    first = "[Content_Types].xml"
    with zipfile.ZipFile(out, "w") as package:
        for name in (first, *sorted(parts.keys() - {first})):
            info = zipfile.ZipInfo(name, _MOMENT)
            info.external_attr = 0o644 << 16
            info.create_system = 0
            package.writestr(info, parts[name], zipfile.ZIP_STORED)
    return out.getvalue()
