"""Word's fields: what of them is shown, and the tick boxes that are made with them."""

from __future__ import annotations

import re
from dataclasses import field

from xl_tools.books.word.docx_parts import Element, child, get, is_on, local, whole
from xl_tools.books.word.symbols import EMPTY, TICKED, box
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression

# { EQ \o\ac(□,√) }: two signs one over the other (带圈字符), the usual way to draw a ticked box by hand.
_OVERLAID = expression(r"^\s*eq\s*\\o\s*(?:\\a[clr]\s*)?\((.*)\)\s*$", re.IGNORECASE | re.DOTALL)
_CIRCLES = "○〇◯"


@dataclass
class OpenField:
    """A field that is being read: its code first, then the result that is shown."""

    code: str = ""
    in_code: bool = True
    result: str = ""


@dataclass
class Fields:
    """The fields that are open at one place of the text; a field may go on over paragraphs."""

    open: list[OpenField] = field(default_factory=list)

    def take(self, text: str) -> str:
        """What of a text is shown here: nothing inside a field's code."""
        for entry in reversed(self.open):
            if entry.in_code:
                entry.code += text
                return ""
            entry.result += text
        return text

    def mark(self, char: Element) -> str:
        """One ``fldChar``: opens, turns or closes a field; returns what it shows itself."""
        kind = get(char, "fldCharType")
        if kind == "begin":
            shown = self.take(form_field(child(char, "ffData")))
            self.open.append(OpenField())
            return shown
        if kind == "separate" and self.open:
            self.open[-1].in_code = False
        if kind == "end" and self.open:
            done = self.open.pop()
            return self.take(overlaid(done.code)) if not done.result else ""
        return ""


def form_field(data: Element | None) -> str:
    """What a legacy form field shows beside its result: the box of a tick box, the choice of a list."""
    box_data, choices = child(data, "checkBox"), child(data, "ddList")
    if box_data is not None:
        state = child(box_data, "checked")
        return TICKED if is_on(child(box_data, "default") if state is None else state) else EMPTY
    if choices is None:
        return ""
    entries = [get(entry, "val") for entry in choices if local(entry) == "listEntry"]
    chosen = get(child(choices, "result"), "val") or get(child(choices, "default"), "val", "0")
    return dict(enumerate(entries)).get(whole(chosen, -1), "")


def overlaid(code: str) -> str:
    """The text of an EQ field that lays one sign over another; "" for any other field."""
    match = _OVERLAID.match(code)
    if not match:
        return ""
    outer, _, inner = (part.strip() for part in re.sub(r"[，;；]", ",", match[1]).partition(","))
    if outer in _CIRCLES and 1 <= whole(inner) <= 20:
        return chr(ord("①") + whole(inner) - 1)
    if box(outer) is False and box(inner):
        return TICKED
    return outer + inner
