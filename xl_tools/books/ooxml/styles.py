"""What marks need of a workbook's styles: three overlay formats and the cell formats of the results sheet.

Everything is appended to the end of its list, so that no index in the file shifts.
"""

from __future__ import annotations

from xl_tools.books.ooxml.markup import OPENED, OURS, Element, Patch, open_root, position, scan
from xl_tools.core.records import Severity
from xl_tools.marks.looks import FILLS, LINES

ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_GREY, _HEAD, _PEN = "FFBFBFBF", "FF1F4E78", "FFFFF9E5"

EMPTY = '<styleSheet xmlns="{ns}"></styleSheet>'
"""A styles part for a workbook that has none."""

_DEFAULTS = {
    "fonts": (f'<font {OURS}><sz val="11"/><name val="宋体"/><charset val="134"/></font>',),
    "fills": tuple(f'<fill {OURS}><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125")),
    "borders": (f"<border {OURS}><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": (f'<xf {OURS} numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
}
"""What the first places of each list mean to Excel: cells without a format use them, so ours may not stand there."""


def argb(colour: str) -> str:
    """``AARRGGBB`` of ``#RRGGBB``: opaque."""
    return f"FF{colour[1:]}"


def _font(size: int, *, bold: bool = False, underline: bool = False, color: str = "FF262626") -> str:
    return (
        f'<font {OURS}>{"<b/>" if bold else ""}{"<u/>" if underline else ""}<sz val="{size}"/><color rgb="{color}"/>'
        '<name val="微软雅黑"/><family val="2"/><charset val="134"/></font>'
    )


def _fill(color: str) -> str:
    paint = f'<fgColor rgb="{color}"/><bgColor indexed="64"/>'
    return f'<fill {OURS}><patternFill patternType="solid">{paint}</patternFill></fill>'


def _sides(color: str) -> str:
    return "".join(
        f'<{side} style="thin"><color rgb="{color}"/></{side}>' for side in ("left", "right", "top", "bottom")
    )


_FONTS = {
    "text": _font(10),
    "title": _font(16, bold=True),
    "note": _font(9, color="FF7F7F7F"),
    "head": _font(10, bold=True, color="FFFFFFFF"),
    "link": _font(10, underline=True, color="FF0563C1"),
    **{severity.value: _font(10, bold=True, color=argb(LINES[severity])) for severity in Severity},
}
_FILLS = {
    "head": _fill(_HEAD),
    "pen": _fill(_PEN),
    **{severity.value: _fill(argb(FILLS[severity])) for severity in Severity},
}
_BORDERS = {"grid": f"<border {OURS}>{_sides(_GREY)}<diagonal/></border>"}

_CENTER = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
_LEFT = '<alignment horizontal="left" vertical="center" wrapText="1" indent="1"/>'
_FLAT = '<alignment horizontal="left" vertical="center"/>'
_OPEN = '<protection locked="0"/>'
# name: font, fill, border, alignment and protection
_FORMATS: dict[str, tuple[str, str | None, str | None, str]] = {
    "title": ("title", None, None, _FLAT),
    "note": ("note", None, None, _FLAT),
    "head": ("head", "head", "grid", _CENTER),
    "center": ("text", None, "grid", _CENTER),
    "text": ("text", None, "grid", _LEFT),
    "link": ("link", None, "grid", _CENTER),
    "pen": ("text", "pen", "grid", _LEFT + _OPEN),
    "plain": ("text", None, None, '<alignment horizontal="left" vertical="center" indent="1"/>'),
    **{severity.value: (severity.value, severity.value, "grid", _CENTER) for severity in Severity},
}


def add_styles(text: str) -> tuple[str, dict[Severity, int], dict[str, int]]:
    """The styles part with our formats; the overlay format of each severity (``dxfId``) and the results sheet's
    cell formats by name (``s``)."""
    was_empty = scan(text).empty
    text = open_root(text)
    root, patch = scan(text), Patch(text)
    added = _Lists(root, patch)  # in the schema's order: lists that are not there yet are all put in at one place
    fonts = added.extend("fonts", _FONTS)
    fills = added.extend("fills", _FILLS)
    borders = added.extend("borders", _BORDERS)
    base = ' xfId="0"' if root.child("cellStyleXfs") else ""
    formats = {
        name: f'<xf {OURS} numFmtId="0" fontId="{fonts[font]}" fillId="{fills[fill] if fill else 0}" '
        f'borderId="{borders[border] if border else 0}"{base} applyFont="1" applyFill="1" applyBorder="1" '
        f'applyAlignment="1" applyProtection="1">{rest}</xf>'
        for name, (font, fill, border, rest) in _FORMATS.items()
    }
    cells = added.extend("cellXfs", formats)
    overlay = added.extend("dxfs", {severity.value: _dxf(severity) for severity in Severity})
    styled = patch.apply()
    if was_empty:
        styled = styled.replace(OURS, OURS + OPENED, 1)
    return styled, {severity: overlay[severity.value] for severity in Severity}, cells


def _dxf(severity: Severity) -> str:
    # Conditional formats know thin lines only. The line shows even where a rule of the user paints the fill.
    colour = argb(FILLS[severity])
    fill = f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor rgb="{colour}"/>'
    return f"<dxf {OURS}>{fill}</patternFill></fill><border>{_sides(argb(LINES[severity]))}</border></dxf>"


class _Lists:
    """The lists of a styles part, extended at their ends."""

    def __init__(self, root: Element, patch: Patch) -> None:
        self._root = root
        self._patch = patch

    def extend(self, name: str, items: dict[str, str]) -> dict[str, int]:
        """Append items (written without prefixes); returns the index that each got."""
        root, prefix = self._root, self._root.prefix
        holder = root.child(name)
        have = len(holder.children) if holder else 0
        needed = _DEFAULTS.get(name, ())[have:]
        xml = _prefixed("".join((*needed, *items.values())), prefix)
        added = len(needed) + len(items)
        if holder is None:
            whole = f'<{prefix}{name} {OURS} count="{added}">{xml}</{prefix}{name}>'
            self._patch.insert(position(root, name, ORDER), whole)
        else:
            self._patch.append(holder, xml)
            self._patch.count(holder, added)
        return {key: have + len(needed) + index for index, key in enumerate(items)}


def _prefixed(xml: str, prefix: str) -> str:
    """Our XML in the names of a part that does not use the default namespace."""
    if not prefix:
        return xml
    return xml.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
