"""The state of an ActiveX tick box or option button: in a property bag, or in the binary form that Excel writes.

Source: [MS-OFORMS] 2.2.5 (MorphDataControl) and 2.4 (the strings in it).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from xl_tools.core.dataclass import dataclass

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CHECKBOX_CLASS = "8BD21D40-EC42-11CE-9E0D-00AA006002F3"
"""Class id of the ActiveX tick box (Microsoft Forms 2.0 CheckBox)."""
OPTION_CLASS = "8BD21D50-EC42-11CE-9E0D-00AA006002F3"
"""Class id of the ActiveX option button (Microsoft Forms 2.0 OptionButton)."""
_CLASS_BYTES = tuple(UUID(name).bytes_le for name in (CHECKBOX_CLASS, OPTION_CLASS))


@dataclass(frozen=True, slots=True)
class ActiveXBox:
    """An ActiveX tick box or option button. ``checked`` is None where its state is not stored, cannot be read, or is
    the grey third."""

    caption: str = ""
    checked: bool | None = None
    link: str | None = None


def read_activex(control: Element | None, binary: Callable[[], bytes | None]) -> ActiveXBox | None:
    """The tick box or option button that a control's part describes; None for another kind of control.

    ``binary`` gives the part that holds the state where the control's own part does not.
    """
    said = _attributes(control)
    if control is None or said.get("classid", "").upper().strip("{}") not in (CHECKBOX_CLASS, OPTION_CLASS):
        return None
    if said.get("persistence", "persistPropertyBag") == "persistStreamInit":
        return _from_stream(binary() or b"")
    bag = {entry.get("name", ""): entry.get("value", "") for entry in map(_attributes, control.iter("{*}ocxPr"))}
    return ActiveXBox(bag.get("Caption", ""), _state(bag.get("Value", "")), bag.get("LinkedCell"))


def _attributes(element: Element | None) -> dict[str, str]:
    items = element.attrib.items() if element is not None else ()
    return {key.rsplit("}", 1)[-1]: value for key, value in items}


def _state(value: str) -> bool | None:
    return {"1": True, "-1": True, "true": True, "0": False, "false": False}.get(value.strip().lower())


# The properties before the value, with their sizes in bytes, by the bit that says whether they are there.
_BEFORE = {
    0: 4, 1: 4, 2: 4, 3: 4, 4: 1, 5: 1, 6: 1, 7: 1, 9: 2, 10: 4, 11: 2, 12: 2, 13: 2, 14: 2, 15: 2, 16: 1, 17: 1, 18: 1,
    20: 1, 21: 1,
}  # fmt: skip
_BETWEEN = {24: 4, 25: 4, 26: 4, 27: 2, 28: 2, 29: 2}
_DISPLAY_STYLE, _SIZE, _VALUE, _CAPTION, _GROUP = 6, 8, 22, 23, 32
_LOOKS_LIKE_A_TICK_BOX, _LOOKS_LIKE_AN_OPTION_BUTTON = 4, 5


def _from_stream(data: bytes) -> ActiveXBox:
    """State and caption of the binary form; without them where it is not as the format has it."""
    try:
        return _parsed(data[16:] if data.startswith(_CLASS_BYTES) else data)
    except (struct.error, IndexError, UnicodeDecodeError):
        return ActiveXBox()


def _parsed(data: bytes) -> ActiveXBox:
    minor, major, length, mask = struct.unpack_from("<BBHQ", data)
    if (minor, major) != (0, 2) or 4 + length > len(data):
        return ActiveXBox()
    at, style = 12, 0

    def skip(size: int) -> int:
        nonlocal at
        at += -at % size
        start, at = at, at + size
        return start

    for bit, size in _BEFORE.items():
        if mask >> bit & 1:
            start = skip(size)
            style = data[start] if bit == _DISPLAY_STYLE else style
    counts = {}
    for bit in (_VALUE, _CAPTION):
        if mask >> bit & 1:
            counts[bit] = struct.unpack_from("<I", data, skip(4))[0]
    for bit, size in _BETWEEN.items():
        if mask >> bit & 1:
            skip(size)
    if mask >> _GROUP & 1:
        skip(4)
    at += -at % 4
    if mask >> _SIZE & 1:
        at += 8
    texts = {}
    for bit, count in counts.items():
        texts[bit] = _string(data, at, count)
        at += (count & 0x7FFFFFFF) + -(count & 0x7FFFFFFF) % 4
    if style not in (_LOOKS_LIKE_A_TICK_BOX, _LOOKS_LIKE_AN_OPTION_BUTTON) or at > 4 + length:
        return ActiveXBox()
    return ActiveXBox(texts.get(_CAPTION, ""), _state(texts.get(_VALUE, "")))


def _string(data: bytes, at: int, count: int) -> str:
    """A string of ``count`` bytes; the top bit says that each character has one byte."""
    size, narrow = count & 0x7FFFFFFF, count >> 31
    if at + size > len(data):
        raise IndexError(at)
    text = data[at : at + size].decode("latin-1" if narrow else "utf-16-le")
    return re.sub(r"\x00+$", "", text)
